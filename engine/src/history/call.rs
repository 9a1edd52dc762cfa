//! What happens to a call from the producer to a service, with its retries and its circuit breaker.
//!
//! Never here: deciding that it happens.

use crate::history::snapshot::Snapshot;
use crate::history::values::Breaker;
use crate::scenario::ids::{ServiceId, TaskId};

/// Something that happened to a call.
#[expect(missing_docs, reason = "the fields are ids, and say what the variant says")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// The producer called a service, which took the call.
    Made { task: TaskId, service: ServiceId },
    /// The call waits: every worker is busy.
    Queued { task: TaskId, service: ServiceId },
    /// The service is down and refused the call.
    Refused { task: TaskId, service: ServiceId },
    /// The service's queue is full and it refused the call.
    QueueFull { task: TaskId, service: ServiceId },
    /// The service went down with the call.
    Lost { task: TaskId, service: ServiceId },
    /// A waiting call was lost with its service.
    QueueLost { task: TaskId, service: ServiceId },
    /// The producer waited no longer for the call.
    TimedOut { task: TaskId, service: ServiceId },
    /// The call was answered.
    Returned { task: TaskId, service: ServiceId },
    /// The service answered the call with an error.
    Failed { task: TaskId, service: ServiceId },
    /// The service was removed, and with it the call.
    Dropped { task: TaskId, service: ServiceId },
    /// The producer will make a failed call again, for the `attempt`th time, after a wait.
    RetryPlanned { task: TaskId, service: ServiceId, attempt: u8, after_us: u32 },
    /// The wait before a retry is over; it is made unless the task is no longer worked on.
    RetryDue { task: TaskId, service: ServiceId, made: bool },
    /// The budget allows no retry.
    RetryDenied { task: TaskId, service: ServiceId },
    /// The producer's circuit breaker for a service changed its state.
    BreakerSet { service: ServiceId, breaker: Breaker },
    /// The breaker is open: the call was not made.
    ShortCircuited { task: TaskId, service: ServiceId },
    /// The call failed, is optional, and the producer goes on without it.
    FellBack { task: TaskId, service: ServiceId },
}

impl Call {
    /// The service that was called or was to be.
    pub fn service(self) -> ServiceId {
        match self {
            Self::Made { service, .. }
            | Self::Queued { service, .. }
            | Self::Refused { service, .. }
            | Self::QueueFull { service, .. }
            | Self::Lost { service, .. }
            | Self::QueueLost { service, .. }
            | Self::TimedOut { service, .. }
            | Self::Returned { service, .. }
            | Self::Failed { service, .. }
            | Self::Dropped { service, .. }
            | Self::RetryPlanned { service, .. }
            | Self::RetryDue { service, .. }
            | Self::RetryDenied { service, .. }
            | Self::BreakerSet { service, .. }
            | Self::ShortCircuited { service, .. }
            | Self::FellBack { service, .. } => service,
        }
    }

    /// The task that the call was for.
    pub fn task(self) -> Option<TaskId> {
        match self {
            Self::Made { task, .. }
            | Self::Queued { task, .. }
            | Self::Refused { task, .. }
            | Self::QueueFull { task, .. }
            | Self::Lost { task, .. }
            | Self::QueueLost { task, .. }
            | Self::TimedOut { task, .. }
            | Self::Returned { task, .. }
            | Self::Failed { task, .. }
            | Self::Dropped { task, .. }
            | Self::RetryPlanned { task, .. }
            | Self::RetryDue { task, .. }
            | Self::RetryDenied { task, .. }
            | Self::ShortCircuited { task, .. }
            | Self::FellBack { task, .. } => Some(task),
            Self::BreakerSet { .. } => None,
        }
    }

    pub(crate) fn digest(self) -> [u64; 4] {
        let pair =
            |number, task: TaskId, service: ServiceId| [number, task.into(), service.into(), 0];
        match self {
            Self::Made { task, service } => pair(9, task, service),
            Self::Queued { task, service } => pair(10, task, service),
            Self::Refused { task, service } => pair(11, task, service),
            Self::Lost { task, service } => pair(12, task, service),
            Self::TimedOut { task, service } => pair(13, task, service),
            Self::Returned { task, service } => pair(14, task, service),
            Self::Dropped { task, service } => pair(15, task, service),
            Self::QueueLost { task, service } => pair(23, task, service),
            Self::Failed { task, service } => pair(44, task, service),
            Self::QueueFull { task, service } => pair(45, task, service),
            Self::RetryPlanned { task, service, attempt, after_us } => {
                [46, task.into(), u64::from(service) << 8 | u64::from(attempt), after_us.into()]
            }
            Self::RetryDenied { task, service } => pair(47, task, service),
            Self::BreakerSet { service, breaker } => [48, service.into(), breaker as u64, 0],
            Self::ShortCircuited { task, service } => pair(49, task, service),
            Self::FellBack { task, service } => pair(50, task, service),
            Self::RetryDue { task, service, made } => {
                [68, task.into(), service.into(), made.into()]
            }
        }
    }

    pub(crate) fn apply(self, state: &mut Snapshot) {
        let service = state.service_mut(self.service());
        match self {
            Self::Queued { .. } => service.queued += 1,
            Self::QueueLost { .. } => service.queued = service.queued.saturating_sub(1),
            Self::RetryPlanned { .. } => service.retrying += 1,
            Self::RetryDue { made, .. } => {
                service.retrying -= 1;
                service.retries += u32::from(made);
            }
            Self::BreakerSet { breaker, .. } => service.breaker = breaker,
            Self::Made { .. }
            | Self::Refused { .. }
            | Self::QueueFull { .. }
            | Self::Lost { .. }
            | Self::TimedOut { .. }
            | Self::Returned { .. }
            | Self::Failed { .. }
            | Self::Dropped { .. }
            | Self::RetryDenied { .. }
            | Self::ShortCircuited { .. }
            | Self::FellBack { .. } => {}
        }
    }
}
