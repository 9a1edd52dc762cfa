//! A learner's guess at a number of a run, on the run's own axis: where it is, and how far the run itself has come.
//!
//! Never here: whether it is right, or what of the run lies ahead of the instant that is shown.

use super::chapter::{Open, State};
use super::plots;
use engine::history::TaskTimes;
use engine::scenario::{Intervention, Scenario};
use engine::sim::{Instant, Thousandths};
use lesson::content::{Ask, Figure, Truth};
use lesson::grade::{Answer, truth};
use lesson::id::AskId;
use lesson::measure::{Reading, Run, Side};
use lesson::progress::Progress;
use std::cell::Cell;

/// A guess, as far as it is made. Numbers are in thousandths.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// The question that asks for it.
    pub ask: AskId,
    /// What is read off the run.
    pub reading: Reading,
    /// Its unit, as it is shown.
    pub unit: String,
    /// The end of the axis.
    pub top: u64,
    /// The guess.
    pub at: Option<u64>,
    /// Whether it is locked in.
    pub is_locked: bool,
}

/// The guess that belongs to a figure: that of the first prediction which asks for a number of its run.
pub fn guess_of(open: &Open, progress: &Progress, figure: &Figure) -> Option<Guess> {
    let mut predictions = open.chapter.sheet.predictions.iter();
    let asked = predictions.find(|it| {
        it.figure == figure.id
            && matches!(&it.before.ask, Ask::Number(number) if is_read(&number.answer))
    })?;
    let Ask::Number(number) = &asked.before.ask else { return None };
    let Truth::Read(reading) = &number.answer else { return None };
    let found = truth(&number.answer, &open.runs).ok()?;
    // A wrong answer far away is not worth an axis on which the run is a sliver.
    let near = number.cases.iter().map(|case| case.to).filter(|to| *to <= found.saturating_mul(2));
    let furthest = near.fold(found, u64::max);
    let at = match open.state(progress, &asked.before.id) {
        State::Drafting(draft) => Thousandths::parse(draft.typed.trim()).map(|typed| typed.0),
        State::Judged(answer, _) | State::Unjudged(answer, _) => match answer {
            Answer::Number(number) => Some(number),
            _ => None,
        },
    };
    Some(Guess {
        ask: asked.before.id.clone(),
        reading: (**reading).clone(),
        unit: number.unit.clone(),
        top: round(furthest.saturating_add(furthest / 4)),
        at,
        is_locked: open.is_locked(progress, asked),
    })
}

fn is_read(truth: &Truth) -> bool {
    matches!(truth, Truth::Read(_))
}

impl Guess {
    /// Where a number is on the axis, in per cent.
    pub fn share(&self, number: u64) -> f64 {
        (number as f64 / self.top.max(1) as f64 * 100.0).min(100.0)
    }

    /// A number with its unit; of more than a few, in whole units.
    pub fn said(&self, number: u64) -> String {
        let shown = if number < 20_000 { number } else { (number + 500) / 1_000 * 1_000 };
        format!("{} {}", Thousandths(shown), self.unit)
    }

    /// The step in which it is dragged, in thousandths.
    pub fn step(&self) -> u64 {
        plots::step((0, self.top))
    }
}

/// The next number, in thousandths, of which all quarters are round.
fn round(most: u64) -> u64 {
    let mut decade = 1_000u64;
    loop {
        for factor in [4, 8, 12, 20] {
            let top = decade.saturating_mul(factor);
            if most <= top {
                return top;
            }
        }
        decade = decade.saturating_mul(10);
    }
}

/// A run that is watched: what a reading has come to at an instant of it.
#[derive(Debug)]
pub struct Watched {
    run: Run,
    /// The reading at the last instant that was asked for.
    last: Cell<(Instant, Option<u64>)>,
}

/// So often in a run a count is made anew.
const COUNTS: u64 = 80;

impl Watched {
    /// Of a scenario with what was done to it.
    pub fn new(scenario: Scenario, acts: Vec<Intervention>) -> Self {
        let last = Cell::new((Instant::START, Some(0)));
        Self { run: Run::new(scenario, acts), last }
    }

    /// What a reading has come to, in thousandths.
    pub fn at(&self, reading: &Reading, at: Instant) -> Option<u64> {
        match awaited(reading) {
            Some(failed) => self.waited(reading.side, failed, at),
            None => self.counted(reading, at),
        }
    }

    /// How long the first user has waited whose task ends so.
    fn waited(&self, side: Side, failed: bool, at: Instant) -> Option<u64> {
        let is_one = |times: &&TaskTimes| !failed || matches!(times.ended, Some((_, Some(_))));
        let times = self.run.history(side).tasks().iter().find(is_one)?;
        if times.sent > at { Some(0) } else { Some(times.waited(at).0) }
    }

    /// What the same run would have come to if it ended at about that instant.
    fn counted(&self, reading: &Reading, at: Instant) -> Option<u64> {
        let horizon = self.run.scenario.horizon;
        let part = (horizon.0 / COUNTS).max(1);
        let at = Instant(at.0 / part * part).min(Instant::START + horizon);
        if self.last.get().0 != at {
            let scenario = Scenario { horizon: at - Instant::START, ..self.run.scenario.clone() };
            let run = Run::new(scenario, self.run.interventions.clone());
            let found = run.amount(reading).ok().map(|amount| amount.thousandths);
            self.last.set((at, found));
        }
        self.last.get().1
    }
}

/// Whether a reading is of a wait that grows with time, and if so, whether of one that ends with an error.
fn awaited(reading: &Reading) -> Option<bool> {
    let name = reading.measure.name;
    let is = |family: &str| name.starts_with(family) && name.ends_with("_ms");
    if is("wait.") { Some(false) } else { is("error.").then_some(true) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::scenario::{Action, Mode};

    fn reading(name: &str) -> Reading {
        Reading::parse(name).expect("a reading that there is")
    }

    /// Audit hangs, and one task is sent.
    fn hanging() -> Watched {
        let act = |action| Intervention { at: Instant::START, action };
        let acts = vec![act(Action::Set(1, Mode::Hanging)), act(Action::Send(1))];
        Watched::new(Scenario::default(), acts)
    }

    #[test]
    fn a_wait_grows_until_it_ends_and_tells_nothing_of_what_is_ahead() {
        let run = hanging();
        let error = reading("direct.error.p50_ms");
        let at = |ms| run.at(&error, Instant::from_ms(ms));
        assert_eq!([0, 750, 5_499].map(at), [0, 750, 5_499].map(|ms| Some(ms * 1_000)));
        assert_eq!([5_500, 9_000].map(at), [Some(5_500_000); 2]);
    }

    #[test]
    fn a_count_is_that_of_the_run_so_far() {
        let run = hanging();
        let failed = reading("direct.failed");
        assert_eq!(run.at(&failed, Instant::from_s(5)), Some(0));
        assert_eq!(run.at(&failed, Instant::from_s(6)), Some(1_000));
    }

    #[test]
    fn an_axis_ends_at_a_round_number_beyond_all_that_is_asked_about() {
        let tops = [1_875_000, 6_875_000, 12_500, 17_000].map(round);
        assert_eq!(tops, [2_000_000, 8_000_000, 20_000, 20_000]);
    }
}
