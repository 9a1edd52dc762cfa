//! The producer's client: which partition, which batch, how long to hold a record, and when to give up.
//!
//! Storing a batch and hearing of it are two instants. A request that the producer has given up may still
//! reach the broker. Never here: what a failed send means to the task, or who reads the record.

use crate::history::publish::Publish;
use crate::play::facts::Facts;
use crate::play::kafka::batches::{Batch, Batches, Fit, Held, UnderWay};
use crate::play::kafka::clock::Clock;
use crate::play::kafka::keyless::Keyless;
use crate::play::kafka::partitioner::partition_of;
use crate::play::kafka::sends::{Arrival, Awaited, Send, Sent, Topic};
use crate::play::output::Output;
use crate::play::timer::Timer;
use crate::scenario::choices::{Acks, Client, KeyBy, Recovery};
use crate::scenario::ids::TaskId;
use crate::scenario::settings::Settings;
use crate::sim::{Duration, Instant};
use std::collections::VecDeque;

/// How long after the last broker has gone the Java client forgets what it knows of the topics. Measured,
/// Apache Kafka 4.3: the first send that blocks came 0.1 to 0.5 s into the outage.
pub(crate) const REBOOTSTRAP: Duration = Duration::from_ms(100);

/// What the producer holds for the broker.
#[derive(Default)]
pub(crate) struct Producer {
    batches: Batches,
    /// Requests under way whose records the producer has given up.
    given_up: Vec<GivenUp>,
    /// Sends that wait for room or metadata.
    blocked: VecDeque<Send>,
    /// Numbers sends, batches, and requests to the broker.
    tickets: u32,
    /// Whether the client does not know the partitions of the topic.
    blind: bool,
    /// Whether it has sent anything since the broker went.
    noticed: bool,
    metadata: Clock,
    keyless: Keyless,
}

/// A request under way that nobody waits for.
struct GivenUp {
    ticket: u32,
    partition: u8,
    sends: Vec<Send>,
    known: bool,
}

impl Producer {
    /// A client that ran before the run began, whose clock is found somewhere in its interval.
    pub fn found(bits: u64) -> Self {
        Self { metadata: Clock::found(bits), ..Self::default() }
    }

    /// The number of the next send.
    pub fn next_send(&mut self) -> u32 {
        self.tickets += 1;
        self.tickets
    }

    /// Whether a send returns at once: the topic is known, and its batch has room, or the buffer has and
    /// nobody waits for that.
    pub fn can_send(&mut self, send: &Send, topic: Topic, facts: &Facts<'_>, now: Instant) -> bool {
        let free = self.blocked.is_empty() && self.has_room(send, topic, facts, now);
        !self.blind && (free || self.joins(send, topic, facts, now))
    }

    fn joins(&mut self, send: &Send, topic: Topic, facts: &Facts<'_>, now: Instant) -> bool {
        let partition = self.choose_partition(send, topic, facts);
        self.batches.joinable(partition, fit(&facts.settings, now)).is_some()
    }

    /// Whether there is room for another batch.
    fn has_room(&mut self, send: &Send, topic: Topic, facts: &Facts<'_>, now: Instant) -> bool {
        match facts.settings.client() {
            Client::Java => {
                let room =
                    self.batches.room_taken() + u64::from(fit(&facts.settings, now).batch_size);
                room <= u64::from(facts.settings.buffer_memory().0)
            }
            // It bounds nothing but the one batch of a partition that waits for the one under way; while none
            // gets through, each is tried again and again, and another begun.
            Client::Aiokafka => {
                let partition = self.choose_partition(send, topic, facts);
                let mut last = self.batches.last_of(partition).into_iter();
                !topic.writable || last.all(|batch| batch.under_way.is_some())
            }
        }
    }

    /// Whether a record that is sent while no broker is there is lost without a word: with acks=0 all in
    /// aiokafka, and in Java the one with which it notices. Its records say so.
    pub fn sends_into_nothing(&mut self, facts: &Facts<'_>) -> bool {
        let noticed = std::mem::replace(&mut self.noticed, true);
        is_unacked(&facts.settings) && (facts.settings.client() == Client::Aiokafka || !noticed)
    }

    /// Nobody has sent anything since the broker went.
    pub fn broker_goes(&mut self) {
        self.noticed = false;
    }

    /// A record is sent to nobody.
    pub fn lose_unnoticed(
        &mut self,
        send: &Send,
        topic: Topic,
        facts: &Facts<'_>,
        out: &mut Output,
    ) {
        let (task, partition) = (send.task, self.choose_partition(send, topic, facts));
        out.record(Publish::Sent { task, partition, again: false });
        out.record(Publish::Undelivered { task, under_way: true });
    }

    /// Who waits for the acknowledgement of what a program sends.
    pub fn awaits(settings: &Settings) -> Awaited {
        let acked = settings.awaits_ack() && !is_unacked(settings);
        if acked { Awaited::Program } else { Awaited::Nobody }
    }

    /// A send waits for room or metadata.
    pub fn block(&mut self, send: Send, facts: &Facts<'_>, out: &mut Output) {
        self.blocked.push_back(send);
        out.record(Publish::Blocked { task: send.task });
        let length = match facts.settings.client() {
            Client::Java => facts.settings.max_block(),
            Client::Aiokafka => facts.scenario.kafka.delivery_timeout,
        };
        out.after(length, Timer::BlockEnds { send: send.number });
    }

    /// Puts a record into a batch, and sends that on unless it has to wait.
    pub fn dispatch(
        &mut self,
        send: Send,
        topic: Topic,
        facts: &Facts<'_>,
        out: &mut Output,
    ) -> Sent {
        let partition = self.choose_partition(&send, topic, facts);
        let fit = fit(&facts.settings, out.now());
        let first = self.batches.joinable(partition, fit).is_none();
        if first {
            self.open_batch(partition, facts, out);
        }
        if send.only.is_none() && facts.settings.key_by() == KeyBy::None {
            self.keyless.sent(facts.settings.client(), fit.size, fit.batch_size, first);
        }
        let Some(batch) = self.batches.joinable(partition, fit) else { return Sent::GoesOn };
        batch.held.push(Held { send, buffered: false });
        batch.bytes = batch.bytes.saturating_add(fit.size);
        batch.lingers &= batch.bytes < fit.batch_size;
        let (number, travels) = (batch.number, batch.under_way.is_some());
        if travels {
            out.record(Publish::Sent { task: send.task, partition, again: false });
        } else {
            self.send_on(partition, topic.writable, facts, out);
            self.note_buffered(number, out);
        }
        match send.awaited {
            Awaited::Program => Sent::Waits,
            Awaited::Nobody | Awaited::Relay => Sent::GoesOn,
        }
    }

    fn open_batch(&mut self, partition: u8, facts: &Facts<'_>, out: &mut Output) {
        self.tickets += 1;
        let number = self.tickets;
        let settings = &facts.settings;
        let room = settings.batch_size().max(settings.record_size()).0;
        let lingers = settings.linger() > Duration::ZERO;
        self.batches.open(Batch {
            number,
            partition,
            held: Vec::new(),
            bytes: 0,
            room,
            lingers,
            under_way: None,
            sent_before: false,
            stored: false,
        });
        out.after(facts.scenario.kafka.delivery_timeout, Timer::DeliveryTimeout { batch: number });
        if lingers {
            let length = settings.linger();
            out.after(length, Timer::LingerEnds { batch: number });
        }
    }

    /// The records of a batch that waits are seen to wait.
    fn note_buffered(&mut self, number: u32, out: &mut Output) {
        let Some(batch) = self.batches.get_mut(number) else { return };
        if batch.under_way.is_some() {
            return;
        }
        let partition = batch.partition;
        for held in batch.held.iter_mut().filter(|held| !held.buffered) {
            held.buffered = true;
            out.record(Publish::Buffered { task: held.send.task, partition });
        }
    }

    fn choose_partition(&mut self, send: &Send, topic: Topic, facts: &Facts<'_>) -> u8 {
        if let Some(service) = send.only {
            return service;
        }
        let customers = facts.settings.customers().max(1);
        match facts.settings.key_by() {
            KeyBy::Task => partition_of(send.task, topic.partitions) as u8,
            KeyBy::Customer => partition_of(send.task % customers, topic.partitions) as u8,
            KeyBy::None => {
                let whose = (facts.scenario.seed, facts.settings.client());
                let batch_size = facts.settings.batch_size().0;
                let Self { keyless, batches, .. } = self;
                keyless.choose(whose, topic.partitions, batch_size, |partition| {
                    let waiting =
                        batches.last_of(partition).filter(|last| last.under_way.is_none());
                    waiting.is_none_or(|last| last.bytes >= batch_size)
                })
            }
        }
    }

    /// The first record of a batch has waited long enough.
    pub fn linger_ends(
        &mut self,
        number: u32,
        writable: bool,
        facts: &Facts<'_>,
        out: &mut Output,
    ) {
        if let Some(batch) = self.batches.get_mut(number) {
            batch.lingers = false;
            let partition = batch.partition;
            self.send_on(partition, writable, facts, out);
        }
    }

    /// What waits in the producer for a partition is sent, if the broker takes it and not too much is under
    /// way.
    fn send_on(&mut self, partition: u8, writable: bool, facts: &Facts<'_>, out: &mut Output) {
        if !writable {
            // aiokafka tries the first batch of a partition whether anybody takes it or not.
            if facts.settings.client() == Client::Aiokafka {
                self.batches.close_first();
            }
            return;
        }
        let most = match facts.settings.client() {
            Client::Aiokafka => 1,
            Client::Java => 5,
        };
        while let Some(batch) = self.batches.next_ready(partition, most) {
            self.tickets += 1;
            let ticket = self.tickets;
            batch.under_way = Some(UnderWay { ticket, since: out.now() });
            let takes = facts.settings.hop() + facts.scenario.kafka.publish;
            out.after(takes, Timer::PublishEnds { ticket });
            for held in &mut batch.held {
                let (task, again) = (held.send.task, std::mem::take(&mut held.buffered));
                out.record(Publish::Sent { task, partition, again });
                if is_unacked(&facts.settings) {
                    out.record(Publish::Unconfirmed { task, partition });
                }
            }
        }
    }

    /// What waits for any partition is sent, if the broker takes it, or tried.
    pub fn resume(&mut self, writable: bool, facts: &Facts<'_>, out: &mut Output) {
        for partition in self.batches.partitions() {
            self.send_on(partition, writable, facts, out);
        }
    }

    /// The client has heard from the broker.
    pub fn learn_metadata(&mut self, now: Instant) {
        if std::mem::take(&mut self.blind) {
            self.metadata = Clock::from(now);
        }
    }

    /// When its metadata is renewed.
    pub fn metadata(&self) -> Clock {
        self.metadata
    }

    /// The client has found no broker for a while.
    pub fn lose_metadata(&mut self) {
        self.blind = true;
    }

    /// Whether the client forgets the topics when no broker is left.
    pub fn rebootstraps(settings: &Settings) -> bool {
        settings.client() == Client::Java && settings.recovery() == Recovery::Rebootstrap
    }

    /// A request has reached the broker, unless the connection was broken meanwhile.
    pub fn arrives(&mut self, ticket: u32, settings: &Settings) -> Option<Arrival> {
        if let Some(index) = self.given_up.iter().position(|gone| gone.ticket == ticket) {
            let GivenUp { partition, sends, known, .. } = self.given_up.remove(index);
            return Some(Arrival { partition, sends, known, given_up: true });
        }
        let batch = self.batches.sent_with(ticket)?;
        let known = std::mem::replace(&mut batch.stored, true) && is_idempotent(settings);
        let sends = batch.held.iter().map(|held| held.send).collect();
        Some(Arrival { partition: batch.partition, sends, known, given_up: false })
    }

    /// The producer hears that a batch is stored, unless it has given it up or is to send it again. Gives
    /// the records.
    pub fn acknowledged(&mut self, ticket: u32) -> Option<Batch> {
        let number = self.batches.sent_with(ticket)?.number;
        self.batches.take(number)
    }

    /// What waits for a partition may be sent, or is tried.
    pub fn go_on(&mut self, partition: u8, writable: bool, facts: &Facts<'_>, out: &mut Output) {
        self.send_on(partition, writable, facts, out);
    }

    /// The producer gives up a batch. Gives its records; those under way may still reach the broker.
    pub fn expire(
        &mut self,
        number: u32,
        settings: &Settings,
        out: &mut Output,
    ) -> Vec<(Send, bool)> {
        let Some(batch) = self.batches.take(number) else { return Vec::new() };
        let under_way = batch.under_way.is_some();
        let sends: Vec<Send> = batch.held.iter().map(|held| held.send).collect();
        if let Some(UnderWay { ticket, .. }) = batch.under_way {
            let known = batch.stored && is_idempotent(settings);
            let partition = batch.partition;
            self.given_up.push(GivenUp { ticket, partition, sends: sends.clone(), known });
        }
        for held in &batch.held {
            let under_way = !held.buffered;
            out.record(Publish::Undelivered { task: held.send.task, under_way });
        }
        sends.into_iter().map(|send| (send, under_way)).collect()
    }

    /// The producer loses a record that it holds.
    pub fn drop_send(&mut self, number: u32, out: &mut Output) -> Option<Send> {
        let (held, _) = self.batches.drop_send(number)?;
        let under_way = !held.buffered;
        out.record(Publish::Undelivered { task: held.send.task, under_way });
        Some(held.send)
    }

    /// The send whose acknowledgement the program of a task waits for.
    pub fn awaited_by(&self, task: TaskId) -> Option<u32> {
        let sends = self.batches.iter().flat_map(|batch| &batch.held).map(|held| held.send);
        let awaited = |send: &Send| send.task == task && send.awaited == Awaited::Program;
        sends.into_iter().find(awaited).map(|send| send.number)
    }

    /// Everything that the producer holds.
    pub fn held(&self) -> Vec<u32> {
        let sends = self.batches.iter().flat_map(|batch| &batch.held);
        sends.map(|held| held.send.number).collect()
    }

    /// What is under way when the broker goes and nobody will say whether it arrived.
    pub fn unconfirmed(&self) -> Vec<u32> {
        let under_way = self.batches.iter().filter(|batch| batch.under_way.is_some());
        under_way.flat_map(|batch| &batch.held).map(|held| held.send.number).collect()
    }

    /// The connection is broken: what is under way waits in the producer again. Gives the records that it
    /// had given up, which will not reach the broker either.
    pub fn hold_back(&mut self, out: &mut Output) -> Vec<Send> {
        let mut back = Vec::new();
        for batch in self.batches.iter_mut().filter(|batch| batch.under_way.is_some()) {
            (batch.under_way, batch.sent_before, batch.lingers) = (None, true, false);
            back.push(batch.number);
        }
        back.into_iter().for_each(|number| self.note_buffered(number, out));
        self.given_up.drain(..).flat_map(|gone| gone.sends).collect()
    }

    /// The client has restarted; while the broker is away it does not know the partitions.
    pub fn restart(&mut self, now: Instant, blind: bool) {
        self.blind = blind;
        self.metadata = Clock::from(now);
    }

    /// A task no longer waits for room: its program is over.
    pub fn forget_blocked(&mut self, task: TaskId, out: &mut Output) {
        let waits = self.blocked.iter().position(|blocked| blocked.task == task);
        if let Some(index) = waits {
            self.blocked.remove(index);
            out.record(Publish::Unblocked { task });
        }
    }

    /// A send has waited for room for too long, if it still waits.
    pub fn block_ends(&mut self, number: u32, out: &mut Output) -> Option<Send> {
        let index = self.blocked.iter().position(|blocked| blocked.number == number)?;
        let send = self.blocked.remove(index)?;
        out.record(Publish::Unblocked { task: send.task });
        Some(send)
    }

    /// The first of those that wait goes on, if it can.
    pub fn unblock(&mut self, topic: Topic, facts: &Facts<'_>, out: &mut Output) -> Option<Send> {
        let send = *self.blocked.front()?;
        let now = out.now();
        let room = self.joins(&send, topic, facts, now) || self.has_room(&send, topic, facts, now);
        if self.blind || !room {
            return None;
        }
        self.blocked.pop_front();
        out.record(Publish::Unblocked { task: send.task });
        Some(send)
    }
}

fn fit(settings: &Settings, now: Instant) -> Fit {
    let size = settings.record_size().0;
    Fit { size, batch_size: settings.batch_size().0.max(size), now }
}

/// Whether acks=0: nobody will say whether a record arrived.
pub(crate) fn is_unacked(settings: &Settings) -> bool {
    settings.acks() == Acks::None
}

/// Whether the broker recognises what it has stored before. It takes acks=all.
pub(crate) fn is_idempotent(settings: &Settings) -> bool {
    settings.is_idempotence_on() && settings.acks() == Acks::All
}
