//! The partitioned log: records by partition and offset, and when the oldest are deleted.
//!
//! Retention is by the age of each record; that Kafka deletes whole segments, and so later, is left out.
//! Never here: who writes a record, or what a group has read.

use crate::history::topic::Topic;
use crate::play::output::Output;
use crate::play::timer::Timer;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::sim::{Duration, Instant};
use std::ops::Range;

/// The topic; in the style of commands one for each service.
pub(crate) struct Log {
    /// As many as the topic will ever have; in the style of commands one for each service's topic.
    partitions: Vec<Partition>,
    /// How many of them there are by now.
    live: usize,
    /// How many there have been, and since when.
    counts: Vec<(Instant, usize)>,
    /// Whether each service has a topic of its own.
    own_topics: bool,
}

/// One partition: every record that it was given, because a client may have fetched what is deleted.
#[derive(Default)]
struct Partition {
    /// The offset of the oldest that it still holds.
    start: u32,
    records: Vec<Record>,
    /// Whether its deletion is scheduled.
    scheduled: bool,
    /// Goes up whenever the deletion of the oldest is scheduled anew.
    deletion: u32,
}

/// A record in the log.
#[derive(Clone, Copy)]
pub(crate) struct Record {
    pub task: TaskId,
    /// When it was appended, skipped time counted.
    pub appended: Instant,
}

impl Log {
    /// A log that has `live` partitions now and will never have more than `partitions`.
    pub fn new(own_topics: bool, partitions: usize, live: usize) -> Self {
        let partitions = (0..partitions).map(|_| Partition::default()).collect();
        Self { partitions, live, counts: vec![(Instant::START, live)], own_topics }
    }

    /// How many there were just before this instant, or at the start.
    pub fn live_before(&self, instant: Instant) -> usize {
        let known = self.counts.iter().rev().find(|(since, _)| *since < instant);
        known.or(self.counts.first()).map_or(self.live, |(_, live)| *live)
    }

    /// The topic gets more partitions. Whether it does.
    pub fn grow(&mut self, partitions: u32, out: &mut Output) -> bool {
        let wanted = (partitions as usize).min(self.partitions.len());
        if wanted <= self.live || self.own_topics {
            return false;
        }
        self.live = wanted;
        self.counts.push((out.aged(), wanted));
        out.record(Topic::Partitioned { partitions: wanted as u8 });
        true
    }

    /// The partitions that a group reads from.
    pub fn read_by(&self, service: ServiceId) -> Range<usize> {
        match usize::from(service) {
            topic if self.own_topics => topic..topic + 1,
            _ => 0..self.live,
        }
    }

    /// The offset of the oldest record of a partition.
    pub fn start(&self, partition: usize) -> u32 {
        self.partitions[partition].start
    }

    /// The offset that the next record of a partition will have.
    pub fn end(&self, partition: usize) -> u32 {
        self.partitions[partition].end()
    }

    /// Appends a record and gives its offset.
    pub fn append(&mut self, partition: u8, record: Record) -> u32 {
        let partition = &mut self.partitions[usize::from(partition)];
        debug_assert!(
            partition.records.last().is_none_or(|last| last.appended <= record.appended),
            "a record is older than the one before it"
        );
        partition.records.push(record);
        partition.end() - 1
    }

    /// A record, if it is still there.
    pub fn get(&self, partition: usize, offset: u32) -> Option<Record> {
        self.ever(partition, offset).filter(|_| offset >= self.partitions[partition].start)
    }

    /// A record, deleted or not.
    pub fn ever(&self, partition: usize, offset: u32) -> Option<Record> {
        self.partitions[partition].records.get(offset as usize).copied()
    }

    /// Schedules the deletion of the oldest record of a partition, if none is.
    pub fn schedule_deletion(&mut self, partition: u8, retention: Duration, out: &mut Output) {
        let log = &mut self.partitions[usize::from(partition)];
        let Some(oldest) = log.oldest() else { return };
        if std::mem::replace(&mut log.scheduled, true) {
            return;
        }
        let due = oldest.appended + retention;
        let wait = if due > out.aged() { due - out.aged() } else { Duration::ZERO };
        out.after(wait, Timer::Delete { partition, deletion: log.deletion });
    }

    /// Whether a deletion that is due has not been scheduled anew since.
    pub fn is_due(&self, partition: u8, deletion: u32) -> bool {
        self.partitions[usize::from(partition)].deletion == deletion
    }

    /// Deletes the oldest record of a partition if it is old enough, and gives it with its offset.
    pub fn delete_oldest(
        &mut self,
        partition: usize,
        retention: Duration,
        now: Instant,
    ) -> Option<(u32, Record)> {
        let log = &mut self.partitions[partition];
        let oldest = log.oldest()?;
        if oldest.appended + retention > now {
            return None;
        }
        log.start += 1;
        Some((log.start - 1, oldest))
    }

    /// What is old enough has been deleted: the next deletion is scheduled.
    pub fn deleted(&mut self, partition: u8, from: u32, retention: Duration, out: &mut Output) {
        let log = &mut self.partitions[usize::from(partition)];
        debug_assert!(log.start >= from, "a deleted record is back");
        if log.start > from {
            out.record(Topic::Deleted { partition, before: log.start });
        }
        log.scheduled = false;
        self.schedule_deletion(partition, retention, out);
    }

    /// The retention was changed: every deletion is scheduled anew.
    pub fn reschedule_deletions(&mut self, retention: Duration, out: &mut Output) {
        for partition in 0..self.partitions.len() {
            let log = &mut self.partitions[partition];
            log.deletion += 1;
            log.scheduled = false;
            self.schedule_deletion(partition as u8, retention, out);
        }
    }
}

impl Partition {
    fn end(&self) -> u32 {
        self.records.len() as u32
    }

    /// The oldest record that it still holds.
    fn oldest(&self) -> Option<Record> {
        self.records.get(self.start as usize).copied()
    }
}
