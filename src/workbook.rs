//! The workbook's program, which the stage's fetches when something of it is first opened.
//!
//! Here is what it hands out; what that is stands in [`coupling_workbook::web`]. Never here: anything that
//! happens before it is asked for.

use coupling_workbook::web::{desk, study};
use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::Element;

/// A desk: what stands under a stage in its tabs, but for the first.
#[wasm_bindgen]
pub struct Desk(desk::Handle);

/// A desk that stands nowhere yet; `say` is called with the bytes of what the learner does there.
#[wasm_bindgen]
pub fn desk(say: Function) -> Option<Desk> {
    let say = move |bytes: Vec<u8>| {
        // A stage that does not listen any more needs no answer.
        let _ = say.call1(&JsValue::NULL, &Uint8Array::from(&bytes[..]));
    };
    desk::Handle::open(say).map(Desk)
}

#[wasm_bindgen]
impl Desk {
    /// Stands in this place of the page.
    pub fn stand(&self, place: &Element) {
        self.0.stand(place);
    }

    /// Hears where the stage stands, and the work if it is another. Whether it could be read.
    pub fn tell(&self, told: &[u8], work: Option<Vec<u8>>) -> bool {
        self.0.tell(told, work.as_deref())
    }

    /// Goes from the page.
    pub fn close(self) {
        self.0.close();
    }
}

/// The workbook's pages, in this place of the page.
#[wasm_bindgen]
pub struct Pages {
    _pages: study::Handle,
}

/// Puts the workbook's pages there; they read the address themselves.
#[wasm_bindgen]
pub fn pages(place: Element) -> Pages {
    Pages { _pages: study::Handle::open(place) }
}

/// Nothing happens before it is asked for.
fn main() {}
