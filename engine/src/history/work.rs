//! What a service's worker does for a task, on either side, and the effects that will never happen.
//!
//! Never here: how the work came to the service.

use crate::history::snapshot::{InHand, Snapshot};
use crate::history::values::{Effect, Loss};
use crate::scenario::ids::{ServiceId, TaskId};
use crate::sim::{Duration, Instant};

/// Something that happened to the work for a task.
#[expect(missing_docs, reason = "the fields are ids, and say what the variant says")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// A worker began to work for a task, and will for `lasts_us` if nothing comes between. On the
    /// direct side partition and offset are 0.
    Started {
        service: ServiceId,
        worker: u8,
        partition: u8,
        task: TaskId,
        offset: u32,
        lasts_us: u32,
    },
    /// A worker finished.
    Ended { service: ServiceId, worker: u8, task: TaskId, effect: Effect },
    /// A worker was cut short.
    Abandoned { service: ServiceId, worker: u8, task: TaskId },
    /// A service worked for a task and failed at the end.
    Failed { service: ServiceId, worker: u8, task: TaskId },
    /// An owed effect will never happen.
    Missing { task: TaskId, service: ServiceId, why: Loss },
    /// An owed effect was cancelled, because its service was removed.
    Cancelled { task: TaskId, service: ServiceId },
}

impl Work {
    /// The service that worked or was to.
    pub fn service(self) -> ServiceId {
        match self {
            Self::Started { service, .. }
            | Self::Ended { service, .. }
            | Self::Abandoned { service, .. }
            | Self::Failed { service, .. }
            | Self::Missing { service, .. }
            | Self::Cancelled { service, .. } => service,
        }
    }

    /// The task that the work was for.
    pub fn task(self) -> TaskId {
        match self {
            Self::Started { task, .. }
            | Self::Ended { task, .. }
            | Self::Abandoned { task, .. }
            | Self::Failed { task, .. }
            | Self::Missing { task, .. }
            | Self::Cancelled { task, .. } => task,
        }
    }

    pub(crate) fn digest(self) -> [u64; 4] {
        match self {
            Self::Started { service, worker, partition, task, offset, lasts_us } => [
                20,
                u64::from(service) << 16 | u64::from(worker) << 8 | u64::from(partition),
                u64::from(task) << 32 | u64::from(offset),
                lasts_us.into(),
            ],
            Self::Ended { service, worker, task, effect } => {
                [21, u64::from(service) << 8 | u64::from(worker), task.into(), effect as u64]
            }
            Self::Abandoned { service, worker, task } => {
                [22, service.into(), worker.into(), task.into()]
            }
            Self::Missing { task, service, why } => [26, task.into(), service.into(), why as u64],
            Self::Cancelled { task, service } => [30, task.into(), service.into(), 0],
            Self::Failed { service, worker, task } => {
                [43, service.into(), worker.into(), task.into()]
            }
        }
    }

    pub(crate) fn apply(self, at: Instant, state: &mut Snapshot) {
        match self {
            Self::Started { service, worker, partition, task, offset, lasts_us } => {
                let lasts = Duration(lasts_us.into());
                let in_hand = InHand { task, since: at, lasts, partition, offset };
                state.service_mut(service).take_up(worker, in_hand);
            }
            Self::Ended { service, worker, effect, .. } => {
                state.service_mut(service).put_down(worker);
                state.ledger.count(effect);
            }
            Self::Abandoned { service, worker, .. } => {
                state.service_mut(service).put_down(worker);
            }
            Self::Failed { service, worker, .. } => {
                state.service_mut(service).put_down(worker);
                state.ledger.erred += 1;
            }
            Self::Missing { service, task, why } => {
                state.ledger.missing += 1;
                if why == Loss::NeverAsked {
                    state.service_mut(service).never_asked = Some(task);
                }
            }
            Self::Cancelled { .. } => state.ledger.cancelled += 1,
        }
    }
}
