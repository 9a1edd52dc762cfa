//! What keeps a document from being a system, field by field.
//!
//! Never here: the words that say it; they are the interface's.

use super::form::Field;

/// A field that keeps a document from being a system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Which.
    pub field: Field,
    /// Why.
    pub why: Why,
}

/// Why a field cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It says nothing, and a run needs it.
    Empty,
    /// This service is in the list more than once.
    Twice(String),
    /// This is no length of time.
    NoLength(String),
    /// This is a number with a unit that is not known.
    NoUnit(String),
    /// A latency is given for this, which is not among the services.
    NoService(String),
    /// There are so many lengths for so many services.
    TooManyLengths(String, String),
    /// No latency is given for this service.
    NoLatency(String),
    /// No call pattern is called that.
    NoPattern(String),
    /// This is no name of an event.
    NoEvent(String),
    /// It is out of a run's bounds: what it is, and what would be right.
    OutOfBounds(String, String),
}

impl Why {
    /// The key of the sentence that tells it, among the interface's words, and what fills it.
    pub fn key(&self) -> (&'static str, &str, &str) {
        match self {
            Self::Empty => ("gap.empty", "", ""),
            Self::Twice(service) => ("template.gap.twice", service, ""),
            Self::NoLength(text) => ("gap.no-length", text, ""),
            Self::NoUnit(text) => ("template.gap.no-unit", text, ""),
            Self::NoService(name) => ("template.gap.no-service", name, ""),
            Self::TooManyLengths(lengths, services) => ("template.gap.too-many", lengths, services),
            Self::NoLatency(service) => ("gap.no-latency", service, ""),
            Self::NoPattern(text) => ("gap.no-pattern", text, ""),
            Self::NoEvent(text) => ("gap.no-event", text, ""),
            Self::OutOfBounds(what, help) => ("gap.out-of-bounds", what, help),
        }
    }
}
