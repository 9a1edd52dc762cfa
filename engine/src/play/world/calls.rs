//! How the producer's calls go: a call is taken by a free worker, waits in a queue, or is refused; one
//! that failed is made again after a wait, is gone without, or fails its step.
//!
//! Work goes on when its caller has gone, and can still take effect. An effect is given up only when no
//! attempt is left that could bring it about. Never here: the state of calls, retries and breakers.

use crate::history::call::Call;
use crate::history::values::{Cause, Loss};
use crate::history::work::Work;
use crate::play::direct::answer::Answer;
use crate::play::direct::calls::Made;
use crate::play::direct::retry::{Retry, Verdict, loss};
use crate::play::services::Job;
use crate::play::tasks::Progress;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::sim::{Duration, Stream, draw};

impl World<'_> {
    /// A task calls a service for the first time.
    pub fn call(&mut self, task: TaskId, service: ServiceId) -> Progress {
        if !self.services.is_present(service) {
            return Progress::Next;
        }
        if !self.breakers.admits(service, &self.facts.settings) {
            return self.short_circuit(task, service);
        }
        self.retries.earn(&self.facts.settings);
        self.attempt_call(task, service, 0)
    }

    fn short_circuit(&mut self, task: TaskId, service: ServiceId) -> Progress {
        self.record(Call::ShortCircuited { task, service });
        self.go_without(task, service, Cause::ShortCircuited(service))
    }

    /// Makes a call to a service that is present, for the first time or again. Without a delay it is
    /// known at once whether the service takes it.
    fn attempt_call(&mut self, task: TaskId, service: ServiceId, attempt: u8) -> Progress {
        let delay = self.way_to(service);
        if delay > Duration::ZERO {
            let call = self.make_call(task, service, attempt);
            self.after(delay, Timer::CallArrives(call));
            return Progress::Wait;
        }
        match self.refusal(service) {
            Some(Answer::QueueFull) => {
                self.record(Call::QueueFull { task, service });
                self.refused(task, service, attempt, Cause::QueueFull(service))
            }
            Some(_) => {
                self.record(Call::Refused { task, service });
                self.refused(task, service, attempt, Cause::Refused(service))
            }
            None => {
                let call = self.make_call(task, service, attempt);
                self.take_call(call);
                Progress::Wait
            }
        }
    }

    /// How a service refuses a call that comes now, if it does.
    fn refusal(&self, service: ServiceId) -> Option<Answer> {
        if self.services.is_out(service) {
            return Some(Answer::Refusal);
        }
        let bound = self.services.settings(service).queue_bound() as usize;
        let full = bound > 0 && self.calls.queued(service) >= bound;
        (full && self.services.free_worker(service).is_none()).then_some(Answer::QueueFull)
    }

    /// The producer sends a call and waits for it.
    fn make_call(&mut self, task: TaskId, service: ServiceId, attempt: u8) -> u32 {
        let epoch = self.breakers.epoch(service);
        let timeout = self.facts.scenario.producer.call_timeout;
        self.effects.add_source(task, service);
        let made = Made { task, service, attempt, epoch, awaited: true };
        self.calls.make(made, timeout, &mut self.out)
    }

    /// A service takes a call: a free worker begins, or the call waits for one.
    fn take_call(&mut self, call: u32) {
        let Made { task, service, .. } = self.calls.get(call);
        match self.services.free_worker(service) {
            Some(worker) => {
                self.begin(service, worker, task, Job::Call(call));
            }
            None => self.calls.enqueue(call, &mut self.out),
        }
    }

    /// A call that was under way has reached its service, unless that was removed meanwhile.
    pub fn call_arrives(&mut self, call: u32) {
        let Made { task, service, .. } = self.calls.get(call);
        if !self.services.is_present(service) {
            return;
        }
        match self.refusal(service) {
            Some(refusal) => {
                self.effects.remove_source(task, service);
                self.answer(call, refusal);
            }
            None => self.take_call(call),
        }
    }

    /// How long the network takes to a service, or from it.
    pub fn way_to(&self, service: ServiceId) -> Duration {
        self.facts.settings.hop() + self.services.network_delay(service)
    }

    /// A service answers a call, and the producer hears it when the network has brought it.
    fn answer(&mut self, call: u32, answer: Answer) {
        let delay = self.way_to(self.calls.get(call).service);
        if delay > Duration::ZERO {
            self.after(delay, Timer::AnswerArrives { call, answer });
        } else {
            self.hear_answer(call, answer);
        }
    }

    /// An answer has reached the producer.
    pub fn hear_answer(&mut self, call: u32, answer: Answer) {
        let Made { task, service, .. } = self.calls.get(call);
        let (what, cause, why) = match answer {
            Answer::Done => {
                if self.hears(call, Call::Returned { task, service }, Some(true)) {
                    self.step_done(task);
                }
                return;
            }
            Answer::Error => (Call::Failed { task, service }, Cause::Erred(service), Loss::Erred),
            Answer::Refusal => {
                (Call::Refused { task, service }, Cause::Refused(service), Loss::Refused)
            }
            Answer::QueueFull => {
                (Call::QueueFull { task, service }, Cause::QueueFull(service), Loss::QueueFull)
            }
        };
        if self.hears(call, what, Some(false)) {
            self.fail_call(call, cause);
        } else {
            self.give_up(task, service, why);
        }
    }

    fn refused(&mut self, task: TaskId, service: ServiceId, attempt: u8, cause: Cause) -> Progress {
        let epoch = self.breakers.epoch(service);
        self.breakers.hear((service, epoch), false, &self.facts.settings, &mut self.out);
        self.call_failed(task, service, attempt, cause)
    }

    /// A call failed: how the step goes on.
    fn call_failed(
        &mut self,
        task: TaskId,
        service: ServiceId,
        attempt: u8,
        cause: Cause,
    ) -> Progress {
        match self.retries.judge(attempt, &self.facts.settings) {
            Verdict::Exhausted => return self.go_without(task, service, cause),
            Verdict::Denied => {
                self.record(Call::RetryDenied { task, service });
                return self.go_without(task, service, cause);
            }
            Verdict::Again => {}
        }
        let retry = Retry { task, service, attempt: attempt + 1, cause };
        let which = self.tasks.attempt_of(task, retry.attempt.into());
        let number = self.tasks.number(task).into();
        let seed = self.facts.scenario.seed;
        let bits = draw(seed, Stream::Jitter, service.into(), number, which);
        self.effects.add_source(task, service);
        if let Some(why) = loss(cause) {
            self.effects.doubt(task, service, why);
        }
        self.retries.plan(retry, bits, &self.facts.settings, &mut self.out);
        Progress::Wait
    }

    /// No further attempt will be made: the step falls back or fails.
    fn go_without(&mut self, task: TaskId, service: ServiceId, cause: Cause) -> Progress {
        if let Some(why) = loss(cause) {
            self.give_up(task, service, why);
        }
        if self.services.settings(service).is_optional() {
            self.record(Call::FellBack { task, service });
            return Progress::Next;
        }
        Progress::Fail(cause)
    }

    /// An owed effect will never happen, unless it may still come from somewhere, or with another attempt.
    fn give_up(&mut self, task: TaskId, service: ServiceId, why: Loss) {
        if self.would_be_sent_again(task) {
            self.effects.doubt(task, service, why);
        } else {
            self.effects.give_up(task, service, why, &mut self.out);
        }
    }

    /// A worker that has become free takes the call that has waited longest.
    pub fn serve_next(&mut self, service: ServiceId, worker: usize) {
        if !self.services.is_free(service, worker) {
            return;
        }
        if let Some(call) = self.calls.dequeue(service) {
            let task = self.calls.get(call).task;
            self.begin(service, worker, task, Job::Call(call));
        }
    }

    /// A worker has come to the end of its work for a call.
    pub fn call_served(&mut self, service: ServiceId, worker: u8, task: TaskId, call: u32) {
        self.effects.remove_source(task, service);
        let attempt = self.calls.get(call).attempt;
        let recognised = self.recognises(service, task, false);
        if !recognised && self.fails(service, task, attempt.into()) {
            self.record(Work::Failed { service, worker, task });
            self.serve_next(service, usize::from(worker));
            return self.answer(call, Answer::Error);
        }
        let effect = self.take_effect(task, service, false);
        self.record(Work::Ended { service, worker, task, effect });
        self.tasks.note_half_done(task, &mut self.out);
        self.serve_next(service, usize::from(worker));
        self.answer(call, Answer::Done);
    }

    pub fn call_timed_out(&mut self, call: u32) {
        let Made { task, service, .. } = self.calls.get(call);
        if self.hears(call, Call::TimedOut { task, service }, Some(false)) {
            self.fail_call(call, Cause::TimedOut(service));
        }
    }

    /// A service has gone down with the calls in hand and in its queue.
    pub fn lose_calls(&mut self, service: ServiceId) {
        let dropped = self.services.abandon(service, &mut self.out).into_iter();
        let mut lost: Vec<u32> = dropped.filter_map(Job::call).collect();
        lost.extend(self.calls.lose_queue(service, &mut self.out));
        self.calls_lost(service, &lost);
    }

    /// A service has lost these calls.
    pub fn calls_lost(&mut self, service: ServiceId, lost: &[u32]) {
        for &call in lost {
            self.effects.remove_source(self.calls.get(call).task, service);
        }
        let retried = self.facts.settings.retries() > 0;
        if !retried {
            self.give_up_calls(service, lost);
        }
        for &call in lost {
            let task = self.calls.get(call).task;
            if self.hears(call, Call::Lost { task, service }, Some(false)) {
                self.fail_call(call, Cause::ServiceDown(service));
            }
        }
        // Only now is it known which of them are made again.
        if retried {
            self.give_up_calls(service, lost);
        }
    }

    fn give_up_calls(&mut self, service: ServiceId, lost: &[u32]) {
        for &call in lost {
            let task = self.calls.get(call).task;
            self.give_up(task, service, Loss::ServiceDown);
        }
    }

    /// A service was removed: whoever waits for it goes on without it.
    pub fn drop_calls(&mut self, service: ServiceId) {
        self.calls.clear_queue(service);
        for call in 0..self.calls.count() {
            let Made { task, service: called, .. } = self.calls.get(call);
            if called == service && self.hears(call, Call::Dropped { task, service }, None) {
                self.step_done(task);
            }
        }
        self.drop_retries(service);
    }

    fn fail_call(&mut self, call: u32, cause: Cause) {
        let Made { task, service, attempt, .. } = self.calls.get(call);
        let progress = self.call_failed(task, service, attempt, cause);
        self.go_on(task, progress);
    }

    /// The producer hears how a call ended, if it still waits for it, and so does the breaker. Whether the
    /// program that made the call goes on from here.
    fn hears(&mut self, call: u32, what: Call, succeeded: Option<bool>) -> bool {
        let Made { task, service, epoch, awaited, .. } = self.calls.close(call);
        let goes_on = awaited && self.tasks.runs(task);
        if goes_on {
            self.record(what);
        }
        if let (true, Some(succeeded)) = (awaited, succeeded) {
            self.breakers.hear((service, epoch), succeeded, &self.facts.settings, &mut self.out);
        }
        goes_on
    }

    /// The wait before a retry is over, unless it has been called off.
    pub fn retry_due(&mut self, index: u32) {
        let Some(Retry { task, service, attempt, .. }) = self.retries.pending(index) else {
            return;
        };
        let made = self.breakers.admits(service, &self.facts.settings);
        self.end_retry(index, made);
        let progress = match made {
            true => self.attempt_call(task, service, attempt),
            false => self.short_circuit(task, service),
        };
        self.go_on(task, progress);
    }

    /// A retry waits no longer.
    fn end_retry(&mut self, index: u32, made: bool) {
        if let Some(Retry { task, service, .. }) = self.retries.pending(index) {
            self.effects.remove_source(task, service);
            self.retries.end(index, made, &mut self.out);
        }
    }

    /// The program of a task is over, and so are the retries that it had planned.
    pub fn call_off_retries(&mut self, task: TaskId) {
        let mut before = self.retries.count();
        while let Some((index, Retry { service, cause, .. })) = self.retries.last_of(task, before) {
            before = index;
            self.end_retry(index, false);
            if let Some(why) = loss(cause) {
                self.give_up(task, service, why);
            }
        }
    }

    /// A service was removed: whoever was to call it again goes on without it.
    fn drop_retries(&mut self, service: ServiceId) {
        for index in 0..self.retries.count() {
            let Some(retry) = self.retries.pending(index) else { continue };
            if retry.service == service {
                self.end_retry(index, false);
                self.record(Call::Dropped { task: retry.task, service });
                self.step_done(retry.task);
            }
        }
    }
}
