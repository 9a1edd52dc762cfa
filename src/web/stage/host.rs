//! What every stage needs of the browser, in the sandbox and in a figure of a chapter: one clock of frames, its
//! room, the watcher's preference for stillness, and what closes an open menu.
//!
//! Time enters here and nowhere else. Never here: which parts of a stage are drawn.

use super::menus;
use crate::stage::{Command, Model, Msg, update};
use crate::web::browser::{Anywhere, Frame, Preference, SizeWatch, page_width};
use web_sys::Element;
use yew::prelude::*;

/// What the page leaves free beside a stage, and the least that a stage is drawn in, in CSS pixels.
const MARGINS: f64 = 56.0;
const LEAST_WIDTH: f64 = 240.0;

/// What reaches a hosted stage.
pub enum Input {
    /// A message for its model.
    Model(Msg),
    /// A frame is to be drawn, at this time of the browser's clock, in milliseconds.
    Frame(f64),
    /// The stage has another size.
    Measured,
    /// The page is about to be printed, or was.
    Printed(bool),
}

impl From<Msg> for Input {
    fn from(msg: Msg) -> Self {
        Self::Model(msg)
    }
}

/// A stage and its ties to the browser.
pub struct Host {
    /// The stage.
    pub model: Model,
    /// All that belongs to it in the page.
    pub page: NodeRef,
    /// Where its sides stand.
    pub stage: NodeRef,
    frame: Option<Frame>,
    /// The browser's clock at the last frame, while playing.
    last: Option<f64>,
    /// While a menu is open: what closes it.
    closing: Option<Anywhere>,
    size: Option<SizeWatch>,
    motion: Option<Preference>,
}

impl Host {
    /// Not in the page yet.
    pub fn new(model: Model) -> Self {
        Self {
            model,
            page: NodeRef::default(),
            stage: NodeRef::default(),
            frame: None,
            last: None,
            closing: None,
            size: None,
            motion: None,
        }
    }

    /// It has come into the page. Its room and the preference are known from here on.
    pub fn mounted<C>(&mut self, ctx: &Context<C>)
    where
        C: Component,
        C::Message: From<Input>,
    {
        let link = ctx.link().clone();
        self.motion = Preference::watch("(prefers-reduced-motion: reduce)", move |reduced| {
            link.send_message(Input::Model(Msg::MotionReduced(reduced)));
        });
        if self.motion.as_ref().is_some_and(Preference::now) {
            ctx.link().send_message(Input::Model(Msg::MotionReduced(true)));
        }
        if let Some(stage) = self.stage.cast::<Element>() {
            let link = ctx.link().clone();
            self.size = SizeWatch::new(&stage, move || link.send_message(Input::Measured));
        }
        // What is wider than the page would widen what it is measured by.
        let most = (page_width() - MARGINS).max(LEAST_WIDTH);
        let Model { panel_width, stage_width, viewport_height, .. } = self.model;
        let (panel, stage) = (panel_width.min(most), stage_width.min(most));
        let narrowed = Msg::Resized { panel, stage, viewport: viewport_height };
        ctx.link().send_message(Input::Model(narrowed));
        ctx.link().send_message(Input::Measured);
    }

    /// Whether the system asks for little motion, as far as it is known.
    pub fn wants_stillness(&self) -> bool {
        self.motion.as_ref().is_some_and(Preference::now)
    }

    /// Changes the model, and gives what it asks of the browser.
    pub fn take<C>(&mut self, ctx: &Context<C>, msg: Msg) -> Vec<Command>
    where
        C: Component,
        C::Message: From<Input>,
    {
        let commands = update(&mut self.model, msg);
        match (self.model.menu.is_some(), self.closing.is_some()) {
            (true, false) => {
                let link = ctx.link().clone();
                let send = Callback::from(move |msg| link.send_message(Input::Model(msg)));
                let page = self.page.cast::<Element>();
                self.closing = page.map(|page| menus::closing(page, &send));
            }
            (false, true) => self.closing = None,
            _ => {}
        }
        commands
    }

    /// A frame has come.
    pub fn tick(&mut self, now: f64) {
        self.frame = None;
        let passed = now - self.last.replace(now).unwrap_or(now);
        update(&mut self.model, Msg::Ticked(passed));
    }

    /// Asks for a frame while the playhead moves, and only then.
    pub fn keep_frames<C>(&mut self, ctx: &Context<C>)
    where
        C: Component,
        C::Message: From<Input>,
    {
        if !self.model.playback.playing() {
            (self.frame, self.last) = (None, None);
        } else if self.frame.is_none() {
            let link = ctx.link().clone();
            self.frame = Frame::request(move |now| link.send_message(Input::Frame(now)));
        }
    }
}
