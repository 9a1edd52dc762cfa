//! A clock of a client that ticks every so often from when it began: its metadata is renewed then, or its
//! group hears from it.
//!
//! Never here: what a tick leads to.

use crate::sim::{Duration, Instant};

/// Such a clock; how often it ticks is asked each time, because a setting may change.
#[derive(Clone, Copy, Default)]
pub(crate) struct Clock {
    began: Instant,
    /// For one that ticked before the run began: where in an interval the run found it.
    phase: Option<u64>,
}

impl Clock {
    /// One that begins now.
    pub fn from(began: Instant) -> Self {
        Self { began, phase: None }
    }

    /// One that the run finds somewhere in its interval, as chance has it.
    pub fn found(bits: u64) -> Self {
        Self { began: Instant::START, phase: Some(bits) }
    }

    /// The last tick no later than now, or when it began.
    pub fn last(self, now: Instant, every: Duration) -> Instant {
        let first = self.first(every);
        match now < first {
            true => self.began,
            false => Instant(now.0 - (now.0 - first.0) % every.0.max(1)),
        }
    }

    /// The time until the next tick.
    pub fn next(self, now: Instant, every: Duration) -> Duration {
        let first = self.first(every);
        match now < first {
            true => first - now,
            false => Duration(every.0.max(1) - (now.0 - first.0) % every.0.max(1)),
        }
    }

    fn first(self, every: Duration) -> Instant {
        let every = every.0.max(1);
        self.began + Duration(self.phase.map_or(every, |bits| bits % every + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_ticks_in_whole_intervals_from_when_it_began() {
        let every = Duration::from_ms(100);
        let clock = Clock::from(Instant::from_ms(30));
        for (now, last, next) in [(30, 30, 100), (129, 30, 1), (130, 130, 100), (250, 230, 80)] {
            let now = Instant::from_ms(now);
            assert_eq!(clock.last(now, every), Instant::from_ms(last));
            assert_eq!(clock.next(now, every), Duration::from_ms(next));
        }
    }

    #[test]
    fn a_clock_that_the_run_finds_ticks_first_within_an_interval() {
        let every = Duration::from_ms(100);
        for bits in 0..1_000 {
            let first = Clock::found(bits * 997).next(Instant::START, every);
            assert!(first > Duration::ZERO && first <= every, "{first:?}");
        }
    }
}
