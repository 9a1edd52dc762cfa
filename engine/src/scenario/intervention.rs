//! What may be done to a running system at an instant, by a scenario's timeline or by the learner.
//!
//! Never here: what follows from it; that is the run's.

use crate::scenario::ids::ServiceId;
use crate::scenario::load::Load;
use crate::scenario::service::Service;
use crate::scenario::settings::{ServiceSetting, Setting};
use crate::sim::Instant;
use serde::{Deserialize, Serialize};

/// Something done at an instant. It comes after everything else of that instant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Intervention {
    /// When.
    pub at: Instant,
    /// What.
    pub action: Action,
}

/// What can be done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Action {
    /// A service goes down, comes back, hangs or slows.
    Set(ServiceId, Mode),
    /// The broker goes down or comes back.
    Broker(bool),
    /// A service joins on both sides; its group begins to read at `start`.
    Add {
        /// The newcomer.
        service: Service,
        /// Where its group begins to read.
        start: Start,
    },
    /// A service leaves on both sides; what is owed to it is cancelled.
    Remove(ServiceId),
    /// This many tasks are sent at once, by hand.
    Send(u32),
    /// The load from now on.
    Load(Load),
    /// The producer's process restarts and loses what it held in memory.
    Restart,
    /// A worker of a service dies without a word, or all of them do; its group misses it only after the
    /// session timeout. Setting the service up starts them again.
    Crash {
        /// Whose.
        service: ServiceId,
        /// Which, from 0; all if `None`.
        worker: Option<u8>,
    },
    /// A service has this many workers from now on.
    Scale(ServiceId, u32),
    /// The topic has this many partitions from now on; it can only grow.
    Partitions(u32),
    /// A setting of the system has this value from now on.
    Tune(Setting, u32),
    /// A setting of a service has this value from now on.
    TuneService(ServiceId, ServiceSetting, u32),
    /// So many minutes pass at once in which no task is sent and nothing is done: what can finish
    /// finishes, what ages ages.
    Skip(u32),
}

/// The state of a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// Works as stated.
    #[default]
    Up,
    /// Refuses calls at once; its consumers have left their group.
    Down,
    /// Takes 30 s for what it starts.
    Hanging,
    /// Takes this many times as long for what it starts.
    Slow(u32),
    /// Every worker has crashed: refuses calls at once; its group still counts on its consumers.
    Crashed,
}

/// Where a new consumer group begins to read: Kafka's `auto.offset.reset`, `latest` by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Start {
    /// At the end of the log: nothing older than itself.
    #[default]
    Latest,
    /// At the beginning of the log.
    Earliest,
}

impl Mode {
    /// Whether it takes no work.
    pub fn is_out(self) -> bool {
        matches!(self, Self::Down | Self::Crashed)
    }
}

impl Action {
    /// The service that it is done to, if it is done to one.
    pub fn service(&self) -> Option<ServiceId> {
        match *self {
            Self::Set(service, _)
            | Self::Remove(service)
            | Self::Crash { service, .. }
            | Self::Scale(service, _)
            | Self::TuneService(service, ..) => Some(service),
            _ => None,
        }
    }
}

impl Mode {
    /// Itself as a number, for the digest of a run.
    pub(crate) fn digest(self) -> u64 {
        match self {
            Self::Up => 0,
            Self::Down => 1,
            Self::Hanging => 2,
            Self::Crashed => 3,
            Self::Slow(factor) => 1 << 32 | u64::from(factor),
        }
    }
}
