//! A part of the workbook in a frame of another page: it tells that page how high it is, and leads to the whole.
//!
//! Never here: what stands in it.

use super::address;
use super::browser::{SizeWatch, document, window};
use super::el::words;
use js_sys::{Object, Reflect};
use yew::prelude::*;

/// By this the other page knows whose message it is.
const WHOSE: &str = "coupling-workbook";
/// The class of the page while it shows a part alone.
const CLASS: &str = "embedded";
/// What stands in it when it is whole.
const PART: &str = ".embed";

/// From here on the page is a part alone, as high as what stands in it, and the page around it is told how high.
pub fn begin() -> Option<SizeWatch> {
    let page = document().document_element()?;
    page.set_class_name(CLASS);
    let body = document().body()?;
    let watched = body.clone();
    SizeWatch::new(&body, move || _ = tell(watched.offset_height()))
}

/// Tells the page around it, once there is something to see. Where that cannot be reached, the frame stays as high as it
/// is.
fn tell(height: i32) -> Option<()> {
    document().query_selector(PART).ok()??;
    let message = Object::new();
    Reflect::set(&message, &"type".into(), &WHOSE.into()).ok()?;
    Reflect::set(&message, &"height".into(), &height.into()).ok()?;
    window().parent().ok()??.post_message(&message, "*").ok()
}

/// The way to the same place in the whole workbook, in a window of its own.
pub fn way_out(place: &str) -> Html {
    let to = address::whole(place);
    let attrs = [("href", to.as_str()), ("target", "_blank"), ("rel", "noopener"), ("key", "out")];
    words("a", &attrs, word!(embed.out))
}
