//! What happened: every occurrence of a run, the state at an instant of it, and what is counted from it.
//!
//! A [`History`] is everything that happened; a [`Snapshot`] is the state that follows from its
//! occurrences up to an instant; [`Summary`] and [`Stretch`] are read off a history.
//!
//! Never here: deciding what happens.

pub(crate) mod digest;
pub(crate) mod metrics;
pub(crate) mod occurrence;
pub(crate) mod recording;
pub(crate) mod series;
pub(crate) mod snapshot;

pub use metrics::{Percentiles, Summary, summarise};
pub use occurrence::{Breaker, Cause, Effect, Gate, Loss, Occurrence, ReadOutcome, What};
pub use recording::{End, History, TaskTimes};
pub use series::{
    LENGTHS_MS, STRETCHES, Since, Stretch, answered_within, fresh_within, stale_after, stretches,
};
pub use snapshot::{Group, InHand, Ledger, Publishing, Reads, ServiceState, Snapshot};
