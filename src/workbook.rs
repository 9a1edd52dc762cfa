//! The workbook's program, which the stage's fetches when something of it is first opened.
//!
//! Here is what it hands out; what that is stands in [`coupling_workbook::web`]. Never here: anything that
//! happens before it is asked for.

use coupling_workbook::study::Handed;
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
    pages: study::Handle,
}

/// Puts the workbook's pages there; they read the address themselves. `sandbox` is called with a scenario
/// that is for the sandbox: the name of its file, its bytes, and whether the learner asked for it.
#[wasm_bindgen]
pub fn pages(place: Element, sandbox: Function) -> Pages {
    let sandbox = move |handed: Handed| {
        let (file, work) = (handed.file.into(), Uint8Array::from(&handed.work[..]));
        // A stage that does not listen any more needs no scenario.
        let _ = sandbox.call3(&JsValue::NULL, &file, &work, &handed.asked.into());
    };
    Pages { pages: study::Handle::open(place, sandbox) }
}

#[wasm_bindgen]
impl Pages {
    /// Hears what the learner has in the sandbox now: the name of the file, and the scenario, packed.
    pub fn sandbox_changed(&self, file: String, work: Vec<u8>) {
        self.pages.sandbox_changed(file, work);
    }
}

/// Nothing happens before it is asked for.
fn main() {}
