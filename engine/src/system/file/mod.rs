//! The written form of a scenario: TOML in, TOML out, and errors that name their line.
//!
//! Never here: opening a file; the text comes in as an argument, and so does the name to show. Never a
//! default for a value that is written wrongly.

mod fields;
mod parse;
mod read;
mod timeline;
mod tree;
mod write;

pub use read::read;
pub use write::write;

use std::fmt;

/// A scenario that cannot be taken as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// The file's name, as it was given.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: {}. To mend it: {}.", self.file, self.line, self.what, self.help)
    }
}

impl std::error::Error for FileError {}
