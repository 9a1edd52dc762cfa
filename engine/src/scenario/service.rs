//! A service as a scenario states it: what it needs, how long it works, how many workers it has.
//!
//! Never here: its state in a run.

use crate::scenario::settings::ServiceSettings;
use crate::sim::Duration;
use serde::{Deserialize, Serialize};

/// A service that must learn of each task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Shown name, unique in its scenario.
    pub name: String,
    /// How long it works for one task.
    pub latency: Latency,
    /// Calls served at once; on the Kafka side, members of its consumer group.
    pub workers: u32,
    /// The fields of a task that it needs.
    pub needs: Vec<String>,
    /// Everything else that can be set.
    pub settings: ServiceSettings,
}

/// How long a service works for one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Latency {
    /// Always the same.
    Fixed(Duration),
    /// Anything between two lengths, as likely as anything else.
    Uniform(Duration, Duration),
    /// Exponential with this mean.
    Exponential(Duration),
    /// Lognormal with this median and, in thousandths, this deviation of the logarithm.
    Lognormal(Duration, u32),
}

impl Latency {
    /// The length that stands for it on a label: fixed, the middle, the mean, the median.
    pub fn typical(self) -> Duration {
        match self {
            Self::Fixed(length) | Self::Exponential(length) | Self::Lognormal(length, _) => length,
            Self::Uniform(low, high) => Duration(low.0.midpoint(high.0)),
        }
    }
}

impl Service {
    /// A service of one worker and a fixed latency that needs the task's id.
    pub fn new(name: impl Into<String>, latency: Duration) -> Self {
        Self {
            name: name.into(),
            latency: Latency::Fixed(latency),
            workers: 1,
            needs: vec!["task_id".into()],
            settings: ServiceSettings::default(),
        }
    }
}
