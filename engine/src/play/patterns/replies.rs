//! Request and reply over events: the producer waits until every service has answered on a second topic.
//!
//! A reply takes as long as any publish, and waits while the broker is away. Never here: a reader of
//! the reply topic that is slow; the producer reads at once.

use crate::history::task::Task;
use crate::history::values::Cause;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::program::Style;

/// Who has answered.
#[derive(Default)]
pub(in crate::play) struct Replies {
    /// By task, a bit for each service.
    came: Vec<u64>,
    /// Answers that wait for the broker.
    held: Vec<(TaskId, ServiceId)>,
}

impl World<'_> {
    /// Whether the program has every answer that it asks for; if not, it waits.
    pub fn await_replies(&mut self, task: TaskId, services: &[ServiceId]) -> bool {
        let complete = self.all_replied(task, services);
        if !complete {
            self.after(self.facts.scenario.producer.call_timeout, Timer::ReplyTimeout(task));
        }
        complete
    }

    fn all_replied(&self, task: TaskId, services: &[ServiceId]) -> bool {
        let came = self.replies.came.get(task as usize).copied().unwrap_or(0);
        let answered = |service: &ServiceId| came >> service & 1 == 1;
        services.iter().all(|service| answered(service) || !self.is_present(*service))
    }

    /// A service has finished a request and answers.
    pub fn reply(&mut self, task: TaskId, service: ServiceId) {
        if self.facts.style == Style::RequestReply {
            if self.writable() {
                self.after(self.facts.scenario.kafka.publish, Timer::Reply { task, service });
            } else {
                self.replies.held.push((task, service));
            }
        }
    }

    /// The broker takes records again.
    pub fn send_held_replies(&mut self) {
        for (task, service) in std::mem::take(&mut self.replies.held) {
            self.reply(task, service);
        }
    }

    pub fn replied(&mut self, task: TaskId, service: ServiceId) {
        if !self.readable() {
            self.replies.held.push((task, service));
            return;
        }
        let came = &mut self.replies.came;
        if came.len() <= task as usize {
            came.resize(task as usize + 1, 0);
        }
        came[task as usize] |= 1 << service;
        self.record(Task::Replied { task, service });
        self.check_replies(task);
    }

    /// The task goes on if it waited for this.
    pub fn check_replies(&mut self, task: TaskId) {
        if let Some(services) = self.awaited_replies(task)
            && self.all_replied(task, &services)
        {
            self.step_done(task);
        }
    }

    pub fn reply_timed_out(&mut self, task: TaskId) {
        if self.awaited_replies(task).is_some() {
            self.step_failed(task, Cause::NoReply);
        }
    }
}
