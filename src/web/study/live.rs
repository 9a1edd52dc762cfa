//! A live figure's run: a small stage of its own, with a clock and the controls that the chapter gives.
//!
//! It tells the chapter what the learner did to its run, so that feedback is read from theirs. Never here:
//! the text around it.

use crate::app::{Model, Msg, update};
use crate::scene::{Side, lit};
use crate::web::browser::{Anywhere, Frame, Preference, SizeWatch, page_width, viewport_height};
use crate::web::desk::listings;
use crate::web::el::{el, found, text, words};
use crate::web::parts::{Send, button, field};
use crate::web::{menus, side, transport, waterfall};
use engine::sim::Instant;
use engine::system::{Intervention, Scenario};
use lesson::content::{Control, Figure, Shows, Sides};
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// What a live figure is given.
#[derive(Clone, Properties)]
pub struct Props {
    /// The figure.
    pub figure: Rc<Figure>,
    /// The scenario that it opens.
    pub scenario: Rc<Scenario>,
    /// What is done to it from the beginning.
    pub acts: Rc<Vec<Intervention>>,
    /// How often it was begun afresh.
    pub begun: u32,
    /// The instant to show, and how often that was asked for.
    pub show: Option<(u64, u32)>,
    /// Whether it plays by itself, since a prediction was locked.
    pub started: bool,
    /// Told what the learner did.
    pub changed: Callback<(Scenario, Vec<Intervention>)>,
}

/// Without the callback: each drawing of the page makes another that does the same, and a figure would be
/// drawn anew with every letter that is typed elsewhere.
impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        let Self { figure, scenario, acts, begun, show, started, changed: _ } = self;
        let what = (figure, scenario, acts);
        what == (&other.figure, &other.scenario, &other.acts)
            && (begun, show, started) == (&other.begun, &other.show, &other.started)
    }
}

/// A live figure.
pub struct Live {
    model: Model,
    page: NodeRef,
    stage: NodeRef,
    /// While a menu is open: what closes it.
    closing: Option<Anywhere>,
    frame: Option<Frame>,
    last: Option<f64>,
    _size: Option<SizeWatch>,
    _motion: Option<Preference>,
}

/// What reaches it.
pub enum Input {
    /// A message for its model.
    Model(Msg),
    /// A frame, at this time of the browser's clock.
    Frame(f64),
    /// It has another size.
    Measured,
}

impl Component for Live {
    type Message = Input;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link().clone();
        let motion = Preference::watch("(prefers-reduced-motion: reduce)", move |reduced| {
            link.send_message(Input::Model(Msg::MotionReduced(reduced)));
        });
        let mut model = begun(ctx.props());
        model.reduced_motion = motion.as_ref().is_some_and(Preference::now);
        model.viewport_height = viewport_height();
        // Until it is measured a figure is no wider than the page.
        let most = (page_width() - 56.0).max(240.0);
        model.panel_width = model.panel_width.min(most);
        model.stage_width = model.stage_width.min(most);
        let mut live = Self {
            model,
            page: NodeRef::default(),
            stage: NodeRef::default(),
            closing: None,
            frame: None,
            last: None,
            _size: None,
            _motion: motion,
        };
        live.begin(ctx);
        live
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Props) -> bool {
        let props = ctx.props();
        // What the chapter hands back is what this figure told it.
        let other = props.scenario != old.scenario && *props.scenario != self.model.work.scenario;
        if props.begun != old.begun || props.acts != old.acts || other {
            let reduced = self.model.reduced_motion;
            let room = (self.model.panel_width, self.model.stage_width, self.model.viewport_height);
            self.model = begun(props);
            self.model.reduced_motion = reduced;
            (self.model.panel_width, self.model.stage_width, self.model.viewport_height) = room;
        }
        if props.show != old.show {
            self.seek(props.show);
        }
        if props.started && !old.started {
            update(&mut self.model, Msg::Restarted);
            update(&mut self.model, Msg::PlayToggled);
        }
        self.keep_frames(ctx);
        true
    }

    fn update(&mut self, ctx: &Context<Self>, input: Input) -> bool {
        match input {
            Input::Model(msg) => {
                let before = self.done();
                update(&mut self.model, msg);
                self.watch_menu(ctx);
                if self.done() != before {
                    let work = &self.model.work;
                    ctx.props().changed.emit((work.scenario.clone(), work.interventions.clone()));
                }
            }
            Input::Frame(now) => {
                self.frame = None;
                let passed = now - self.last.replace(now).unwrap_or(now);
                update(&mut self.model, Msg::Ticked(passed));
            }
            Input::Measured => self.measure(ctx.props().figure.sides),
        }
        self.keep_frames(ctx);
        true
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first && let Some(stage) = self.stage.cast::<Element>() {
            let link = ctx.link().clone();
            self._size = SizeWatch::new(&stage, move || link.send_message(Input::Measured));
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let send = ctx.link().callback(Input::Model);
        let props = ctx.props();
        let mut parts = vec![found(self.picture(props, &send), &self.stage)];
        parts.push(acts(&self.model, &props.figure, &send));
        parts.push(el("div", &[("key", "clock")], vec![transport::view(&self.model, &send)]));
        let class = format!("live {}", allowed(&props.figure.controls));
        found(el("div", &[("class", &class)], parts), &self.page)
    }
}

/// The figure's run from its beginning; a change of code at once, since before it there is nothing to see.
fn begun(props: &Props) -> Model {
    let mut model = Model::of((*props.scenario).clone(), props.acts.to_vec()).at_a_sitting();
    if props.figure.shows == Shows::Diff {
        let at = model.first_change();
        at.into_iter().for_each(|at| drop(update(&mut model, Msg::Scrubbed(at))));
    }
    model
}

impl Live {
    fn begin(&mut self, ctx: &Context<Self>) {
        let props = ctx.props();
        self.seek(props.show);
        if matches!(props.figure.shows, Shows::Listing(_)) {
            self.model.code_of = service_of(&self.model, &props.figure.shows);
        }
        if props.started {
            update(&mut self.model, Msg::PlayToggled);
        }
        self.keep_frames(ctx);
    }

    fn seek(&mut self, show: Option<(u64, u32)>) {
        if let Some((at_ms, _)) = show {
            if self.model.playback.playing() {
                update(&mut self.model, Msg::PlayToggled);
            }
            update(&mut self.model, Msg::Scrubbed(Instant::from_ms(at_ms)));
        }
    }

    /// While a menu is open, Escape or a click elsewhere closes it.
    fn watch_menu(&mut self, ctx: &Context<Self>) {
        match (self.model.menu.is_some(), self.closing.is_some()) {
            (true, false) => {
                let send = ctx.link().callback(Input::Model);
                let page = self.page.cast::<Element>();
                self.closing = page.map(|page| menus::closing(page, &send));
            }
            (false, true) => self.closing = None,
            _ => {}
        }
    }

    /// What the learner's own run is made of.
    fn done(&self) -> (Scenario, Vec<Intervention>) {
        (self.model.work.scenario.clone(), self.model.work.interventions.clone())
    }

    fn keep_frames(&mut self, ctx: &Context<Self>) {
        if !self.model.playback.playing() {
            (self.frame, self.last) = (None, None);
        } else if self.frame.is_none() {
            let link = ctx.link().clone();
            self.frame = Frame::request(move |now| link.send_message(Input::Frame(now)));
        }
    }

    fn measure(&mut self, shown: Sides) {
        let Some(stage) = self.stage.cast::<Element>() else { return };
        let width = f64::from(stage.client_width()).max(1.0);
        let both = self.model.work.scenario.services.len();
        let beside = shown == Sides::Both && width >= 900.0;
        let panel = if beside { (width - 56.0) / 2.0 } else { width };
        // A figure is as high as its services need, not as the window.
        let viewport = 526.0 + (both as f64 * 70.0).max(220.0);
        update(&mut self.model, Msg::Resized { panel, stage: width, viewport });
    }

    fn picture(&self, props: &Props, send: &Send) -> Html {
        let model = &self.model;
        let content = match &props.figure.shows {
            Shows::Waterfall => vec![waterfall::view(model, sides(props.figure.sides))],
            Shows::Listing(service) => code(model, props.figure.sides, service.is_some()),
            Shows::Diff => model.last_change().iter().map(listings::change_view).collect(),
            _ => {
                let sides = sides(props.figure.sides);
                sides.iter().map(|&which| side::view(model, which, send)).collect()
            }
        };
        let class = match (&props.figure.shows, props.figure.sides) {
            (Shows::Stage, Sides::Both) => "stage",
            (Shows::Stage, _) => "stage one-side",
            _ => "figure-content",
        };
        el("div", &[("class", class), ("key", "picture")], content)
    }
}

/// The source of the producer, or of the service, on the sides that the figure shows.
fn code(model: &Model, shown: Sides, of_service: bool) -> Vec<Html> {
    let at = model.shown();
    let present = model.present(at);
    let moment = model.playback.moment();
    let listing = |&which: &Side| {
        let history = model.runs.side(which);
        let lit = lit(history, model.task(), model.code_of, at, moment);
        let drawn = match of_service {
            true => listings::listing(&model.service_code(which, model.code_of), &lit.service),
            false => listings::listing(&model.producer_code(which, &present), &lit.producer),
        };
        el("div", &[("key", which.name())], vec![drawn])
    };
    vec![el("div", &[("class", "listings")], sides(shown).iter().map(listing).collect())]
}

fn sides(sides: Sides) -> &'static [Side] {
    match sides {
        Sides::Direct => &[Side::Direct],
        Sides::Kafka => &[Side::Kafka],
        Sides::Both => &Side::BOTH,
    }
}

fn service_of(model: &Model, shows: &Shows) -> u8 {
    let Shows::Listing(Some(name)) = shows else { return 0 };
    let roster = model.runs.kafka.roster();
    roster.iter().position(|service| service.name == *name).unwrap_or(0) as u8
}

/// The classes of the controls that the style sheet shows.
fn allowed(controls: &[Control]) -> String {
    let has = |control| controls.contains(&control);
    let more = [
        Control::Hang,
        Control::Slow,
        Control::Remove,
        Control::Crash,
        Control::Scale,
        Control::Restart,
    ];
    let classes = [
        (has(Control::Down), "may-down"),
        (has(Control::Broker), "may-broker"),
        (more.iter().any(|&control| has(control)), "may-more"),
        (has(Control::Style), "may-style"),
    ];
    let classes: Vec<&str> =
        classes.iter().filter(|(has, _)| *has).map(|(_, class)| *class).collect();
    classes.join(" ")
}

/// Sending, loading, adding and letting time pass, where the chapter gives them.
fn acts(model: &Model, figure: &Figure, send: &Send) -> Html {
    let has = |control| figure.controls.contains(&control);
    let mut acts = Vec::new();
    let anchor = |menu: crate::app::Menu, label: &str, panel: Html| {
        let open = model.menu == Some(menu);
        let opener =
            crate::web::parts::opener("", label, label, open, send, Msg::MenuToggled(menu));
        el("div", &[("class", "anchor"), ("key", label)], vec![opener, panel])
    };
    if has(Control::Send) {
        acts.push(el(
            "div",
            &[("key", "send")],
            vec![button("go", word!(lead.send), send, Msg::TasksSent(1))],
        ));
    }
    if has(Control::Add) {
        acts.push(anchor(crate::app::Menu::Add, word!(lead.add), menus::add(model, send)));
    }
    // A stage has the ways of its sides in their captions.
    if has(Control::Style) && figure.shows != Shows::Stage {
        let ways = sides(figure.sides).iter().map(|&which| side::caption(model, which, send));
        acts.push(el("div", &[("class", "ways"), ("key", "ways")], ways.collect()));
    }
    if has(Control::Load) || has(Control::Skip) {
        acts.push(anchor(
            crate::app::Menu::Load,
            word!(lead.load_and_time),
            menus::load(model, send),
        ));
    }
    if has(Control::Partitions) {
        acts.push(partitions(model, send));
    }
    let refused = model.notice.as_ref().map(|notice| match notice {
        crate::app::Notice::Refused(problem) => {
            let said = format!("{}; {}.", problem.what, problem.help);
            el("p", &[("class", "bad")], vec![text(&said)])
        }
        _ => words("p", &[], ""),
    });
    acts.push(el("div", &[("role", "status"), ("key", "refused")], refused.into_iter().collect()));
    el("div", &[("class", "figure-acts"), ("key", "acts")], acts)
}

/// How many partitions the topic has from now on.
fn partitions(model: &Model, send: &Send) -> Html {
    let now = model.runs.kafka.at(model.playback.at()).partitions.to_string();
    let attrs = [("type", "number"), ("min", "1"), ("max", "12"), ("value", now.as_str())];
    let input =
        field(&attrs, send, |typed| Msg::Partitioned(typed.trim().parse().unwrap_or(u32::MAX)));
    el(
        "label",
        &[("class", "tune"), ("key", "partitions")],
        vec![text(word!(fact.partitions)), input],
    )
}
