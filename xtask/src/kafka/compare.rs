//! What differs between two outcomes of a case, and by how much.
//!
//! Counts, orders and offsets must be equal; times may differ by the case's tolerance. Never rounds a difference away.

use crate::kafka::cases::Case;
use crate::kafka::outcome::{Outcome, ServiceOutcome};

/// How two outcomes compare.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// What differs beyond what is allowed, a sentence each.
    pub differences: Vec<String>,
    /// The largest difference of a time, in milliseconds.
    pub largest_ms: f64,
}

impl Comparison {
    /// Compares a measured outcome with the simulated one.
    pub fn of(case: &Case, simulated: &Outcome, measured: &Outcome) -> Self {
        let mut found = Self::default();
        found.equal(case, "answered", &simulated.answered, &measured.answered);
        found.equal(case, "failed", &simulated.failed, &measured.failed);
        found.equal(case, "appended", &simulated.appended, &measured.appended);
        found.equal(case, "dead letters", &simulated.dead_letters, &measured.dead_letters);
        let services = case.scenario.roster(&[]).into_iter();
        let pairs = simulated.services.iter().zip(&measured.services);
        for (service, (simulated, measured)) in services.zip(pairs) {
            found.service(case, &service.name, simulated, measured);
        }
        found
    }

    fn service(
        &mut self,
        case: &Case,
        name: &str,
        simulated: &ServiceOutcome,
        measured: &ServiceOutcome,
    ) {
        // Chance may decide whether work is repeated, or only how often.
        let most = match (case.compares("repetitions"), case.compares("how often")) {
            (false, _) => 1,
            (true, false) => 2,
            (true, true) => usize::MAX,
        };
        let counts = |outcome: &ServiceOutcome| -> Vec<(u32, usize)> {
            outcome.done.iter().map(|(&task, times)| (task + 1, times.len().min(most))).collect()
        };
        let (expected, found) = (counts(simulated), counts(measured));
        if expected != found {
            self.differences
                .push(format!("{name}: done (task, times) {found:?}; simulated {expected:?}"));
        }
        if case.compares("order") && simulated.order != measured.order {
            self.differences.push(format!(
                "{name}: order by partition {:?}; simulated {:?}",
                measured.order, simulated.order
            ));
        }
        if case.compares("lag") && simulated.lag != measured.lag {
            self.differences
                .push(format!("{name}: lag {:?}; simulated {:?}", measured.lag, simulated.lag));
        }
        if case.compares("times") {
            self.times(case, name, simulated, measured);
        }
    }

    fn times(
        &mut self,
        case: &Case,
        name: &str,
        simulated: &ServiceOutcome,
        measured: &ServiceOutcome,
    ) {
        let mut worst: Option<(u32, f64, f64)> = None;
        for (task, expected) in &simulated.done {
            let Some(found) = measured.done.get(task) else {
                continue;
            };
            for (&expected, &found) in expected.iter().zip(found) {
                let by = (found - expected).abs();
                self.largest_ms = self.largest_ms.max(by);
                if by > case.tolerance_ms
                    && worst.is_none_or(|(_, found, expected)| by > (found - expected).abs())
                {
                    worst = Some((task + 1, found, expected));
                }
            }
        }
        if let Some((task, found, expected)) = worst {
            self.differences.push(format!(
                "{name}: task {task} done at {found:.0} ms; simulated {expected:.0}, ± {:.0}",
                case.tolerance_ms
            ));
        }
    }

    fn equal<T: PartialEq + std::fmt::Debug>(
        &mut self,
        case: &Case,
        what: &str,
        simulated: &T,
        measured: &T,
    ) {
        if case.compares(what) && simulated != measured {
            self.differences.push(format!("{what} {measured:?}; simulated {simulated:?}"));
        }
    }
}
