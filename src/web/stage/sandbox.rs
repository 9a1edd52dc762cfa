//! The sandbox: a stage with every control, the tabs under it, and the files that it opens and saves.
//!
//! Never here: how a part looks.

use super::host::{Host, Input as Hosted};
use super::{side, top, transport};
use crate::chapters::ForSandbox;
use crate::scene::Side;
use crate::stage::{Asking, Command, Model, Msg, Runs, Tab, update};
use crate::web::browser::{self, Frame};
use crate::web::el::{On, el, found, live};
use crate::web::{parts, pictures, store, tabs};
use gloo_timers::future::TimeoutFuture;
use std::cell::Cell;
use std::rc::Rc;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

/// A larger file is no scenario, and is not read.
const MOST_BYTES: u32 = 1_000_000;

/// The sandbox.
pub struct Sandbox {
    host: Host,
    file: NodeRef,
    /// What stands under the stage, and of which tab and runs it is.
    below: Html,
    below_of: (Tab, Rc<Runs>),
    /// Until the stage has been painted: what is under it may take long to count.
    due: Option<Frame>,
    /// The round of questions whose answers are wanted.
    round_asked: Rc<Cell<Option<u32>>>,
    /// Whether a menu has just been opened.
    opens: bool,
    /// What had the focus when a menu was opened: where it goes back when the menu is gone.
    opener: Option<HtmlElement>,
    /// What had the focus before the page was drawn again, and whether it stands under the stage.
    focused: Option<(HtmlElement, bool)>,
}

/// What the page around it has for the sandbox.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Whether another page is read meanwhile.
    pub away: bool,
    /// What the chapters have for the stage.
    pub brought: Option<Rc<ForSandbox>>,
    /// What somebody linked to, if the address is a link.
    pub linked: Option<AttrValue>,
    /// Called with what the learner has made here, to be kept.
    pub made: Callback<ForSandbox>,
}

/// What reaches it.
pub enum Input {
    /// Something for the stage.
    Stage(Hosted),
    /// The stage has been painted so many frames ago that the tab under it can be counted.
    TabDue(u32),
}

impl From<Hosted> for Input {
    fn from(input: Hosted) -> Self {
        Self::Stage(input)
    }
}

impl From<Msg> for Input {
    fn from(msg: Msg) -> Self {
        Self::Stage(Hosted::Model(msg))
    }
}

impl Component for Sandbox {
    type Message = Input;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let mut model = Model::default();
        bring(&mut model, ctx.props());
        open_link(&mut model, ctx.props());
        let below_of = (model.tab, model.runs.clone());
        let mut sandbox = Self {
            host: Host::new(model),
            file: NodeRef::default(),
            below: Html::default(),
            below_of,
            due: None,
            round_asked: Rc::default(),
            opens: false,
            opener: None,
            focused: None,
        };
        sandbox.draw_below(ctx);
        sandbox
    }

    fn update(&mut self, ctx: &Context<Self>, input: Input) -> bool {
        match input {
            Input::Stage(Hosted::Model(msg)) => self.take(ctx, msg),
            Input::Stage(Hosted::Frame(now)) => self.host.tick(now),
            Input::Stage(Hosted::Measured) => {
                let stage = self.host.stage.cast::<Element>();
                let Some(room) = stage.and_then(|stage| room(&stage)) else { return false };
                update(&mut self.host.model, room);
            }
            Input::TabDue(0) => {
                self.due = None;
                self.below_of = (self.host.model.tab, self.host.model.runs.clone());
                let commands = update(&mut self.host.model, Msg::FiguresAsked);
                self.obey(ctx, commands);
            }
            // The frame under way may end before the stage is painted; the one after it does not.
            Input::TabDue(rest) => {
                self.wait(ctx, rest - 1);
                return false;
            }
        }
        self.round_asked.set(self.host.model.round_asked());
        self.draw_below(ctx);
        self.host.keep_frames(ctx);
        true
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Props) -> bool {
        let other = ctx.props().brought != old.brought || ctx.props().linked != old.linked;
        if ctx.props().brought != old.brought {
            bring(&mut self.host.model, ctx.props());
            self.draw_below(ctx);
        }
        if ctx.props().linked != old.linked {
            open_link(&mut self.host.model, ctx.props());
            self.draw_below(ctx);
        }
        if ctx.props().away && self.host.model.playback.playing() {
            ctx.link().send_message(Msg::PlayToggled);
        }
        other
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            self.host.mounted(ctx);
        }
        self.keep_focus();
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let model = &self.host.model;
        let send = ctx.link().callback(Input::from);
        let stage = [
            ("class", "stage"),
            ("tabindex", "0"),
            ("role", "group"),
            ("aria-label", word!(stage.name)),
        ];
        let sides = Side::BOTH.map(|which| side::view(model, which, &send)).into();
        let stage = live("section", &stage, parts::keys(model, &send), sides);
        let main = vec![
            top::notice(model, &send),
            top::lead(model, &send),
            found(stage, &self.host.stage),
            transport::view(model, &send),
            tabs::view(model, self.below.clone(), &send),
        ];
        let page = vec![top::header(model, &send), el("main", &[], main), self.file_input(ctx)];
        found(el("div", &[], page), &self.host.page)
    }
}

/// Opens what the chapters have for the stage.
fn bring(model: &mut Model, props: &Props) {
    if let Some(work) = &props.brought {
        let ForSandbox { file, scenario, interventions, asked } = (**work).clone();
        let scenario = Box::new(scenario);
        update(model, Msg::WorkBrought { file, scenario, interventions, asked });
    }
}

fn open_link(model: &mut Model, props: &Props) {
    if let Some(piece) = &props.linked {
        update(model, Msg::LinkOpened(piece.to_string()));
    }
}

impl Sandbox {
    fn take(&mut self, ctx: &Context<Self>, msg: Msg) {
        let had_menu = self.host.model.menu.is_some();
        self.focused = browser::focused().map(|element| {
            let below = element.closest("[role=tabpanel]").ok().flatten().is_some();
            (element, below)
        });
        let runs = self.host.model.runs.clone();
        let commands = self.host.take(ctx, msg);
        self.obey(ctx, commands);
        if !Rc::ptr_eq(&runs, &self.host.model.runs)
            && let Some((file, scenario)) = self.host.model.own()
        {
            let interventions = Vec::new();
            ctx.props().made.emit(ForSandbox { file, scenario, interventions, asked: false });
        }
        if !had_menu && self.host.model.menu.is_some() {
            self.opener = self.focused.as_ref().map(|(element, _)| element.clone());
            self.opens = true;
        }
    }

    fn obey(&mut self, ctx: &Context<Self>, commands: Vec<Command>) {
        for command in commands {
            match command {
                Command::Ask(asking) => self.ask(ctx, *asking),
                Command::Copy(text) => {
                    let link = ctx.link().clone();
                    store::copy(text, move |left| link.send_message(Msg::Copied(left.is_none())));
                }
                Command::SavePicture { name, picture, format } => {
                    pictures::save(&name, &picture, format);
                }
                Command::PickFile => browser::press(self.file.cast::<HtmlElement>()),
                // A browser that cannot save shows nothing, and nothing is lost by it.
                Command::SaveFile { name, text } => _ = browser::save(&name, &text),
            }
        }
    }

    /// Asks in slices, so that the page goes on meanwhile.
    fn ask(&mut self, ctx: &Context<Self>, asking: Asking) {
        let (wanted, round) = (self.round_asked.clone(), asking.round);
        let pause = async move || {
            TimeoutFuture::new(0).await;
            wanted.get() == Some(round)
        };
        let link = ctx.link().clone();
        let tell = move |answer| link.send_message(Msg::Answered(answer));
        wasm_bindgen_futures::spawn_local(asking.ask(pause, tell));
    }

    /// Draws what stands under the stage; where other figures are to be counted first, a moment later.
    fn draw_below(&mut self, ctx: &Context<Self>) {
        let model = &self.host.model;
        let (tab, runs) = &self.below_of;
        let counted = model.figures.is_some() || !matches!(model.tab, Tab::Charts | Tab::Coupling);
        let is_current = *tab == model.tab && Rc::ptr_eq(runs, &model.runs) && counted;
        if model.tab == Tab::Task || is_current {
            self.below = tabs::content(model, &ctx.link().callback(Input::from));
        } else {
            if *tab != model.tab {
                self.below = el("div", &[("key", "due")], vec![]);
            }
            if self.due.is_none() {
                self.wait(ctx, 1);
            }
        }
    }

    /// Until the stage has painted what changed: counting takes time, and the stage goes first.
    fn wait(&mut self, ctx: &Context<Self>, rest: u32) {
        let link = ctx.link().clone();
        self.due = Frame::request(move |_| link.send_message(Input::TabDue(rest)));
    }

    /// A focus that has gone with its element goes to what opened it, to the open tab, or to the stage: never to
    /// nowhere.
    fn keep_focus(&mut self) {
        let page = self.host.page.cast::<Element>();
        let first = |selector: &str| browser::first(page.as_ref()?, selector);
        if std::mem::take(&mut self.opens) {
            first(".panel :is(button, input, select)").iter().for_each(browser::focus);
            return;
        }
        let gone = self.focused.take().filter(|(element, _)| !element.is_connected());
        let Some((_, below)) = gone.filter(|_| browser::focused().is_none()) else { return };
        let opener = self.opener.take().filter(|opener| opener.is_connected());
        let tab = || first("[role=tab][aria-selected=true]").filter(|_| below);
        let place = opener.or_else(tab).or_else(|| self.host.stage.cast::<HtmlElement>());
        place.iter().for_each(browser::focus);
    }

    fn file_input(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link().clone();
        let chosen = Callback::from(move |event: Event| {
            let link = link.clone();
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                browser::read_chosen(&input, MOST_BYTES, move |name, text| match text {
                    Ok(text) => link.send_message(Msg::FileOpened { name, text }),
                    Err(why) => link.send_message(Msg::FileUnreadable(format!("{name}: {why}"))),
                });
            }
        });
        let attrs = [
            ("class", "unseen"),
            ("type", "file"),
            ("accept", ".toml,text/plain"),
            ("tabindex", "-1"),
            ("aria-hidden", "true"),
        ];
        found(live("input", &attrs, On::Change(chosen), vec![]), &self.file)
    }
}

/// The room that a stage has. One that is not shown keeps the room that it had.
fn room(stage: &Element) -> Option<Msg> {
    if stage.client_width() == 0 {
        return None;
    }
    // In the stage's own pixels, which are larger than the page's where the style sheet zooms.
    let width = f64::from(stage.client_width()).max(1.0);
    let zoom = (stage.get_bounding_client_rect().width() / width).max(0.1);
    // As the style sheet has it: under this width the panels stand one above another.
    let panel = if width < 900.0 { width } else { (width - 56.0) / 2.0 };
    Some(Msg::Resized { panel, stage: width, viewport: browser::viewport_height() / zoom })
}
