//! The partitioned log as data: records by partition and offset, and what each group has read of them.
//!
//! Never here: time passing, or a member; [`crate::play::kafka::producer`] writes, [`crate::play::kafka::consumer`] reads,
//! [`crate::play::kafka::groups`] shares out and [`crate::play::kafka::retention`] deletes.

use crate::play::kafka::groups::ConsumerGroup;
use crate::play::kafka::producer::Outgoing;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::program::Style;
use crate::sim::Instant;
use std::collections::VecDeque;

/// The broker, the groups that read from it and what the producer holds for it.
pub(in crate::play) struct Log {
    pub up: bool,
    /// As many as the topic will ever have; in the style of commands one for each service's topic.
    pub partitions: Vec<Partition>,
    /// How many of them there are by now.
    pub live: usize,
    pub groups: Vec<ConsumerGroup>,
    pub outgoing: Outgoing,
    /// Whether each service has a topic of its own.
    commands: bool,
}

/// One partition: the records that it still holds.
#[derive(Default)]
pub(in crate::play) struct Partition {
    /// The offset of the oldest.
    pub start: u32,
    records: VecDeque<Record>,
    /// Whether its deletion is planned.
    pub planned: bool,
    /// Goes up whenever the deletion of the oldest is planned anew.
    pub deletion: u32,
}

/// A record in the log.
#[derive(Clone, Copy)]
pub(in crate::play) struct Record {
    pub task: TaskId,
    /// When it was appended, skipped time counted.
    pub appended: Instant,
}

impl Log {
    pub fn new(style: Style, services: usize, partitions: usize, live: usize) -> Self {
        Self {
            up: true,
            partitions: (0..partitions).map(|_| Partition::default()).collect(),
            live,
            groups: (0..services).map(|_| ConsumerGroup::new(partitions)).collect(),
            outgoing: Outgoing::default(),
            commands: style == Style::Commands,
        }
    }

    /// The partitions that a group reads from.
    pub fn read_by(&self, service: ServiceId) -> std::ops::Range<usize> {
        match usize::from(service) {
            topic if self.commands => topic..topic + 1,
            _ => 0..self.live,
        }
    }

    /// Whether a group has finished this record before.
    pub fn seen(&self, service: ServiceId, partition: u8, offset: u32) -> bool {
        let offsets = &self.groups[usize::from(service)].offsets[usize::from(partition)];
        offset < offsets.furthest
    }
}

impl Partition {
    /// The offset that the next record will have.
    pub fn end(&self) -> u32 {
        self.start + self.records.len() as u32
    }

    pub fn append(&mut self, record: Record) -> u32 {
        self.records.push_back(record);
        self.end() - 1
    }

    /// A record, if it is still there.
    pub fn get(&self, offset: u32) -> Option<Record> {
        self.records.get(offset.checked_sub(self.start)? as usize).copied()
    }

    pub fn oldest(&self) -> Option<Record> {
        self.records.front().copied()
    }

    /// Deletes the oldest record.
    pub fn delete(&mut self) {
        if self.records.pop_front().is_some() {
            self.start += 1;
        }
    }
}
