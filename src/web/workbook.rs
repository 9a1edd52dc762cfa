//! The stage's side of the workbook: fetches that program when something of it is first opened, gives it a
//! place in the page, and tells it where the stage stands.
//!
//! Whatever fails there, the stage goes on: each call may come back as a failure, which the tab then says.
//! Never here: what the workbook shows.

use super::el::{On, el, found, live, text, words};
use crate::app::{Model, Msg, Runs, Told};
use engine::system::pack;
use js_sys::Function;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::Element;
use yew::prelude::*;

#[wasm_bindgen]
extern "C" {
    // In `index.html`: a program cannot import by itself.
    #[wasm_bindgen(js_name = fetchWorkbook, catch)]
    async fn fetch_workbook(version: &str) -> Result<JsValue, JsValue>;

    /// What `src/workbook.rs` hands out.
    pub type Program;
    #[wasm_bindgen(method, catch)]
    fn desk(this: &Program, say: &Function) -> Result<Desk, JsValue>;
    /// The workbook's pages, in this place.
    #[wasm_bindgen(method, catch)]
    fn pages(this: &Program, place: &Element, sandbox: &Function) -> Result<JsPages, JsValue>;

    type JsPages;
    #[wasm_bindgen(method, catch)]
    fn sandbox_changed(this: &JsPages, file: &str, work: &[u8]) -> Result<(), JsValue>;

    type Desk;
    #[wasm_bindgen(method, catch)]
    fn stand(this: &Desk, place: &Element) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn tell(this: &Desk, told: &[u8], work: Option<Vec<u8>>) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn close(this: &Desk) -> Result<(), JsValue>;
}

/// Fetches the workbook's program, or takes the one that is there; `done` hears of nothing if neither can
/// be.
pub fn fetch(done: Callback<Option<Program>>) {
    wasm_bindgen_futures::spawn_local(async move {
        let program = fetch_workbook(env!("WORKBOOK_VERSION")).await.ok();
        done.emit(program.map(JsCast::unchecked_into));
    });
}

/// What is said in its place when it cannot be.
pub fn missing(again: Callback<()>) -> Html {
    const WHY: &str = word!(missing.why);
    let again = On::Click(again.reform(|_| ()));
    let said = words("p", &[("class", "empty"), ("role", "status")], WHY);
    let again = live("button", &[("type", "button")], again, vec![text(word!(missing.again))]);
    el("div", &[("key", "missing")], vec![said, again])
}

/// A scenario that goes from the workbook's pages to the sandbox, or back.
#[derive(PartialEq)]
pub struct Handed {
    /// The name of its file.
    pub file: String,
    /// It, packed.
    pub work: Vec<u8>,
    /// Whether the learner asked for it; else it is what they had when they went.
    pub asked: bool,
}

/// The workbook's pages.
pub struct Pages {
    pages: JsPages,
    // Kept alive as long as the pages may call it.
    _sandbox: Closure<dyn FnMut(String, Vec<u8>, bool)>,
}

impl Pages {
    /// In this place; `sandbox` is told of what is for the sandbox.
    pub fn open(program: &Program, place: &Element, sandbox: Callback<Handed>) -> Option<Self> {
        let sandbox = Closure::<dyn FnMut(_, _, _)>::new(move |file, work, asked| {
            sandbox.emit(Handed { file, work, asked });
        });
        let pages = program.pages(place, sandbox.as_ref().unchecked_ref()).ok()?;
        Some(Self { pages, _sandbox: sandbox })
    }

    /// Has them keep what the learner has in the sandbox now.
    pub fn keep(&self, handed: &Handed) {
        // Pages that have failed keep nothing more, and the page says so.
        let _ = self.pages.sandbox_changed(&handed.file, &handed.work);
    }
}

/// What the workbook's program has for the stage.
pub enum News {
    /// It is there, or cannot be.
    Fetched(Option<Program>),
    /// The learner did something in it.
    Said(Msg),
    /// It should be fetched once more.
    Wanted,
}

/// Where news go.
pub type Post = Callback<News>;

/// The workbook, as far as a stage has to do with it.
pub struct Workbook {
    state: State,
    /// Where it draws.
    place: NodeRef,
    /// The runs of the work that it was told last.
    told: Option<Rc<Runs>>,
}

enum State {
    Unopened,
    Fetching,
    Open {
        desk: Desk,
        // Kept alive as long as the desk may call it.
        _say: Closure<dyn FnMut(Vec<u8>)>,
    },
    Missing,
}

impl Workbook {
    /// Not there yet.
    pub fn unopened() -> Self {
        Self { state: State::Unopened, place: NodeRef::default(), told: None }
    }

    /// The place in which it draws, or why there is nothing in it.
    pub fn view(&self, post: &Post) -> Html {
        if !matches!(self.state, State::Missing) {
            return found(
                el("div", &[("key", "workbook"), ("class", "workbook")], vec![]),
                &self.place,
            );
        }
        missing(post.reform(|()| News::Wanted))
    }

    /// Takes note of what came of fetching it.
    pub fn note(&mut self, program: Option<Program>, post: &Post) {
        let post = post.clone();
        let say = Closure::<dyn FnMut(_)>::new(move |bytes: Vec<u8>| {
            Msg::unpack(&bytes).into_iter().for_each(|msg| post.emit(News::Said(msg)));
        });
        let desk = program.and_then(|it| it.desk(say.as_ref().unchecked_ref()).ok());
        self.told = None;
        self.state = desk.map_or(State::Missing, |desk| State::Open { desk, _say: say });
    }

    /// It is to be fetched again.
    pub fn want(&mut self) {
        self.state = State::Unopened;
    }

    /// Has it show where the stage stands, once the stage is drawn. Whether it can be counted on; if not,
    /// the stage is to be drawn again, without it.
    pub fn show(&mut self, model: &Model, post: &Post) -> bool {
        match &self.state {
            State::Unopened => {
                self.state = State::Fetching;
                fetch(post.reform(News::Fetched));
            }
            State::Open { desk, .. } => {
                if self.tell(desk, model).is_none() {
                    self.state = State::Missing;
                    return false;
                }
                self.told = Some(model.runs.clone());
            }
            State::Fetching | State::Missing => {}
        }
        true
    }

    fn tell(&self, desk: &Desk, model: &Model) -> Option<()> {
        desk.stand(&self.place.cast::<Element>()?).ok()?;
        let is_known = self.told.as_ref().is_some_and(|runs| Rc::ptr_eq(runs, &model.runs));
        let work = (!is_known).then(|| pack(&model.work.scenario, &model.work.interventions));
        desk.tell(&Told::of(model).pack(), work).ok()?.then_some(())
    }
}

impl Drop for Workbook {
    fn drop(&mut self) {
        if let State::Open { desk, .. } = &self.state {
            // One that has failed has nothing more to close.
            let _ = desk.close();
        }
    }
}
