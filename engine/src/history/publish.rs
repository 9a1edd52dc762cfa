//! What happens to a record between the producer and the log, its outbox included.
//!
//! Never here: reading the record.

use crate::history::snapshot::Snapshot;
use crate::scenario::ids::TaskId;

/// Something that happened on a record's way into the log.
#[expect(missing_docs, reason = "the fields are ids, and say what the variant says")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publish {
    /// The outbox has the event, saved with the task.
    Outboxed { task: TaskId },
    /// The relay has marked the event as published.
    Relayed { task: TaskId },
    /// A send waits for room in the producer's buffer.
    Blocked { task: TaskId },
    /// A send that waited has room now, or waits no longer.
    Unblocked { task: TaskId },
    /// The record waits in the producer: its batch lingers, or the broker is away.
    Buffered { task: TaskId, partition: u8 },
    /// The producer sent the record to the broker, for the first time or from its buffer.
    Sent { task: TaskId, partition: u8, again: bool },
    /// The broker stored the record.
    Appended { task: TaskId, partition: u8, offset: u32 },
    /// The record was sent and nobody will say whether it arrived.
    Unconfirmed { task: TaskId, partition: u8 },
    /// The producer gave up or lost the record, which was under way or in its buffer.
    Undelivered { task: TaskId, under_way: bool },
}

impl Publish {
    /// The task of whose creation the record tells.
    pub fn task(self) -> TaskId {
        match self {
            Self::Outboxed { task }
            | Self::Relayed { task }
            | Self::Blocked { task }
            | Self::Unblocked { task }
            | Self::Buffered { task, .. }
            | Self::Sent { task, .. }
            | Self::Appended { task, .. }
            | Self::Unconfirmed { task, .. }
            | Self::Undelivered { task, .. } => task,
        }
    }

    pub(crate) fn digest(self) -> [u64; 4] {
        match self {
            Self::Sent { task, partition, again } => {
                [16, task.into(), partition.into(), again.into()]
            }
            Self::Buffered { task, partition } => [17, task.into(), partition.into(), 0],
            Self::Appended { task, partition, offset } => {
                [18, task.into(), partition.into(), offset.into()]
            }
            Self::Undelivered { task, under_way } => [19, task.into(), under_way.into(), 0],
            Self::Blocked { task } => [51, task.into(), 0, 0],
            Self::Unblocked { task } => [52, task.into(), 0, 0],
            Self::Unconfirmed { task, partition } => [53, task.into(), partition.into(), 0],
            Self::Outboxed { task } => [64, task.into(), 0, 0],
            Self::Relayed { task } => [65, task.into(), 0, 0],
        }
    }

    pub(crate) fn apply(self, state: &mut Snapshot) {
        match self {
            Self::Outboxed { .. } => state.outbox += 1,
            Self::Relayed { .. } => state.outbox -= 1,
            Self::Blocked { .. } => state.publishing.blocked += 1,
            Self::Unblocked { .. } => state.publishing.blocked -= 1,
            Self::Buffered { .. } => state.publishing.buffered += 1,
            Self::Sent { again, .. } => state.publishing.buffered -= u32::from(again),
            Self::Appended { partition, offset, .. } => {
                state.log_end[usize::from(partition)] = offset + 1;
                state.ledger.appended += 1;
            }
            Self::Undelivered { under_way, .. } => {
                state.publishing.buffered -= u32::from(!under_way);
            }
            Self::Unconfirmed { .. } => {}
        }
    }
}
