//! What the producer does about a call that failed: makes it again after a wait, goes on without it, or
//! lets the step fail.
//!
//! Every failure but an open breaker is retried: a refusal, a full queue, a lost call, a timeout, an error.
//! The wait belongs to the step; an effect is given up only when no attempt is left that could bring it
//! about, and no retry outlives its program. Never here: how a call fails.

use crate::history::call::Call;
use crate::history::values::{Cause, Loss};
use crate::play::ledger::Progress;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::settings::Setting;
use crate::sim::{Duration, Stream, draw, uniform};

/// A call that is to be made again.
pub(in crate::play) struct Retry {
    task: TaskId,
    service: ServiceId,
    /// For the how manieth time.
    attempt: u8,
    /// Why the call before failed.
    cause: Cause,
    /// Whether its wait goes on.
    pending: bool,
}

/// A token bucket over all calls of the producer, as Finagle and gRPC have it: a first call earns a part
/// of a retry, a retry takes a whole one. Counted in hundredths of a retry.
#[derive(Default)]
pub(in crate::play) struct Budget {
    /// What retries have taken and first calls have not yet earned back.
    spent: u32,
}

impl Budget {
    fn earn(&mut self, percent: u32) {
        self.spent = self.spent.saturating_sub(percent);
    }

    /// Takes a retry out, if one is in.
    fn take(&mut self, percent: u32, reserve: u32) -> bool {
        if percent == 0 {
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

/// The wait before retry `attempt` (from 1) without jitter: the first one's, or twice as long each time,
/// up to the longest.
fn backoff(first: Duration, exponential: bool, longest: Duration, attempt: u8) -> Duration {
    let doublings = if exponential { u32::from(attempt - 1) } else { 0 };
    first.times(1 << doublings).min(longest)
}

impl World<'_> {
    /// A task calls a service for the first time.
    pub fn call(&mut self, task: TaskId, service: ServiceId) -> Progress {
        if !self.servers[usize::from(service)].present {
            return Progress::Next;
        }
        if !self.breaker_admits(service) {
            return self.short_circuit(task, service);
        }
        self.budget.earn(self.facts.settings.get(Setting::RetryBudget));
        self.attempt_call(task, service, 0)
    }

    fn short_circuit(&mut self, task: TaskId, service: ServiceId) -> Progress {
        self.record(Call::ShortCircuited { task, service });
        self.go_without(task, service, Cause::ShortCircuited(service))
    }

    /// A call failed: how the step goes on.
    pub fn call_failed(
        &mut self,
        task: TaskId,
        service: ServiceId,
        attempt: u8,
        cause: Cause,
    ) -> Progress {
        if u32::from(attempt) >= self.facts.settings.get(Setting::Retries) {
            return self.go_without(task, service, cause);
        }
        let percent = self.facts.settings.get(Setting::RetryBudget);
        if !self.budget.take(percent, self.facts.settings.get(Setting::RetryReserve)) {
            self.record(Call::RetryDenied { task, service });
            return self.go_without(task, service, cause);
        }
        self.plan_retry(Retry { task, service, attempt: attempt + 1, cause, pending: true });
        Progress::Wait
    }

    /// No further attempt will be made: the step falls back or fails.
    fn go_without(&mut self, task: TaskId, service: ServiceId, cause: Cause) -> Progress {
        if let Some(why) = loss(cause) {
            self.give_up(task, service, why);
        }
        let server = &self.servers[usize::from(service)];
        if server.settings.on(crate::scenario::settings::ServiceSetting::Optional) {
            self.record(Call::FellBack { task, service });
            return Progress::Next;
        }
        Progress::Fail(cause)
    }

    fn plan_retry(&mut self, retry: Retry) {
        let Retry { task, service, attempt, .. } = retry;
        let wait = self.retry_wait(task, service, attempt);
        let after_us = u32::try_from(wait.0).unwrap_or(u32::MAX);
        self.effects.add_source(task, service);
        self.tasks[task as usize].planned += 1;
        self.record(Call::RetryPlanned { task, service, attempt, after_us });
        self.after(wait, Timer::RetryDue(self.retries.len() as u32));
        self.retries.push(retry);
    }

    fn retry_wait(&self, task: TaskId, service: ServiceId, attempt: u8) -> Duration {
        let settings = &self.facts.settings;
        let wait = backoff(
            settings.length(Setting::BackoffMs),
            settings.on(Setting::Backoff),
            settings.length(Setting::BackoffMaxMs),
            attempt,
        );
        if !settings.on(Setting::Jitter) {
            return wait;
        }
        let which = self.chance_of(task, attempt.into());
        let seed = self.facts.scenario.seed;
        let bits = draw(seed, Stream::Jitter, service.into(), self.number(task).into(), which);
        uniform(bits, Duration::ZERO, wait)
    }

    /// The wait before a retry is over, unless it has been called off.
    pub fn retry_due(&mut self, index: u32) {
        let Retry { task, service, attempt, pending, .. } = self.retries[index as usize];
        if !pending {
            return;
        }
        let made = self.breaker_admits(service);
        self.retry_ends(index, made);
        let progress = if made {
            self.attempt_call(task, service, attempt)
        } else {
            self.short_circuit(task, service)
        };
        self.go_on(task, progress);
    }

    /// A retry waits no longer.
    fn retry_ends(&mut self, index: u32, made: bool) {
        let retry = &mut self.retries[index as usize];
        retry.pending = false;
        let (task, service) = (retry.task, retry.service);
        self.tasks[task as usize].planned -= 1;
        self.effects.remove_source(task, service);
        self.record(Call::RetryDue { task, service, made });
    }

    /// The program of a task is over, and so are the retries that it had planned.
    pub fn call_off_retries(&mut self, task: TaskId) {
        let mut index = self.retries.len();
        while self.tasks[task as usize].planned > 0 && index > 0 {
            index -= 1;
            let Retry { task: whose, service, cause, pending, .. } = self.retries[index];
            if pending && whose == task {
                self.retry_ends(index as u32, false);
                if let Some(why) = loss(cause) {
                    self.give_up(task, service, why);
                }
            }
        }
    }

    /// A service was removed: whoever was to call it again goes on without it.
    pub fn drop_retries(&mut self, service: ServiceId) {
        for index in 0..self.retries.len() as u32 {
            let Retry { task, service: whom, pending, .. } = self.retries[index as usize];
            if pending && whom == service {
                self.retry_ends(index, false);
                self.record(Call::Dropped { task, service });
                self.step_done(task);
            }
        }
    }
}

/// What an effect is lost to when its last call fails so. A call that timed out may still bring it about.
fn loss(cause: Cause) -> Option<Loss> {
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
        let taken = |budget: &mut Budget| (0..20).filter(|_| budget.take(20, 3)).count();
        assert_eq!(taken(&mut budget), 3);
        (0..9).for_each(|_| budget.earn(20));
        assert_eq!(
            taken(&mut budget),
            1,
            "nine calls at 20 per cent earn one, and most of another"
        );
        (0..1_000).for_each(|_| budget.earn(20));
        assert_eq!(taken(&mut budget), 3, "it never holds more than its reserve");
        assert_eq!((0..20).filter(|_| budget.take(0, 0)).count(), 20, "0: no budget");
        assert!(!budget.take(10, 0), "a budget without a reserve never holds a whole retry");
    }
}
