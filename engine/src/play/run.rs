//! A whole run, from a scenario to its history, at once or in slices.
//!
//! Never here: how anything goes on; that is the [`World`]'s.

use crate::history::recording::History;
use crate::play::world::World;
use crate::scenario::intervention::Intervention;
use crate::scenario::program::Style;
use crate::scenario::statement::Scenario;
use crate::sim::Instant;

/// Plays a scenario in a style, with the scenario's own timeline and the learner's interventions.
///
/// Interventions that name no service of the roster do nothing. What comes from outside is to be checked
/// first, scenario and interventions together ([`Scenario::check_with`]): no bound is looked at here.
pub fn run(
    scenario: &Scenario,
    style: Style,
    interventions: &[Intervention],
    horizon: Instant,
) -> History {
    let plan = scenario.plan(interventions);
    World::new(scenario, style, interventions, horizon).play(&plan, horizon)
}

/// As many timers as are played between two pauses: some ten milliseconds of a busy run.
const SLICE: usize = 10_000;

/// The same run in slices. After each, `pause` is awaited; once it says that nobody wants the run any more, there is
/// none.
pub async fn run_in_slices(
    scenario: &Scenario,
    style: Style,
    interventions: &[Intervention],
    horizon: Instant,
    pause: impl AsyncFn() -> bool,
) -> Option<History> {
    let plan = scenario.plan(interventions);
    let mut world = World::new(scenario, style, interventions, horizon);
    world.schedule(&plan);
    while world.play_on(&plan, horizon, SLICE) {
        if !pause().await {
            return None;
        }
    }
    Some(world.into_history())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load::{Load, Pattern};
    use crate::sim::Duration;
    use std::cell::Cell;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    /// A run that takes several slices, and how often it paused.
    fn sliced(wanted: usize) -> (Option<History>, usize) {
        let pauses = Cell::new(0);
        let pause = async || {
            pauses.set(pauses.get() + 1);
            pauses.get() < wanted
        };
        let (scenario, horizon) = busy();
        let run = pin!(run_in_slices(&scenario, Style::Kafka, &[], horizon, pause));
        let Poll::Ready(history) = run.poll(&mut Context::from_waker(Waker::noop())) else {
            panic!("nothing is waited for but pauses that are over at once")
        };
        (history, pauses.get())
    }

    fn busy() -> (Scenario, Instant) {
        let load = Load { pattern: Pattern::Steady(Duration::from_ms(2)), tasks: None };
        (Scenario { load, ..Scenario::default() }, Instant::from_s(60))
    }

    #[test]
    fn a_run_in_slices_is_the_run() {
        let (scenario, horizon) = busy();
        let (history, pauses) = sliced(usize::MAX);
        assert!(pauses > 2, "{pauses}");
        let whole = run(&scenario, Style::Kafka, &[], horizon);
        assert_eq!(history.map(|history| history.hash()), Some(whole.hash()));
    }

    #[test]
    fn a_run_that_nobody_wants_any_more_ends_at_its_next_pause() {
        let (history, pauses) = sliced(2);
        assert!(history.is_none());
        assert_eq!(pauses, 2);
    }
}
