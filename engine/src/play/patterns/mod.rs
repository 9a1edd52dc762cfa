//! What is built on top of records: an outbox beside the database, and replies that a user waits for.
//!
//! Never here: how a record reaches the log or a consumer.

pub(super) mod outbox;
pub(super) mod replies;
