//! The source of the producer and of one service, in Python or in Java as the scenario's client is, written from the program that the run executes.
//!
//! A listing beside a simulation is believed, so it has to say what the run does: it prints the steps
//! of [`Program`](crate::scenario::program::Program), and each line that stands for a step knows its [`Place`]. Never here:
//! a decision on what the producer does, a line that only one of run and listing knows, or time.

mod archive;
pub(crate) mod changes;
mod client;
pub(crate) mod diff;
mod java;
mod java_consumer;
mod java_modules;
mod java_producer;
mod names;
pub(crate) mod page;
mod producer;
pub(crate) mod programs;
mod service;
pub(crate) mod sources;
mod work;

pub use archive::{archive, files, folder};
pub use changes::{ProducerDiff, producer_diff};
pub use diff::Change;
pub use page::{Line, Listing, Place};
pub use programs::{Program, REQUIREMENTS, Topic, programs, readme, topics};
pub use sources::{handler, producer};
