//! What the browser is asked to do: frames, sizes, files, preferences.
//!
//! Each function asks for one thing and gives up quietly where the browser lacks it. Never here: what
//! is done with it.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, Document, Element, Event, File, HtmlAnchorElement, HtmlElement,
    HtmlInputElement, KeyboardEvent, MediaQueryList, ResizeObserver, Response, Url, Window,
};

/// The name under which the workbook keeps everything.
pub const KEY: &str = "coupling-workbook";

/// The window. There is one wherever a page runs.
pub fn window() -> Window {
    web_sys::window().expect("a page has a window")
}

/// The page.
pub fn document() -> Document {
    window().document().expect("a window shows a page")
}

/// A frame that has been asked for; dropped, it is called off.
pub struct Frame {
    id: i32,
    // Kept alive until the browser has called it.
    _callback: Closure<dyn FnMut(f64)>,
}

impl Frame {
    /// Asks for the next frame; the argument of `draw` is the browser's clock in milliseconds.
    pub fn request(draw: impl FnOnce(f64) + 'static) -> Option<Self> {
        let callback = Closure::once(draw);
        let id = window().request_animation_frame(callback.as_ref().unchecked_ref()).ok()?;
        Some(Self { id, _callback: callback })
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        // Calling off a frame that has been drawn does nothing.
        let _ = window().cancel_animation_frame(self.id);
    }
}

/// Watches the size of an element; dropped, it stops.
pub struct SizeWatch {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut()>,
}

impl SizeWatch {
    /// Calls `changed` now and whenever the size of `element` changes.
    pub fn new(element: &Element, changed: impl FnMut() + 'static) -> Option<Self> {
        let callback = Closure::<dyn FnMut()>::new(changed);
        let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _callback: callback })
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// The width of the page's own place.
pub fn page_width() -> f64 {
    document().document_element().map_or(0.0, |page| f64::from(page.client_width()))
}

/// Watches a preference of the person in front of the page.
pub struct Preference {
    query: MediaQueryList,
    _callback: Closure<dyn FnMut()>,
}

impl Preference {
    /// Calls `changed` whenever the media query's answer changes, with the answer.
    pub fn watch(query: &str, mut changed: impl FnMut(bool) + 'static) -> Option<Self> {
        let query = window().match_media(query).ok()??;
        let asked = query.clone();
        let callback = Closure::<dyn FnMut()>::new(move || changed(asked.matches()));
        query.set_onchange(Some(callback.as_ref().unchecked_ref()));
        Some(Self { query, _callback: callback })
    }

    /// Its answer now.
    pub fn now(&self) -> bool {
        self.query.matches()
    }
}

impl Drop for Preference {
    fn drop(&mut self) {
        self.query.set_onchange(None);
    }
}

/// Hears clicks and keys wherever in the page they happen, before anything there does; dropped, it no
/// longer does.
pub struct Anywhere {
    clicked: Closure<dyn FnMut(Event)>,
    pressed: Closure<dyn FnMut(KeyboardEvent)>,
}

impl Anywhere {
    /// Calls `clicked` with what was clicked, and `pressed` with the name of the key.
    pub fn hear(
        mut clicked: impl FnMut(Element) + 'static,
        mut pressed: impl FnMut(String) + 'static,
    ) -> Self {
        let clicked = Closure::<dyn FnMut(_)>::new(move |event: Event| {
            let target = event.target().and_then(|target| target.dyn_into().ok());
            target.into_iter().for_each(&mut clicked);
        });
        let pressed =
            Closure::<dyn FnMut(_)>::new(move |event: KeyboardEvent| pressed(event.key()));
        let all = Self { clicked, pressed };
        for (kind, callback) in all.callbacks() {
            // A browser that cannot hear closes nothing by itself.
            let _ = document().add_event_listener_with_callback_and_bool(kind, callback, true);
        }
        all
    }

    fn callbacks(&self) -> [(&'static str, &Function); 2] {
        let (clicked, pressed) = (self.clicked.as_ref(), self.pressed.as_ref());
        [("click", clicked.unchecked_ref()), ("keydown", pressed.unchecked_ref())]
    }
}

impl Drop for Anywhere {
    fn drop(&mut self) {
        for (kind, callback) in self.callbacks() {
            let _ = document().remove_event_listener_with_callback_and_bool(kind, callback, true);
        }
    }
}

/// The height of the viewport, in CSS pixels.
pub fn viewport_height() -> f64 {
    window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(800.0)
}

/// Gives a text to the person as a file.
pub fn save(name: &str, text: &str) -> Option<()> {
    let options = BlobPropertyBag::new();
    options.set_type("application/toml");
    let parts = Array::of1(&JsValue::from_str(text));
    save_blob(name, &Blob::new_with_str_sequence_and_options(&parts, &options).ok()?)
}

/// Gives some bytes to the person as a file.
pub fn save_blob(name: &str, bytes: &Blob) -> Option<()> {
    let address = Url::create_object_url_with_blob(bytes).ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address).ok()
}

/// The element that has the focus; none if the page as a whole has it.
pub fn focused() -> Option<HtmlElement> {
    let element = document().active_element()?;
    if element.tag_name() == "BODY" { None } else { element.dyn_into().ok() }
}

/// The first element of the page that a selector finds.
pub fn first_of_page(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}

/// The first element within another that a selector finds.
pub fn first(within: &Element, selector: &str) -> Option<HtmlElement> {
    within.query_selector(selector).ok()??.dyn_into().ok()
}

/// Gives the focus to an element, if it is in the page.
pub fn focus(element: &HtmlElement) {
    // A browser that cannot leaves the focus where it is.
    let _ = element.focus();
}

/// Shows the page from its top.
pub fn to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// Presses a file input that is not shown.
pub fn press(element: Option<HtmlElement>) {
    if let Some(element) = element {
        element.click();
    }
}

/// Reads the file that was chosen in an input, unless it is larger than `most_bytes`, and forgets the choice, so that the same file can be
/// chosen again. The outcome is its name and its text, or why there is none.
pub fn read_chosen(
    input: &HtmlInputElement,
    most_bytes: u32,
    done: impl FnOnce(String, Result<String, String>) + 'static,
) {
    let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
    let name = file.name();
    wasm_bindgen_futures::spawn_local(async move {
        let text = text_of(&file, most_bytes).await;
        done(name, text);
    });
    input.set_value("");
}

async fn text_of(file: &File, most_bytes: u32) -> Result<String, String> {
    if file.size() > f64::from(most_bytes) {
        return Err(format!(word!(file.too_long), bytes = file.size() as u64));
    }
    // Older browsers read a file as text only so.
    let text = async || {
        let answer = Response::new_with_opt_blob(Some(file))?;
        JsFuture::from(answer.text()?).await
    };
    let text = text().await.map_err(|_| word!(file.unread).to_string())?;
    text.as_string().ok_or_else(|| word!(file.no_text).into())
}
