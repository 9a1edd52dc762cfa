//! The written form of a scenario: TOML in, TOML out, and errors that name their line.
//!
//! Never here: opening a file; the text comes in as an argument, and so does the name to show. Never a
//! default for a value that is written wrongly.

mod read;
mod settings;
mod timeline;
mod write;

pub use read::read;
pub use write::write;

use super::Problem;
use crate::toml::{Fault, Read};

/// Puts a problem at a place.
fn at(place: usize, result: Result<(), Problem>) -> Read<()> {
    result.map_err(|Problem { what, help }| Box::new(Fault { place, what, help }))
}
