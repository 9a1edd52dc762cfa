//! The root of the workbook's pages: its model, what reaches it, and what it asks of the browser.
//!
//! Never here: how a page looks.

use super::say::CHOOSER;
use super::{embedded, focus, page, title};
use crate::chapters::{
    Beginning, Command, ForSandbox, Keeping, Look, Model, Msg, Shown, backup_name, update,
};
use crate::web::address;
use crate::web::browser;
use crate::web::el::{On, el, found, live};
use crate::web::lessons::Lessons;
use crate::web::pictures;
use crate::web::store::{self, Listener};
use gloo_timers::callback::Timeout;
use lesson::progress::MAX_SAVED;
use lesson::route::Route;
use std::cell::Cell;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// How long after the last key a draft is kept, in milliseconds. A page that goes keeps it at once.
const DRAFT_MS: u32 = 100;

/// The workbook's pages.
pub struct Pages {
    model: Model,
    /// Where the view and the focus go once the page is drawn.
    looks: Vec<Look>,
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
    /// The figure that is shown alone, in a frame of another page.
    pub embedded: Option<AttrValue>,
    /// Whether all of it is drawn to be printed.
    pub printed: bool,
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
        let mut model = Model::with_lessons(address, lessons.index.as_deref(), lessons.chapter());
        model.is_printed = ctx.props().printed;
        Self {
            model,
            looks: Vec::new(),
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
            Input::Model(msg) => self.take(ctx, msg),
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
        let send = ctx.link().callback(Input::Model);
        if let Some(name) = &ctx.props().embedded {
            return embedded::view(&self.model, name, &send);
        }
        let page = page::view(&self.model, &send);
        el("div", &[("class", "pages")], vec![page, self.file_input(ctx)])
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        // What stands in another page's frame keeps nothing, and reads nothing that was kept.
        if first && ctx.props().embedded.is_some() {
            let began = Msg::Began(Box::new(Beginning::kept_nowhere()));
            ctx.link().send_message(Input::Model(began));
        } else if first {
            self.mounted(ctx);
        }
        if self.model.shown == Shown::Here {
            title::show(&self.model.route);
            for look in std::mem::take(&mut self.looks) {
                self.settled.set(self.settled.get() || matches!(look, Look::At(_) | Look::Back));
                focus::look(&look);
            }
        }
    }
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
        let prints = Listener::prints(browser::unfold_all);
        self.listeners = stored.into_iter().chain(scrolled).chain(may_go).chain(prints).collect();
        let began = Msg::Began(Box::new(store::beginning()));
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
                Command::Persist => store::persist(),
                Command::BeginLearner(learner, text) => store::begin_learner(learner, &text),
                // What could not be kept would go with the page.
                Command::OpenLearner(learner) if self.model.keeping == Keeping::Kept => {
                    store::open_learner(learner);
                }
                Command::OpenLearner(_) => {}
                Command::SaveBackup { learner, text } => {
                    _ = browser::save(&backup_name(&learner, &store::today()), &text);
                }
                Command::SavePicture { name, picture, format } => {
                    pictures::save(&name, &picture, format);
                }
                // A browser that cannot save shows nothing, and nothing is lost by it.
                Command::SaveFile { name, text } => _ = browser::save(&name, &text),
                Command::Copy(text) => store::copy(text, move |told| {
                    let told = told.map_or(Msg::Copied, Msg::NotCopied);
                    link.send_message(Input::Model(told));
                }),
                Command::Print => store::print(),
                Command::Look(look) => self.looks.push(look),
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
