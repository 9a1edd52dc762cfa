//! The browser's own store, the address, and files fetched from beside the page.
//!
//! Never here: what is kept, or what an address means.

use crate::chapters::{Beginning, LearnerNumber, Stored};
use crate::web::address;
use crate::web::browser::KEY;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Response, Storage, StorageEvent};

/// What stands between [`KEY`] and the number of a learner who is not the first.
const LEARNER: &str = "-learner-";
/// What stands after a learner's key where a text is kept that could not be read.
const ASIDE: &str = "-set-aside";
/// The name under which the number of the learner is kept who used the workbook last.
const LAST: &str = "coupling-workbook-last";
/// Where compiled lessons lie, unless the page says otherwise.
const LESSONS: &str = "lessons/";
/// What the page's own script listens for, to find out why something could not be had.
const LOST: &str = "workbook-part-lost";

thread_local! {
    /// Whose work this page shows; one page never shows another's.
    static LEARNER_HERE: LearnerNumber = last_learner();
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn of_this_tab() -> Option<Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}

/// The learner who used this tab last, else the one who used the browser last, else the first.
fn last_learner() -> LearnerNumber {
    let stores = [of_this_tab(), storage()].into_iter().flatten();
    let mut kept = stores.filter_map(|it| it.get_item(LAST).ok().flatten()?.parse().ok());
    kept.find(|&number| number > 0).unwrap_or(1)
}

fn key_of(learner: LearnerNumber) -> String {
    if learner == 1 { KEY.into() } else { format!("{KEY}{LEARNER}{learner}") }
}

fn key() -> String {
    LEARNER_HERE.with(|&learner| key_of(learner))
}

/// What the browser has for the workbook.
pub fn beginning() -> Beginning {
    let learner = LEARNER_HERE.with(|&learner| learner);
    let others = learners().into_iter().filter(|&(other, _)| other != learner).collect();
    Beginning { tab: tab(), stored: read(), aside: aside(), learner, others }
}

/// All learners of whom something is kept, with what it is, in order.
fn learners() -> Vec<(LearnerNumber, String)> {
    let Some(storage) = storage() else { return Vec::new() };
    let keys = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    let number = |key: &str| match key.strip_prefix(KEY)? {
        "" => Some(1),
        rest => rest.strip_prefix(LEARNER)?.parse().ok().filter(|&number| number > 1),
    };
    let kept = |key: String| Some((number(&key)?, storage.get_item(&key).ok().flatten()?));
    let mut all: Vec<_> = keys.filter_map(kept).collect();
    all.sort_unstable();
    all
}

/// Begins again with another learner's work.
pub fn open_learner(learner: LearnerNumber) {
    for store in [of_this_tab(), storage()].into_iter().flatten() {
        // A browser that keeps nothing has one learner.
        let _ = store.set_item(LAST, &learner.to_string());
    }
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// Keeps the first text of a learner, who is not this page's.
pub fn begin_learner(learner: LearnerNumber, text: &str) {
    if let Some(storage) = storage() {
        // Without room they begin with nothing, which is the same.
        let _ = storage.set_item(&key_of(learner), text);
    }
}

/// Asks the browser not to throw away what is kept when it runs out of room.
pub fn persist() {
    if let Some(window) = web_sys::window() {
        // One that does not know this, or refuses, goes on as before.
        let _ = window.navigator().storage().persist();
    }
}

/// What is kept, if the browser keeps anything for us.
fn read() -> Stored {
    let Some(storage) = storage() else { return Stored::Blocked };
    match storage.get_item(&key()) {
        Ok(Some(text)) => Stored::Text(text),
        Ok(None) => Stored::Nothing,
        Err(_) => Stored::Blocked,
    }
}

/// Keeps a text. Whether the browser had room for it.
pub fn write(text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(&key(), text).is_ok())
}

fn aside_key() -> String {
    format!("{}{ASIDE}", key())
}

/// What was set aside when it could not be read, until it is dropped.
fn aside() -> Option<String> {
    storage()?.get_item(&aside_key()).ok().flatten()
}

/// Keeps a text that cannot be read under a key of its own. Whether the browser had room for it.
pub fn set_aside(text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(&aside_key(), text).is_ok())
}

/// Forgets what was set aside.
pub fn drop_aside() {
    if let Some(storage) = storage() {
        // A browser that refuses keeps it, and it is offered again.
        let _ = storage.remove_item(&aside_key());
    }
}

/// How far the page of the address was read in this tab, in pixels, when it was left.
pub fn depth() -> f64 {
    let kept = of_this_tab().and_then(|storage| storage.get_item(&depth_key()).ok().flatten());
    kept.and_then(|kept| kept.parse::<u32>().ok()).map_or(0.0, f64::from)
}

/// Keeps how far it is read now.
pub fn keep_depth() {
    let Some(window) = web_sys::window() else { return };
    let depth = window.scroll_y().unwrap_or(0.0) as u32;
    if let Some(storage) = of_this_tab() {
        // Without room the page begins at its top the next time.
        let _ = storage.set_item(&depth_key(), &depth.to_string());
    }
}

fn depth_key() -> String {
    format!("{KEY} {}", address::current())
}

/// A listener, as long as it is held.
pub struct Listener {
    target: web_sys::EventTarget,
    event: &'static str,
    called: Closure<dyn FnMut(web_sys::Event)>,
}

impl Listener {
    fn new(
        target: impl Into<web_sys::EventTarget>,
        event: &'static str,
        called: impl FnMut(web_sys::Event) + 'static,
    ) -> Option<Self> {
        let called = Closure::<dyn FnMut(_)>::new(called);
        let target = target.into();
        target.add_event_listener_with_callback(event, called.as_ref().unchecked_ref()).ok()?;
        Some(Self { target, event, called })
    }

    /// Called with each new address.
    pub fn addresses(mut called: impl FnMut(String) + 'static) -> Option<Self> {
        Self::new(web_sys::window()?, "popstate", move |_| called(address::current()))
    }

    /// Called whenever the page was scrolled.
    pub fn scrolls(mut called: impl FnMut() + 'static) -> Option<Self> {
        Self::new(web_sys::window()?, "scroll", move |_| called())
    }

    /// Called before the page is printed, with `true`, and after it, with `false`.
    pub fn prints(called: impl Fn(bool) + Clone + 'static) -> Vec<Self> {
        let Some(window) = web_sys::window() else { return Vec::new() };
        let after = called.clone();
        let before = Self::new(window.clone(), "beforeprint", move |_| called(true));
        let after = Self::new(window, "afterprint", move |_| after(false));
        before.into_iter().chain(after).collect()
    }

    /// Called whenever the page may be gone a moment later: it is hidden, or left.
    pub fn may_go(called: impl Fn() + Clone + 'static) -> Vec<Self> {
        let Some(window) = web_sys::window() else { return Vec::new() };
        let left = called.clone();
        let left = Self::new(window.clone(), "pagehide", move |_| left());
        let document = window.document();
        let hidden = document.and_then(|it| Self::new(it, "visibilitychange", move |_| called()));
        left.into_iter().chain(hidden).collect()
    }

    /// Called with each text that another tab keeps.
    pub fn other_tabs(mut called: impl FnMut(String) + 'static) -> Option<Self> {
        Self::new(web_sys::window()?, "storage", move |event| {
            let event = event.dyn_into::<StorageEvent>().ok();
            let event = event.filter(|event| event.key() == Some(key()));
            if let Some(text) = event.and_then(|event| event.new_value()) {
                called(text);
            }
        })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let called = self.called.as_ref().unchecked_ref();
        // A target that has forgotten it already need not be asked again.
        let _ = self.target.remove_event_listener_with_callback(self.event, called);
    }
}

/// Fetches a file of the lessons; `done` has its bytes, or nothing if it cannot be had.
pub fn fetch(file: &str, done: impl FnOnce(Option<Vec<u8>>) + 'static) {
    let file = file.to_string();
    wasm_bindgen_futures::spawn_local(async move { done(fetched(&file).await) });
}

/// A file of the lessons; nothing, if it cannot be had. The page hears of that.
pub async fn fetched(file: &str) -> Option<Vec<u8>> {
    let bytes = bytes_of(&format!("{}{file}", lessons_folder())).await;
    if bytes.is_none() {
        let window = web_sys::window()?;
        let lost = web_sys::Event::new(LOST).ok()?;
        // Whether anybody listens or not, the learner can try again.
        let _ = window.dispatch_event(&lost);
    }
    bytes
}

async fn bytes_of(address: &str) -> Option<Vec<u8>> {
    let answer = web_sys::window()?.fetch_with_str(address);
    let answer = JsFuture::from(answer).await.ok()?.dyn_into::<Response>().ok()?;
    if !answer.ok() {
        return None;
    }
    let bytes = JsFuture::from(answer.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&bytes).to_vec())
}

/// Where compiled lessons lie, beside the page. Its name changes with what is in it, so that lessons and program are
/// never of two versions.
fn lessons_folder() -> String {
    let document = web_sys::window().and_then(|window| window.document());
    let root = document.and_then(|document| document.get_element_by_id("workbook"));
    let named = root.and_then(|root| root.get_attribute("data-lessons"));
    named.unwrap_or_else(|| LESSONS.into())
}

/// Puts a text where it can be pasted from. `done` has the text if the browser does not let us: it refuses, or has
/// no clipboard for a page that came over plain http.
pub fn copy(text: String, done: impl FnOnce(Option<String>) + 'static) {
    wasm_bindgen_futures::spawn_local(async move {
        let is_copied = written(&text).await.is_some();
        done((!is_copied).then_some(text));
    });
}

async fn written(text: &str) -> Option<()> {
    let navigator = web_sys::window()?.navigator();
    let clipboard = Reflect::get(&navigator, &"clipboard".into()).ok()?;
    if clipboard.is_undefined() {
        return None;
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await.ok().map(drop)
}

/// Prints the page.
pub fn print() {
    if let Some(window) = web_sys::window() {
        // Who closes the dialogue does not want a print.
        let _ = window.print();
    }
}

/// A number that no other tab is likely to have.
fn tab() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}

/// The day where the learner is, as in `2026-09-01`.
pub fn today() -> String {
    let now = js_sys::Date::new_0();
    format!("{}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date())
}
