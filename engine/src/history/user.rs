//! What a user does and has: a task sent, an answer or an error, a read of their own write.
//!
//! Never here: what the producer does with the task.

use crate::history::snapshot::Snapshot;
use crate::history::values::{Cause, ReadOutcome};
use crate::scenario::ids::TaskId;

/// Something that a user did or had.
#[expect(missing_docs, reason = "the fields are ids, and say what the variant says")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum User {
    /// A user sent a task; it owes this many effects.
    Sent { task: TaskId, owed: u8 },
    /// A user sent a failed task again; it goes on as `task`, and its effects are those of `of`.
    SentAgain { task: TaskId, of: TaskId },
    /// The user had an answer.
    Answered { task: TaskId },
    /// The user had an error, or gave up.
    Failed { task: TaskId, cause: Cause },
    /// A user read their own write.
    Read { task: TaskId, outcome: ReadOutcome },
}

impl User {
    /// The user's task.
    pub fn task(self) -> TaskId {
        match self {
            Self::Sent { task, .. }
            | Self::SentAgain { task, .. }
            | Self::Answered { task }
            | Self::Failed { task, .. }
            | Self::Read { task, .. } => task,
        }
    }

    pub(crate) fn digest(self) -> [u64; 4] {
        match self {
            Self::Sent { task, owed } => [7, task.into(), owed.into(), 0],
            Self::Answered { task } => [28, task.into(), 0, 0],
            Self::Failed { task, cause } => [29, task.into(), cause.digest(), 0],
            Self::SentAgain { task, of } => [39, task.into(), of.into(), 0],
            Self::Read { task, outcome } => [67, task.into(), outcome as u64, 0],
        }
    }

    pub(crate) fn apply(self, state: &mut Snapshot) {
        match self {
            Self::Sent { task, owed } => {
                if state.ledger.waiting() == 0 {
                    state.lone = Some(task);
                }
                state.ledger.sent += 1;
                state.ledger.owed += u32::from(owed);
            }
            Self::SentAgain { .. } => state.ledger.sent_again += 1,
            Self::Answered { task } => {
                state.ledger.answered += 1;
                state.end(task);
            }
            Self::Failed { task, .. } => {
                state.ledger.failed += 1;
                state.end(task);
            }
            Self::Read { outcome, .. } => state.reads.count(outcome),
        }
    }
}
