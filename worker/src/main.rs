//! The workbook's second program, which the browser runs beside the page: it serves the page's errands.
//!
//! `start.js` loads it and carries the bytes; what they mean is [`engine::errand`]'s. Never here: the
//! page, or anything that is kept from one errand to the next.

use wasm_bindgen::prelude::*;

/// From the bytes of an errand to those of its outcome; nothing for what is no errand.
#[wasm_bindgen]
pub fn serve(errand: &[u8]) -> Option<Vec<u8>> {
    engine::errand::serve(errand)
}

/// Nothing happens before the first errand.
fn main() {}
