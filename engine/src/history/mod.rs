//! What happened: every occurrence of a run, the state at an instant of it, and what is counted from it.
//!
//! A [`History`] is everything that happened; a [`Snapshot`] is the state that follows from its
//! occurrences up to an instant; [`Summary`] and [`Stretch`] are read off a history.
//!
//! Never here: deciding what happens.

pub(crate) mod call;
pub(crate) mod control;
pub(crate) mod digest;
pub(crate) mod group;
pub(crate) mod metrics;
pub(crate) mod occurrence;
pub(crate) mod publish;
pub(crate) mod recording;
pub(crate) mod series;
pub(crate) mod snapshot;
pub(crate) mod task;
pub(crate) mod topic;
pub(crate) mod user;
pub(crate) mod values;
pub(crate) mod work;

pub use call::Call;
pub use control::Control;
pub use group::Group;
pub use metrics::{Percentiles, Summary, summarise};
pub use occurrence::{Entry, Occurrence};
pub use publish::Publish;
pub use recording::{End, History, TaskTimes};
pub use series::{
    LENGTHS_MS, STRETCHES, Since, Stretch, answered_within, fresh_within, stale_after, stretches,
};
pub use snapshot::{GroupState, InHand, Ledger, Publishing, Reads, ServiceState, Snapshot};
pub use task::Task;
pub use topic::Topic;
pub use user::User;
pub use values::{Breaker, Cause, Effect, Gate, Loss, ReadOutcome};
pub use work::Work;
