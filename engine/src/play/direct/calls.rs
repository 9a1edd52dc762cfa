//! Direct calls: a call is taken by a free worker, waits in a queue, or is refused.
//!
//! The way there and back takes no time; what a call costs is the service's work and its queue. Work goes
//! on when its caller has gone, and can still take effect. Never here: what a failed call means to the
//! task ([`crate::play::direct::retry`]).

use crate::history::call::Call;
use crate::history::occurrence::Occurrence;
use crate::history::values::{Cause, Loss};
use crate::history::work::Work;
use crate::play::ledger::Progress;
use crate::play::timer::Timer;
use crate::play::world::{Job, World};
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::settings::ServiceSetting;

/// A call that was taken.
pub(in crate::play) struct CallState {
    task: TaskId,
    service: ServiceId,
    /// For the how manieth time it was made again; 0 for a first call.
    attempt: u8,
    /// The state of the breaker that it was made in.
    epoch: u32,
    /// Whether the producer still waits for it.
    awaited: bool,
}

impl World<'_> {
    /// Makes a call to a service that is present, for the first time or again.
    pub fn attempt_call(&mut self, task: TaskId, service: ServiceId, attempt: u8) -> Progress {
        let server = &self.servers[usize::from(service)];
        let bound = server.settings.get(ServiceSetting::Queue) as usize;
        let free = server.free_worker();
        if server.mode.is_out() {
            self.record(Call::Refused { task, service });
            return self.refused(task, service, attempt, Cause::Refused(service));
        }
        if free.is_none() && bound > 0 && server.queue.len() >= bound {
            self.record(Call::QueueFull { task, service });
            return self.refused(task, service, attempt, Cause::QueueFull(service));
        }
        let epoch = server.circuit.epoch();
        let call = self.calls.len() as u32;
        self.calls.push(CallState { task, service, attempt, epoch, awaited: true });
        self.effects.add_source(task, service);
        self.record(Call::Made { task, service });
        self.after(self.facts.scenario.producer.call_timeout, Timer::CallTimeout(call));
        match free {
            Some(worker) => {
                self.begin(service, worker, task, Job::Call(call));
            }
            None => {
                self.servers[usize::from(service)].queue.push_back(call);
                self.record(Call::Queued { task, service });
            }
        }
        Progress::Wait
    }

    fn refused(&mut self, task: TaskId, service: ServiceId, attempt: u8, cause: Cause) -> Progress {
        let epoch = self.servers[usize::from(service)].circuit.epoch();
        self.breaker_hears(service, epoch, false);
        self.call_failed(task, service, attempt, cause)
    }

    /// A worker that has become free takes the call that has waited longest.
    pub fn serve_next(&mut self, service: ServiceId, worker: usize) {
        let server = &mut self.servers[usize::from(service)];
        if !server.is_free(worker) {
            return;
        }
        if let Some(call) = server.queue.pop_front() {
            let task = self.calls[call as usize].task;
            self.begin(service, worker, task, Job::Call(call));
        }
    }

    /// A worker has come to the end of its work for a call.
    pub fn call_served(&mut self, service: ServiceId, worker: u8, task: TaskId, call: u32) {
        self.effects.remove_source(task, service);
        let attempt = self.calls[call as usize].attempt;
        let recognised = self.recognises(service, task, false);
        if !recognised && self.fails(service, task, attempt.into()) {
            self.record(Work::Failed { service, worker, task });
            self.serve_next(service, usize::from(worker));
            if self.hears(call, Occurrence::Call(Call::Failed { task, service }), Some(false)) {
                self.fail_call(call, Cause::Erred(service));
            } else {
                self.give_up(task, service, Loss::Erred);
            }
            return;
        }
        let effect = self.take_effect(task, service, false);
        self.record(Work::Ended { service, worker, task, effect });
        self.note_half_done(task);
        self.serve_next(service, usize::from(worker));
        if self.hears(call, Occurrence::Call(Call::Returned { task, service }), Some(true)) {
            self.step_done(task);
        }
    }

    pub fn call_timed_out(&mut self, call: u32) {
        let CallState { task, service, .. } = self.calls[call as usize];
        if self.hears(call, Occurrence::Call(Call::TimedOut { task, service }), Some(false)) {
            self.fail_call(call, Cause::TimedOut(service));
        }
    }

    /// A service has gone down with the calls in hand and in its queue.
    pub fn lose_calls(&mut self, service: ServiceId) {
        let dropped = self.abandon_workers(service).into_iter();
        let mut lost: Vec<u32> = dropped.filter_map(|(_, job)| job.call()).collect();
        lost.extend(self.lose_queue(service));
        self.calls_lost(service, &lost);
    }

    /// What waits for a service is lost with it.
    pub fn lose_queue(&mut self, service: ServiceId) -> Vec<u32> {
        let lost: Vec<u32> = self.servers[usize::from(service)].queue.drain(..).collect();
        for &call in &lost {
            let task = self.calls[call as usize].task;
            self.record(Call::QueueLost { task, service });
        }
        lost
    }

    /// A service has lost these calls.
    pub fn calls_lost(&mut self, service: ServiceId, lost: &[u32]) {
        for &call in lost {
            self.effects.remove_source(self.calls[call as usize].task, service);
        }
        let retried = self.facts.settings.on(crate::scenario::settings::Setting::Retries);
        if !retried {
            self.give_up_calls(service, lost);
        }
        for &call in lost {
            let task = self.calls[call as usize].task;
            if self.hears(call, Occurrence::Call(Call::Lost { task, service }), Some(false)) {
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
            self.give_up(self.calls[call as usize].task, service, Loss::ServiceDown);
        }
    }

    /// A service was removed: whoever waits for it goes on without it.
    pub fn drop_calls(&mut self, service: ServiceId) {
        self.servers[usize::from(service)].queue.clear();
        for call in 0..self.calls.len() as u32 {
            let CallState { task, service: whom, .. } = self.calls[call as usize];
            if whom == service
                && self.hears(call, Occurrence::Call(Call::Dropped { task, service }), None)
            {
                self.step_done(task);
            }
        }
        self.drop_retries(service);
    }

    fn fail_call(&mut self, call: u32, cause: Cause) {
        let CallState { task, service, attempt, .. } = self.calls[call as usize];
        let progress = self.call_failed(task, service, attempt, cause);
        self.go_on(task, progress);
    }

    /// The producer hears how a call ended, if it still waits for it, and so does the breaker. Whether the
    /// program that made the call goes on from here.
    fn hears(&mut self, call: u32, what: Occurrence, succeeded: Option<bool>) -> bool {
        let CallState { task, service, epoch, awaited, .. } = self.calls[call as usize];
        self.calls[call as usize].awaited = false;
        let goes_on = awaited && self.runs(task);
        if goes_on {
            self.record(what);
        }
        if let (true, Some(succeeded)) = (awaited, succeeded) {
            self.breaker_hears(service, epoch, succeeded);
        }
        goes_on
    }
}
