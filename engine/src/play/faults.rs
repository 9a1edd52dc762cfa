//! Work that fails, and work that is recognised as done: the same draw and the same rule on both sides.
//!
//! Never here: what either means to a call or to a record.

use crate::play::world::World;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::settings::ServiceSetting;
use crate::sim::{Stream, draw};

impl World<'_> {
    /// Whether a service fails at the end of its work for a task, worked on for the `attempt`th time
    /// again (0 for the first). A fact of the scenario, the same in every style.
    pub fn fails(&self, service: ServiceId, task: TaskId, attempt: u32) -> bool {
        let settings = &self.servers[usize::from(service)].settings;
        let number = self.number(task);
        if settings.get(ServiceSetting::FailsOn) == number + 1 {
            return true;
        }
        let rate = settings.get(ServiceSetting::ErrorRate);
        if rate == 0 {
            return false;
        }
        let (seed, which) = (self.facts.scenario.seed, self.chance_of(task, attempt));
        per_mille(draw(seed, Stream::Fault, service.into(), number.into(), which)) < rate
    }

    /// Whether a service has worked for a task before and recognises it. `seen` if its group has finished
    /// this record before.
    pub fn recognises(&mut self, service: ServiceId, task: TaskId, seen: bool) -> bool {
        let settings = &self.servers[usize::from(service)].settings;
        settings.on(ServiceSetting::Idempotent) && self.effects.has_happened(task, service, seen)
    }
}

/// A number from 0 to 999, each as likely as another.
fn per_mille(bits: u64) -> u32 {
    ((u128::from(bits) * 1_000) >> 64) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_draws_as_many_are_below_a_rate_as_it_says() {
        let below = |rate| {
            let bits = (0..100_000).map(|n| draw(5, Stream::Fault, 0, n, 0));
            bits.filter(|&bits| per_mille(bits) < rate).count()
        };
        assert_eq!((below(0), below(1_000)), (0, 100_000));
        // Four standard deviations of a binomial count.
        assert!(below(200).abs_diff(20_000) < 506, "{}", below(200));
    }
}
