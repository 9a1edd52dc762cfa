//! What can happen in a run, in families, and what happened at an instant.
//!
//! Each family says in a file of its own what can happen, which number it has in the digest of a run and
//! what it changes in the state. Never here: deciding that it happens.

use crate::history::call::Call;
use crate::history::control::Control;
use crate::history::group::Group;
use crate::history::publish::Publish;
use crate::history::snapshot::Snapshot;
use crate::history::task::Task;
use crate::history::topic::Topic;
use crate::history::user::User;
use crate::history::work::Work;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::sim::Instant;

/// What happened at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it happened.
    pub at: Instant,
    /// What happened.
    pub what: Occurrence,
}

/// Declares [`Occurrence`] with a way into it from each family.
macro_rules! occurrence {
    ($($(#[$doc:meta])* $family:ident,)*) => {
        /// Something that can happen.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Occurrence {
            $($(#[$doc])* $family($family),)*
        }

        $(
            impl From<$family> for Occurrence {
                fn from(what: $family) -> Self {
                    Self::$family(what)
                }
            }
        )*
    };
}

occurrence! {
    /// A user sends a task, or their wait ends.
    User,
    /// A task waits, is saved or stops at the producer.
    Task,
    /// The producer calls a service.
    Call,
    /// The producer sends a record.
    Publish,
    /// The topic changes.
    Topic,
    /// A consumer group reads, commits or rebalances.
    Group,
    /// A service works for a task.
    Work,
    /// Somebody acts on the system.
    Control,
}

impl Occurrence {
    /// The service that it happened to or at, if there is one.
    pub fn service(self) -> Option<ServiceId> {
        match self {
            Self::User(_) | Self::Publish(_) | Self::Topic(_) => None,
            Self::Task(what) => what.service(),
            Self::Call(what) => Some(what.service()),
            Self::Group(what) => Some(what.service()),
            Self::Work(what) => Some(what.service()),
            Self::Control(what) => what.service(),
        }
    }

    /// The task that it happened to, if it happened to one.
    pub fn task(self) -> Option<TaskId> {
        match self {
            Self::User(what) => Some(what.task()),
            Self::Task(what) => Some(what.task()),
            Self::Call(what) => what.task(),
            Self::Publish(what) => Some(what.task()),
            Self::Group(what) => what.task(),
            Self::Work(what) => Some(what.task()),
            Self::Topic(_) | Self::Control(_) => None,
        }
    }

    /// Itself as numbers, for the digest of a run: one that tells what it is, then its fields.
    pub(crate) fn digest(self) -> [u64; 4] {
        match self {
            Self::User(what) => what.digest(),
            Self::Task(what) => what.digest(),
            Self::Call(what) => what.digest(),
            Self::Publish(what) => what.digest(),
            Self::Topic(what) => what.digest(),
            Self::Group(what) => what.digest(),
            Self::Work(what) => what.digest(),
            Self::Control(what) => what.digest(),
        }
    }
}

impl Entry {
    /// Changes the state as the occurrence does.
    pub(crate) fn apply(self, state: &mut Snapshot) {
        match self.what {
            Occurrence::User(what) => what.apply(state),
            Occurrence::Task(what) => what.apply(state),
            Occurrence::Call(what) => what.apply(state),
            Occurrence::Publish(what) => what.apply(state),
            Occurrence::Topic(what) => what.apply(state),
            Occurrence::Group(what) => what.apply(state),
            Occurrence::Work(what) => what.apply(self.at, state),
            Occurrence::Control(what) => what.apply(state),
        }
    }
}
