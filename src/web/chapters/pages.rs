//! The root of the workbook's pages: its model, what reaches it, and what it asks of the browser.
//!
//! Never here: how a page looks.

use super::figure::Book;
use super::page;
use super::say::CHOOSER;
use crate::chapters::{Command, Edit, ForSandbox, Model, Msg, Open, Shown, update};
use crate::web::address;
use crate::web::browser;
use crate::web::el::{On, el, found, live};
use crate::web::lessons::Lessons;
use crate::web::store::{self, Listener};
use gloo_timers::callback::Timeout;
use lesson::id::{AskId, FigureId};
use lesson::progress::MAX_SAVED;
use lesson::route::Route;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{
    FocusOptions, HtmlElement, HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition,
};
use yew::prelude::*;

/// How long after the last key a draft is kept, in milliseconds. A page that goes keeps it at once.
const DRAFT_MS: u32 = 100;

/// The workbook's pages.
pub struct Pages {
    model: Model,
    /// How often each figure was begun afresh.
    begun: BTreeMap<FigureId, u32>,
    /// The figure that fills the window.
    filled: Option<FigureId>,
    /// What is to be brought into view once it is drawn.
    reveal: Option<String>,
    /// The question to which the focus goes once it is drawn, since what had it is gone.
    answered: Option<String>,
    /// What finds the button that was pressed to move an item, since the focus goes with the item.
    moved: Option<[String; 2]>,
    /// The figure that begins to play, which is to be seen.
    watched: Option<FigureId>,
    chooser: NodeRef,
    /// Whether what the address names is in view: then how far it is read can be kept.
    settled: Rc<Cell<bool>>,
    /// Drafts that are to be kept in a moment.
    due: Option<Timeout>,
    listeners: Vec<Listener>,
}

/// What the pages are given.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The address, from its `#` on.
    pub address: AttrValue,
    /// What is there of the lessons from the beginning.
    pub lessons: Rc<Lessons>,
    /// Called with each scenario that is for the sandbox.
    pub sandbox: Callback<Rc<ForSandbox>>,
    /// What the learner has made in the sandbox.
    pub made: Option<Rc<ForSandbox>>,
}

/// What reaches them.
pub enum Input {
    /// A message for the model.
    Model(Msg),
    /// A figure fills the window, or none.
    Filled(Option<FigureId>),
    /// A figure is begun afresh.
    Begun(FigureId),
    /// A file could not be read: its name and why.
    Unreadable(String),
    /// The page may go: what is written is to be kept now.
    MayGo,
}

impl Component for Pages {
    type Message = Input;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let Props { address, lessons, .. } = ctx.props();
        Self {
            model: Model::with_lessons(address, lessons.index.as_deref(), lessons.chapter()),
            begun: BTreeMap::new(),
            filled: None,
            reveal: None,
            answered: None,
            moved: None,
            watched: None,
            chooser: NodeRef::default(),
            settled: Rc::default(),
            due: None,
            listeners: Vec::new(),
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Props) -> bool {
        let props = ctx.props();
        if props.address != old.address {
            self.settled.set(false);
            self.take(ctx, Msg::Routed(props.address.to_string()));
        }
        if let Some(made) = props.made.as_ref().filter(|_| props.made != old.made) {
            let scenario = Box::new(made.scenario.clone());
            self.take(ctx, Msg::SandboxChanged(made.file.clone(), scenario));
        }
        true
    }

    fn update(&mut self, ctx: &Context<Self>, input: Input) -> bool {
        match input {
            Input::Model(msg) => {
                self.answered = question_of(&msg);
                self.moved = mover_of(&msg);
                self.watched = self.model.open.as_ref().and_then(|open| figure_of(&msg, open));
                self.take(ctx, msg);
            }
            // What had the focus is drawn anew.
            Input::Filled(figure) => {
                let before = std::mem::replace(&mut self.filled, figure);
                self.reveal = self.filled.clone().or(before).map(|figure| figure.to_string());
            }
            Input::Begun(figure) => {
                *self.begun.entry(figure.clone()).or_default() += 1;
                self.take(ctx, Msg::FigureReset(figure));
            }
            Input::Unreadable(why) => self.take(ctx, Msg::FileUnreadable(why)),
            Input::MayGo => {
                if self.due.take().is_some() {
                    self.take(ctx, Msg::StoreDue);
                }
                return false;
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let book = Book {
            send: &ctx.link().callback(Input::Model),
            filled: self.filled.as_ref(),
            fill: &ctx.link().callback(Input::Filled),
            begin: &ctx.link().callback(Input::Begun),
        };
        let page = page::view(&self.model, &self.begun, &book);
        el("div", &[("class", "pages")], vec![page, self.file_input(ctx)])
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            self.mounted(ctx);
        }
        let drawn = self.model.shown == Shown::Here;
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
    let id: &AskId = match msg {
        Msg::Checked(id) | Msg::Retried(id) => id,
        Msg::Forgotten(lesson::progress::Scope::Question(item)) => &item.id,
        _ => return None,
    };
    Some(id.question.to_string())
}

/// The figure whose run a prediction has just been made about.
fn figure_of(msg: &Msg, open: &Open) -> Option<FigureId> {
    let Msg::Checked(id) = msg else { return None };
    let prediction = open.chapter.sheet.prediction(&id.question).filter(|it| it.before.id == *id);
    prediction.map(|prediction| prediction.figure.clone())
}

/// What finds the button by which an item was moved, where that is now; at the end of its way, the other one.
fn mover_of(msg: &Msg) -> Option<[String; 2]> {
    let Msg::Edited(question, Edit::Moved { item, up }) = msg else { return None };
    let ask = &question.question;
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
    /// From here on the browser is there: what it keeps is read, and what happens in it is heard.
    fn mounted(&mut self, ctx: &Context<Self>) {
        let link = ctx.link().clone();
        let stored =
            Listener::other_tabs(move |text| link.send_message(Input::Model(Msg::OtherTab(text))));
        let link = ctx.link().clone();
        let may_go = Listener::may_go(move || link.send_message(Input::MayGo));
        let settled = self.settled.clone();
        let scrolled = Listener::scrolls(move || {
            if settled.get() {
                store::keep_depth();
            }
        });
        self.listeners = stored.into_iter().chain(scrolled).chain(may_go).collect();
        let began = Msg::Began { tab: store::tab(), stored: store::read(), aside: store::aside() };
        ctx.link().send_message(Input::Model(began));
    }

    fn take(&mut self, ctx: &Context<Self>, msg: Msg) {
        let commands = update(&mut self.model, msg);
        self.obey(ctx, commands);
    }

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
                Command::Go(address) => address::go(&address),
                Command::FetchChapter(file) => {
                    let name = file.clone();
                    store::fetch(&file, move |bytes| {
                        link.send_message(Input::Model(Msg::ChapterCame(name, bytes)));
                    });
                }
                Command::Sandbox(work) => {
                    let asked = work.asked;
                    ctx.props().sandbox.emit(Rc::new(*work));
                    if asked {
                        address::go(&Route::Sandbox(None).to_string());
                    }
                }
                Command::Store(text) => {
                    self.due = None;
                    if !store::write(&text) {
                        self.take(ctx, Msg::StoreFull);
                    }
                }
                Command::StoreSoon => {
                    let due = move || link.send_message(Input::Model(Msg::StoreDue));
                    self.due = Some(Timeout::new(DRAFT_MS, due));
                }
                Command::SetAside(text) => {
                    let kept = store::set_aside(&text);
                    self.take(ctx, Msg::SetAside { kept });
                }
                Command::DropAside => store::drop_aside(),
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
                browser::read_chosen(&input, MAX_SAVED as u32, move |name, text| match text {
                    // A description is Markdown; everything else is what was saved.
                    Ok(text) if is_markdown(&name) => {
                        link.send_message(Input::Model(Msg::Replaced(text)));
                    }
                    Ok(text) => link.send_message(Input::Model(Msg::Imported { name, text })),
                    Err(why) => link.send_message(Input::Unreadable(format!("{name}: {why}"))),
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

/// Whether a file is Markdown, by its name.
fn is_markdown(name: &str) -> bool {
    let name = name.to_lowercase();
    name.ends_with(".md") || name.ends_with(".markdown")
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
