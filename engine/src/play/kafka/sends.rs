//! A record on its way from a program to the producer's client, and who waits for it.
//!
//! Never here: where it is held, or when it is sent.

use crate::scenario::ids::{ServiceId, TaskId};

/// A record to be sent.
#[derive(Clone, Copy)]
pub(crate) struct Send {
    pub task: TaskId,
    /// The one service that it is a command to.
    pub only: Option<ServiceId>,
    /// Tells this send of the task from an earlier one.
    pub number: u32,
    /// Who waits for the acknowledgement.
    pub awaited: Awaited,
}

/// Who learns of an acknowledgement.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Awaited {
    /// The task's program, which stands at this step.
    Program,
    /// Nobody: `send` returned once the record was in the buffer.
    Nobody,
    /// The relay of the outbox.
    Relay,
}

/// What became of the start of a send.
pub(crate) enum Sent {
    /// The program waits.
    Waits,
    /// The program goes on.
    GoesOn,
}

/// What a client knows of the topic and the broker when it sends.
#[derive(Clone, Copy)]
pub(crate) struct Topic {
    /// How many partitions there are.
    pub partitions: u32,
    /// Whether the broker accepts records.
    pub writable: bool,
}

/// What a request brings to the broker.
pub(crate) struct Arrival {
    pub partition: u8,
    pub sends: Vec<Send>,
    /// Whether the broker has these records already and recognises them.
    pub known: bool,
    /// Whether the producer has given them up meanwhile.
    pub given_up: bool,
}
