//! The worker that runs the page's errands: started with the first of them, and anew after a failure.
//!
//! Never here: what an errand is, or what becomes of its outcome.

use engine::errand::{Errand, Outcome};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker};

/// Beside the page, whatever its address is.
const SCRIPT: &str = concat!("worker/start.js?", env!("WORKER_VERSION"));

/// A running worker. Dropped, it ends, and with it what it has not done yet.
pub struct Errands {
    worker: Worker,
    // Kept alive as long as the worker may call them.
    _answered: Closure<dyn FnMut(MessageEvent)>,
    _failed: Closure<dyn FnMut()>,
}

impl Errands {
    /// Starts a worker. `done` takes each outcome with the number of its errand; or nothing, when the
    /// worker has failed: then no other will come. A browser that starts none at all gives none here.
    pub fn start(done: impl Fn(Option<(u32, Outcome)>) + Clone + 'static) -> Option<Self> {
        let worker = Worker::new(SCRIPT).ok()?;
        let fail = done.clone();
        let answered = Closure::<dyn FnMut(_)>::new(move |event: MessageEvent| {
            done(Outcome::unpack(&Uint8Array::new(&event.data()).to_vec()));
        });
        let failed = Closure::<dyn FnMut()>::new(move || fail(None));
        worker.set_onmessage(Some(answered.as_ref().unchecked_ref()));
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        Some(Self { worker, _answered: answered, _failed: failed })
    }

    /// Gives it an errand, which it runs after those that it has. Whether it could be given.
    pub fn give(&self, number: u32, errand: Errand) -> bool {
        let bytes = Uint8Array::from(errand.pack(number).as_slice());
        self.worker.post_message(&bytes).is_ok()
    }
}

impl Drop for Errands {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}
