//! Reading TOML for people: a tree of values, each with its place, typed reading of its fields, and errors
//! that name their line and what to do. And writing a text as it reads one.
//!
//! Scenarios are read with it, and so is whatever else somebody writes by hand. Never here: what a field
//! means, or opening a file; the text comes in as an argument, and so does the name to show.

mod fields;
mod parse;
mod quote;
mod tree;

pub use fields::{
    Fault, Read, belongs, count, each, lacks, list, ms, ms_of, tables, text, text_of, texts,
    thousandths, whole, wrong,
};
pub use parse::{parse, parse_within};
pub use quote::quoted;
pub use tree::{Field, Key, Kind, Made, Value, short};

use std::fmt;

/// A file that cannot be taken as it is written.
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

impl FileError {
    /// A fault in `text`, which is called `file`.
    pub fn new(file: &str, text: &str, fault: &Fault) -> Self {
        let before = text.bytes().take(fault.place);
        Self {
            file: file.into(),
            line: before.filter(|&byte| byte == b'\n').count() + 1,
            what: shown(&fault.what),
            help: shown(&fault.help),
        }
    }
}

/// A message may quote the file: it is kept to a size and to characters that can be shown.
fn shown(message: &str) -> String {
    let visible = message.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c });
    visible.take(600).collect()
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: {}. To mend it: {}.", self.file, self.line, self.what, self.help)
    }
}

impl std::error::Error for FileError {}
