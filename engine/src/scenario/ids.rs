//! What a task and a service are called inside a run. Never here: a name that a person reads.

/// A task: the number of its sending, from 0. Shown to people from 1.
pub type TaskId = u32;

/// A service: its place in the roster of a run (those of the scenario, then those added by the
/// timeline, then those added by the learner).
pub type ServiceId = u8;
