//! How much of what a run gives, and why it may give nothing.
//!
//! Never here: how it is counted.

use engine::sim::Thousandths;
use std::fmt;

/// What a measure counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// Seconds.
    S,
    /// Things: tasks, calls, records, lines.
    Count,
    /// Of a hundred.
    Percent,
}

impl Unit {
    /// What follows a number of it.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Ms => " ms",
            Self::S => " s",
            Self::Count => "",
            Self::Percent => " %",
        }
    }
}

/// A figure of a run, in thousandths of its unit: floats would be a tenth of a small page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// How much.
    pub thousandths: u64,
    /// Of what.
    pub unit: Unit,
}

/// As people say it: from 100 ms on in whole milliseconds, and seconds with one decimal.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = match self.unit {
            Unit::Ms if self.thousandths >= 100_000 => 1_000,
            Unit::S => 100,
            _ => 1,
        };
        let rounded = (self.thousandths + to / 2) / to * to;
        write!(f, "{}{}", Thousandths(rounded), self.unit.suffix())
    }
}

/// Why a reading gives no amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MeasureError {
    /// The name cannot be read: what is wrong, and what to do.
    Unknown {
        /// What is wrong.
        what: String,
        /// What to do.
        help: String,
    },
    /// The run has no service of this name.
    Service(String),
    /// Nothing happened that the figure could be read from: nobody was answered, nobody came back.
    Nothing,
}

impl fmt::Display for MeasureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { what, .. } => f.write_str(what),
            Self::Service(name) => write!(f, "the run has no service called {name}"),
            Self::Nothing => f.write_str("nothing in the run to read it from"),
        }
    }
}
