//! A live figure's run: a small stage of its own, with a clock and the controls that the chapter gives.
//!
//! It tells the chapter what the learner did to its run, so that feedback is read from theirs. Never here:
//! the text around it.

use super::guess::{self, Labels};
use crate::chapters::{Guess, Heading, Open, Watched};
use crate::scene::picture::{Format, Picture, Scheme, picture};
use crate::scene::{Side, lit};
use crate::stage::{Model, Msg, update};
use crate::web::el::{el, found, text, words};
use crate::web::parts::{Send, button, field};
use crate::web::pictures;
use crate::web::stage::host::{Host, Input};
use crate::web::stage::{menus, side, transport, waterfall};
use crate::web::store::Listener;
use crate::web::svg;
use crate::web::tabs::listings;
use engine::scenario::{Intervention, Scenario};
use engine::sim::Instant;
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
    /// As what it is to save itself as a picture, and how often that was asked for.
    #[prop_or_default]
    pub pictured: Option<(Format, u32)>,
    /// What that picture is called.
    #[prop_or_default]
    pub heading: Rc<Heading>,
    /// The instant that decides, in milliseconds.
    #[prop_or_default]
    pub decisive_ms: Option<u64>,
    /// Whether it plays by itself, since a prediction was locked.
    pub started: bool,
    /// The guess at a number of the run, and its words.
    pub guess: Option<(Guess, Labels)>,
    /// Told what the learner did.
    pub changed: Callback<(Scenario, Vec<Intervention>)>,
    /// Told that the run has come to its end.
    pub over: Callback<()>,
}

/// Without the callbacks: each drawing of the page makes another that does the same, and a figure would be
/// drawn anew with every letter that is typed elsewhere.
impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            figure,
            scenario,
            acts,
            begun,
            show,
            started,
            pictured,
            heading,
            decisive_ms: _,
            guess,
            changed: _,
            over: _,
        } = self;
        let what = (figure, scenario, acts, heading);
        what == (&other.figure, &other.scenario, &other.acts, &other.heading)
            && (begun, show, guess) == (&other.begun, &other.show, &other.guess)
            && (pictured, started) == (&other.pictured, &other.started)
    }
}

/// A live figure.
pub struct Live {
    host: Host,
    /// Where its picture stands while the page is printed.
    printed: NodeRef,
    listeners: Vec<Listener>,
    /// The run that a guess is held against.
    watched: Option<Watched>,
}

impl Component for Live {
    type Message = Input;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let mut live = Self {
            host: Host::new(begun(ctx.props())),
            printed: NodeRef::default(),
            listeners: Vec::new(),
            watched: None,
        };
        live.begin(ctx);
        live.watch(ctx);
        live
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Props) -> bool {
        let props = ctx.props();
        let model = &self.host.model;
        // What the chapter hands back is what this figure reported.
        let other = props.scenario != old.scenario && *props.scenario != model.work.scenario;
        if props.begun != old.begun || props.acts != old.acts || other {
            let reduced = model.reduced_motion;
            let room = (model.panel_width, model.stage_width, model.viewport_height);
            let mut model = begun(props);
            model.reduced_motion = reduced;
            (model.panel_width, model.stage_width, model.viewport_height) = room;
            self.host.model = model;
            self.watched = None;
        }
        if props.show != old.show {
            self.seek(props.show);
        }
        if props.started && !old.started {
            update(&mut self.host.model, Msg::Restarted);
            update(&mut self.host.model, Msg::PlayToggled);
        }
        if let Some((format, _)) = props.pictured.filter(|_| props.pictured != old.pictured) {
            let picture = still(&self.host.model, &props.figure, &props.heading);
            pictures::save(&props.heading.name, &picture, format);
        }
        self.watch(ctx);
        self.host.keep_frames(ctx);
        true
    }

    fn update(&mut self, ctx: &Context<Self>, input: Input) -> bool {
        match input {
            Input::Model(msg) => {
                let before = self.done();
                self.host.take(ctx, msg);
                if self.done() != before {
                    ctx.props().changed.emit(self.done());
                    self.watched = None;
                    self.watch(ctx);
                }
            }
            Input::Frame(now) => {
                self.host.tick(now);
                // What was paused has not ended.
                if !self.host.model.playback.playing() {
                    ctx.props().over.emit(());
                }
            }
            Input::Measured => self.measure(ctx.props().figure.sides),
            Input::Printed(prints) => {
                self.print(ctx.props(), prints);
                return false;
            }
        }
        self.host.keep_frames(ctx);
        true
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            self.host.mounted(ctx);
            let link = ctx.link().clone();
            self.listeners =
                Listener::prints(move |prints| link.send_message(Input::Printed(prints)));
            self.host.keep_frames(ctx);
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let send = ctx.link().callback(Input::Model);
        let props = ctx.props();
        let guess = props.guess.as_ref().map(|(guess, labels)| {
            let at = self.host.model.shown();
            let reached = self.watched.as_ref().and_then(|run| run.at(&guess.reading, at));
            guess::view(guess, reached, labels, None)
        });
        let mut parts = vec![el("div", &[("key", "guess")], guess.into_iter().collect())];
        parts.push(found(self.picture(props, &send), &self.host.stage));
        parts.push(acts(&self.host.model, &props.figure, &send));
        parts.push(el("div", &[("key", "clock")], vec![transport::view(&self.host.model, &send)]));
        let place = [("class", "print-picture"), ("key", "printed")];
        parts.push(found(el("div", &place, vec![]), &self.printed));
        let class = format!("live {}", allowed(&props.figure.controls));
        found(el("div", &[("class", &class)], parts), &self.host.page)
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

/// A figure at the instant that decides, as a picture.
pub fn decided(open: &Open, figure: &Figure) -> Picture {
    let run = || open.runs.get(&figure.id);
    let (Some(run), None) = (run(), open.still(figure)) else {
        return open.still(figure).unwrap_or_default();
    };
    let mut model = Model::of(run.scenario.clone(), run.interventions.clone()).at_a_sitting();
    model.code_of = service_of(&model, &figure.shows);
    let at = deciding(&model, open.chapter.sheet.decisive(&figure.id));
    update(&mut model, Msg::Scrubbed(at));
    still(&model, figure, &open.heading(figure))
}

/// The instant that decides: as the questions say, or of the first change, or after a third of the run.
fn deciding(model: &Model, decisive_ms: Option<u64>) -> Instant {
    let at = decisive_ms.map(Instant::from_ms).or_else(|| model.first_change());
    at.unwrap_or(Instant(model.runs.horizon().0 / 3))
}

/// A figure that plays a stage, as a picture with this heading.
pub fn still(model: &Model, figure: &Figure, heading: &Heading) -> Picture {
    let which = sides(figure.sides);
    let parts = match &figure.shows {
        Shows::Waterfall => model.task_part(which).into_iter().collect(),
        Shows::Listing(service) => model.code_parts(which, service.is_some()),
        Shows::Diff => model.change_parts(),
        _ => model.side_parts(which),
    };
    heading.over(model.clock(), parts)
}

impl Live {
    fn begin(&mut self, ctx: &Context<Self>) {
        let props = ctx.props();
        self.seek(props.show);
        if matches!(props.figure.shows, Shows::Listing(_)) {
            self.host.model.code_of = service_of(&self.host.model, &props.figure.shows);
        }
        if props.started {
            update(&mut self.host.model, Msg::PlayToggled);
        }
    }

    /// Puts a picture for paper in the place of what moves, or takes it away again. A run that nobody has begun is
    /// shown at the instant that decides.
    fn print(&mut self, props: &Props, prints: bool) {
        let Some(place) = self.printed.cast::<Element>() else { return };
        place.set_text_content(None);
        if !prints {
            return;
        }
        let model = &mut self.host.model;
        let is_begun = model.playback.playing() || model.playback.at() > Instant::START;
        if !is_begun {
            let at = deciding(model, props.decisive_ms);
            update(model, Msg::Scrubbed(at));
        }
        let mut plain = still(model, &props.figure, &props.heading);
        plain.is_plain = true;
        let drawing = picture(&plain, Scheme::Light);
        if !is_begun {
            update(model, Msg::Scrubbed(Instant::START));
        }
        // A browser that cannot draw it prints the stage as it stands.
        svg::elements(&drawing).iter().for_each(|it| _ = place.append_child(it));
    }

    /// The task that a waterfall with a guess is about: the first that fails, where any does.
    fn pin(&mut self, ctx: &Context<Self>) {
        let props = ctx.props();
        if props.figure.shows == Shows::Waterfall && props.guess.is_some() {
            let side = sides(props.figure.sides)[0];
            let mut tasks = self.host.model.runs.side(side).tasks().iter();
            let failed = tasks.position(|times| matches!(times.ended, Some((_, Some(_)))));
            self.host.model.pinned = Some(failed.unwrap_or_default() as u32);
        }
    }

    /// Watches the run as it is, if there is a guess at it.
    fn watch(&mut self, ctx: &Context<Self>) {
        if ctx.props().guess.is_none() {
            self.watched = None;
        } else if self.watched.is_none() {
            let (scenario, acts) = self.done();
            self.watched = Some(Watched::new(scenario, acts));
            self.pin(ctx);
        }
    }

    fn seek(&mut self, show: Option<(u64, u32)>) {
        if let Some((at_ms, _)) = show {
            if self.host.model.playback.playing() {
                update(&mut self.host.model, Msg::PlayToggled);
            }
            update(&mut self.host.model, Msg::Scrubbed(Instant::from_ms(at_ms)));
        }
    }

    /// What the learner's own run is made of.
    fn done(&self) -> (Scenario, Vec<Intervention>) {
        (self.host.model.work.scenario.clone(), self.host.model.work.interventions.clone())
    }

    fn measure(&mut self, shown: Sides) {
        let Some(stage) = self.host.stage.cast::<Element>() else { return };
        let width = f64::from(stage.client_width()).max(1.0);
        let both = self.host.model.work.scenario.services.len();
        let beside = shown == Sides::Both && width >= 900.0;
        let panel = if beside { (width - 56.0) / 2.0 } else { width };
        // A figure is as high as its services need, not as the window.
        let viewport = 526.0 + (both as f64 * 70.0).max(220.0);
        update(&mut self.host.model, Msg::Resized { panel, stage: width, viewport });
    }

    fn picture(&self, props: &Props, send: &Send) -> Html {
        let model = &self.host.model;
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
    let anchor = |menu: crate::stage::Menu, label: &str, panel: Html| {
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
        acts.push(anchor(crate::stage::Menu::Add, word!(lead.add), menus::add(model, send)));
    }
    // A stage has the ways of its sides in their captions.
    if has(Control::Style) && figure.shows != Shows::Stage {
        let ways = sides(figure.sides).iter().map(|&which| side::caption(model, which, send));
        acts.push(el("div", &[("class", "ways"), ("key", "ways")], ways.collect()));
    }
    if has(Control::Load) || has(Control::Skip) {
        acts.push(anchor(
            crate::stage::Menu::Load,
            word!(lead.load_and_time),
            menus::load(model, send),
        ));
    }
    if has(Control::Partitions) {
        acts.push(partitions(model, send));
    }
    let refused = model.notice.as_ref().map(|notice| match notice {
        crate::stage::Notice::Refused(problem) => {
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
