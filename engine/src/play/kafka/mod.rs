//! The Kafka side: the producer's client, the partitioned log, consumer groups and retention.
//!
//! Never here: a call.

pub(in crate::play) mod consumer;
pub(in crate::play) mod groups;
pub(in crate::play) mod log;
pub(crate) mod partitioner;
pub(in crate::play) mod producer;
pub(in crate::play) mod retention;
