//! What happens in a consumer group: members, rebalances, positions, committed offsets, failed records.
//!
//! Never here: the work for a record.

use crate::history::snapshot::Snapshot;
use crate::scenario::ids::{ServiceId, TaskId};

/// Something that happened in a service's consumer group.
#[expect(missing_docs, reason = "the fields are ids, and say what the variant says")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// A member has joined its group, or come back to it.
    MemberJoined { service: ServiceId, worker: u8 },
    /// The group has missed a crashed member, or has evicted one that did not poll in time. Its worker may
    /// be a member again by then.
    MemberLost { service: ServiceId, worker: u8, evicted: bool, rejoined: bool },
    /// The group shares its partitions out anew and reads nothing, or has done so.
    Rebalancing { service: ServiceId, done: bool },
    /// A group begins or resumes at this offset.
    Resumed { service: ServiceId, partition: u8, offset: u32 },
    /// A member has fetched these records, to be processed one after another.
    Polled { service: ServiceId, worker: u8, partition: u8, from: u32, count: u16 },
    /// A group's next record to read, after a failure, is at this offset.
    Committed { service: ServiceId, partition: u8, offset: u32 },
    /// A commit was refused: the group has gone on without the member.
    CommitFailed { service: ServiceId, worker: u8 },
    /// Kafka forgot the position of a group that had been empty for too long.
    OffsetsForgotten { service: ServiceId },
    /// The consumer passed over a record that failed.
    PassedOver { service: ServiceId, task: TaskId },
    /// The consumer parked a record that failed in the dead-letter topic.
    DeadLettered { service: ServiceId, task: TaskId },
}

impl Group {
    /// The service whose group it is.
    pub fn service(self) -> ServiceId {
        match self {
            Self::MemberJoined { service, .. }
            | Self::MemberLost { service, .. }
            | Self::Rebalancing { service, .. }
            | Self::Resumed { service, .. }
            | Self::Polled { service, .. }
            | Self::Committed { service, .. }
            | Self::CommitFailed { service, .. }
            | Self::OffsetsForgotten { service }
            | Self::PassedOver { service, .. }
            | Self::DeadLettered { service, .. } => service,
        }
    }

    /// The task of the record, if it happened to one.
    pub fn task(self) -> Option<TaskId> {
        match self {
            Self::PassedOver { task, .. } | Self::DeadLettered { task, .. } => Some(task),
            Self::MemberJoined { .. }
            | Self::MemberLost { .. }
            | Self::Rebalancing { .. }
            | Self::Resumed { .. }
            | Self::Polled { .. }
            | Self::Committed { .. }
            | Self::CommitFailed { .. }
            | Self::OffsetsForgotten { .. } => None,
        }
    }

    pub(crate) fn digest(self) -> [u64; 4] {
        match self {
            Self::Committed { service, partition, offset } => {
                [24, service.into(), partition.into(), offset.into()]
            }
            Self::Resumed { service, partition, offset } => {
                [25, service.into(), partition.into(), offset.into()]
            }
            Self::Polled { service, worker, partition, from, count } => [
                55,
                u64::from(service) << 16 | u64::from(worker) << 8 | u64::from(partition),
                from.into(),
                count.into(),
            ],
            Self::MemberLost { service, worker, evicted, rejoined } => {
                [56, service.into(), worker.into(), u64::from(rejoined) << 1 | u64::from(evicted)]
            }
            Self::MemberJoined { service, worker } => [57, service.into(), worker.into(), 0],
            Self::Rebalancing { service, done } => [58, service.into(), done.into(), 0],
            Self::CommitFailed { service, worker } => [59, service.into(), worker.into(), 0],
            Self::OffsetsForgotten { service } => [61, service.into(), 0, 0],
            Self::PassedOver { service, task } => [62, task.into(), service.into(), 0],
            Self::DeadLettered { service, task } => [63, task.into(), service.into(), 0],
        }
    }

    pub(crate) fn apply(self, state: &mut Snapshot) {
        let group = &mut state.service_mut(self.service()).group;
        match self {
            Self::MemberJoined { worker, .. } => group.members |= 1 << worker,
            Self::MemberLost { rejoined: true, .. } => {}
            Self::MemberLost { worker, .. } => group.members &= !(1 << worker),
            Self::Rebalancing { done, .. } => group.rebalancing = !done,
            Self::Resumed { partition, offset, .. } => {
                group.committed[usize::from(partition)] = offset;
                group.position[usize::from(partition)] = offset;
            }
            Self::Polled { partition, from, count, .. } => {
                group.position[usize::from(partition)] = from + u32::from(count);
            }
            Self::Committed { partition, offset, .. } => {
                group.committed[usize::from(partition)] = offset;
            }
            Self::DeadLettered { .. } => group.dead_letters += 1,
            Self::CommitFailed { .. } | Self::OffsetsForgotten { .. } | Self::PassedOver { .. } => {
            }
        }
    }
}
