//! How records go from a program into the log, and how the broker's comings and goings show.
//!
//! Never here: what the producer's client holds, or who reads the record.

use crate::history::publish::Publish;
use crate::history::values::{Cause, Loss};
use crate::play::kafka::broker::Takes;
use crate::play::kafka::log::Record;
use crate::play::kafka::producer::{Producer, REBOOTSTRAP, is_unacked};
use crate::play::kafka::sends::{Awaited, Send, Sent, Topic};
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::choices::Client;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::sim::{Duration, Stream, draw};

impl World<'_> {
    /// Sends the event of a task, or a command to `only`.
    pub fn publish(&mut self, task: TaskId, only: Option<ServiceId>) -> Sent {
        let awaited = Producer::awaits(&self.facts.settings);
        let send = Send { task, only, number: self.client.next_send(), awaited };
        if !self.can_send(&send) {
            self.client.block(send, &self.facts, &mut self.out);
            return Sent::Waits;
        }
        self.dispatch(send)
    }

    fn topic(&self) -> Topic {
        let writable = self.broker.is_writable(&self.facts.settings);
        let every = self.facts.settings.metadata_max_age();
        let renewed = self.client.metadata().last(self.out.aged(), every);
        Topic { partitions: self.log.live_before(renewed) as u32, writable }
    }

    /// Whether a send goes into the client's buffer at once.
    pub fn can_send(&mut self, send: &Send) -> bool {
        let topic = self.topic();
        self.client.can_send(send, topic, &self.facts, self.out.now())
    }

    /// Puts a record into the client's buffer.
    pub fn dispatch(&mut self, send: Send) -> Sent {
        let topic = self.topic();
        if !self.broker.is_up() && self.client.sends_into_nothing(&self.facts) {
            self.client.lose_unnoticed(&send, topic, &self.facts, &mut self.out);
            self.effects.lose_unasked(send.task, Loss::Undelivered, &mut self.out);
            return Sent::GoesOn;
        }
        self.client.dispatch(send, topic, &self.facts, &mut self.out)
    }

    pub fn linger_ends(&mut self, batch: u32) {
        let writable = self.topic().writable;
        self.client.linger_ends(batch, writable, &self.facts, &mut self.out);
    }

    /// A request has reached the broker, which stores its records and says so.
    pub fn publish_ends(&mut self, ticket: u32) {
        let Some(arrival) = self.client.arrives(ticket, &self.facts.settings) else { return };
        let ack = self.facts.settings.ack_delay() + self.facts.settings.hop();
        let (lost, later) = (self.loses_ack(ticket), ack > Duration::ZERO);
        let heard = !arrival.given_up && !lost && !later;
        if heard {
            self.client.acknowledged(ticket);
        }
        for &send in &arrival.sends {
            if !arrival.known {
                self.append(send, arrival.partition);
            }
            if heard {
                self.hear_stored(send);
            }
            if !arrival.known {
                self.deliver(arrival.partition);
            }
        }
        if arrival.given_up {
            arrival.sends.iter().for_each(|send| self.leave_network(*send));
        } else if later {
            self.after(ack, Timer::AckArrives { ticket });
        } else if lost {
            self.break_connection();
        } else {
            self.go_on_sending(arrival.partition);
        }
    }

    fn append(&mut self, Send { task, only, .. }: Send, partition: u8) {
        let offset = self.log.append(partition, Record { task, appended: self.out.aged() });
        self.add_sources(task, only);
        self.record(Publish::Appended { task, partition, offset });
        self.log.schedule_deletion(partition, self.retention(), &mut self.out);
    }

    /// The services that a record is for may work for its task.
    fn add_sources(&mut self, task: TaskId, only: Option<ServiceId>) {
        match only {
            None => self.effects.add_source_for_all(task),
            Some(service) => self.effects.add_source(task, service),
        }
    }

    /// A record that the producer has given up is under way no longer.
    fn leave_network(&mut self, Send { task, only, .. }: Send) {
        for service in self.services.all() {
            if only.is_none_or(|wanted| wanted == service) {
                self.effects.remove_source(task, service);
            }
        }
    }

    /// An acknowledgement has reached the producer, unless it is lost.
    pub fn acknowledged(&mut self, ticket: u32) {
        if self.loses_ack(ticket) {
            return self.break_connection();
        }
        let Some(batch) = self.client.acknowledged(ticket) else { return };
        batch.held.iter().for_each(|held| self.hear_stored(held.send));
        self.go_on_sending(batch.partition);
    }

    fn loses_ack(&self, ticket: u32) -> bool {
        let rate = self.facts.settings.lost_acks();
        let bits = draw(self.facts.scenario.seed, Stream::Ack, ticket.into(), 0, 0);
        bits % 1_000 < u64::from(rate.0)
    }

    /// The producer hears that a record is stored.
    fn hear_stored(&mut self, Send { task, awaited, .. }: Send) {
        match awaited {
            Awaited::Program => self.step_done(task),
            Awaited::Nobody => {}
            Awaited::Relay => self.outbox.acknowledged(task),
        }
    }

    /// A request is over: the next goes out, and who waited for room goes on.
    fn go_on_sending(&mut self, partition: u8) {
        let writable = self.topic().writable;
        self.client.go_on(partition, writable, &self.facts, &mut self.out);
        self.unblock();
    }

    /// The producer's connection breaks: what was under way is sent again.
    fn break_connection(&mut self) {
        self.hold_back();
        self.client.resume(true, &self.facts, &mut self.out);
    }

    /// The producer gives up a batch. What was under way may still be stored.
    pub fn delivery_timed_out(&mut self, batch: u32) {
        let given_up = self.client.expire(batch, &self.facts.settings, &mut self.out);
        for &(Send { task, only, .. }, under_way) in &given_up {
            if under_way {
                self.add_sources(task, only);
            }
        }
        for &(send, _) in &given_up {
            self.undelivered(send);
            if send.awaited == Awaited::Program {
                self.step_failed(send.task, Cause::Undelivered);
            }
        }
        if !given_up.is_empty() {
            let writable = self.topic().writable;
            self.client.resume(writable, &self.facts, &mut self.out);
            self.unblock();
        }
    }

    /// A record will not be sent again. If nobody waits for it, nobody makes up for that.
    fn undelivered(&mut self, send: Send) {
        match send.awaited {
            Awaited::Program => {}
            Awaited::Nobody => {
                self.effects.lose_unasked(send.task, Loss::Undelivered, &mut self.out);
            }
            Awaited::Relay => self.outbox.undelivered(send.task),
        }
    }

    fn drop_send(&mut self, number: u32) {
        if let Some(send) = self.client.drop_send(number, &mut self.out) {
            self.undelivered(send);
        }
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
        self.client.restart(self.out.aged(), self.facts.style.publishes() && !self.broker.is_up());
    }

    /// A send has waited for too long. In Java its future fails, at which only a program looks that awaits
    /// it.
    pub fn block_ends(&mut self, send: u32) {
        let Some(send) = self.client.block_ends(send, &mut self.out) else { return };
        let unnoticed = send.awaited == Awaited::Nobody;
        if unnoticed && self.facts.settings.client() == Client::Java {
            self.effects.lose_unasked(send.task, Loss::Undelivered, &mut self.out);
            self.step_done(send.task);
        } else {
            self.step_failed(send.task, Cause::BufferFull);
        }
    }

    /// Room has come free, or the broker has answered: those that waited go on in their order.
    pub fn unblock(&mut self) {
        let topic = self.topic();
        while let Some(send) = self.client.unblock(topic, &self.facts, &mut self.out) {
            let awaited = Producer::awaits(&self.facts.settings);
            if let Sent::GoesOn = self.dispatch(Send { awaited, ..send }) {
                self.step_done(send.task);
            }
        }
    }

    /// The broker goes or comes back.
    pub fn set_broker(&mut self, up: bool) {
        let before = self.broker.takes(&self.facts.settings);
        if self.broker.set(up, &mut self.out) {
            self.broker_changed(before);
            self.client.broker_goes();
            if let Some(outage) = self.broker.outage()
                && Producer::rebootstraps(&self.facts.settings)
            {
                self.after(REBOOTSTRAP, Timer::Rebootstrap { outage });
            }
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
                self.try_rebalance(service);
            }
        }
    }

    fn hold_back(&mut self) {
        if is_unacked(&self.facts.settings) {
            for number in self.client.unconfirmed() {
                self.drop_send(number);
            }
        }
        for send in self.client.hold_back(&mut self.out) {
            self.leave_network(send);
            self.effects.lose_unasked(send.task, Loss::Undelivered, &mut self.out);
        }
    }

    fn send_on(&mut self) {
        self.client.learn_metadata(self.out.aged());
        self.send_held_replies();
        self.client.resume(true, &self.facts, &mut self.out);
        self.unblock();
    }

    /// The client has found no broker for a while, if the outage still lasts.
    pub fn rebootstrap(&mut self, outage: u32) {
        if self.broker.outage() == Some(outage) {
            self.client.lose_metadata();
        }
    }

    fn retention(&self) -> Duration {
        self.facts.settings.retention()
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
                    self.groups.of(service).offsets_mut(index).pass_by(offset + 1);
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
