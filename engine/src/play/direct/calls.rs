//! The calls of the producer: which it has made, which it still waits for, and which wait for a worker.
//!
//! The way there and back takes no time; what a call costs is the service's work and its queue. Never
//! here: who works for a call, or what a failed call means to the task.

use crate::history::call::Call;
use crate::play::output::Output;
use crate::play::timer::Timer;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::sim::Duration;
use std::collections::VecDeque;

/// Every call of a run, and the queue of each service.
pub(crate) struct Calls {
    calls: Vec<Made>,
    /// By service, the calls that wait for a worker.
    queues: Vec<VecDeque<u32>>,
}

/// A call that a service took.
#[derive(Clone, Copy)]
pub(crate) struct Made {
    pub task: TaskId,
    pub service: ServiceId,
    /// Which retry of the call it is; 0 for a first call.
    pub attempt: u8,
    /// The state of the breaker that it was made in.
    pub epoch: u32,
    /// Whether the producer still waits for it.
    pub awaited: bool,
}

impl Calls {
    pub fn new(services: usize) -> Self {
        Self { calls: Vec::new(), queues: vec![VecDeque::new(); services] }
    }

    /// The producer makes a call and waits for it, for as long as `timeout`. Gives its number.
    pub fn make(&mut self, call: Made, timeout: Duration, out: &mut Output) -> u32 {
        let number = self.calls.len() as u32;
        self.calls.push(call);
        out.record(Call::Made { task: call.task, service: call.service });
        out.after(timeout, Timer::CallTimeout(number));
        number
    }

    pub fn get(&self, call: u32) -> Made {
        self.calls[call as usize]
    }

    /// How many calls have ever been made.
    pub fn count(&self) -> u32 {
        self.calls.len() as u32
    }

    /// The producer waits for a call no longer. Gives the call as it was before.
    pub fn close(&mut self, call: u32) -> Made {
        let made = &mut self.calls[call as usize];
        let before = *made;
        made.awaited = false;
        before
    }

    /// How many calls wait for a service.
    pub fn queued(&self, service: ServiceId) -> usize {
        self.queues[usize::from(service)].len()
    }

    /// A call waits for a worker.
    pub fn enqueue(&mut self, call: u32, out: &mut Output) {
        let Made { task, service, .. } = self.get(call);
        self.queues[usize::from(service)].push_back(call);
        out.record(Call::Queued { task, service });
    }

    /// The call that has waited longest for a service waits no longer.
    pub fn dequeue(&mut self, service: ServiceId) -> Option<u32> {
        self.queues[usize::from(service)].pop_front()
    }

    /// What waits for a service is lost with it.
    pub fn lose_queue(&mut self, service: ServiceId, out: &mut Output) -> Vec<u32> {
        let lost: Vec<u32> = self.queues[usize::from(service)].drain(..).collect();
        for &call in &lost {
            out.record(Call::QueueLost { task: self.get(call).task, service });
        }
        lost
    }

    /// Nothing waits for a service any longer, because it was removed.
    pub fn clear_queue(&mut self, service: ServiceId) {
        self.queues[usize::from(service)].clear();
    }
}
