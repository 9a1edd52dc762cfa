//! How records go from a program into the log, and how the broker's comings and goings show.
//!
//! Never here: what the producer's client holds, or who reads the record.

use crate::history::publish::Publish;
use crate::history::values::{Cause, Loss};
use crate::play::kafka::broker::Takes;
use crate::play::kafka::log::Record;
use crate::play::kafka::producer::{
    Awaited, Blocked, Client, Send, Sending, Sent, Topic, is_unacked,
};
use crate::play::world::World;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::settings::Setting;
use crate::sim::Duration;

impl World<'_> {
    /// Sends the event of a task, or a command to `only`.
    pub fn publish(&mut self, task: TaskId, only: Option<ServiceId>) -> Sent {
        let number = self.client.next_send();
        if !self.client.can_send(&self.facts.settings) {
            let blocked = Blocked { task, only, number };
            self.client.block(blocked, &self.facts.settings, &mut self.out);
            return Sent::Waits;
        }
        let awaited = Client::awaits(&self.facts.settings);
        self.dispatch(Send { task, only, number, awaited })
    }

    /// Puts a record into the client's buffer.
    pub fn dispatch(&mut self, send: Send) -> Sent {
        let writable = self.broker.is_writable(&self.facts.settings);
        let topic = Topic { partitions: self.log.live(), writable };
        self.client.dispatch(send, topic, &self.facts, &mut self.out)
    }

    pub fn linger_ends(&mut self, partition: u8, send: u32) {
        let writable = self.broker.is_writable(&self.facts.settings);
        self.client.linger_ends((partition, send), writable, &self.facts, &mut self.out);
    }

    /// The broker has stored a record and says so.
    pub fn publish_ends(&mut self, ticket: u32) {
        let Some(Sending { send, partition, .. }) = self.client.acknowledged(ticket) else {
            return;
        };
        let Send { task, only, awaited, .. } = send;
        let offset = self.log.append(partition, Record { task, appended: self.out.aged() });
        match only {
            None => self.effects.add_source_for_all(task),
            Some(service) => self.effects.add_source(task, service),
        }
        self.record(Publish::Appended { task, partition, offset });
        self.log.schedule_deletion(partition, self.retention(), &mut self.out);
        match awaited {
            Awaited::Program => self.step_done(task),
            Awaited::Nobody => {}
            Awaited::Relay => self.outbox.acknowledged(task),
        }
        self.deliver(partition);
        self.unblock();
    }

    pub fn delivery_timed_out(&mut self, send: u32) {
        if let Some(Send { task, awaited, .. }) = self.drop_send(send) {
            if awaited == Awaited::Program {
                self.step_failed(task, Cause::Undelivered);
            }
            self.unblock();
        }
    }

    /// The producer loses a record that it holds. If nobody waits for it, nobody will send it again.
    fn drop_send(&mut self, number: u32) -> Option<Send> {
        let send = self.client.drop_send(number, &mut self.out)?;
        match send.awaited {
            Awaited::Program => {}
            Awaited::Nobody => {
                self.effects.lose_unasked(send.task, Loss::Undelivered, &mut self.out);
            }
            Awaited::Relay => self.outbox.undelivered(send.task),
        }
        Some(send)
    }

    /// The producer's process forgets what a task had handed to it.
    pub fn lose_record(&mut self, task: TaskId) {
        if let Some(number) = self.client.awaited_by(task) {
            self.drop_send(number);
        }
        self.client.forget_blocked(task, &mut self.out);
    }

    /// The producer's process forgets everything else that it holds.
    pub fn lose_buffer(&mut self) {
        for number in self.client.held() {
            self.drop_send(number);
        }
        self.client.restart(self.facts.style.publishes() && !self.broker.is_up());
    }

    pub fn block_ends(&mut self, send: u32) {
        if let Some(task) = self.client.block_ends(send, &mut self.out) {
            self.step_failed(task, Cause::BufferFull);
        }
    }

    /// Room has come free, or the broker has answered: those that waited go on in their order.
    pub fn unblock(&mut self) {
        while let Some(blocked) = self.client.unblock(&self.facts.settings, &mut self.out) {
            let Blocked { task, only, number } = blocked;
            let awaited = Client::awaits(&self.facts.settings);
            if let Sent::GoesOn = self.dispatch(Send { task, only, number, awaited }) {
                self.step_done(task);
            }
        }
    }

    /// The broker goes or comes back.
    pub fn set_broker(&mut self, up: bool) {
        let before = self.broker.takes(&self.facts.settings);
        if self.broker.set(up, &mut self.out) {
            self.broker_changed(before);
        }
    }

    /// What the broker accepts or hands out may have changed.
    pub fn broker_changed(&mut self, before: Takes) {
        match (before.writable, self.broker.is_writable(&self.facts.settings)) {
            (true, false) => self.hold_back(),
            (false, true) => self.send_on(),
            _ => {}
        }
        if !before.readable && self.broker.is_readable(&self.facts.settings) {
            for service in self.services.present() {
                self.catch_up(service);
            }
        }
    }

    fn hold_back(&mut self) {
        if is_unacked(&self.facts.settings) {
            for number in self.client.unconfirmed() {
                self.drop_send(number);
            }
        } else {
            self.client.hold_back(&mut self.out);
        }
    }

    fn send_on(&mut self) {
        self.client.learn_metadata();
        self.send_held_replies();
        self.client.resume(&self.facts, &mut self.out);
        self.unblock();
    }

    fn retention(&self) -> Duration {
        self.facts.settings.length(Setting::RetentionMs)
    }

    /// The oldest records of a partition may be old enough to be deleted.
    pub fn delete(&mut self, partition: u8, deletion: u32) {
        if !self.log.is_due(partition, deletion) {
            return;
        }
        let (index, now) = (usize::from(partition), self.out.aged());
        let (retention, from) = (self.retention(), self.log.start(index));
        while let Some((offset, record)) = self.log.delete_oldest(index, retention, now) {
            for service in self.services.present() {
                if self.is_unread(service, index, offset) {
                    self.effects.lose_record(record.task, service, Loss::Unread, &mut self.out);
                }
            }
        }
        self.log.deleted(partition, from, retention, &mut self.out);
    }

    /// Whether nobody of a group has finished a record or holds it.
    fn is_unread(&self, service: ServiceId, partition: usize, offset: u32) -> bool {
        let reads = self.log.read_by(service).contains(&partition);
        let out = self.services.is_out(service);
        reads && self.groups.is_unread(service, partition, offset, out)
    }

    /// The promise was changed: every deletion is scheduled anew.
    pub fn retention_changed(&mut self) {
        self.log.reschedule_deletions(self.retention(), &mut self.out);
    }
}
