//! The producer's client: which partition, which batch, how long to hold a record, and when to give up.
//!
//! A batch's records travel together but are counted one by one. Never here: what a failed send means to
//! the task ([`crate::play::ledger`]), or who reads the record.

use crate::history::control::Control;
use crate::history::publish::Publish;
use crate::history::values::{Cause, Loss};
use crate::play::kafka::log::Record;
use crate::play::kafka::partitioner::partition_of;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::settings::Setting;
use crate::sim::{Stream, draw};
use std::collections::VecDeque;

/// What the producer holds for the broker.
#[derive(Default)]
pub(in crate::play) struct Outgoing {
    /// Sends without an acknowledgement, in order.
    sending: VecDeque<Sending>,
    /// Sends that wait for room or metadata.
    blocked: VecDeque<Waiting>,
    tickets: u32,
    /// Whether the client has restarted while the broker was away and does not know the partitions.
    blind: bool,
    sticky: Sticky,
}

/// A send without an acknowledgement.
struct Sending {
    task: TaskId,
    /// The one service that it is a command to.
    only: Option<ServiceId>,
    partition: u8,
    /// Tells this send of the task from an earlier one.
    send: u32,
    /// `None` while it waits in the producer.
    ticket: Option<u32>,
    /// Who waits for the acknowledgement.
    awaited: Awaited,
}

/// Who learns of an acknowledgement.
#[derive(Clone, Copy, PartialEq)]
pub(in crate::play) enum Awaited {
    /// The task's program, which stands at this step.
    Program,
    /// Nobody: `send` returned once the record was in the buffer.
    Nobody,
    /// The relay of the outbox.
    Relay,
}

/// A send that waits for room or metadata.
struct Waiting {
    task: TaskId,
    only: Option<ServiceId>,
    send: u32,
}

/// Where records without a key go: KIP-794, one partition until about `batch.size` bytes have gone there.
#[derive(Default)]
struct Sticky {
    sent: u32,
    chosen: u64,
}

/// What became of the start of a send.
pub(in crate::play) enum Sent {
    /// The program waits.
    Waits,
    /// The program goes on.
    GoesOn,
}

impl World<'_> {
    /// Sends the event of a task, or a command to `only`.
    pub fn publish(&mut self, task: TaskId, only: Option<ServiceId>) -> Sent {
        let send = self.next_send();
        if !self.can_send() {
            self.log.outgoing.blocked.push_back(Waiting { task, only, send });
            self.record(Publish::Blocked { task });
            self.after(self.facts.settings.length(Setting::MaxBlockMs), Timer::BlockEnds { send });
            return Sent::Waits;
        }
        self.dispatch(task, only, send, self.awaits())
    }

    pub fn next_send(&mut self) -> u32 {
        self.log.outgoing.tickets += 1;
        self.log.outgoing.tickets
    }

    /// Whether a send returns at once.
    pub fn can_send(&self) -> bool {
        !self.log.outgoing.blind && self.has_room()
    }

    fn awaits(&self) -> Awaited {
        let acked = self.facts.settings.on(Setting::AwaitAck) && !self.unacked();
        if acked { Awaited::Program } else { Awaited::Nobody }
    }

    /// Whether acks=0: nobody will say whether a record arrived.
    fn unacked(&self) -> bool {
        self.facts.settings.get(Setting::Acks) == 2
    }

    fn has_room(&self) -> bool {
        let held = self.log.outgoing.sending.len() as u64 + 1;
        held * u64::from(self.facts.settings.get(Setting::RecordSize))
            <= u64::from(self.facts.settings.get(Setting::BufferMemory))
    }

    /// Puts a record into the buffer, and sends it on unless it has to wait there.
    pub fn dispatch(
        &mut self,
        task: TaskId,
        only: Option<ServiceId>,
        send: u32,
        awaited: Awaited,
    ) -> Sent {
        let partition = self.partition_for(task, only);
        let timeout = Timer::DeliveryTimeout { send };
        self.after(self.facts.scenario.kafka.delivery_timeout, timeout);
        let lingers = self.facts.settings.on(Setting::LingerMs);
        let ticket = (self.writable() && !lingers).then(|| self.transmit());
        self.log.outgoing.sending.push_back(Sending {
            task,
            only,
            partition,
            send,
            ticket,
            awaited,
        });
        if ticket.is_some() {
            self.record(Publish::Sent { task, partition, again: false });
        } else {
            self.record(Publish::Buffered { task, partition });
        }
        if lingers {
            self.linger(partition, send);
        }
        match awaited {
            Awaited::Program => Sent::Waits,
            _ => Sent::GoesOn,
        }
    }

    fn partition_for(&mut self, task: TaskId, only: Option<ServiceId>) -> u8 {
        if let Some(service) = only {
            return service;
        }
        let live = self.log.live as u32;
        let customers = self.facts.settings.get(Setting::Customers).max(1);
        match self.facts.settings.get(Setting::Key) {
            0 => partition_of(task, live) as u8,
            1 => self.stick(),
            _ => partition_of(task % customers, live) as u8,
        }
    }

    fn stick(&mut self) -> u8 {
        let size = self.facts.settings.get(Setting::RecordSize);
        let full = self.facts.settings.get(Setting::BatchSize);
        let live = self.log.live as u64;
        let sticky = &mut self.log.outgoing.sticky;
        let partition = draw(self.facts.scenario.seed, Stream::Sticky, sticky.chosen, 0, 0) % live;
        sticky.sent = sticky.sent.saturating_add(size);
        if sticky.sent >= full {
            (sticky.sent, sticky.chosen) = (0, sticky.chosen + 1);
        }
        partition as u8
    }

    /// A batch begins to wait, or is full and waits no longer.
    fn linger(&mut self, partition: u8, send: u32) {
        let in_batch =
            |sending: &&Sending| sending.partition == partition && sending.ticket.is_none();
        let records = self.log.outgoing.sending.iter().filter(in_batch).count() as u64;
        let size = records * u64::from(self.facts.settings.get(Setting::RecordSize));
        if size >= u64::from(self.facts.settings.get(Setting::BatchSize)) {
            self.send_batch(partition);
        } else if records == 1 {
            let length = self.facts.settings.length(Setting::LingerMs);
            self.after(length, Timer::LingerEnds { partition, send });
        }
    }

    /// The first record of a batch has waited long enough.
    pub fn linger_ends(&mut self, partition: u8, send: u32) {
        let waits = |sending: &Sending| sending.send == send && sending.ticket.is_none();
        if self.log.outgoing.sending.iter().any(waits) {
            self.send_batch(partition);
        }
    }

    /// Whatever waits in the producer for a partition is sent, if the broker takes it.
    fn send_batch(&mut self, partition: u8) {
        if !self.writable() {
            return;
        }
        for index in 0..self.log.outgoing.sending.len() {
            let Sending { task, partition: to, ticket, .. } = self.log.outgoing.sending[index];
            if to == partition && ticket.is_none() {
                let ticket = self.transmit();
                self.log.outgoing.sending[index].ticket = Some(ticket);
                self.record(Publish::Sent { task, partition, again: true });
            }
        }
    }

    fn transmit(&mut self) -> u32 {
        self.log.outgoing.tickets += 1;
        let ticket = self.log.outgoing.tickets;
        self.after(self.facts.scenario.kafka.publish, Timer::PublishEnds { ticket });
        ticket
    }

    /// The copies that are in sync.
    fn copies(&self) -> u32 {
        self.facts
            .settings
            .get(Setting::InSync)
            .min(self.facts.settings.get(Setting::ReplicationFactor))
    }

    /// Whether the broker accepts records. With acks=all it wants `min.insync.replicas` copies in sync.
    pub fn writable(&self) -> bool {
        let all = self.facts.settings.get(Setting::Acks) == 0;
        let wanted = if all { self.facts.settings.get(Setting::MinInsync) } else { 1 };
        self.readable() && self.copies() >= wanted
    }

    /// Whether the broker hands records out.
    pub fn readable(&self) -> bool {
        self.log.up && self.copies() > 0
    }

    pub fn publish_ends(&mut self, ticket: u32) {
        let sending = &self.log.outgoing.sending;
        let Some(index) = sending.iter().position(|sending| sending.ticket == Some(ticket)) else {
            return;
        };
        let Some(Sending { task, only, partition, awaited, .. }) = self.take(index) else { return };
        let appended = self.out.aged();
        let log = &mut self.log.partitions[usize::from(partition)];
        let offset = log.append(Record { task, appended });
        match only {
            None => self.effects.add_source_for_all(task),
            Some(service) => self.effects.add_source(task, service),
        }
        self.record(Publish::Appended { task, partition, offset });
        self.plan_deletion(partition);
        match awaited {
            Awaited::Program => self.step_done(task),
            Awaited::Nobody => {}
            Awaited::Relay => self.relay_acknowledged(task),
        }
        self.deliver(partition);
        self.unblock();
    }

    pub fn delivery_timed_out(&mut self, send: u32) {
        let found = self.log.outgoing.sending.iter().find(|sending| sending.send == send);
        if let Some(&Sending { task, awaited, .. }) = found {
            self.drop_send(send);
            if awaited == Awaited::Program {
                self.step_failed(task, Cause::Undelivered);
            }
            self.unblock();
        }
    }

    /// The producer loses a record that it holds. If nobody waits for it, nobody will send it again.
    fn drop_send(&mut self, send: u32) {
        let sending = &self.log.outgoing.sending;
        let Some(index) = sending.iter().position(|sending| sending.send == send) else { return };
        let Some(Sending { task, ticket, awaited, .. }) = self.take(index) else { return };
        self.record(Publish::Undelivered { task, under_way: ticket.is_some() });
        match awaited {
            Awaited::Program => {}
            Awaited::Nobody => self.effects.lose_unasked(task, Loss::Undelivered, &mut self.out),
            Awaited::Relay => self.relay_failed(task),
        }
    }

    fn take(&mut self, index: usize) -> Option<Sending> {
        self.log.outgoing.sending.remove(index)
    }

    /// The producer's process forgets what a task had handed to it.
    pub fn lose_record(&mut self, task: TaskId) {
        let held = self
            .log
            .outgoing
            .sending
            .iter()
            .find(|sending| sending.task == task && sending.awaited == Awaited::Program);
        if let Some(send) = held.map(|sending| sending.send) {
            self.drop_send(send);
        }
        let waits = self.log.outgoing.blocked.iter().position(|waiting| waiting.task == task);
        if let Some(index) = waits {
            self.log.outgoing.blocked.remove(index);
            self.record(Publish::Unblocked { task });
        }
    }

    /// The producer's process forgets everything else that it holds.
    pub fn lose_buffer(&mut self) {
        let sends: Vec<u32> = self.log.outgoing.sending.iter().map(|held| held.send).collect();
        sends.into_iter().for_each(|send| self.drop_send(send));
        self.log.outgoing.blind = self.facts.style.publishes() && !self.log.up;
    }

    pub fn block_ends(&mut self, send: u32) {
        let blocked = &mut self.log.outgoing.blocked;
        let Some(index) = blocked.iter().position(|waiting| waiting.send == send) else { return };
        if let Some(Waiting { task, .. }) = blocked.remove(index) {
            self.record(Publish::Unblocked { task });
            self.step_failed(task, Cause::BufferFull);
        }
    }

    /// Room has come free, or the broker has answered: those that waited go on in their order.
    fn unblock(&mut self) {
        while self.can_send() {
            let Some(Waiting { task, only, send }) = self.log.outgoing.blocked.pop_front() else {
                return;
            };
            self.record(Publish::Unblocked { task });
            if let Sent::GoesOn = self.dispatch(task, only, send, self.awaits()) {
                self.step_done(task);
            }
        }
    }

    /// What the broker accepts or hands out may have changed.
    pub fn broker_changed(&mut self, was_readable: bool, was_writable: bool) {
        match (was_writable, self.writable()) {
            (true, false) => self.hold_back(),
            (false, true) => self.send_on(),
            _ => {}
        }
        if !was_readable && self.readable() {
            for service in self.present() {
                self.catch_up(service);
            }
        }
    }

    fn hold_back(&mut self) {
        let held = self.log.outgoing.sending.iter().map(|held| held.send).collect::<Vec<_>>();
        for send in held {
            let unacked = self.unacked();
            let sending = &mut self.log.outgoing.sending;
            let under_way = |held: &&mut Sending| held.send == send && held.ticket.is_some();
            match sending.iter_mut().find(under_way) {
                None => {}
                Some(_) if unacked => self.drop_send(send),
                Some(held) => {
                    held.ticket = None;
                    let (task, partition) = (held.task, held.partition);
                    self.record(Publish::Buffered { task, partition });
                }
            }
        }
    }

    fn send_on(&mut self) {
        self.log.outgoing.blind = false;
        self.send_held_replies();
        for index in 0..self.log.outgoing.sending.len() {
            if self.log.outgoing.sending[index].ticket.is_none() {
                let ticket = self.transmit();
                let sending = &mut self.log.outgoing.sending[index];
                sending.ticket = Some(ticket);
                let (task, partition) = (sending.task, sending.partition);
                self.record(Publish::Sent { task, partition, again: true });
            }
        }
        self.unblock();
    }

    pub fn set_broker(&mut self, up: bool) {
        if self.log.up == up {
            return;
        }
        let (readable, writable) = (self.readable(), self.writable());
        self.log.up = up;
        self.record(Control::BrokerSet { up });
        self.broker_changed(readable, writable);
    }
}
