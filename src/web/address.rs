//! Where the learner is, as the browser's address says, and how the program goes somewhere else without loading a page.
//!
//! A site has a page for each place, which an address names as `temporal.html#storm`; a workbook in one file has none,
//! and `#/chapter/temporal/storm` names the place. Both are understood everywhere. Never here: what stands at a place.

use super::browser::{document, window};
use lesson::route::Route;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, MouseEvent, Url};

/// What asks for a part of a page alone.
const EMBED: &str = "embed";
/// The height of a frame until it says its own, in CSS pixels.
const FRAME_HEIGHT: &str = "640";
const FRAME_MAY: &str = "allow-scripts allow-popups allow-downloads";

/// What a page that was loaded says of itself.
#[derive(Default)]
struct Loaded {
    /// Its path, and the name by which a site has it, if it is known.
    path: Option<(String, String)>,
    /// Whether all places stand in this one file.
    is_alone: bool,
}

thread_local! {
    static LOADED: RefCell<Loaded> = RefCell::default();
}

/// Takes note of what the page is that was loaded: the place with which it begins, and whether there is no other page.
#[cfg(target_arch = "wasm32")]
pub fn loaded(home: &str, is_alone: bool) {
    let path = window().location().pathname().ok();
    let page = Route::parse(home).ok().map(|route| route.page());
    LOADED.set(Loaded { path: path.zip(page), is_alone });
}

/// Where the learner is, from the `#` on.
pub fn current() -> String {
    let location = window().location();
    let (path, fragment) =
        (location.pathname().unwrap_or_default(), location.hash().unwrap_or_default());
    // A host may show a page under a name of its own.
    let known = LOADED.with_borrow(|loaded| {
        loaded.path.as_ref().filter(|(of, _)| *of == path).map(|(_, page)| page.clone())
    });
    let file = known.unwrap_or_else(|| path.rsplit('/').next().unwrap_or_default().into());
    Route::of_page(&file, &fragment)
}

/// A place as a link names it: its page, where there are pages.
pub fn link(address: &str) -> String {
    match Route::parse(address) {
        Ok(route) if !LOADED.with_borrow(|loaded| loaded.is_alone) => route.page(),
        _ => address.into(),
    }
}

/// A place as it can be sent to somebody.
pub fn whole(address: &str) -> String {
    let here = document().base_uri().ok().flatten().unwrap_or_default();
    let whole = Url::new_with_base(&link(address), &here);
    whole.map_or_else(|_| address.into(), |whole| whole.href())
}

/// A frame that shows a figure of a chapter in another page; none, where the chapter has no page.
pub fn frame(chapter: &str, figure: &str) -> Option<String> {
    if LOADED.with_borrow(|loaded| loaded.is_alone) {
        return None;
    }
    let here = document().base_uri().ok().flatten()?;
    let address = Url::new_with_base(&format!("{chapter}.html?{EMBED}={figure}"), &here).ok()?;
    Some(framed(&address.href()))
}

/// A frame that shows the run of a link in another page; none, where the workbook is a file of this machine.
pub fn frame_of_run(link: &str) -> Option<String> {
    let is_alone = LOADED.with_borrow(|loaded| loaded.is_alone);
    // The program looks for the word, and the run is after the `#`.
    (!is_alone).then(|| framed(&link.replacen('#', &format!("?{EMBED}#"), 1)))
}

fn framed(address: &str) -> String {
    let title = document().title().replace('&', "&amp;").replace('"', "&quot;");
    let attrs = [
        ("src", address),
        ("title", &title),
        // What somebody else's page needs to let it do: run, open the workbook, save a picture.
        ("sandbox", FRAME_MAY),
        ("width", "100%"),
        ("height", FRAME_HEIGHT),
        ("loading", "lazy"),
    ];
    let attrs = attrs.map(|(name, value)| format!(" {name}=\"{value}\"")).concat();
    format!("<iframe{attrs}></iframe>")
}

/// What of the page is to be shown alone, in a frame of another page: a figure, or with an empty name the stage.
#[cfg(target_arch = "wasm32")]
pub fn embedded() -> Option<String> {
    let asked = window().location().search().ok()?;
    asked.strip_prefix('?')?.split('&').find_map(|each| {
        let (name, value) = each.split_once('=').unwrap_or((each, ""));
        (name == EMBED).then(|| value.to_string())
    })
}

/// Whether two places stand on the same page.
#[cfg(target_arch = "wasm32")]
pub fn is_same_page(one: &str, other: &str) -> bool {
    let page = |address: &str| Route::parse(address).ok().map(|route| route.page());
    let file = |page: &String| page.split('#').next().map(String::from);
    page(one).as_ref().and_then(file) == page(other).as_ref().and_then(file)
}

/// Goes to a place.
pub fn go(address: &str) {
    if current() == address {
        return;
    }
    let page = link(address);
    if page.starts_with('#') {
        // A browser that refuses leaves the learner where they are.
        let _ = window().location().set_hash(&page);
        return;
    }
    let gone = window()
        .history()
        .and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(&page)));
    let heard = Event::new("popstate").and_then(|event| window().dispatch_event(&event));
    // What cannot be done without loading the page is done by loading it.
    if gone.and(heard).is_err() {
        let _ = window().location().set_href(&page);
    }
}

/// Follows the links between pages from here on without loading them, as long as the page stands.
pub fn follow_links() {
    let clicked = Closure::<dyn FnMut(MouseEvent)>::new(|event: MouseEvent| {
        let other = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if event.default_prevented() || event.button() != 0 || other {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
        if let Some(address) = link.and_then(|link| place_of(&link)) {
            event.prevent_default();
            go(&address);
        }
    });
    let heard = clicked.as_ref().unchecked_ref();
    // A browser that cannot hear it loads the pages.
    let _ = document().add_event_listener_with_callback("click", heard);
    clicked.forget();
}

/// The place that a link to a page beside this one leads to.
fn place_of(link: &Element) -> Option<String> {
    let is_for_another = ["target", "download"].iter().any(|name| link.has_attribute(name));
    let address = link.get_attribute("href").filter(|_| !is_for_another)?;
    let (file, fragment) = address.split_at(address.find('#').unwrap_or(address.len()));
    let name = file.strip_suffix(".html")?;
    let is_beside = !name.contains(['/', ':', '?']);
    is_beside.then(|| Route::of_page(file, fragment))
}
