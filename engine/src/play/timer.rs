//! What is scheduled: everything that will be looked at again at an instant.
//!
//! A timer is never cancelled; whoever it is for recognises one that has lost its meaning, by a number
//! that has gone up since. Never here: what a timer leads to.

use crate::history::values::Gate;
use crate::play::direct::answer::Answer;
use crate::scenario::ids::{ServiceId, TaskId};

/// What is due at an instant.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Timer {
    Intervene(u32),
    Arrive { load: u32, number: u32 },
    Saved(TaskId),
    HandlingEnds { service: ServiceId, worker: u8, ticket: u32 },
    CallTimeout(u32),
    CallArrives(u32),
    AnswerArrives { call: u32, answer: Answer },
    ClientTimeout(TaskId),
    PublishEnds { ticket: u32 },
    AckArrives { ticket: u32 },
    DeliveryTimeout { batch: u32 },
    LingerEnds { batch: u32 },
    Rebootstrap { outage: u32 },
    BlockEnds { send: u32 },
    SessionEnds { service: ServiceId, worker: u8, life: u32 },
    RebalancePaused { service: ServiceId, number: u32 },
    RebalanceTimeout { service: ServiceId, number: u32 },
    PollOverdue { service: ServiceId, worker: u8, poll: u32 },
    TryAgain { service: ServiceId, partition: u8, pause: u32 },
    WaitEnds { service: ServiceId, worker: u8, wait: u32 },
    FetchArrives { service: ServiceId, worker: u8, fetch: u32 },
    AutoCommit { service: ServiceId, worker: u8, life: u32 },
    Forget { service: ServiceId, emptied: u32 },
    Delete { partition: u8, deletion: u32 },
    RebalanceHeard { service: ServiceId, worker: u8, number: u32 },
    MetadataRenewed { service: ServiceId },
    Relay,
    Reply { task: TaskId, service: ServiceId },
    ReplyTimeout(TaskId),
    ReadDue(TaskId),
    Read(TaskId),
    RetryDue(u32),
    BreakerHalfOpens { service: ServiceId, epoch: u32 },
    GateOpens(Gate),
    CallerTimeout(TaskId),
    SendAgain(TaskId),
    Deployed,
}

impl Timer {
    /// Whether it comes from outside the system, so that it waits while time is skipped.
    pub fn is_outside(&self) -> bool {
        matches!(self, Self::Intervene(_) | Self::Arrive { .. })
    }
}
