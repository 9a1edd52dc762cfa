//! The page as a whole: which of its routes is shown, the stage's own or one of the workbook's program.
//!
//! The sandbox stays as it is while another page is read. Never here: what stands on a page.

use super::browser::{self, HashWatch};
use super::el::{el, found, words};
use super::root::{Props, Root};
use super::workbook::{self, Pages, Program};
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
    _hash: HashWatch,
}

enum State {
    Unopened,
    Fetching,
    // Kept alive as long as the page.
    Open { _pages: Pages },
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
            _hash: HashWatch::new(move || link.send_message(Input::Went)),
        }
    }

    fn update(&mut self, _: &Context<Self>, input: Input) -> bool {
        match input {
            Input::Went => {
                let before = std::mem::replace(&mut self.route, Route::of(&browser::hash()));
                let here = self.route == Route::Sandbox;
                self.returns = here && before != Route::Sandbox;
                self.begun |= here;
            }
            Input::Fetched(program) => {
                let place = self.place.cast::<Element>();
                let pages = program.zip(place).and_then(|(it, place)| it.pages(&place).ok());
                self.pages = pages.map_or(State::Missing, |pages| State::Open { _pages: pages });
            }
            Input::Wanted => self.pages = State::Unopened,
        }
        true
    }

    fn rendered(&mut self, ctx: &Context<Self>, _: bool) {
        if self.route == Route::Page && matches!(self.pages, State::Unopened) {
            self.pages = State::Fetching;
            workbook::fetch(ctx.link().callback(Input::Fetched));
        }
        if std::mem::take(&mut self.returns)
            && let Some(sandbox) = self.sandbox.cast::<Element>()
        {
            browser::first(&sandbox, ".stage").iter().for_each(browser::focus);
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let here = self.route == Route::Sandbox;
        let sandbox =
            self.begun.then(|| VComp::new::<Root>(Rc::new(Props { away: !here }), None).into());
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
