//! The root component: the model, the one frame loop, and the page's parts in their order.
//!
//! Time enters here and nowhere else. Never here: how a part looks.

use super::browser::{self, Anywhere, Frame, Preference, SizeWatch};
use super::el::{On, el, found, live};
use super::errands::Errands;
use super::workbook::{Handed, News, Workbook};
use super::{menus, parts, side, tabs, top, transport};
use crate::app::{Command, Model, Msg, Notice, Tab, update};
use crate::scene::Side;
use engine::errand::Errand;
use std::rc::Rc;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

/// The workbook.
pub struct Root {
    model: Model,
    page: NodeRef,
    stage: NodeRef,
    file: NodeRef,
    frame: Option<Frame>,
    /// The browser's clock at the last frame, while playing.
    last: Option<f64>,
    /// Whether a menu has just been opened.
    opens: bool,
    /// While a menu is open: what closes it.
    closing: Option<Anywhere>,
    /// What had the focus when a menu was opened: where it goes back when the menu is gone.
    opener: Option<HtmlElement>,
    /// What had the focus before the page was drawn again.
    focused: Option<HtmlElement>,
    /// The worker, once there was something for it to do.
    errands: Option<Errands>,
    /// What stands in the tabs that are not the stage's own.
    workbook: Workbook,
    _size: Option<SizeWatch>,
    _motion: Option<Preference>,
}

/// What the root is told by the page around it.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// Whether another page is read meanwhile.
    pub away: bool,
    /// What the workbook's pages have for the stage.
    pub handed: Option<Rc<Handed>>,
    /// Told what the learner has made here, to be kept.
    pub left: Callback<Handed>,
}

/// What reaches the root.
pub enum Input {
    /// A message for the model.
    Model(Msg),
    /// A frame is to be drawn, at this time of the browser's clock.
    Frame(f64),
    /// The stage or the window has another size.
    Measured,
    /// A chosen file could not be read.
    Unreadable(String),
    /// The workbook has come, or has something to say.
    Workbook(News),
}

impl From<Msg> for Input {
    fn from(msg: Msg) -> Self {
        Self::Model(msg)
    }
}

impl Component for Root {
    type Message = Input;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link().clone();
        let motion = Preference::watch("(prefers-reduced-motion: reduce)", move |reduced| {
            link.send_message(Msg::MotionReduced(reduced));
        });
        let mut model = Model {
            reduced_motion: motion.as_ref().is_some_and(Preference::now),
            viewport_height: browser::viewport_height(),
            ..Model::default()
        };
        open(&mut model, ctx.props());
        if let Some(room) = browser::with_empty_stage(room) {
            update(&mut model, room);
        }
        Self {
            model,
            page: NodeRef::default(),
            stage: NodeRef::default(),
            file: NodeRef::default(),
            frame: None,
            last: None,
            opens: false,
            closing: None,
            opener: None,
            focused: None,
            errands: None,
            workbook: Workbook::unopened(),
            _size: None,
            _motion: motion,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, input: Input) -> bool {
        let changed = match input {
            Input::Model(msg) | Input::Workbook(News::Said(msg)) => {
                self.take(ctx, msg);
                true
            }
            Input::Frame(now) => {
                self.frame = None;
                let passed = now - self.last.replace(now).unwrap_or(now);
                update(&mut self.model, Msg::Ticked(passed));
                true
            }
            Input::Measured => self.measure(),
            Input::Unreadable(why) => {
                self.model.notice = Some(Notice::Unreadable(why));
                true
            }
            Input::Workbook(News::Fetched(program)) => {
                self.workbook.note(program, &ctx.link().callback(Input::Workbook));
                true
            }
            Input::Workbook(News::Wanted) => {
                self.workbook.want();
                true
            }
        };
        self.keep_frames(ctx);
        changed
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Props) -> bool {
        let other = ctx.props().handed != old.handed;
        if other {
            open(&mut self.model, ctx.props());
        }
        if ctx.props().away && self.model.playback.playing() {
            ctx.link().send_message(Msg::PlayToggled);
        }
        other
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first && let Some(stage) = self.stage.cast::<Element>() {
            let link = ctx.link().clone();
            self._size = SizeWatch::new(&stage, move || link.send_message(Input::Measured));
        }
        self.keep_focus();
        let post = ctx.link().callback(Input::Workbook);
        if self.model.tab != Tab::Task && !self.workbook.show(&self.model, &post) {
            ctx.link().send_message(Input::Workbook(News::Fetched(None)));
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let model = &self.model;
        let send = ctx.link().callback(Input::Model);
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
            found(stage, &self.stage),
            transport::view(model, &send),
            tabs::view(model, self.workbook.view(&ctx.link().callback(Input::Workbook)), &send),
        ];
        let page = vec![top::header(model, &send), el("main", &[], main), self.file_input(ctx)];
        found(el("div", &[], page), &self.page)
    }
}

/// Opens what the workbook's pages have for the stage.
fn open(model: &mut Model, props: &Props) {
    if let Some(handed) = &props.handed {
        let (file, work) = (handed.file.clone(), handed.work.clone());
        update(model, Msg::Handed { file, work, asked: handed.asked });
    }
}

impl Root {
    fn take(&mut self, ctx: &Context<Self>, msg: Msg) {
        let had_menu = self.model.menu.is_some();
        self.focused = browser::focused();
        if matches!(msg, Msg::ErrandsLost) {
            self.errands = None;
        }
        let runs = self.model.runs.clone();
        let commands = update(&mut self.model, msg);
        self.obey(ctx, commands);
        if !Rc::ptr_eq(&runs, &self.model.runs)
            && let Some((file, work)) = self.model.own()
        {
            ctx.props().left.emit(Handed { file, work, asked: false });
        }
        match (had_menu, self.model.menu.is_some()) {
            (false, true) => {
                self.opener = self.focused.clone();
                self.opens = true;
                let send = ctx.link().callback(Input::Model);
                let page = self.page.cast::<Element>();
                self.closing = page.map(|page| menus::closing(page, &send));
            }
            (true, false) => self.closing = None,
            _ => {}
        }
    }

    fn obey(&mut self, ctx: &Context<Self>, commands: Vec<Command>) {
        for command in commands {
            match command {
                Command::PickFile => browser::press(self.file.cast::<HtmlElement>()),
                // A browser that cannot save shows nothing, and nothing is lost by it.
                Command::SaveFile { name, text } => drop(browser::save(&name, &text)),
                Command::Run { number, errand } => self.run(ctx, number, errand),
            }
        }
    }

    /// Gives an errand to the worker, which is started if none runs.
    fn run(&mut self, ctx: &Context<Self>, number: u32, errand: Errand) {
        if self.errands.is_none() {
            let link = ctx.link().clone();
            self.errands = Errands::start(move |done| {
                link.send_message(match done {
                    Some((number, outcome)) => Msg::ErrandDone { number, outcome },
                    None => Msg::ErrandsLost,
                });
            });
        }
        let given = self.errands.as_ref().is_some_and(|errands| errands.give(number, errand));
        if !given {
            ctx.link().send_message(Msg::ErrandsLost);
        }
    }

    /// A focus that has gone with its element goes to what opened it, or to the stage: never to nowhere.
    fn keep_focus(&mut self) {
        if std::mem::take(&mut self.opens) {
            let page = self.page.cast::<Element>();
            let control =
                page.and_then(|page| browser::first(&page, ".panel :is(button, input, select)"));
            control.iter().for_each(browser::focus);
            return;
        }
        let gone = self.focused.take().is_some_and(|element| !element.is_connected());
        if gone && browser::focused().is_none() {
            let opener = self.opener.take().filter(|opener| opener.is_connected());
            let place = opener.or_else(|| self.stage.cast::<HtmlElement>());
            place.iter().for_each(browser::focus);
        }
    }

    /// Asks for a frame while the playhead moves, and only then.
    fn keep_frames(&mut self, ctx: &Context<Self>) {
        if !self.model.playback.playing() {
            (self.frame, self.last) = (None, None);
        } else if self.frame.is_none() {
            let link = ctx.link().clone();
            self.frame = Frame::request(move |now| link.send_message(Input::Frame(now)));
        }
    }

    fn measure(&mut self) -> bool {
        let room = self.stage.cast::<Element>().and_then(|stage| room(&stage));
        room.map(|room| update(&mut self.model, room)).is_some()
    }

    fn file_input(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link().clone();
        let chosen = Callback::from(move |event: Event| {
            let link = link.clone();
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                browser::read_chosen(&input, move |name, text| match text {
                    Ok(text) => link.send_message(Msg::FileOpened { name, text }),
                    Err(why) => link.send_message(Input::Unreadable(format!("{name}: {why}"))),
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
