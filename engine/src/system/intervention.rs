//! What may be done to a running system at an instant, by a scenario's timeline or by the learner.
//!
//! Never here: what follows from it; that is the run's.

use super::{Load, Service, ServiceId};
use crate::sim::Instant;

/// Something done at an instant. It comes after everything else of that instant.
#[derive(Clone, Debug, PartialEq)]
pub struct Intervention {
    /// When.
    pub at: Instant,
    /// What.
    pub action: Action,
}

/// What can be done.
#[derive(Clone, Debug, PartialEq)]
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
}

/// The state of a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
}

/// Where a new consumer group begins to read: Kafka's `auto.offset.reset`, `latest` by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// At the end of the log: nothing older than itself.
    #[default]
    Latest,
    /// At the beginning of the log.
    Earliest,
}

impl Action {
    /// The service that it is done to, if it is done to one.
    pub fn service(&self) -> Option<ServiceId> {
        match *self {
            Self::Set(service, _) | Self::Remove(service) => Some(service),
            _ => None,
        }
    }
}
