//! How a service answers a call. Never here: what the producer makes of it.

/// An answer, which may be under way for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The service has worked for the task.
    Done,
    /// It has worked and failed at the end.
    Error,
    /// It is down.
    Refusal,
    /// Its queue is full.
    QueueFull,
}
