//! The direct side: calls, their retries, the circuit breaker, and the gates behind which tasks wait.
//!
//! Never here: a record.

pub(in crate::play) mod breaker;
pub(in crate::play) mod calls;
pub(in crate::play) mod gate;
pub(in crate::play) mod retry;
