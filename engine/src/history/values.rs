//! The values that occurrences carry: how a piece of work, a read or a task ended, and why.
//!
//! Never here: an occurrence, or the state that follows from one.

use crate::scenario::ids::ServiceId;

/// Where tasks may have to wait before the producer works on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// For a place at the service in front of the producer.
    Caller,
    /// For a place at the producer.
    Producer,
}

/// The state of a circuit breaker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Breaker {
    /// Lets every call through.
    #[default]
    Closed,
    /// Lets none through.
    Open,
    /// Lets a few through, to see.
    HalfOpen,
}

/// What a user saw who read their own write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadOutcome {
    /// The write.
    Fresh,
    /// Not the write.
    Stale,
    /// Not the write, but what the answer had carried.
    Entity,
    /// Not the write, but what the pending cache holds.
    Cached,
    /// Not the write, but that it is being processed.
    Processing,
}

/// What a finished piece of work counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The first for an owed effect.
    Done,
    /// Once more.
    Repeated,
    /// The first for a task older than the service.
    Backfilled,
    /// The first for an owed effect that had been given up for lost.
    Recovered,
    /// None: the service had worked for the task before, and recognised it.
    Recognised,
}

/// Why an owed effect will never happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The program ended before it called.
    NeverAsked,
    /// The service refused.
    Refused,
    /// The service went down with the call.
    ServiceDown,
    /// The producer restarted before it called or published.
    Restarted,
    /// The record never reached the log.
    Undelivered,
    /// The service failed with it.
    Erred,
    /// The breaker was open.
    ShortCircuited,
    /// The service's queue was full.
    QueueFull,
    /// The log deleted the record before it was read, or the group went past it.
    Unread,
    /// The consumer passed over the record.
    PassedOver,
    /// The record lies in the dead-letter topic.
    DeadLettered,
}

/// Why a task failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// This service refused.
    Refused(ServiceId),
    /// This service went down with the call.
    ServiceDown(ServiceId),
    /// This service did not answer in time.
    TimedOut(ServiceId),
    /// The user waited no longer.
    ClientGaveUp,
    /// The record was not acknowledged in time.
    Undelivered,
    /// The producer restarted.
    Restarted,
    /// This service answered with an error.
    Erred(ServiceId),
    /// This service's queue was full.
    QueueFull(ServiceId),
    /// The breaker for this service was open.
    ShortCircuited(ServiceId),
    /// The producer was being deployed.
    Deploying,
    /// The service in front of the producer waited no longer.
    CallerGaveUp,
    /// No room in the producer's buffer came free in time.
    BufferFull,
    /// Not every reply came in time.
    NoReply,
}

impl Cause {
    /// Itself as a number, for the digest.
    pub(crate) fn digest(self) -> u64 {
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
