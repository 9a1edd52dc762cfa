//! A history as one number: two runs are the same if their digests are.
//!
//! The digests of many runs are committed and must come out natively and on wasm32. Never here: a field
//! that is left out, or a number that differs between targets.

use crate::history::occurrence::{Cause, Occurrence, What};
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::intervention::{Mode, Start};

/// The digest of everything that happened.
pub(crate) fn digest(occurrences: &[Occurrence]) -> u64 {
    occurrences.iter().fold(0xcbf2_9ce4_8422_2325, |hash, occurrence| {
        let fields = occurrence.what.words();
        [occurrence.at.0].iter().chain(&fields).fold(hash, |hash, &word| {
            (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(29)
        })
    })
}

impl What {
    /// Itself as numbers, for hashing: a tag, then its fields.
    pub(crate) fn words(&self) -> [u64; 4] {
        let pair = |tag: u64, task: TaskId, service: ServiceId| {
            [tag, u64::from(task), u64::from(service), 0]
        };
        let three = |tag: u64, a: u64, b: u64| [tag, a, b, 0];
        match *self {
            Self::ModeSet { service, mode } => three(1, service.into(), mode.word()),
            Self::BrokerSet { up } => three(2, up.into(), 0),
            Self::ServiceAdded { service, start } => {
                three(3, service.into(), (start == Start::Earliest).into())
            }
            Self::ServiceRemoved { service } => three(4, service.into(), 0),
            Self::ProducerRestarted => three(5, 0, 0),
            Self::LoadSet { load } => {
                let [kind, every] = load.pattern.words();
                [6, kind, every, load.tasks.map_or(u64::MAX, u64::from)]
            }
            Self::Sent { task, owed } => pair(7, task, owed),
            Self::Saved { task } => pair(8, task, 0),
            Self::Called { task, service } => pair(9, task, service),
            Self::Queued { task, service } => pair(10, task, service),
            Self::Refused { task, service } => pair(11, task, service),
            Self::CallLost { task, service } => pair(12, task, service),
            Self::CallTimedOut { task, service } => pair(13, task, service),
            Self::CallReturned { task, service } => pair(14, task, service),
            Self::CallDropped { task, service } => pair(15, task, service),
            Self::Publishing { task, partition, again } => {
                [16, task.into(), partition.into(), again.into()]
            }
            Self::Buffered { task, partition } => [17, task.into(), partition.into(), 0],
            Self::Appended { task, partition, offset } => {
                [18, task.into(), partition.into(), offset.into()]
            }
            Self::Undelivered { task, under_way } => pair(19, task, under_way.into()),
            Self::HandlingStarted { service, worker, partition, task, offset, lasts_us } => [
                20,
                u64::from(service) << 16 | u64::from(worker) << 8 | u64::from(partition),
                u64::from(task) << 32 | u64::from(offset),
                lasts_us.into(),
            ],
            Self::HandlingEnded { service, worker, task, effect } => {
                [21, u64::from(service) << 8 | u64::from(worker), task.into(), effect as u64]
            }
            Self::HandlingAbandoned { service, worker, task } => {
                [22, service.into(), worker.into(), task.into()]
            }
            Self::QueueLost { task, service } => pair(23, task, service),
            Self::Committed { service, partition, offset } => {
                [24, service.into(), partition.into(), offset.into()]
            }
            Self::Resumed { service, partition, offset } => {
                [25, service.into(), partition.into(), offset.into()]
            }
            Self::Missing { task, service, why } => [26, task.into(), service.into(), why as u64],
            Self::HalfDone { task } => pair(27, task, 0),
            Self::Answered { task } => pair(28, task, 0),
            Self::Failed { task, cause } => [29, task.into(), cause.word(), 0],
            Self::Cancelled { task, service } => pair(30, task, service),
            Self::Stopped { task } => pair(31, task, 0),
            Self::Tuned { setting, value } => three(32, setting as u64, value.into()),
            Self::ServiceTuned { service, setting, value } => {
                [33, service.into(), setting as u64, value.into()]
            }
            Self::Scaled { service, workers } => three(34, service.into(), workers.into()),
            Self::Crashed { service, worker } => three(35, service.into(), worker.into()),
            Self::Revived { service, worker } => three(36, service.into(), worker.into()),
            Self::Skipped { minutes } => three(37, minutes.into(), 0),
            Self::Deploying { up } => three(38, up.into(), 0),
            Self::SentAgain { task, of } => three(39, task.into(), of.into()),
            Self::Held { task, gate } => three(40, task.into(), gate as u64),
            Self::Admitted { task, gate } => three(41, task.into(), gate as u64),
            Self::LeftGate { task, gate } => three(42, task.into(), gate as u64),
            Self::HandlingFailed { service, worker, task } => {
                [43, service.into(), worker.into(), task.into()]
            }
            Self::CallFailed { task, service } => pair(44, task, service),
            Self::QueueFull { task, service } => pair(45, task, service),
            Self::RetryPlanned { task, service, attempt, after_us } => {
                [46, task.into(), u64::from(service) << 8 | u64::from(attempt), after_us.into()]
            }
            Self::RetryDenied { task, service } => pair(47, task, service),
            Self::BreakerSet { service, breaker } => three(48, service.into(), breaker as u64),
            Self::ShortCircuited { task, service } => pair(49, task, service),
            Self::FellBack { task, service } => pair(50, task, service),
            Self::Blocked { task } => pair(51, task, 0),
            Self::Unblocked { task } => pair(52, task, 0),
            Self::RetryDue { task, service, made } => {
                [68, task.into(), service.into(), made.into()]
            }
            Self::Unconfirmed { task, partition } => pair(53, task, partition),
            Self::Partitioned { partitions } => three(54, partitions.into(), 0),
            Self::Polled { service, worker, partition, from, count } => [
                55,
                u64::from(service) << 16 | u64::from(worker) << 8 | u64::from(partition),
                from.into(),
                count.into(),
            ],
            Self::MemberLost { service, worker, evicted } => {
                [56, service.into(), worker.into(), evicted.into()]
            }
            Self::MemberJoined { service, worker } => three(57, service.into(), worker.into()),
            Self::Rebalancing { service, done } => three(58, service.into(), done.into()),
            Self::CommitFailed { service, worker } => three(59, service.into(), worker.into()),
            Self::Deleted { partition, before } => three(60, partition.into(), before.into()),
            Self::OffsetsForgotten { service } => three(61, service.into(), 0),
            Self::PassedOver { service, task } => pair(62, task, service),
            Self::DeadLettered { service, task } => pair(63, task, service),
            Self::Outboxed { task } => pair(64, task, 0),
            Self::Relayed { task } => pair(65, task, 0),
            Self::Replied { task, service } => pair(66, task, service),
            Self::Read { task, outcome } => three(67, task.into(), outcome as u64),
        }
    }
}

impl Cause {
    fn word(self) -> u64 {
        match self {
            Self::Refused(service) => 1 << 8 | u64::from(service),
            Self::ServiceDown(service) => 2 << 8 | u64::from(service),
            Self::TimedOut(service) => 3 << 8 | u64::from(service),
            Self::ClientGaveUp => 4 << 8,
            Self::Undelivered => 5 << 8,
            Self::Restarted => 6 << 8,
            Self::Erred(service) => 7 << 8 | u64::from(service),
            Self::QueueFull(service) => 8 << 8 | u64::from(service),
            Self::ShortCircuited(service) => 9 << 8 | u64::from(service),
            Self::Deploying => 10 << 8,
            Self::CallerGaveUp => 11 << 8,
            Self::BufferFull => 12 << 8,
            Self::NoReply => 13 << 8,
        }
    }
}

impl Mode {
    fn word(self) -> u64 {
        match self {
            Self::Up => 0,
            Self::Down => 1,
            Self::Hanging => 2,
            Self::Crashed => 3,
            Self::Slow(factor) => 1 << 32 | u64::from(factor),
        }
    }
}
