//! Request and reply over events: which services have answered which task on the reply topic.
//!
//! Never here: a reader of the reply topic that is slow; the producer reads at once.

use crate::history::task::Task;
use crate::play::output::Output;
use crate::scenario::ids::{ServiceId, TaskId};

/// The replies of a run.
#[derive(Default)]
pub(crate) struct Replies {
    /// By task, a bit for each service that has replied.
    received: Vec<u64>,
    /// Replies that wait for the broker.
    held: Vec<(TaskId, ServiceId)>,
}

impl Replies {
    /// Whether a service has replied to a task.
    pub fn has(&self, task: TaskId, service: ServiceId) -> bool {
        self.received.get(task as usize).is_some_and(|replied| replied >> service & 1 == 1)
    }

    /// A reply waits until the broker is back.
    pub fn hold(&mut self, task: TaskId, service: ServiceId) {
        self.held.push((task, service));
    }

    /// Takes out the replies that wait for the broker.
    pub fn release(&mut self) -> Vec<(TaskId, ServiceId)> {
        std::mem::take(&mut self.held)
    }

    /// A reply has come.
    pub fn receive(&mut self, task: TaskId, service: ServiceId, out: &mut Output) {
        if self.received.len() <= task as usize {
            self.received.resize(task as usize + 1, 0);
        }
        self.received[task as usize] |= 1 << service;
        out.record(Task::Replied { task, service });
    }
}
