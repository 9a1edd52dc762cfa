//! One task both ways, on one axis that never changes: who waits, for whom, and for how long.
//!
//! Places are shares of the axis in per cent, so that the page can give the picture any width. What has not happened yet
//! is not drawn. Never here: a wait that the history does not hold.

use super::layout::Side;
use super::spans::Line;
use super::waterfall::{Tick, lines};
use super::words::{length, wiring};
use engine::history::History;
use engine::scenario::{Mode, ServiceId, TaskId};
use engine::sim::{Duration, Instant};

/// The picture at an instant.
#[derive(Clone, Debug, PartialEq)]
pub struct Race {
    /// Lines of the axis.
    pub ticks: Vec<Tick>,
    /// Where the instant is.
    pub now: f64,
    /// Both ways.
    pub lanes: Vec<Lane>,
}

/// One way.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Which side.
    pub side: Side,
    /// How it is wired.
    pub name: &'static str,
    /// How long the user has waited.
    pub clock: String,
    /// How it stands with the user, in words.
    pub state: &'static str,
    /// Whether the user has got an error.
    pub failed: bool,
    /// Where the wait ends.
    pub wait: f64,
    /// What each service does.
    pub steps: Vec<Step>,
}

/// What one service does with the task.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The stretches in which it works, and those in which the task waits for it.
    pub bars: Vec<Stretch>,
    /// Its name, and what has to be said of it.
    pub text: String,
    /// Where the words begin.
    pub text_at: f64,
    /// Whether it went wrong.
    pub form: StepForm,
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Where it begins.
    pub from: f64,
    /// How long it is.
    pub share: f64,
    /// Whether it is work, rather than waiting.
    pub work: bool,
}

/// How a step is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepForm {
    /// It is under way, or done.
    Plain,
    /// It waits for a service that is down.
    Behind,
    /// It failed.
    Refused,
    /// It will never be begun.
    Never,
}

/// A wait that is shorter than this share is not seen.
const LEAST: f64 = 1.0;

/// Draws a task on an axis from its sending to `span` later.
pub fn race(sides: &[(Side, &History)], task: TaskId, at: Instant, span: Duration) -> Race {
    let sent = sides.first().and_then(|(_, history)| history.tasks().get(task as usize));
    let sent = sent.map_or(Instant::START, |times| times.sent);
    let axis = Axis { sent, span };
    let steps = 4;
    let ticks = (0..=steps).map(|n| {
        let part = Duration(span.0 * n / steps);
        Tick { x: axis.share(sent + part), text: length(part) }
    });
    let lanes = sides.iter().filter_map(|&(side, history)| axis.lane(side, history, task, at));
    Race { now: axis.share(at), ticks: ticks.collect(), lanes: lanes.collect() }
}

struct Axis {
    sent: Instant,
    span: Duration,
}

impl Axis {
    fn share(&self, at: Instant) -> f64 {
        let passed = at.0.saturating_sub(self.sent.0);
        (passed as f64 / self.span.0.max(1) as f64 * 100.0).min(100.0)
    }

    fn lane(&self, side: Side, history: &History, task: TaskId, at: Instant) -> Option<Lane> {
        let times = history.tasks().get(task as usize).filter(|times| times.sent <= at)?;
        let ended = times.ended.filter(|&(when, _)| when <= at);
        let until = ended.map_or(at, |(when, _)| when);
        let failed = matches!(ended, Some((_, Some(_))));
        let state = match ended {
            None => word!(race.waits),
            Some((_, None)) => word!(race.answered),
            Some((_, Some(_))) => word!(race.failed),
        };
        let rows = lines(history, task, at).into_iter().skip(1).enumerate();
        let step = |(id, line)| self.step(history, id as ServiceId, line, (until, at));
        Some(Lane {
            side,
            name: wiring(history.style()),
            clock: length(times.waited(until)),
            state,
            failed,
            wait: self.share(until),
            steps: rows.map(step).collect(),
        })
    }

    fn step(
        &self,
        history: &History,
        id: ServiceId,
        line: Line,
        (ended, at): (Instant, Instant),
    ) -> Step {
        let bar = |stretch: &super::spans::Stretch| {
            let from = self.share(stretch.from);
            Stretch { from, share: self.share(stretch.to) - from, work: stretch.work }
        };
        let bars: Vec<Stretch> = line.stretches.iter().map(bar).collect();
        let bars: Vec<Stretch> =
            bars.into_iter().filter(|bar| bar.work || bar.share >= LEAST).collect();
        let snapshot = history.at(at);
        let is_out = snapshot.services.get(usize::from(id)).is_some_and(|it| it.mode != Mode::Up);
        let lag = if history.style().publishes() { snapshot.lag(id) } else { 0 };
        let noted = || format!(word!(race.noted), name = line.label, note = line.note);
        let (form, text) = match (is_out && lag > 0, line.trouble, bars.is_empty()) {
            (true, ..) => {
                let behind = format!(word!(race.behind), name = line.label, count = lag);
                (StepForm::Behind, behind)
            }
            (_, true, _) if is_out => {
                (StepForm::Refused, format!(word!(race.refused), name = line.label))
            }
            (_, true, true) if line.note != word!(span.refused) => (StepForm::Never, noted()),
            (_, true, _) => (StepForm::Refused, noted()),
            (_, false, true) => (StepForm::Plain, String::new()),
            // What waited is worth a word when it is done.
            _ if bars.iter().any(|bar| !bar.work) => (StepForm::Plain, noted()),
            _ => (StepForm::Plain, line.label),
        };
        let text_at = bars.first().map_or(self.share(ended), |bar| bar.from);
        Step { bars, text, text_at, form }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::play::run;
    use engine::scenario::{Action, Intervention, Scenario, Style};

    /// The picture of one task at an instant, where these things happen.
    fn at(ms: u64, acts: &[(u64, Action)]) -> Race {
        let act = |(ms, action): &(u64, Action)| Intervention {
            at: Instant::from_ms(*ms),
            action: action.clone(),
        };
        let acts: Vec<_> = acts.iter().map(act).collect();
        let history = |style| run(&Scenario::default(), style, &acts, Instant::from_s(2));
        let (direct, kafka) = (history(Style::Sequential), history(Style::Kafka));
        let sides = [(Side::Direct, &direct), (Side::Kafka, &kafka)];
        race(&sides, 0, Instant::from_ms(ms), Duration::from_s(2))
    }

    const SEND: (u64, Action) = (0, Action::Send(1));

    #[test]
    fn both_waits_stand_on_one_axis_whose_scale_does_not_change() {
        let early = at(750, &[SEND]);
        assert_eq!((early.lanes[0].wait, early.lanes[0].clock.as_str()), (37.5, "750 ms"));
        assert_eq!((early.lanes[1].wait, early.lanes[1].clock.as_str()), (0.5, "10 ms"));
        let late = at(1_900, &[SEND]);
        assert_eq!((late.lanes[0].wait, late.lanes[0].clock.as_str()), (75.0, "1500 ms"));
        assert_eq!((late.lanes[1].wait, &late.ticks), (0.5, &early.ticks));
        assert!(late.lanes.iter().all(|lane| !lane.failed));
    }

    #[test]
    fn nothing_of_the_future_is_drawn() {
        let early = at(250, &[SEND]);
        let begun = |lane: &Lane| lane.steps.iter().filter(|step| !step.text.is_empty()).count();
        assert_eq!(early.lanes.iter().map(begun).collect::<Vec<_>>(), [1, 3]);
        let ends = early.lanes.iter().flat_map(|lane| &lane.steps).flat_map(|step| &step.bars);
        assert!(ends.into_iter().all(|bar| bar.from + bar.share <= early.now + 0.01));
    }

    #[test]
    fn where_audit_is_down_the_left_fails_and_the_right_falls_behind_and_catches_up() {
        let down = (0, Action::Set(1, Mode::Down));
        let forms = |race: &Race| -> Vec<Vec<StepForm>> {
            let of = |lane: &Lane| lane.steps.iter().map(|step| step.form).collect();
            race.lanes.iter().map(of).collect()
        };
        let out = at(1_100, &[down.clone(), SEND]);
        assert_eq!([out.lanes[0].failed, out.lanes[1].failed], [true, false]);
        use StepForm::{Behind, Never, Plain, Refused};
        assert_eq!(forms(&out), [[Plain, Refused, Never], [Plain, Behind, Plain]]);
        let back = at(1_900, &[down, SEND, (1_200, Action::Set(1, Mode::Up))]);
        assert_eq!(forms(&back)[1], [Plain; 3]);
        let audit = &back.lanes[1].steps[1];
        assert_eq!(audit.bars.iter().map(|bar| bar.work).collect::<Vec<_>>(), [false, true]);
        assert_eq!(forms(&back)[0], [Plain, Refused, Never], "what was refused stays so");
    }
}
