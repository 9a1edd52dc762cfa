//! When users send tasks: the load in force, and the time between two arrivals.
//!
//! Never here: what becomes of a task.

use crate::play::output::Output;
use crate::play::timer::Timer;
use crate::scenario::load::{Load, Pattern};
use crate::sim::{Duration, Stream, draw, exponential};

/// The loads of a run.
pub(crate) struct Arrivals {
    seed: u64,
    /// The load in force is the last; its place tells its arrivals from those of earlier ones.
    loads: Vec<Load>,
}

impl Arrivals {
    pub fn new(seed: u64) -> Self {
        Self { seed, loads: Vec::new() }
    }

    /// Users send by another load from now on.
    pub fn set(&mut self, load: Load, out: &mut Output) {
        self.loads.push(load);
        let first = Timer::Arrive { load: self.loads.len() as u32 - 1, number: 0 };
        match load.pattern {
            Pattern::ByHand => {}
            Pattern::Steady(_) | Pattern::Burst => out.after(Duration::ZERO, first),
            Pattern::Poisson(mean) => out.after(self.gap(mean, 0), first),
        }
    }

    /// An arrival is due, and the next one is planned. Whether it is of the load in force.
    pub fn arrive(&mut self, load: u32, number: u32, out: &mut Output) -> bool {
        if load as usize + 1 != self.loads.len() {
            return false;
        }
        let Load { pattern, tasks } = self.loads[load as usize];
        let last = tasks.is_some_and(|tasks| number + 1 >= tasks);
        let next = Timer::Arrive { load, number: number + 1 };
        match pattern {
            _ if last => {}
            Pattern::ByHand => {}
            Pattern::Steady(every) => out.after(every, next),
            Pattern::Burst => out.after(Duration::ZERO, next),
            Pattern::Poisson(mean) => out.after(self.gap(mean, number + 1), next),
        }
        true
    }

    /// The time before arrival `number` of the load in force.
    fn gap(&self, mean: Duration, number: u32) -> Duration {
        let load = self.loads.len() as u64;
        exponential(draw(self.seed, Stream::Arrival, load, number.into(), 0), mean)
    }
}
