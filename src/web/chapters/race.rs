//! The picture on the home page: one task both ways, playing once by itself and then in the learner's hands.
//!
//! It is drawn at the build at its last picture, which those see who have no scripts or want stillness. Never here: a
//! figure; the scene reads them off the runs.

use crate::scene::{Px, Race, RaceLane, Side, Step, StepForm, Stretch, Tick, race};
use crate::stage::{Msg, Round, SPAN, update};
use crate::web::el::{On, el, live, text, words};
use crate::web::stage::host::{Host, Input as Hosted};
use yew::prelude::*;

/// The picture, with what can be done about it.
pub struct Demonstration {
    host: Host,
    round: Round,
    /// Whether it has begun to play: before that nothing of it is to be seen, unless nothing moves.
    begun: bool,
}

/// What reaches it.
pub enum Input {
    /// Something for the stage.
    Stage(Hosted),
    /// It stands in the page.
    Mounted,
    /// It is to go on, or to pause; at its end it begins again.
    PlayToggled,
    /// The next round is wanted.
    Advanced,
}

impl From<Hosted> for Input {
    fn from(input: Hosted) -> Self {
        Self::Stage(input)
    }
}

impl Component for Demonstration {
    type Message = Input;
    type Properties = ();

    fn create(_: &Context<Self>) -> Self {
        Self { host: Host::new(Round::Up.model()), round: Round::Up, begun: false }
    }

    fn update(&mut self, ctx: &Context<Self>, input: Input) -> bool {
        match input {
            Input::Stage(Hosted::Model(msg)) => drop(self.host.take(ctx, msg)),
            Input::Stage(Hosted::Frame(now)) => self.host.tick(now),
            Input::Stage(Hosted::Measured | Hosted::Printed(_)) => return false,
            Input::Mounted => self.begin(),
            Input::PlayToggled if self.is_over() => self.begin(),
            Input::PlayToggled => drop(self.host.take(ctx, Msg::PlayToggled)),
            Input::Advanced => self.advance(),
        }
        if self.host.model.playback.playing() && self.is_over() {
            update(&mut self.host.model, Msg::PlayToggled);
            update(&mut self.host.model, Msg::Scrubbed(self.round.stops()));
        }
        self.host.keep_frames(ctx);
        true
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            self.host.mounted(ctx);
            ctx.link().send_message(Input::Mounted);
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let class = if self.begun { "race" } else { "race race-coming" };
        let whole = self.drawn(self.round.stops());
        let told = whole.lanes.iter().map(told).collect::<String>();
        let picture = picture(&self.drawn(self.host.model.playback.at()));
        el(
            "div",
            &[("class", class), ("role", "group"), ("aria-label", word!(race.name))],
            vec![
                words("p", &[("class", "unseen"), ("role", "status")], &told),
                picture,
                self.acts(ctx),
            ],
        )
    }
}

impl Demonstration {
    /// Plays the round from its beginning, or shows its end where nothing is to move.
    fn begin(&mut self) {
        self.begun = true;
        let is_still = self.host.wants_stillness();
        let at = if is_still { self.round.stops() } else { self.round.begins() };
        update(&mut self.host.model, Msg::Scrubbed(at));
        if !is_still && !self.host.model.playback.playing() {
            update(&mut self.host.model, Msg::PlayToggled);
        }
    }

    fn advance(&mut self) {
        self.round = self.round.next();
        let reduced = self.host.model.reduced_motion;
        self.host.model = self.round.model();
        update(&mut self.host.model, Msg::MotionReduced(reduced));
        self.begin();
    }

    fn is_over(&self) -> bool {
        self.host.model.playback.at() >= self.round.stops()
    }

    fn drawn(&self, at: engine::sim::Instant) -> Race {
        let runs = &self.host.model.runs;
        race(&Side::BOTH.map(|side| (side, runs.side(side))), 0, at, SPAN)
    }

    fn acts(&self, ctx: &Context<Self>) -> Html {
        let button = |key: &'static str,
                      attrs: &[(&'static str, &str)],
                      sign: &str,
                      input: fn() -> Input| {
            let pressed = On::Click(ctx.link().callback(move |_| input()));
            let attrs = [&[("type", "button"), ("key", key)], attrs].concat();
            live("button", &attrs, pressed, vec![text(sign)])
        };
        let (sign, name) = match (self.host.model.playback.playing(), self.is_over()) {
            (true, _) => ("❚❚", word!(race.pause)),
            (false, true) => ("↻", word!(race.again)),
            (false, false) => ("▶", word!(race.play)),
        };
        let next = match self.round {
            Round::Up => word!(race.switch_off),
            Round::Down => word!(race.switch_on),
            Round::Back => word!(race.from_the_start),
        };
        let said = match (self.round, self.is_over()) {
            (Round::Down, true) => word!(race.left_failed),
            (Round::Back, true) => word!(race.caught_up),
            _ => word!(race.same),
        };
        el(
            "div",
            &[("class", "race-acts")],
            vec![
                button("next", &[("class", "race-next")], next, || Input::Advanced),
                button("play", &[("aria-label", name), ("title", name)], sign, || {
                    Input::PlayToggled
                }),
                words("span", &[("key", "said")], said),
            ],
        )
    }
}

/// A way in a sentence for each that did something.
fn told(lane: &RaceLane) -> String {
    let user = format!(
        word!(task.said),
        side = lane.name,
        note = format!("{} {}", lane.clock, lane.state)
    );
    let steps = lane.steps.iter().filter(|step| step.form != StepForm::Plain);
    user + &steps.map(|step| format!("{}. ", step.text)).collect::<String>()
}

fn picture(drawn: &Race) -> Html {
    let tick = |tick: &Tick| {
        let style = format!("left:{}%", Px(tick.x));
        el("i", &[("class", "race-tick"), ("style", &style)], vec![text(&tick.text)])
    };
    let now = format!("width:{}%", Px(drawn.now));
    let mut axis: Vec<Html> = drawn.ticks.iter().map(tick).collect();
    axis.push(el("i", &[("class", "race-now"), ("style", &now)], vec![]));
    let mut parts = vec![el("div", &[("class", "race-axis")], axis)];
    parts.extend(drawn.lanes.iter().map(lane));
    el("div", &[("class", "race-picture"), ("aria-hidden", "true"), ("translate", "no")], parts)
}

fn lane(lane: &RaceLane) -> Html {
    let class = match (lane.side, lane.failed) {
        (Side::Direct, false) => "race-lane direct",
        (Side::Direct, true) => "race-lane direct race-failed",
        (Side::Kafka, false) => "race-lane kafka",
        (Side::Kafka, true) => "race-lane kafka race-failed",
    };
    let head = vec![
        words("b", &[], lane.name),
        words("strong", &[], &lane.clock),
        words("small", &[], lane.state),
    ];
    let wait = format!("left:0%;width:{}%", Px(lane.wait));
    let mut rows = vec![el("i", &[("class", "race-wait"), ("style", &wait)], vec![])];
    rows.extend(lane.steps.iter().map(step));
    let parts = vec![
        el("div", &[("class", "race-head")], head),
        el("div", &[("class", "race-rows")], rows),
    ];
    el("div", &[("class", class)], parts)
}

fn step(step: &Step) -> Html {
    let class = match step.form {
        StepForm::Plain => "race-step",
        StepForm::Behind => "race-step race-behind",
        StepForm::Refused => "race-step race-refused",
        StepForm::Never => "race-step race-never",
    };
    let bar = |bar: &Stretch| {
        let style = format!("left:{}%;width:{}%", Px(bar.from), Px(bar.share));
        let class = if bar.work { "race-work" } else { "race-due" };
        el("i", &[("class", class), ("style", &style)], vec![])
    };
    let mut parts: Vec<Html> = step.bars.iter().map(bar).collect();
    let at = format!("left:{}%", Px(step.text_at));
    parts.push(words("span", &[("style", &at)], &step.text));
    el("div", &[("class", class)], parts)
}
