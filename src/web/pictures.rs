//! Pictures as files: the scene writes them, in the colours that the page has, and the browser makes pixels of them.
//!
//! A browser that cannot make or save one shows nothing, and nothing is lost by it. Never here: what is in a picture.

use super::browser::{self, Preference, document};
use crate::scene::picture::{Picture, Scheme, picture};
use crate::stage::Format;
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, Url,
};

/// How many pixels a unit of a picture has on each side, so that it is sharp on a slide.
const PIXELS: u32 = 2;

/// Gives a picture to the person as a file.
pub fn save(name: &str, of: &Picture, format: Format) {
    let is_dark = Preference::watch("(prefers-color-scheme: dark)", |_| ());
    let is_dark = is_dark.is_some_and(|preference| preference.now());
    let drawing = picture(of, if is_dark { Scheme::Dark } else { Scheme::Light });
    let name = format!("{name}.{}", format.ending());
    let options = BlobPropertyBag::new();
    options.set_type("image/svg+xml");
    let parts = Array::of1(&JsValue::from_str(&drawing));
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) else { return };
    match format {
        Format::Svg => _ = browser::save_blob(&name, &blob),
        Format::Png => _ = save_pixels(name, &blob),
    }
}

/// Draws a picture on a canvas, once the browser has read it, and gives the pixels to the person.
fn save_pixels(name: String, drawing: &Blob) -> Option<()> {
    let address = Url::create_object_url_with_blob(drawing).ok()?;
    let image = HtmlImageElement::new().ok()?;
    let (drawn, of) = (image.clone(), address.clone());
    let loaded = Closure::once_into_js(move || {
        let canvas = canvas_with(&drawn);
        // An address that is forgotten twice is forgotten.
        let _ = Url::revoke_object_url(&of);
        let Some(canvas) = canvas else { return };
        let given = Closure::once_into_js(move |pixels: Option<Blob>| {
            pixels.iter().for_each(|pixels| _ = browser::save_blob(&name, pixels));
        });
        let _ = canvas.to_blob(given.unchecked_ref());
    });
    image.set_onload(Some(loaded.unchecked_ref()));
    image.set_src(&address);
    Some(())
}

fn canvas_with(image: &HtmlImageElement) -> Option<HtmlCanvasElement> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(image.natural_width() * PIXELS);
    canvas.set_height(image.natural_height() * PIXELS);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    let (w, h) = (f64::from(canvas.width()), f64::from(canvas.height()));
    context.draw_image_with_html_image_element_and_dw_and_dh(image, 0.0, 0.0, w, h).ok()?;
    Some(canvas)
}
