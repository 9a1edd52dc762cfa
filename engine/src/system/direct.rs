//! Direct calls: a call is taken by a free worker, waits in a queue, or is refused.
//!
//! The way there and back takes no time; what a call costs is the service's work and its queue. Work goes
//! on when its caller has gone. Never here: a decision on what a failed call means to the task.

use super::run::{Happening, Job, World};
use super::{Cause, Loss, Mode, ServiceId, TaskId, What};

/// A call that was taken.
pub(super) struct Call {
    task: TaskId,
    service: ServiceId,
    /// Whether the producer still waits for it.
    awaited: bool,
}

impl World<'_> {
    /// Calls a service: `Some(true)` if it took the call, `Some(false)` if it refused, `None` if it has
    /// been removed.
    pub fn call(&mut self, task: TaskId, service: ServiceId) -> Option<bool> {
        let server = &self.servers[usize::from(service)];
        if !server.present {
            return None;
        }
        if server.mode == Mode::Down {
            self.record(What::Refused { task, service });
            self.lose(task, service, Loss::Refused);
            return Some(false);
        }
        let free = server.workers.iter().position(|worker| worker.job.is_none());
        let call = self.calls.len() as u32;
        self.calls.push(Call { task, service, awaited: true });
        self.asked(task, service);
        self.record(What::Called { task, service });
        self.after(self.scenario.producer.call_timeout, Happening::CallTimeout(call));
        match free {
            Some(worker) => self.begin(service, worker, task, Job::Call(call)),
            None => {
                self.servers[usize::from(service)].queue.push_back(call);
                self.record(What::Queued { task, service });
            }
        }
        Some(true)
    }

    /// A worker that has become free takes the call that has waited longest.
    pub fn serve_next(&mut self, service: ServiceId, worker: usize) {
        if let Some(call) = self.servers[usize::from(service)].queue.pop_front() {
            let task = self.calls[call as usize].task;
            self.begin(service, worker, task, Job::Call(call));
        }
    }

    pub fn call_returned(&mut self, call: u32) {
        if let Some((task, service)) = self.stop_waiting(call) {
            self.record(What::CallReturned { task, service });
            self.step_done(task);
        }
    }

    pub fn call_timed_out(&mut self, call: u32) {
        if let Some((task, service)) = self.stop_waiting(call) {
            self.record(What::CallTimedOut { task, service });
            self.step_failed(task, Cause::TimedOut(service));
        }
    }

    /// A service has gone down with the calls in hand and in its queue.
    pub fn lose_calls(&mut self, service: ServiceId) {
        let mut lost: Vec<u32> = self.calls_in_hand(service);
        for call in self.empty_queue(service) {
            let task = self.calls[call as usize].task;
            self.record(What::QueueLost { task, service });
            lost.push(call);
        }
        for &call in &lost {
            self.lose(self.calls[call as usize].task, service, Loss::ServiceDown);
        }
        for call in lost {
            if let Some((task, service)) = self.stop_waiting(call) {
                self.record(What::CallLost { task, service });
                self.step_failed(task, Cause::ServiceDown(service));
            }
        }
    }

    /// A service was removed: whoever waits for it goes on without it.
    pub fn drop_calls(&mut self, service: ServiceId) {
        self.empty_queue(service);
        for call in 0..self.calls.len() as u32 {
            if self.calls[call as usize].service == service
                && let Some((task, service)) = self.stop_waiting(call)
            {
                self.record(What::CallDropped { task, service });
                self.step_done(task);
            }
        }
    }

    fn calls_in_hand(&mut self, service: ServiceId) -> Vec<u32> {
        let dropped = self.abandon_workers(service).into_iter();
        dropped
            .filter_map(|(_, job)| match job {
                Job::Call(call) => Some(call),
                Job::Record { .. } => None,
            })
            .collect()
    }

    fn empty_queue(&mut self, service: ServiceId) -> Vec<u32> {
        self.servers[usize::from(service)].queue.drain(..).collect()
    }

    /// The producer's wait for a call is over. `None` if it had ended before, or its program had.
    fn stop_waiting(&mut self, call: u32) -> Option<(TaskId, ServiceId)> {
        let Call { task, service, awaited } = self.calls[call as usize];
        self.calls[call as usize].awaited = false;
        (awaited && self.runs(task)).then_some((task, service))
    }
}
