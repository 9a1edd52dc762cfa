//! The name of one figure of one run, and what a run gives for it.
//!
//! Never here: what a measure means.

use super::amount::{Amount, MeasureError};
use super::registry::{Measure, Of, find};
use super::run::Run;
use super::side::Side;
use crate::id::FigureId;
use serde::{Deserialize, Serialize};
use std::fmt;

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
        let measure = find(measure)?;
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

impl Run {
    /// What a reading gives, whatever figure it names.
    ///
    /// # Errors
    /// If the run has no such service, or nothing to read the figure from.
    pub fn amount(&self, reading: &Reading) -> Result<Amount, MeasureError> {
        let service = match &reading.service {
            None => None,
            Some(name) => {
                Some(self.service(name).ok_or_else(|| MeasureError::Service(name.clone()))?)
            }
        };
        let thousandths = reading.measure.read(self, self.played(reading.side), service);
        let unit = reading.measure.unit;
        thousandths.map(|thousandths| Amount { thousandths, unit }).ok_or(MeasureError::Nothing)
    }
}

/// A single run answers for every figure.
impl Figures for Run {
    fn read(&self, reading: &Reading) -> Result<Amount, MeasureError> {
        self.amount(reading)
    }
}
