//! What a text claims of a run: `direct.wait.p50_ms = 1500`, `kafka.lag.max:Audit > direct.queue.max:Audit`.
//!
//! Expectations hold chapters to their runs, and decide which option of a question is right when that
//! depends on the run. Never here: running.

use super::amount::{Amount, MeasureError};
use super::reading::{Figures, Reading};
use engine::sim::Thousandths;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A claim about a run that can be checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Expectation {
    /// What is read.
    pub reading: Reading,
    relation: Relation,
    against: Operand,
}

/// What a run made of an expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Met {
    /// It holds.
    Yes,
    /// It does not; the run gives this.
    No(Amount),
    /// There is nothing to compare.
    MeasureError(MeasureError),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Equal,
    Less,
    AtMost,
    More,
    AtLeast,
}

#[derive(Clone, Debug, PartialEq)]
enum Operand {
    /// From the first to the second, in thousandths.
    Between(u64, u64),
    Reading(Reading),
}

const RELATIONS: [(&str, Relation); 5] = [
    ("<=", Relation::AtMost),
    (">=", Relation::AtLeast),
    ("<", Relation::Less),
    (">", Relation::More),
    ("=", Relation::Equal),
];

impl Expectation {
    /// Reads a claim.
    ///
    /// # Errors
    /// [`MeasureError::Unknown`]: what cannot be read, and how to write it.
    pub fn parse(text: &str) -> Result<Self, MeasureError> {
        let wrong = |what: String| MeasureError::Unknown {
            what,
            help: "write a measure, one of = < > <= >=, and a number, a range as in 58 to 62, or \
                   another measure"
                .into(),
        };
        let split = RELATIONS.iter().find_map(|(sign, relation)| {
            let (left, right) = text.split_once(sign)?;
            Some((left.trim(), *relation, right.trim()))
        });
        let (left, relation, right) =
            split.ok_or_else(|| wrong(format!("\"{text}\" compares nothing")))?;
        let reading = Reading::parse(left)?;
        let number = |text: &str| Thousandths::parse(text.trim()).map(|number| number.0);
        let against = match (number(right), right.split_once(" to ")) {
            (Some(number), _) => Operand::Between(number, number),
            (None, Some((low, high))) if relation == Relation::Equal => {
                match (number(low), number(high)) {
                    (Some(low), Some(high)) if low <= high => Operand::Between(low, high),
                    _ => return Err(wrong(format!("\"{right}\" is no range"))),
                }
            }
            (None, Some(_)) => return Err(wrong(format!("only = goes with \"{right}\""))),
            (None, None) => Operand::Reading(Reading::parse(right)?),
        };
        Ok(Self { reading, relation, against })
    }

    /// The readings that it takes.
    pub fn readings(&self) -> impl Iterator<Item = &Reading> {
        let other = match &self.against {
            Operand::Reading(reading) => Some(reading),
            Operand::Between(..) => None,
        };
        std::iter::once(&self.reading).chain(other)
    }

    /// The same, with the figure filled in where none is named.
    #[must_use]
    pub fn about(mut self, figure: Option<&str>) -> Self {
        let fill = |reading: &mut Reading| {
            if reading.figure.is_none() {
                reading.figure = figure.map(Into::into);
            }
        };
        fill(&mut self.reading);
        if let Operand::Reading(reading) = &mut self.against {
            fill(reading);
        }
        self
    }

    /// Whether these figures meet it.
    pub fn met(&self, figures: &dyn Figures) -> Met {
        let found = match figures.read(&self.reading) {
            Ok(found) => found,
            Err(absent) => return Met::MeasureError(absent),
        };
        let (low, high) = match &self.against {
            Operand::Between(low, high) => (*low, *high),
            Operand::Reading(other) => match figures.read(other) {
                Ok(other) => (other.thousandths, other.thousandths),
                Err(absent) => return Met::MeasureError(absent),
            },
        };
        let amount = found.thousandths;
        let holds = match self.relation {
            Relation::Equal => (low..=high).contains(&amount),
            Relation::Less => amount < low,
            Relation::AtMost => amount <= high,
            Relation::More => amount > high,
            Relation::AtLeast => amount >= low,
        };
        if holds { Met::Yes } else { Met::No(found) }
    }
}

impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = RELATIONS.iter().find(|(_, relation)| *relation == self.relation);
        write!(f, "{} {} ", self.reading, sign.map_or("=", |(sign, _)| sign))?;
        match &self.against {
            Operand::Between(low, high) if low == high => Thousandths(*low).fmt(f),
            Operand::Between(low, high) => {
                write!(f, "{} to {}", Thousandths(*low), Thousandths(*high))
            }
            Operand::Reading(reading) => reading.fmt(f),
        }
    }
}

impl TryFrom<String> for Expectation {
    type Error = MeasureError;

    fn try_from(text: String) -> Result<Self, MeasureError> {
        Self::parse(&text)
    }
}

impl From<Expectation> for String {
    fn from(expectation: Expectation) -> Self {
        expectation.to_string()
    }
}
