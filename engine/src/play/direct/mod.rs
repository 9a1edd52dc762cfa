//! The direct side: calls, their retries, the circuit breaker, and the gates behind which tasks wait.
//!
//! Never here: a record.

pub(super) mod answer;
pub(super) mod breaker;
pub(super) mod calls;
pub(super) mod gate;
pub(super) mod retry;
