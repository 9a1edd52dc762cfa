//! The records that the producer's client holds, in batches: by partition, in the order of creation.
//!
//! Records that are sent at the same instant travel together. A batch that has been under way is closed, and
//! keeps its place when it has to be sent again. Never here: when a batch is to be sent, or what it means to
//! a task.

use crate::play::kafka::sends::Send;
use crate::sim::Instant;
use std::collections::VecDeque;

/// Every batch that is not acknowledged.
#[derive(Default)]
pub(crate) struct Batches {
    batches: VecDeque<Batch>,
}

/// Records for one partition that travel together.
pub(crate) struct Batch {
    /// Tells it from every other.
    pub number: u32,
    pub partition: u8,
    pub held: Vec<Held>,
    /// What its records take.
    pub bytes: u32,
    /// What it takes of the producer's buffer.
    pub room: u32,
    /// Whether it waits for more records.
    pub lingers: bool,
    /// The request that it is under way with; `None` while it waits in the producer.
    pub under_way: Option<UnderWay>,
    /// Whether it has been sent before, which closes it.
    pub sent_before: bool,
    /// Whether the broker has stored it.
    pub stored: bool,
}

/// A request to the broker.
#[derive(Clone, Copy)]
pub(crate) struct UnderWay {
    pub ticket: u32,
    pub since: Instant,
}

/// A record in a batch.
#[derive(Clone, Copy)]
pub(crate) struct Held {
    pub send: Send,
    /// Whether it has been seen to wait in the producer.
    pub buffered: bool,
}

/// What is asked before a record joins a batch.
#[derive(Clone, Copy)]
pub(crate) struct Fit {
    pub size: u32,
    pub batch_size: u32,
    pub now: Instant,
}

impl Batch {
    /// Whether a record may join it.
    fn takes(&self, fit: Fit) -> bool {
        let open = match self.under_way {
            Some(UnderWay { since, .. }) => since == fit.now,
            None => true,
        };
        open && !self.sent_before && self.bytes.saturating_add(fit.size) <= fit.batch_size
    }

    /// Whether it is to be sent.
    pub fn is_ready(&self) -> bool {
        self.under_way.is_none() && !self.lingers
    }
}

impl Batches {
    pub fn iter(&self) -> impl Iterator<Item = &Batch> {
        self.batches.iter()
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Batch> {
        self.batches.iter_mut()
    }

    /// How many bytes of the buffer are taken.
    pub fn room_taken(&self) -> u64 {
        self.batches.iter().map(|batch| u64::from(batch.room)).sum()
    }

    /// The last batch of a partition.
    pub fn last_of(&self, partition: u8) -> Option<&Batch> {
        self.batches.iter().rev().find(|batch| batch.partition == partition)
    }

    /// The batch of a partition that a record may join.
    pub fn joinable(&mut self, partition: u8, fit: Fit) -> Option<&mut Batch> {
        let last = self.batches.iter_mut().rev().find(|batch| batch.partition == partition)?;
        last.takes(fit).then_some(last)
    }

    /// A batch is opened. What waits before it in its partition has no more room, and waits no longer.
    pub fn open(&mut self, batch: Batch) {
        for earlier in self.batches.iter_mut().filter(|old| old.partition == batch.partition) {
            earlier.lingers = false;
        }
        self.batches.push_back(batch);
    }

    pub fn get_mut(&mut self, number: u32) -> Option<&mut Batch> {
        self.batches.iter_mut().find(|batch| batch.number == number)
    }

    /// The batch that is under way with this request.
    pub fn sent_with(&mut self, ticket: u32) -> Option<&mut Batch> {
        self.batches
            .iter_mut()
            .find(|batch| batch.under_way.is_some_and(|request| request.ticket == ticket))
    }

    pub fn take(&mut self, number: u32) -> Option<Batch> {
        let index = self.batches.iter().position(|batch| batch.number == number)?;
        self.batches.remove(index)
    }

    /// The first batch of a partition that waits to be sent, if fewer than `most` are under way.
    pub fn next_ready(&mut self, partition: u8, most: usize) -> Option<&mut Batch> {
        let own = || self.batches.iter().filter(|batch| batch.partition == partition);
        if own().filter(|batch| batch.under_way.is_some()).count() >= most {
            return None;
        }
        let waits = |batch: &&mut Batch| batch.partition == partition && batch.under_way.is_none();
        self.batches.iter_mut().find(waits).filter(|batch| batch.is_ready())
    }

    /// The first batch of each partition that waits to be sent is tried in vain, which closes it.
    pub fn close_first(&mut self) {
        for partition in self.partitions() {
            let first = self.batches.iter_mut().find(|batch| batch.partition == partition);
            if let Some(first) = first.filter(|batch| batch.is_ready()) {
                first.sent_before = true;
            }
        }
    }

    /// The partitions for which something is held.
    pub fn partitions(&self) -> Vec<u8> {
        let mut partitions: Vec<u8> = self.batches.iter().map(|batch| batch.partition).collect();
        partitions.sort_unstable();
        partitions.dedup();
        partitions
    }

    /// One record is taken out, wherever it is. Gives it, and whether it was under way.
    pub fn drop_send(&mut self, number: u32) -> Option<(Held, bool)> {
        let is_it = |held: &Held| held.send.number == number;
        let index = self.batches.iter().position(|batch| batch.held.iter().any(is_it))?;
        let batch = &mut self.batches[index];
        let place = batch.held.iter().position(is_it)?;
        let held = batch.held.remove(place);
        let under_way = batch.under_way.is_some();
        if batch.held.is_empty() {
            self.batches.remove(index);
        }
        Some((held, under_way))
    }
}
