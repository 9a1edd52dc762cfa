//! Named figures of a run: `direct.wait.p50_ms`, `kafka.lag.max:Audit`.
//!
//! Prose, feedback, questions and expectations quote a run by these names alone, so that a number in the
//! workbook is always one that was counted. Every name is in one list, [`MEASURES`].
//!
//! Never here: a figure that is not a function of a run.

mod counting;
mod expectation;
mod registry;
mod run;
mod series;
mod tracing;

pub use expectation::{Expectation, Met};
pub use registry::{MEASURES, Measure, Of, Unit};
pub use run::Run;
pub use series::{Line, Point, Series};

use crate::id::FigureId;
use engine::scenario::Style;
use engine::sim::Thousandths;
use serde::{Deserialize, Serialize};
use std::fmt;

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

/// Which wiring of a scenario a figure is read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The style that the scenario shows on the left.
    Direct,
    /// The style that the scenario shows on the right.
    Events,
    /// This style, whatever the scenario shows.
    Of(Style),
}

impl Side {
    fn named(word: &str) -> Option<Self> {
        match word {
            "direct" => Some(Self::Direct),
            "events" => Some(Self::Events),
            word => Style::named(word).map(Self::Of),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Events => "events",
            Self::Of(style) => style.word(),
        }
    }
}

/// The name of one figure of one run: `[figure/]side.measure[:service]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reading {
    /// The live figure whose run is meant; the one that the text belongs to, if `None`.
    pub figure: Option<FigureId>,
    /// The side of that run.
    pub side: Side,
    /// What is read there.
    pub measure: &'static Measure,
    /// Of which service, for a measure of a service.
    pub service: Option<String>,
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

impl Reading {
    /// Reads a name.
    ///
    /// # Errors
    /// [`MeasureError::Unknown`], which says which names there are.
    pub fn parse(name: &str) -> Result<Self, MeasureError> {
        let (figure, rest) = match name.split_once('/') {
            Some((figure, rest)) => (Some(figure), rest),
            None => (None, name),
        };
        let (path, service) = match rest.split_once(':') {
            Some((path, service)) => (path, Some(service)),
            None => (rest, None),
        };
        let (side, measure) = path.split_once('.').unwrap_or((path, ""));
        let side = Side::named(side).ok_or_else(|| MeasureError::Unknown {
            what: format!("`{name}` does not begin with a side"),
            help: "begin with direct, events, or a style such as kafka or parallel, and a dot"
                .into(),
        })?;
        let measure = registry::find(measure)?;
        match (measure.of, service) {
            (Of::Run, Some(_)) => Err(MeasureError::Unknown {
                what: format!("`{}` is not a figure of one service", measure.name),
                help: "leave out the colon and what follows it".into(),
            }),
            (Of::Service, None) => Err(MeasureError::Unknown {
                what: format!("`{}` is a figure of one service", measure.name),
                help: format!("name it, as in {}:Audit", measure.name),
            }),
            _ => Ok(Self {
                figure: figure.map(Into::into),
                side,
                measure,
                service: service.map(Into::into),
            }),
        }
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(figure) = &self.figure {
            write!(f, "{figure}/")?;
        }
        write!(f, "{}.{}", self.side.word(), self.measure.name)?;
        match &self.service {
            Some(service) => write!(f, ":{service}"),
            None => Ok(()),
        }
    }
}

impl TryFrom<String> for Reading {
    type Error = MeasureError;

    fn try_from(name: String) -> Result<Self, MeasureError> {
        Self::parse(&name)
    }
}

impl From<Reading> for String {
    fn from(reading: Reading) -> Self {
        reading.to_string()
    }
}

/// Where the figures of a page come from: the learner's own runs, or those of the content.
pub trait Figures {
    /// What a reading gives; the reading names its figure.
    ///
    /// # Errors
    /// Why there is nothing.
    fn read(&self, reading: &Reading) -> Result<Amount, MeasureError>;
}

/// A single run answers for every figure.
impl Figures for Run {
    fn read(&self, reading: &Reading) -> Result<Amount, MeasureError> {
        self.amount(reading)
    }
}
