//! What becomes of a task at the producer: it waits at a gate, is saved, is dropped, or has done half.
//!
//! Never here: the calls and records that it leads to.

use crate::history::snapshot::Snapshot;
use crate::history::values::Gate;
use crate::scenario::ids::{ServiceId, TaskId};

/// Something that happened to a task at the producer.
#[expect(missing_docs, reason = "the fields are ids, and say what the variant says")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// A task waits before a gate: every place behind it is taken.
    Held { task: TaskId, gate: Gate },
    /// A task that waited is let through.
    Admitted { task: TaskId, gate: Gate },
    /// A task that waited goes, because its user does.
    LeftGate { task: TaskId, gate: Gate },
    /// The producer's database has the task.
    Saved { task: TaskId },
    /// A service's answer came back over the reply topic.
    Replied { task: TaskId, service: ServiceId },
    /// The producer goes no further with a task: it forgot it, or a step failed when the user had
    /// already given up. Where the user learns of the failure, that says it.
    Stopped { task: TaskId },
    /// A failed task has taken effect somewhere.
    HalfDone { task: TaskId },
}

impl Task {
    /// The task.
    pub fn task(self) -> TaskId {
        match self {
            Self::Held { task, .. }
            | Self::Admitted { task, .. }
            | Self::LeftGate { task, .. }
            | Self::Saved { task }
            | Self::Replied { task, .. }
            | Self::Stopped { task }
            | Self::HalfDone { task } => task,
        }
    }

    /// The service that replied, if one did.
    pub fn service(self) -> Option<ServiceId> {
        match self {
            Self::Replied { service, .. } => Some(service),
            Self::Held { .. }
            | Self::Admitted { .. }
            | Self::LeftGate { .. }
            | Self::Saved { .. }
            | Self::Stopped { .. }
            | Self::HalfDone { .. } => None,
        }
    }

    pub(crate) fn digest(self) -> [u64; 4] {
        match self {
            Self::Saved { task } => [8, task.into(), 0, 0],
            Self::HalfDone { task } => [27, task.into(), 0, 0],
            Self::Stopped { task } => [31, task.into(), 0, 0],
            Self::Held { task, gate } => [40, task.into(), gate as u64, 0],
            Self::Admitted { task, gate } => [41, task.into(), gate as u64, 0],
            Self::LeftGate { task, gate } => [42, task.into(), gate as u64, 0],
            Self::Replied { task, service } => [66, task.into(), service.into(), 0],
        }
    }

    pub(crate) fn apply(self, state: &mut Snapshot) {
        match self {
            Self::Held { gate, .. } => state.held[gate as usize] += 1,
            Self::Admitted { gate, .. } | Self::LeftGate { gate, .. } => {
                state.held[gate as usize] -= 1;
            }
            Self::Saved { .. } => state.ledger.saved += 1,
            Self::HalfDone { .. } => state.ledger.half_done += 1,
            Self::Replied { .. } | Self::Stopped { .. } => {}
        }
    }
}
