//! The root of the workbook's pages: its model, what it is told, and what it asks of the browser.
//!
//! Never here: how a page looks.

use super::figure::Book;
use super::page;
use super::store::{self, Heard};
use crate::study::{Command, Edit, Handed, Model, Msg, Open, update};
use crate::web::browser;
use crate::web::el::{On, el, found, live};
use lesson::route::Route;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{
    FocusOptions, HtmlElement, HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition,
};
use yew::prelude::*;

/// The id of the file chooser: one a page.
const CHOOSER: &str = "open-progress";

/// The workbook's pages.
pub struct Pages {
    model: Model,
    /// How often each figure was begun afresh.
    begun: BTreeMap<String, u32>,
    /// The figure that fills the window.
    filled: Option<String>,
    /// What is to be brought into view once it is drawn.
    reveal: Option<String>,
    /// The question to which the focus goes once it is drawn, since what had it is gone.
    answered: Option<String>,
    /// The button that was pressed to move an item, since the focus goes with the item.
    moved: Option<[String; 2]>,
    /// The figure that begins to play, which is to be seen.
    watched: Option<String>,
    chooser: NodeRef,
    /// Whether what the address names is in view: then how far it is read can be kept.
    settled: Rc<Cell<bool>>,
    _heard: [Option<Heard>; 3],
}

/// What the pages are given.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// Told of each scenario that is for the sandbox.
    pub sandbox: Callback<Handed>,
}

/// What reaches them.
pub enum Input {
    /// A message for the model.
    Model(Msg),
    /// A figure fills the window, or none.
    Filled(Option<String>),
    /// A figure is begun afresh.
    Begun(String),
    /// A file could not be read.
    Unreadable,
}

/// Opens the file chooser, which no style shows.
pub fn press_chooser() {
    let document = web_sys::window().and_then(|window| window.document());
    let chooser = document.and_then(|document| document.get_element_by_id(CHOOSER));
    browser::press(chooser.and_then(|chooser| chooser.dyn_into::<HtmlElement>().ok()));
}

impl Component for Pages {
    type Message = Input;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link().clone();
        let routed =
            Heard::addresses(move |hash| link.send_message(Input::Model(Msg::Routed(hash))));
        let link = ctx.link().clone();
        let stored =
            Heard::other_tabs(move |text| link.send_message(Input::Model(Msg::OtherTab(text))));
        let settled = Rc::new(Cell::new(false));
        let reads = settled.clone();
        let scrolled = Heard::scrolls(move || {
            if reads.get() {
                store::keep_depth();
            }
        });
        let mut pages = Self {
            model: Model::new(store::tab(), &store::hash()),
            begun: BTreeMap::new(),
            filled: None,
            reveal: None,
            answered: None,
            moved: None,
            watched: None,
            chooser: NodeRef::default(),
            settled,
            _heard: [routed, stored, scrolled],
        };
        let commands = update(&mut pages.model, Msg::StoreRead(store::read()));
        pages.obey(ctx, commands);
        pages.obey(ctx, vec![Command::FetchIndex]);
        pages
    }

    fn update(&mut self, ctx: &Context<Self>, input: Input) -> bool {
        match input {
            Input::Model(msg) => {
                if matches!(msg, Msg::Routed(_)) {
                    self.settled.set(false);
                }
                self.answered = question_of(&msg);
                self.moved = mover_of(&msg);
                self.watched = self.model.open.as_ref().and_then(|open| figure_of(&msg, open));
                let commands = update(&mut self.model, msg);
                self.obey(ctx, commands);
            }
            // What had the focus is drawn anew.
            Input::Filled(figure) => {
                let before = std::mem::replace(&mut self.filled, figure);
                self.reveal = self.filled.clone().or(before);
            }
            Input::Begun(figure) => {
                *self.begun.entry(figure.clone()).or_default() += 1;
                if let Some(open) = &mut self.model.open {
                    open.begin_figure(&figure);
                }
            }
            Input::Unreadable => {}
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let book = Book {
            send: &ctx.link().callback(Input::Model),
            filled: self.filled.as_deref(),
            fill: &ctx.link().callback(Input::Filled),
            begin: &ctx.link().callback(Input::Begun),
        };
        let page = page::view(&self.model, &self.begun, &book);
        el("div", &[("class", "pages")], vec![page, self.file_input(ctx)])
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        let drawn = self.model.shown == crate::study::Shown::Here;
        if let Some(id) = self.reveal.take_if(|_| drawn) {
            reveal(&id);
            self.settled.set(true);
        }
        let movers = self.moved.take().into_iter().flatten();
        movers
            .filter_map(|it| browser::first_of_page(&it))
            .take(1)
            .for_each(|it| browser::focus(&it));
        if let Some(figure) = self.watched.take().and_then(|id| element(&id)) {
            let how = ScrollIntoViewOptions::new();
            how.set_block(ScrollLogicalPosition::Nearest);
            figure.scroll_into_view_with_scroll_into_view_options(&how);
        }
        let answered = self.answered.take().and_then(|id| element(&id));
        if let Some(question) = answered.filter(|_| browser::focused().is_none()) {
            // In view it is already: it was used just now.
            let how = FocusOptions::new();
            how.set_prevent_scroll(true);
            let _ = question.focus_with_options(&how);
        }
    }
}

/// The question, or the prediction, that a message is about and that may lose its controls by it.
fn question_of(msg: &Msg) -> Option<String> {
    let id = match msg {
        Msg::Checked(id) | Msg::Retried(id) => id,
        Msg::Forgotten(lesson::progress::Scope::Question(item)) => &item.id,
        _ => return None,
    };
    Some(id.strip_suffix("-happened").unwrap_or(id).into())
}

/// The figure whose run a prediction has just been made about.
fn figure_of(msg: &Msg, open: &Open) -> Option<String> {
    let Msg::Checked(id) = msg else { return None };
    open.chapter.sheet.prediction(id).map(|prediction| prediction.figure.clone())
}

/// What finds the button by which an item was moved, where that is now; at the end of its way, the other one.
fn mover_of(msg: &Msg) -> Option<[String; 2]> {
    let Msg::Edited(question, Edit::Moved { item, up }) = msg else { return None };
    let ask = question.strip_suffix("-happened").unwrap_or(question);
    let places = if *up { ["first", "last"] } else { ["last", "first"] };
    Some(
        places.map(|place| {
            format!("[id='{ask}'] [data-item='{item}'] button:{place}-of-type:enabled")
        }),
    )
}

fn element(id: &str) -> Option<HtmlElement> {
    let document = web_sys::window().and_then(|window| window.document())?;
    document.get_element_by_id(id)?.dyn_into().ok()
}

impl Pages {
    fn obey(&mut self, ctx: &Context<Self>, commands: Vec<Command>) {
        for command in commands {
            let link = ctx.link().clone();
            match command {
                Command::FetchIndex => store::fetch("index.lesson", move |bytes| {
                    link.send_message(Input::Model(Msg::IndexCame(bytes)));
                }),
                Command::FetchScenarios => store::fetch("scenarios.lesson", move |bytes| {
                    link.send_message(Input::Model(Msg::ScenariosCame(bytes)));
                }),
                Command::Go(address) => store::go(&address),
                Command::FetchChapter(file) => {
                    let name = file.clone();
                    store::fetch(&file, move |bytes| {
                        link.send_message(Input::Model(Msg::ChapterCame(name, bytes)));
                    });
                }
                Command::Sandbox(handed) => {
                    let asked = handed.asked;
                    ctx.props().sandbox.emit(handed);
                    if asked {
                        store::go(&Route::Sandbox(None).to_string());
                    }
                }
                Command::Store(text) => {
                    if !store::write(&text) {
                        update(&mut self.model, Msg::StoreFull);
                    }
                }
                // A browser that cannot save shows nothing, and nothing is lost by it.
                Command::SaveFile { name, text } => drop(browser::save(&name, &text)),
                Command::Copy(text) => store::copy(&text),
                Command::Print => store::print(),
                Command::Reveal(id) => self.reveal = Some(id),
            }
        }
    }

    fn file_input(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link().clone();
        let chosen = Callback::from(move |event: Event| {
            let link = link.clone();
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                browser::read_chosen(&input, move |name, text| match text {
                    // A description is Markdown; everything else is what was saved.
                    Ok(text) if name.ends_with(".md") => {
                        link.send_message(Input::Model(Msg::Replaced(text)));
                    }
                    Ok(text) => link.send_message(Input::Model(Msg::Imported { name, text })),
                    Err(_) => link.send_message(Input::Unreadable),
                });
            }
        });
        let attrs = [
            ("class", "unseen"),
            ("id", CHOOSER),
            ("type", "file"),
            ("tabindex", "-1"),
            ("aria-hidden", "true"),
        ];
        found(live("input", &attrs, On::Change(chosen), vec![]), &self.chooser)
    }
}

/// Brings something into view and gives it the focus; nothing named is where the page was left.
fn reveal(id: &str) {
    match element(id) {
        Some(element) => {
            element.scroll_into_view();
            // What cannot be focused is in view all the same.
            let _ = element.focus();
        }
        None => browser::window().scroll_to_with_x_and_y(0.0, store::depth()),
    }
}
