//! What the producer remembers of failed calls: the retries that it has planned, and its retry budget.
//!
//! Every failure but an open breaker is retried: a refusal, a full queue, a lost call, a timeout, an error.
//! The wait belongs to the step, and no retry outlives its program. Never here: how a call fails, or what
//! the step does without it.

use crate::history::call::Call;
use crate::history::values::{Cause, Loss};
use crate::play::output::Output;
use crate::play::timer::Timer;
use crate::scenario::choices::{Backoff, Jitter};
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::settings::{Percent, Settings};
use crate::sim::{Duration, uniform};

/// The retries of a run and their budget.
#[derive(Default)]
pub(crate) struct Retries {
    /// Every call that was to be made again.
    retries: Vec<Planned>,
    /// By task, how many of its retries are pending.
    pending: Vec<u8>,
    budget: Budget,
}

#[derive(Clone, Copy)]
struct Planned {
    retry: Retry,
    /// Whether its wait goes on.
    pending: bool,
}

/// A call that is to be made again.
#[derive(Clone, Copy)]
pub(crate) struct Retry {
    pub task: TaskId,
    pub service: ServiceId,
    /// Which retry of the call it is, from 1.
    pub attempt: u8,
    /// Why the call before failed.
    pub cause: Cause,
}

/// A token bucket over all calls of the producer, as Finagle and gRPC have it: a first call earns a part
/// of a retry, a retry takes a whole one. Counted in hundredths of a retry.
#[derive(Default)]
struct Budget {
    /// What retries have taken and first calls have not yet earned back.
    spent: u32,
}

impl Budget {
    fn earn(&mut self, share: Percent) {
        self.spent = self.spent.saturating_sub(share.0);
    }

    /// Takes a retry out, if one is in.
    fn take(&mut self, share: Percent, reserve: u32) -> bool {
        if share.0 == 0 {
            *self = Self::default();
            return true;
        }
        let full = reserve * 100;
        self.spent = self.spent.min(full);
        let enough = full - self.spent >= 100;
        self.spent += if enough { 100 } else { 0 };
        enough
    }
}

/// Whether a failed call is made again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Again,
    /// The call has been made again as often as it may be.
    Exhausted,
    /// The budget allows no retry.
    Denied,
}

/// The wait before retry `attempt` (from 1) without jitter: the first one's, or twice as long each time,
/// up to the longest.
fn backoff(first: Duration, exponential: bool, longest: Duration, attempt: u8) -> Duration {
    let doublings = if exponential { u32::from(attempt - 1) } else { 0 };
    first.times(1 << doublings).min(longest)
}

impl Retries {
    /// A first call earns a part of a retry.
    pub fn earn(&mut self, settings: &Settings) {
        self.budget.earn(settings.retry_budget());
    }

    /// The producer restarts with a full budget.
    pub fn refill(&mut self) {
        self.budget = Budget::default();
    }

    /// Whether a call that failed for the `attempt`th time again (0 for the first) is made again; if so,
    /// the budget has paid for it.
    pub fn judge(&mut self, attempt: u8, settings: &Settings) -> Verdict {
        if u32::from(attempt) >= settings.retries() {
            return Verdict::Exhausted;
        }
        let share = settings.retry_budget();
        match self.budget.take(share, settings.retry_reserve()) {
            true => Verdict::Again,
            false => Verdict::Denied,
        }
    }

    /// Plans a retry. `bits` are what chance says about its wait.
    pub fn plan(&mut self, retry: Retry, bits: u64, settings: &Settings, out: &mut Output) {
        let Retry { task, service, attempt, .. } = retry;
        let wait = wait(attempt, bits, settings);
        let after_us = u32::try_from(wait.0).unwrap_or(u32::MAX);
        if self.pending.len() <= task as usize {
            self.pending.resize(task as usize + 1, 0);
        }
        self.pending[task as usize] += 1;
        out.record(Call::RetryPlanned { task, service, attempt, after_us });
        out.after(wait, Timer::RetryDue(self.retries.len() as u32));
        self.retries.push(Planned { retry, pending: true });
    }

    /// A retry, unless it has been made or called off.
    pub fn pending(&self, index: u32) -> Option<Retry> {
        let Planned { retry, pending } = self.retries[index as usize];
        pending.then_some(retry)
    }

    /// A retry waits no longer.
    pub fn end(&mut self, index: u32, made: bool, out: &mut Output) {
        let planned = &mut self.retries[index as usize];
        debug_assert!(planned.pending, "retry {index} ends twice");
        planned.pending = false;
        let Retry { task, service, .. } = planned.retry;
        self.pending[task as usize] -= 1;
        out.record(Call::RetryDue { task, service, made });
    }

    /// The retry of a task that was planned last of those before `before` and is pending.
    pub fn last_of(&self, task: TaskId, before: u32) -> Option<(u32, Retry)> {
        if self.pending.get(task as usize).is_none_or(|&pending| pending == 0) {
            return None;
        }
        let wanted = |index: &u32| self.pending(*index).is_some_and(|retry| retry.task == task);
        let index = (0..before).rev().find(wanted)?;
        Some((index, self.retries[index as usize].retry))
    }

    /// How many retries have ever been planned.
    pub fn count(&self) -> u32 {
        self.retries.len() as u32
    }
}

/// The wait before a retry, with jitter if there is any.
fn wait(attempt: u8, bits: u64, settings: &Settings) -> Duration {
    let wait = backoff(
        settings.first_backoff(),
        settings.backoff() == Backoff::Exponential,
        settings.longest_backoff(),
        attempt,
    );
    match settings.jitter() {
        Jitter::None => wait,
        Jitter::Full => uniform(bits, Duration::ZERO, wait),
    }
}

/// What an effect is lost to when its last call fails so. A call that timed out may still bring it about.
pub(crate) fn loss(cause: Cause) -> Option<Loss> {
    match cause {
        Cause::Refused(_) => Some(Loss::Refused),
        Cause::ServiceDown(_) => Some(Loss::ServiceDown),
        Cause::Erred(_) => Some(Loss::Erred),
        Cause::QueueFull(_) => Some(Loss::QueueFull),
        Cause::ShortCircuited(_) => Some(Loss::ShortCircuited),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backoff_doubles_up_to_the_longest_or_stays() {
        let ms = Duration::from_ms;
        let waits = |exponential| {
            [1, 2, 3, 4, 5].map(|attempt| backoff(ms(100), exponential, ms(700), attempt).ms())
        };
        assert_eq!(waits(true), [100.0, 200.0, 400.0, 700.0, 700.0]);
        assert_eq!(waits(false), [100.0; 5]);
    }

    #[test]
    fn a_budget_holds_its_reserve_at_first_and_then_a_part_of_the_first_calls() {
        let mut budget = Budget::default();
        let taken = |budget: &mut Budget| (0..20).filter(|_| budget.take(Percent(20), 3)).count();
        assert_eq!(taken(&mut budget), 3);
        (0..9).for_each(|_| budget.earn(Percent(20)));
        assert_eq!(
            taken(&mut budget),
            1,
            "nine calls at 20 per cent earn one, and most of another"
        );
        (0..1_000).for_each(|_| budget.earn(Percent(20)));
        assert_eq!(taken(&mut budget), 3, "it never holds more than its reserve");
        assert_eq!((0..20).filter(|_| budget.take(Percent(0), 0)).count(), 20, "0: no budget");
        assert!(
            !budget.take(Percent(10), 0),
            "a budget without a reserve never holds a whole retry"
        );
    }
}
