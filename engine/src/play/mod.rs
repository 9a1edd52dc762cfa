//! How a scenario goes on: [`run`] plays it in a style, against an agenda, until the horizon.
//!
//! The world dispatches, schedules and records. What a call does is in `direct`, what a record does in
//! `kafka`, and what ties records to a database or to a waiting user in `patterns`.
//!
//! Never here: drawing, or a fact that is not in the scenario.

mod deploy;
mod direct;
mod effects;
mod facts;
mod faults;
mod kafka;
mod ledger;
mod output;
mod patterns;
mod reads;
mod timer;
mod user;
mod workers;
mod world;

pub use kafka::partitioner::partition_of;
pub use world::{HANG, OCCURRENCE_LIMIT, run};
