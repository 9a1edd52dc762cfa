//! The root component: the model, the one frame loop, and the page's parts in their order.
//!
//! Time enters here and nowhere else. Never here: how a part looks.

use super::browser::{self, Frame, Preference, SizeWatch};
use super::el::{On, el, found, live};
use super::errands::Errands;
use super::{menus, parts, side, tabs, top, transport};
use crate::app::{Command, Model, Msg, Notice, update};
use crate::scene::Side;
use engine::errand::Errand;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

/// The workbook.
pub struct Root {
    model: Model,
    stage: NodeRef,
    file: NodeRef,
    frame: Option<Frame>,
    /// The browser's clock at the last frame, while playing.
    last: Option<f64>,
    /// Whether a menu has just been opened.
    opens: bool,
    /// What had the focus when a menu was opened: where it goes back when the menu is gone.
    opener: Option<HtmlElement>,
    /// What had the focus before the page was drawn again.
    focused: Option<HtmlElement>,
    /// The worker, once there was something for it to do.
    errands: Option<Errands>,
    _size: Option<SizeWatch>,
    _motion: Option<Preference>,
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
}

impl From<Msg> for Input {
    fn from(msg: Msg) -> Self {
        Self::Model(msg)
    }
}

impl Component for Root {
    type Message = Input;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link().clone();
        let motion = Preference::watch("(prefers-reduced-motion: reduce)", move |reduced| {
            link.send_message(Msg::MotionReduced(reduced));
        });
        let model = Model {
            reduced_motion: motion.as_ref().is_some_and(Preference::now),
            viewport_height: browser::viewport_height(),
            ..Model::default()
        };
        Self {
            model,
            stage: NodeRef::default(),
            file: NodeRef::default(),
            frame: None,
            last: None,
            opens: false,
            opener: None,
            focused: None,
            errands: None,
            _size: None,
            _motion: motion,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, input: Input) -> bool {
        let changed = match input {
            Input::Model(msg) => {
                let had_menu = self.model.menu.is_some();
                self.focused = browser::focused();
                if matches!(msg, Msg::ErrandsLost) {
                    self.errands = None;
                }
                let commands = update(&mut self.model, msg);
                self.obey(ctx, commands);
                if !had_menu && self.model.menu.is_some() {
                    self.opener = self.focused.clone();
                    self.opens = true;
                }
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
        };
        self.keep_frames(ctx);
        changed
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first && let Some(stage) = self.stage.cast::<Element>() {
            let link = ctx.link().clone();
            self._size = SizeWatch::new(&stage, move || link.send_message(Input::Measured));
        }
        self.keep_focus();
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let model = &self.model;
        let send = ctx.link().callback(Input::Model);
        let stage = [
            ("class", "stage"),
            ("tabindex", "0"),
            ("role", "group"),
            ("aria-label", "Stage: the same task both ways"),
        ];
        let sides = Side::BOTH.map(|which| side::view(model, which, &send)).into();
        let stage = live("section", &stage, parts::keys(model, &send), sides);
        let main = vec![
            top::notice(model, &send),
            top::lead(model, &send),
            found(stage, &self.stage),
            transport::view(model, &send),
            tabs::view(model, &send),
        ];
        let page = vec![top::header(model, &send), el("main", &[], main), self.file_input(ctx)];
        menus::closing(el("div", &[], page), model, &send)
    }
}

impl Root {
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
            browser::first_control(".panel").iter().for_each(browser::focus);
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
        let Some(stage) = self.stage.cast::<Element>() else { return false };
        // In the stage's own pixels, which are larger than the page's where the style sheet zooms.
        let width = f64::from(stage.client_width()).max(1.0);
        let zoom = (stage.get_bounding_client_rect().width() / width).max(0.1);
        // As the style sheet has it: under this width the panels stand one above another.
        let panel = if width < 900.0 { width } else { (width - 56.0) / 2.0 };
        let viewport = browser::viewport_height() / zoom;
        update(&mut self.model, Msg::Resized { panel, stage: width, viewport });
        true
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
