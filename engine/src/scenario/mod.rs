//! What is stated: the business facts of a scenario, its settings and its timeline, what the learner
//! does to it, and the styles in which it can be wired.
//!
//! A [`Scenario`] states the facts once; a [`Style`] turns them into a small [`Program`] of steps for
//! the producer; an [`Intervention`] is what somebody does at an instant. [`Scenario::check`] says
//! whether all this is within bounds, and [`read`](fn@read) and [`write`](fn@write) are its form in a file.
//!
//! Never here: what a setting does, or anything that happens.

pub(crate) mod bounds;
pub(crate) mod choices;
pub(crate) mod file;
pub(crate) mod ids;
pub(crate) mod intervention;
pub(crate) mod load;
pub(crate) mod program;
pub(crate) mod service;
pub(crate) mod settings;
pub(crate) mod statement;

pub use crate::toml::FileError;
pub use bounds::{
    MAX_NAME, MAX_PARTITIONS, MAX_PLAN, MAX_ROSTER, MAX_SERVICES, MAX_SKIP, MAX_WORKERS, Problem,
};
pub use choices::{
    Acks, Backoff, Client, Commit, Holds, Jitter, KeyBy, OffsetReset, OnError, Recovery, Repair,
};
pub use file::{entry, read, write};
pub use ids::{ServiceId, TaskId};
pub use intervention::{Action, Intervention, Mode, Start};
pub use load::{Load, Pattern};
pub use program::{Program, Step, Style};
pub use service::{Latency, Service};
pub use settings::{ServiceSetting, ServiceSettings, Setting, Settings, Spec, Unit};
pub use statement::{Event, Kafka, Planned, Producer, Scenario};
