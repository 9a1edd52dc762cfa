//! The workbook's desk: what stands under a stage in its tabs, but for the first.
//!
//! It follows the stage, which has the model: it hears where that stands at each drawing, makes the same
//! runs when the work has changed, and says what the learner does here. Never here: a change of the work,
//! or a clock.

mod charts;
mod coupling;
mod facts;
pub mod listings;
mod meanings;
pub mod settings;
mod table;

use super::browser::{self, Frame};
use super::el::{el, found};
use super::parts::Send;
use super::roots;
use crate::app::{Model, Msg, Tab, Told};
use engine::system::{Intervention, Scenario, unpack};
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// A desk in the page.
pub struct Handle {
    tree: AppHandle<Desk>,
    own: Element,
}

impl Handle {
    /// A desk that stands nowhere yet; `say` takes the bytes of each [`Msg`] to the stage.
    pub fn open(say: impl Fn(Vec<u8>) + 'static) -> Option<Self> {
        let own = browser::document().create_element("div").ok()?;
        let tree = roots::of_workbook(own.clone(), Props { say: say.into() });
        Some(Self { tree, own })
    }

    /// Stands in this place of the page, with all that is on it.
    pub fn stand(&self, place: &Element) {
        if self.own.parent_element().as_ref() != Some(place) {
            place.replace_children_with_node_1(&self.own);
        }
    }

    /// Hears where the stage stands, as bytes, and the work if it is another. Whether they could be read.
    pub fn tell(&self, told: &[u8], work: Option<&[u8]>) -> bool {
        let (Some(told), Ok(work)) = (Told::unpack(told), work.map(unpack).transpose()) else {
            return false;
        };
        if let Some(work) = work {
            self.tree.send_message(Input::Work(work.into()));
        }
        self.tree.send_message(Input::Told(told));
        true
    }

    /// Goes from the page.
    pub fn close(self) {
        self.tree.destroy();
        self.own.remove();
    }
}

/// The desk itself.
struct Desk {
    /// The stage's model, as far as the desk knows it; none before the first work.
    model: Option<Model>,
    told: Option<Told>,
    /// Work that is not run yet.
    work: Option<(Scenario, Vec<Intervention>)>,
    frame: Option<Frame>,
    /// What had the focus before the desk was drawn again.
    focused: Option<HtmlElement>,
    place: NodeRef,
}

enum Input {
    /// The stage stands here.
    Told(Told),
    /// The work is another.
    Work(Box<(Scenario, Vec<Intervention>)>),
    /// So many frames remain until the stage is surely painted.
    Frames(u32),
    /// The learner did something.
    Did(Msg),
}

#[derive(PartialEq, Properties)]
struct Props {
    say: Callback<Vec<u8>>,
}

impl Component for Desk {
    type Message = Input;
    type Properties = Props;

    fn create(_: &Context<Self>) -> Self {
        Self {
            model: None,
            told: None,
            work: None,
            frame: None,
            focused: None,
            place: NodeRef::default(),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, input: Input) -> bool {
        self.focused = browser::focused();
        match input {
            Input::Told(told) => {
                let turns = self.model.as_ref().is_some_and(|model| model.tab != told.tab);
                self.told = Some(told);
                if turns && self.work.is_none() {
                    // What a tab shows may take long to count: that it is open is shown before.
                    if self.frame.is_none() {
                        self.wait(ctx, 1);
                    }
                    return false;
                }
                self.follow()
            }
            Input::Work(work) => {
                self.work = Some(*work);
                // The frame under way may end before the stage is painted; the one after it does not.
                self.wait(ctx, 1);
                false
            }
            Input::Frames(0) => {
                self.frame = None;
                self.run();
                self.follow()
            }
            Input::Frames(rest) => {
                self.wait(ctx, rest - 1);
                false
            }
            Input::Did(msg) => self.take(ctx, msg),
        }
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        let gone = self.focused.take().is_some_and(|element| !element.is_connected());
        if gone && browser::focused().is_none() {
            // A focus that has gone with its row goes to the tab: never to nowhere.
            self.place
                .cast::<Element>()
                .and_then(|place| browser::label_of(&place, "tabpanel"))
                .iter()
                .for_each(browser::focus);
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let send = ctx.link().callback(Input::Did);
        let drawn = self.model.as_ref().filter(|_| self.is_current());
        let content = drawn.map(|model| {
            let key = [("key", model.tab.id())];
            el("div", &key, vec![tab(model, &send)])
        });
        found(el("div", &[], content.into_iter().collect()), &self.place)
    }
}

impl Desk {
    /// Stands where the stage does, unless work that it does not know is there.
    fn follow(&mut self) -> bool {
        if let (None, Some(model), Some(told)) = (&self.work, &mut self.model, &self.told) {
            model.follow(told);
        }
        true
    }

    /// Until the stage has painted what changed: a run takes time, and the stage goes first.
    fn wait(&mut self, ctx: &Context<Self>, rest: u32) {
        let link = ctx.link().clone();
        self.frame = Frame::request(move |_| link.send_message(Input::Frames(rest)));
    }

    fn run(&mut self) {
        let Some((scenario, interventions)) = self.work.take() else { return };
        // The old runs go before the new ones come.
        let before = self.model.take().filter(|old| old.work.scenario.title == scenario.title);
        let looked_at = before.map(|old| (old.code_of, old.page));
        let mut model = Model::of(scenario, interventions);
        (model.code_of, model.page) = looked_at.unwrap_or_default();
        self.model = Some(model);
    }

    /// What is looked at is the desk's own; all else is the stage's to do.
    fn take(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let Some(model) = &mut self.model else { return false };
        match msg {
            Msg::CodeOf(service) => model.code_of = service,
            Msg::PageChosen(page) => model.page = page,
            other => {
                other.pack().into_iter().for_each(|bytes| ctx.props().say.emit(bytes));
                return false;
            }
        }
        true
    }

    /// Whether the model is of the tab that is open: while new work waits, it may not be.
    fn is_current(&self) -> bool {
        let tab = self.told.as_ref().map(|told| told.tab);
        self.model.as_ref().map(|model| model.tab) == tab
    }
}

fn tab(model: &Model, send: &Send) -> Html {
    match model.tab {
        Tab::Words => table::view(model, send),
        Tab::Code => listings::view(model, send),
        Tab::Charts => charts::view(model),
        Tab::Coupling => coupling::view(model, send),
        Tab::Settings => settings::view(model, send),
        Tab::Facts => facts::view(model, send),
        Tab::Meanings => meanings::view(),
        Tab::Task => Html::default(),
    }
}
