//! How a scenario goes on: [`run`](fn@run) plays it in a style, against an agenda, until the horizon.
//!
//! The world dispatches, schedules and records. Each part keeps its own state: tasks and the effects that
//! they owe, services and their workers, what a call is in `direct`, what a record is in `kafka`, and what
//! ties records to a database or to a waiting user in `patterns`. A part takes what happened, puts out what
//! is recorded and scheduled, and returns what follows for others; it knows no other part.
//!
//! Never here: drawing, or a fact that is not in the scenario.

mod arrivals;
mod deployment;
mod direct;
mod effects;
mod facts;
mod kafka;
mod output;
mod patterns;
mod run;
mod services;
mod tasks;
mod timer;
mod world;

pub use kafka::partitioner::partition_of;
pub use run::{run, run_in_slices};
pub use services::HANG;
pub use world::OCCURRENCE_LIMIT;
