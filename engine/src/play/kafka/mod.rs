//! The Kafka side: the producer's client, the broker, the partitioned log and consumer groups.
//!
//! Never here: a call.

pub(in crate::play) mod broker;
pub(in crate::play) mod consumer;
pub(in crate::play) mod groups;
pub(in crate::play) mod log;
pub(crate) mod partitioner;
pub(in crate::play) mod producer;
