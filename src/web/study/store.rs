//! The browser's own store, the address, and files fetched from beside the page.
//!
//! Never here: what is kept, or what an address means.

use crate::study::Stored;
use crate::web::browser::KEY;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestInit, Response, Storage, StorageEvent};

/// Where compiled lessons lie, beside the page.
const LESSONS: &str = "lessons/";

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// What is kept, if the browser keeps anything for us.
pub fn read() -> Stored {
    let Some(storage) = storage() else { return Stored::Blocked };
    match storage.get_item(KEY) {
        Ok(Some(text)) => Stored::Text(text),
        Ok(None) => Stored::Nothing,
        Err(_) => Stored::Blocked,
    }
}

/// Keeps a text. Whether the browser had room for it.
pub fn write(text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(KEY, text).is_ok())
}

/// The part of the address after its page.
pub fn hash() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// Goes to another place of the page.
pub fn go(hash: &str) {
    if let Some(window) = web_sys::window() {
        // A browser that refuses leaves the learner where they are.
        let _ = window.location().set_hash(hash);
    }
}

/// How far the page of the address was read in this tab, in pixels, when it was left.
pub fn depth() -> f64 {
    let storage = web_sys::window().and_then(|window| window.session_storage().ok().flatten());
    let kept = storage.and_then(|storage| storage.get_item(&depth_key()).ok().flatten());
    kept.and_then(|kept| kept.parse::<u32>().ok()).map_or(0.0, f64::from)
}

/// Keeps how far it is read now.
pub fn keep_depth() {
    let Some(window) = web_sys::window() else { return };
    let depth = window.scroll_y().unwrap_or(0.0) as u32;
    if let Ok(Some(storage)) = window.session_storage() {
        // Without room the page begins at its top the next time.
        let _ = storage.set_item(&depth_key(), &depth.to_string());
    }
}

fn depth_key() -> String {
    format!("{KEY} {}", hash())
}

/// A listener on the window, as long as it is held.
pub struct Heard {
    event: &'static str,
    heard: Closure<dyn FnMut(web_sys::Event)>,
}

impl Heard {
    fn new(event: &'static str, heard: impl FnMut(web_sys::Event) + 'static) -> Option<Self> {
        let heard = Closure::<dyn FnMut(_)>::new(heard);
        let window = web_sys::window()?;
        window.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref()).ok()?;
        Some(Self { event, heard })
    }

    /// Told of each new address.
    pub fn addresses(mut told: impl FnMut(String) + 'static) -> Option<Self> {
        Self::new("hashchange", move |_| told(hash()))
    }

    /// Told whenever the page was scrolled.
    pub fn scrolls(mut told: impl FnMut() + 'static) -> Option<Self> {
        Self::new("scroll", move |_| told())
    }

    /// Told of each text that another tab keeps.
    pub fn other_tabs(mut told: impl FnMut(String) + 'static) -> Option<Self> {
        Self::new("storage", move |event| {
            let event = event.dyn_into::<StorageEvent>().ok();
            let event = event.filter(|event| event.key().as_deref() == Some(KEY));
            if let Some(text) = event.and_then(|event| event.new_value()) {
                told(text);
            }
        })
    }
}

impl Drop for Heard {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let heard = self.heard.as_ref().unchecked_ref();
            // A window that has forgotten it already needs no telling.
            let _ = window.remove_event_listener_with_callback(self.event, heard);
        }
    }
}

/// Fetches a file of the lessons; `done` has its bytes, or nothing if it cannot be had.
pub fn fetch(file: &str, done: impl FnOnce(Option<Vec<u8>>) + 'static) {
    let address = format!("{LESSONS}{file}");
    wasm_bindgen_futures::spawn_local(async move { done(fetched(&address).await) });
}

async fn fetched(address: &str) -> Option<Vec<u8>> {
    let how = RequestInit::new();
    // Asked whether it has changed, so that lessons and program are never of two versions.
    how.set_cache(RequestCache::NoCache);
    let answer = web_sys::window()?.fetch_with_str_and_init(address, &how);
    let answer = JsFuture::from(answer).await.ok()?.dyn_into::<Response>().ok()?;
    if !answer.ok() {
        return None;
    }
    let bytes = JsFuture::from(answer.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&bytes).to_vec())
}

/// Puts a text where it can be pasted from. A browser that does not let us leaves the text on the page.
pub fn copy(text: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.navigator().clipboard().write_text(text);
    }
}

/// Prints the page.
pub fn print() {
    if let Some(window) = web_sys::window() {
        // Who closes the dialogue does not want a print.
        let _ = window.print();
    }
}

/// A number that no other tab is likely to have.
pub fn tab() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}
