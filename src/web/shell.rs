//! The page as a whole: which of its routes is shown, the stage's own or one of the workbook's program.
//!
//! The sandbox stays as it is while another page is read. What the learner makes there is handed to the
//! pages, which keep it, and comes back from them. Never here: what stands on a page.

use super::browser::{self, HashWatch};
use super::el::{el, found, words};
use super::root::{Props, Root};
use super::workbook::{self, Handed, Pages, Program};
use crate::app::Route;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;
use yew::virtual_dom::VComp;

/// The shell.
pub struct Shell {
    route: Route,
    /// Whether the sandbox has been opened.
    begun: bool,
    /// Whether the focus is to go to the stage.
    returns: bool,
    sandbox: NodeRef,
    /// Where the workbook's pages stand.
    place: NodeRef,
    pages: State,
    /// What the pages have for the sandbox.
    handed: Option<Rc<Handed>>,
    /// What the sandbox has for the pages, while they are not there.
    left: Option<Handed>,
    _hash: HashWatch,
}

enum State {
    Unopened,
    Fetching,
    Open(Pages),
    Missing,
}

/// What reaches the shell.
pub enum Input {
    /// The address is another.
    Went,
    /// The workbook is there, or cannot be.
    Fetched(Option<Program>),
    /// It should be fetched once more.
    Wanted,
    /// The pages have this for the sandbox.
    Handed(Handed),
    /// The sandbox has this for the pages.
    Left(Handed),
}

impl Component for Shell {
    type Message = Input;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link().clone();
        let route = Route::of(&browser::hash());
        Self {
            begun: route == Route::Sandbox,
            route,
            returns: false,
            sandbox: NodeRef::default(),
            place: NodeRef::default(),
            pages: State::Unopened,
            handed: None,
            left: None,
            _hash: HashWatch::new(move || link.send_message(Input::Went)),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, input: Input) -> bool {
        match input {
            Input::Went => {
                let before = std::mem::replace(&mut self.route, Route::of(&browser::hash()));
                let here = self.route == Route::Sandbox;
                self.returns = here && before != Route::Sandbox;
                self.begun |= here;
            }
            Input::Fetched(program) => {
                let place = self.place.cast::<Element>();
                let sandbox = ctx.link().callback(Input::Handed);
                let pages = program
                    .zip(place)
                    .and_then(|(program, place)| Pages::open(&program, &place, sandbox));
                self.pages = pages.map_or(State::Missing, State::Open);
                self.keep();
            }
            Input::Wanted => self.pages = State::Unopened,
            Input::Handed(handed) => self.handed = Some(Rc::new(handed)),
            Input::Left(left) => {
                self.left = Some(left);
                self.keep();
            }
        }
        true
    }

    fn rendered(&mut self, ctx: &Context<Self>, _: bool) {
        // What is kept may be what the learner had in the sandbox.
        let wanted =
            || self.route == Route::Page || self.left.is_some() || browser::keeps("[[scenarios]]");
        if matches!(self.pages, State::Unopened) && wanted() {
            self.pages = State::Fetching;
            workbook::fetch(ctx.link().callback(Input::Fetched));
        }
        if std::mem::take(&mut self.returns)
            && let Some(sandbox) = self.sandbox.cast::<Element>()
        {
            browser::first(&sandbox, ".stage").iter().for_each(browser::focus);
            browser::to_top();
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let here = self.route == Route::Sandbox;
        let sandbox = self.begun.then(|| {
            let left = ctx.link().callback(Input::Left);
            let props = Props { away: !here, handed: self.handed.clone(), left };
            VComp::new::<Root>(Rc::new(props), None).into()
        });
        let missing = matches!(self.pages, State::Missing).then(|| {
            let again = ctx.link().callback(|()| Input::Wanted);
            let heading = words("h1", &[], word!(missing.page));
            let back = words("a", &[("href", "#/sandbox")], word!(missing.to_sandbox));
            let said = vec![heading, workbook::missing(again), el("p", &[], vec![back])];
            el("main", &[("class", "page")], said)
        });
        let shown = |shown: bool| if shown { &[][..] } else { &[("hidden", "")] };
        el(
            "div",
            &[],
            vec![
                found(el("div", shown(here), sandbox.into_iter().collect()), &self.sandbox),
                found(el("div", shown(!here), vec![]), &self.place),
                el("div", shown(!here), missing.into_iter().collect()),
            ],
        )
    }
}

impl Shell {
    /// Hands what the sandbox has left to the pages, once they are there.
    fn keep(&mut self) {
        if let State::Open(pages) = &self.pages {
            self.left.take().iter().for_each(|left| pages.keep(left));
        }
    }
}
