//! How the outbox's relay and request-reply go.
//!
//! A reply takes as long as any publish, and waits while the broker is away. Never here: what the outbox
//! and the reply topic hold.

use crate::history::values::Cause;
use crate::play::kafka::producer::is_unacked;
use crate::play::kafka::sends::{Awaited, Send};
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::choices::KeyBy;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::program::{Step, Style};
use std::collections::BTreeSet;

impl World<'_> {
    /// A task and its event are saved in one transaction.
    pub fn put_in_outbox(&mut self, task: TaskId) {
        self.outbox.save(task, &mut self.out);
        self.schedule_relay();
    }

    fn schedule_relay(&mut self) {
        self.outbox.schedule(self.facts.settings.relay_interval(), &mut self.out);
    }

    /// The relay looks into the outbox. What has the key of an event that is not stored yet waits for that
    /// one, so that a failure leaves their order as it is.
    pub fn relay(&mut self) {
        self.outbox.mark(&mut self.out);
        let mut held = BTreeSet::new();
        for row in 0..self.outbox.len() {
            let Some(task) = self.outbox.unpublished(row) else { continue };
            let key = self.ordering_key(task);
            if key.is_some_and(|key| !held.insert(key)) {
                continue;
            }
            let awaited = match is_unacked(&self.facts.settings) {
                true => Awaited::Nobody,
                false => Awaited::Relay,
            };
            let send = Send { task, only: None, number: self.client.next_send(), awaited };
            if self.can_send(&send) && self.outbox.take_unsent(row) {
                self.relay_event(send);
            }
        }
        self.schedule_relay();
    }

    /// What the order of events is promised by; nothing where each event has a key of its own, or none.
    fn ordering_key(&self, task: TaskId) -> Option<u32> {
        let by_customer = self.facts.settings.key_by() == KeyBy::Customer;
        by_customer.then(|| task % self.facts.settings.customers().max(1))
    }

    /// The relay sends an event. Without acknowledgements it takes every event for stored.
    fn relay_event(&mut self, send: Send) {
        if send.awaited == Awaited::Nobody {
            self.outbox.acknowledged(send.task);
        }
        self.dispatch(send);
    }

    /// Whether the program has every answer that it asks for; if not, it waits.
    pub fn await_replies(&mut self, task: TaskId, services: &[ServiceId]) -> bool {
        let complete = self.all_replied(task, services);
        if !complete {
            self.after(self.facts.scenario.producer.call_timeout, Timer::ReplyTimeout(task));
        }
        complete
    }

    fn all_replied(&self, task: TaskId, services: &[ServiceId]) -> bool {
        services
            .iter()
            .all(|&service| self.replies.has(task, service) || !self.services.is_present(service))
    }

    /// A service has finished a request and answers.
    pub fn reply(&mut self, task: TaskId, service: ServiceId) {
        if self.facts.style == Style::RequestReply {
            if self.broker.is_writable(&self.facts.settings) {
                // To Kafka, and with the producer's fetch from there.
                let hop = self.facts.settings.hop();
                let takes = hop + self.facts.scenario.kafka.publish + hop;
                self.after(takes, Timer::Reply { task, service });
            } else {
                self.replies.hold(task, service);
            }
        }
    }

    /// The broker takes records again.
    pub fn send_held_replies(&mut self) {
        for (task, service) in self.replies.release() {
            self.reply(task, service);
        }
    }

    pub fn replied(&mut self, task: TaskId, service: ServiceId) {
        if !self.broker.is_readable(&self.facts.settings) {
            self.replies.hold(task, service);
            return;
        }
        self.replies.receive(task, service, &mut self.out);
        self.check_replies(task);
    }

    /// The services whose replies a task's program waits for.
    fn awaited_replies(&self, task: TaskId) -> Option<&[ServiceId]> {
        match self.tasks.step(task) {
            Some(Step::AwaitReplies(services)) => Some(services),
            _ => None,
        }
    }

    /// The task goes on if it waited for this.
    pub fn check_replies(&mut self, task: TaskId) {
        let complete = self.awaited_replies(task).is_some_and(|all| self.all_replied(task, all));
        if complete {
            self.step_done(task);
        }
    }

    pub fn reply_timed_out(&mut self, task: TaskId) {
        if self.awaited_replies(task).is_some() {
            self.step_failed(task, Cause::NoReply);
        }
    }
}
