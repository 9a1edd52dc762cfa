//! The same scenario run both ways, and how far.
//!
//! Never here: anything that is not read from a run.

use crate::scene::Side;
use engine::history::{End, History};
use engine::play::{HANG, run};
use engine::scenario::{Action, Intervention, Load, Pattern, Scenario};
use engine::sim::{Duration, Instant};

/// The same scenario, wired both ways.
#[derive(Debug)]
pub struct Runs {
    /// Direct calls.
    pub direct: History,
    /// Through Kafka.
    pub kafka: History,
    /// The longest wait of both: the length of the axis on which waits are shown.
    pub longest_wait: Duration,
}

impl Runs {
    /// How far both go: to the horizon, or to where the first of them ends for want of room.
    pub fn horizon(&self) -> Instant {
        let ends = Side::BOTH.map(|side| match self.side(side).end() {
            End::Horizon => self.side(side).horizon(),
            End::Limit(at) => at,
        });
        ends[0].min(ends[1])
    }

    /// Whether something is still owed to somebody at the end.
    fn unfinished(&self) -> bool {
        Side::BOTH.into_iter().any(|side| {
            let ledger = self.side(side).at(self.horizon()).ledger;
            ledger.waiting() + ledger.pending() > 0
        })
    }

    /// One of them.
    pub fn side(&self, side: Side) -> &History {
        match side {
            Side::Direct => &self.direct,
            Side::Kafka => &self.kafka,
        }
    }

    /// The next instant at which something happens on either side.
    pub fn next_after(&self, at: Instant) -> Option<Instant> {
        let sides = [self.direct.next_after(at), self.kafka.next_after(at)];
        sides.into_iter().flatten().min()
    }

    /// The last instant before `at` at which something happened on either side.
    pub fn last_before(&self, at: Instant) -> Option<Instant> {
        self.direct.last_before(at).max(self.kafka.last_before(at))
    }
}

/// How much longer than its last intervention a run goes on at least.
const TAIL: Duration = Duration::from_s(10);

/// Both runs, to the scenario's own horizon, or later where the learner acts near its end or leaves
/// something unfinished.
pub(super) fn play(scenario: &Scenario, interventions: &[Intervention]) -> Runs {
    let until = |horizon| {
        let direct = run(scenario, scenario.left, interventions, horizon);
        let kafka = run(scenario, scenario.right, interventions, horizon);
        let tasks = direct.tasks().iter().chain(kafka.tasks());
        let longest_wait = tasks.map(|task| task.waited(horizon)).max().unwrap_or_default();
        Runs { direct, kafka, longest_wait }
    };
    let own = Instant::START + scenario.horizon;
    let Some(last) = interventions.last().map(|last| last.at) else { return until(own) };
    let short = if last + Duration(TAIL.0 / 2) <= own { own } else { in_tens(last + TAIL) };
    let runs = until(short.max(own));
    let patience = scenario.producer.client_timeout.max(scenario.kafka.delivery_timeout);
    let long = in_tens(last + patience.max(HANG) + Duration::from_s(5));
    // Under a load without an end something is always unfinished.
    let ends = !endless(scenario, interventions);
    if ends && long > short && runs.unfinished() { until(long) } else { runs }
}

/// Whether tasks come for as long as the run goes on.
fn endless(scenario: &Scenario, interventions: &[Intervention]) -> bool {
    let plan = scenario.plan(interventions);
    let last = plan.iter().rev().find_map(|planned| match planned.action {
        Action::Load(load) => Some(*load),
        _ => None,
    });
    let Load { pattern, tasks } = last.unwrap_or(scenario.load);
    tasks.is_none() && matches!(pattern, Pattern::Steady(_) | Pattern::Poisson(_))
}

/// The latest horizon that a scenario may have.
pub(super) const LATEST: Instant = Instant::from_s(3_600);

/// The next whole ten seconds, so that the line under the stage does not shrink at every click.
fn in_tens(at: Instant) -> Instant {
    Instant(at.0.div_ceil(TAIL.0) * TAIL.0).min(LATEST)
}
