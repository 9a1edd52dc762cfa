//! The Kafka side: the producer's client, the broker, the partitioned log and consumer groups.
//!
//! Never here: a call.

pub(super) mod batches;
pub(super) mod broker;
pub(super) mod clock;
pub(super) mod consumer;
pub(super) mod groups;
pub(super) mod keyless;
pub(super) mod log;
pub(super) mod offsets;
pub(crate) mod partitioner;
pub(super) mod producer;
pub(super) mod sends;
