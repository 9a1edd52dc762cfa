//! The producer's client: which partition, which batch, how long to hold a record, and when to give up.
//!
//! A batch's records travel together but are counted one by one. Never here: what a failed send means to
//! the task, or who reads the record.

use crate::history::publish::Publish;
use crate::play::facts::Facts;
use crate::play::kafka::partitioner::partition_of;
use crate::play::output::Output;
use crate::play::timer::Timer;
use crate::scenario::choices::{Acks, KeyBy};
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::settings::{Setting, Settings};
use crate::sim::{Stream, draw};
use std::collections::VecDeque;

/// What the producer holds for the broker.
#[derive(Default)]
pub(crate) struct Client {
    /// Sends without an acknowledgement, in order.
    sending: VecDeque<Sending>,
    /// Sends that wait for room or metadata.
    blocked: VecDeque<Blocked>,
    /// Numbers sends, and requests to the broker.
    tickets: u32,
    /// Whether the client has restarted while the broker was away and does not know the partitions.
    blind: bool,
    sticky: Sticky,
}

/// A record to be sent.
#[derive(Clone, Copy)]
pub(crate) struct Send {
    pub task: TaskId,
    /// The one service that it is a command to.
    pub only: Option<ServiceId>,
    /// Tells this send of the task from an earlier one.
    pub number: u32,
    /// Who waits for the acknowledgement.
    pub awaited: Awaited,
}

/// A send without an acknowledgement.
#[derive(Clone, Copy)]
pub(crate) struct Sending {
    pub send: Send,
    pub partition: u8,
    /// The request that it is under way with; `None` while it waits in the producer.
    ticket: Option<u32>,
}

/// Who learns of an acknowledgement.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Awaited {
    /// The task's program, which stands at this step.
    Program,
    /// Nobody: `send` returned once the record was in the buffer.
    Nobody,
    /// The relay of the outbox.
    Relay,
}

/// A send that waits for room or metadata.
#[derive(Clone, Copy)]
pub(crate) struct Blocked {
    pub task: TaskId,
    pub only: Option<ServiceId>,
    pub number: u32,
}

/// Where records without a key go: KIP-794, one partition until about `batch.size` bytes have gone there.
#[derive(Default)]
struct Sticky {
    sent: u32,
    chosen: u64,
}

/// What became of the start of a send.
pub(crate) enum Sent {
    /// The program waits.
    Waits,
    /// The program goes on.
    GoesOn,
}

/// What a client knows of the topic and the broker when it sends.
#[derive(Clone, Copy)]
pub(crate) struct Topic {
    /// How many partitions there are.
    pub partitions: u32,
    /// Whether the broker accepts records.
    pub writable: bool,
}

impl Client {
    /// The number of the next send.
    pub fn next_send(&mut self) -> u32 {
        self.tickets += 1;
        self.tickets
    }

    /// Whether a send returns at once.
    pub fn can_send(&self, settings: &Settings) -> bool {
        let held = self.sending.len() as u64 + 1;
        let fits = held * u64::from(settings.get(Setting::RecordSize))
            <= u64::from(settings.get(Setting::BufferMemory));
        fits && !self.blind
    }

    /// Who waits for the acknowledgement of what a program sends.
    pub fn awaits(settings: &Settings) -> Awaited {
        let acked = settings.on(Setting::AwaitAck) && !is_unacked(settings);
        if acked { Awaited::Program } else { Awaited::Nobody }
    }

    /// A send waits for room or metadata.
    pub fn block(&mut self, blocked: Blocked, settings: &Settings, out: &mut Output) {
        self.blocked.push_back(blocked);
        let Blocked { task, number: send, .. } = blocked;
        out.record(Publish::Blocked { task });
        out.after(settings.length(Setting::MaxBlockMs), Timer::BlockEnds { send });
    }

    /// Puts a record into the buffer, and sends it on unless it has to wait there.
    pub fn dispatch(
        &mut self,
        send: Send,
        topic: Topic,
        facts: &Facts<'_>,
        out: &mut Output,
    ) -> Sent {
        let Send { task, only, number, awaited } = send;
        let partition = match only {
            Some(service) => service,
            None => self.partition_for(task, topic.partitions, facts),
        };
        let timeout = Timer::DeliveryTimeout { send: number };
        out.after(facts.scenario.kafka.delivery_timeout, timeout);
        let lingers = facts.settings.on(Setting::LingerMs);
        let ticket = (topic.writable && !lingers).then(|| self.transmit(facts, out));
        self.sending.push_back(Sending { send, partition, ticket });
        if ticket.is_some() {
            out.record(Publish::Sent { task, partition, again: false });
        } else {
            out.record(Publish::Buffered { task, partition });
        }
        if lingers {
            self.linger(partition, number, topic, facts, out);
        }
        match awaited {
            Awaited::Program => Sent::Waits,
            Awaited::Nobody | Awaited::Relay => Sent::GoesOn,
        }
    }

    fn partition_for(&mut self, task: TaskId, partitions: u32, facts: &Facts<'_>) -> u8 {
        let customers = facts.settings.get(Setting::Customers).max(1);
        match facts.settings.key_by() {
            KeyBy::Task => partition_of(task, partitions) as u8,
            KeyBy::None => self.stick(partitions, facts),
            KeyBy::Customer => partition_of(task % customers, partitions) as u8,
        }
    }

    fn stick(&mut self, partitions: u32, facts: &Facts<'_>) -> u8 {
        let size = facts.settings.get(Setting::RecordSize);
        let full = facts.settings.get(Setting::BatchSize);
        let sticky = &mut self.sticky;
        let bits = draw(facts.scenario.seed, Stream::Sticky, sticky.chosen, 0, 0);
        sticky.sent = sticky.sent.saturating_add(size);
        if sticky.sent >= full {
            (sticky.sent, sticky.chosen) = (0, sticky.chosen + 1);
        }
        (bits % u64::from(partitions)) as u8
    }

    /// A batch begins to wait, or is full and waits no longer.
    fn linger(
        &mut self,
        partition: u8,
        send: u32,
        topic: Topic,
        facts: &Facts<'_>,
        out: &mut Output,
    ) {
        let in_batch =
            |sending: &&Sending| sending.partition == partition && sending.ticket.is_none();
        let records = self.sending.iter().filter(in_batch).count() as u64;
        let size = records * u64::from(facts.settings.get(Setting::RecordSize));
        if size >= u64::from(facts.settings.get(Setting::BatchSize)) {
            self.send_batch(partition, topic.writable, facts, out);
        } else if records == 1 {
            let length = facts.settings.length(Setting::LingerMs);
            out.after(length, Timer::LingerEnds { partition, send });
        }
    }

    /// The first record of a batch has waited long enough, if it still waits.
    pub fn linger_ends(
        &mut self,
        (partition, send): (u8, u32),
        writable: bool,
        facts: &Facts<'_>,
        out: &mut Output,
    ) {
        let waits = |held: &Sending| held.send.number == send && held.ticket.is_none();
        if self.sending.iter().any(waits) {
            self.send_batch(partition, writable, facts, out);
        }
    }

    /// Whatever waits in the producer for a partition is sent, if the broker takes it.
    fn send_batch(&mut self, partition: u8, writable: bool, facts: &Facts<'_>, out: &mut Output) {
        if writable {
            self.send_held(|held| held.partition == partition, facts, out);
        }
    }

    /// The broker takes records again, and the client knows its partitions: what waits is sent.
    pub fn resume(&mut self, facts: &Facts<'_>, out: &mut Output) {
        self.send_held(|_| true, facts, out);
    }

    /// The client has heard from the broker.
    pub fn learn_metadata(&mut self) {
        self.blind = false;
    }

    fn send_held(
        &mut self,
        wanted: impl Fn(&Sending) -> bool,
        facts: &Facts<'_>,
        out: &mut Output,
    ) {
        for index in 0..self.sending.len() {
            let held = self.sending[index];
            if held.ticket.is_none() && wanted(&held) {
                self.sending[index].ticket = Some(self.transmit(facts, out));
                let (task, partition) = (held.send.task, held.partition);
                out.record(Publish::Sent { task, partition, again: true });
            }
        }
    }

    fn transmit(&mut self, facts: &Facts<'_>, out: &mut Output) -> u32 {
        self.tickets += 1;
        let ticket = self.tickets;
        out.after(facts.scenario.kafka.publish, Timer::PublishEnds { ticket });
        ticket
    }

    /// The broker has answered this request. Gives what was sent with it, unless it was given up.
    pub fn acknowledged(&mut self, ticket: u32) -> Option<Sending> {
        let index = self.sending.iter().position(|held| held.ticket == Some(ticket))?;
        self.sending.remove(index)
    }

    /// The producer gives up or loses a record that it holds.
    pub fn drop_send(&mut self, number: u32, out: &mut Output) -> Option<Send> {
        let index = self.sending.iter().position(|held| held.send.number == number)?;
        let Sending { send, ticket, .. } = self.sending.remove(index)?;
        out.record(Publish::Undelivered { task: send.task, under_way: ticket.is_some() });
        Some(send)
    }

    /// The send whose acknowledgement the program of a task waits for.
    pub fn awaited_by(&self, task: TaskId) -> Option<u32> {
        let awaited = |send: &Send| send.task == task && send.awaited == Awaited::Program;
        self.sending.iter().map(|held| held.send).find(awaited).map(|send| send.number)
    }

    /// Everything that the producer holds.
    pub fn held(&self) -> Vec<u32> {
        self.sending.iter().map(|held| held.send.number).collect()
    }

    /// What is under way when the broker goes and nobody will say whether it arrived.
    pub fn unconfirmed(&self) -> Vec<u32> {
        let under_way = self.sending.iter().filter(|held| held.ticket.is_some());
        under_way.map(|held| held.send.number).collect()
    }

    /// What is under way waits in the producer again.
    pub fn hold_back(&mut self, out: &mut Output) {
        for held in self.sending.iter_mut() {
            if held.ticket.take().is_some() {
                let (task, partition) = (held.send.task, held.partition);
                out.record(Publish::Buffered { task, partition });
            }
        }
    }

    /// The client has restarted; while the broker is away it does not know the partitions.
    pub fn restart(&mut self, blind: bool) {
        self.blind = blind;
    }

    /// A task no longer waits for room: its program is over.
    pub fn forget_blocked(&mut self, task: TaskId, out: &mut Output) {
        let waits = self.blocked.iter().position(|blocked| blocked.task == task);
        if let Some(index) = waits {
            self.blocked.remove(index);
            out.record(Publish::Unblocked { task });
        }
    }

    /// A send has waited for room for too long. Gives its task, if it still waited.
    pub fn block_ends(&mut self, number: u32, out: &mut Output) -> Option<TaskId> {
        let index = self.blocked.iter().position(|blocked| blocked.number == number)?;
        let Blocked { task, .. } = self.blocked.remove(index)?;
        out.record(Publish::Unblocked { task });
        Some(task)
    }

    /// The first of those that wait goes on, if there is room and the partitions are known.
    pub fn unblock(&mut self, settings: &Settings, out: &mut Output) -> Option<Blocked> {
        if !self.can_send(settings) {
            return None;
        }
        let blocked = self.blocked.pop_front()?;
        out.record(Publish::Unblocked { task: blocked.task });
        Some(blocked)
    }
}

/// Whether acks=0: nobody will say whether a record arrived.
pub(crate) fn is_unacked(settings: &Settings) -> bool {
    settings.acks() == Acks::None
}
