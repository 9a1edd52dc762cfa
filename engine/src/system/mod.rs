//! The subject: a scenario, the styles in which it can be wired, and the history of a run.
//!
//! Read it in this order: [`Scenario`] states the business facts once; a [`Style`] turns them into a
//! small [`Program`] of steps; [`run`] plays both against an agenda; a [`History`] is what happened,
//! and a [`Snapshot`] the state at an instant of it.
//!
//! Never here: drawing, a browser, files.

mod bounds;
mod breaker;
mod consuming;
mod coupling;
mod crew;
mod deploy;
mod diff;
mod digest;
mod direct;
mod faults;
mod file;
mod gate;
mod groups;
mod history;
mod intervention;
mod ledger;
mod listing;
mod log;
mod metrics;
mod occurrence;
mod outbox;
mod partitioner;
mod producing;
mod program;
mod reads;
mod replies;
mod retention;
mod retry;
mod run;
mod scenario;
mod series;
mod settings;
mod snapshot;
mod user;

pub use crate::toml::FileError;
pub use bounds::{
    MAX_NAME, MAX_PARTITIONS, MAX_PLAN, MAX_ROSTER, MAX_SERVICES, MAX_SKIP, MAX_WORKERS, Problem,
};
pub use coupling::{FACTORS, Question, Reading, ask, joins, leaves, put, questions, users_of};
pub use diff::Change;
pub use file::{read, write};
pub use history::{End, History, TaskTimes};
pub use intervention::{Action, Intervention, Mode, Start};
pub use listing::{Line, Listing, Place, ProducerDiff, handler, producer, producer_diff};
pub use metrics::{Percentiles, Summary, summarise};
pub use occurrence::{Breaker, Cause, Effect, Gate, Loss, Occurrence, ReadOutcome, What};
pub use partitioner::partition_of;
pub use program::{Program, Step, Style};
pub use run::{HANG, OCCURRENCE_LIMIT, run};
pub use scenario::{Event, Kafka, Latency, Load, Pattern, Planned, Producer, Scenario, Service};
pub use series::{
    LENGTHS_MS, STRETCHES, Since, Stretch, answered_within, fresh_within, stale_after, stretches,
};
pub use settings::{ServiceSetting, ServiceSettings, Setting, Settings, Spec, Unit};
pub use snapshot::{Group, InHand, Ledger, Publishing, Reads, ServiceState, Snapshot};

/// A task: the number of its sending, from 0. Shown to people from 1.
pub type TaskId = u32;

/// A service: its place in the roster of a run (those of the scenario, then those added by the
/// timeline, then those added by the learner).
pub type ServiceId = u8;
