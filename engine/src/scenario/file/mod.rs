//! The written form of a scenario: TOML in, TOML out, and errors that name their line.
//!
//! Never here: opening a file; the text comes in as an argument, and so does the name to show. Never a
//! default for a value that is written wrongly.

mod load;
mod names;
mod place;
mod read;
mod services;
mod settings;
mod timeline;
mod write;

pub use read::read;
pub use write::{entry, write};
