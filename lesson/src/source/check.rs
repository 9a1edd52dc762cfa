//! Whether what a sheet claims is so: what it names exists, and its runs are as it says.
//!
//! Never here: how a claim was written.

use super::fields::unknown;
use super::library::{Library, scenario};
use super::notes::Claim;
use super::question::no_right;
use crate::content::{Figure, Goal, Right, Sheet, Show};
use crate::measure::{Amount, Expectation, Figures, MeasureError, Met, Reading, Run};
use engine::sim::Duration;
use engine::toml::Fault;
use std::collections::BTreeMap;

/// The runs of a sheet's figures, by the figures' ids.
#[derive(Debug, Default)]
pub struct Runs(BTreeMap<String, Run>);

impl Runs {
    /// The run of every figure of a sheet, as it is before a learner touches it.
    pub fn of(sheet: &Sheet) -> Self {
        let run = |figure: &Figure| Some((figure.id.to_string(), sheet.run(figure, Vec::new())?));
        Self(sheet.figures.iter().filter_map(run).collect())
    }

    /// Takes the learner's run of a figure in place of what was there.
    pub fn put(&mut self, figure: &str, run: Run) {
        self.0.insert(figure.into(), run);
    }

    /// The run of a figure.
    pub fn get(&self, figure: &str) -> Option<&Run> {
        self.0.get(figure)
    }
}

impl Figures for Runs {
    fn read(&self, reading: &Reading) -> Result<Amount, MeasureError> {
        let figure = reading.figure.as_deref().ok_or_else(|| MeasureError::Unknown {
            what: format!("`{reading}` names no figure"),
            help: "write the figure's id and a slash before it".into(),
        })?;
        let run = self.get(figure).ok_or_else(|| no_figure(figure))?;
        run.amount(reading)
    }
}

fn no_figure(id: &str) -> MeasureError {
    MeasureError::Unknown {
        what: format!("no figure is called \"{}\"", engine::toml::short(id)),
        help: "name a figure of this file".into(),
    }
}

/// Every claim that is not so. What is claimed of a mistaken figure cannot be judged, nor what is claimed
/// of one whose name could not be read.
pub(super) fn check(
    sheet: &Sheet,
    library: &dyn Library,
    claims: Vec<(usize, Claim)>,
    mistaken: &[String],
) -> Vec<Fault> {
    let runless = mistaken.iter().map(String::as_str).chain([""]);
    let runless: Vec<String> = runless.map(|id| no_figure(id).to_string()).collect();
    let checker = Checker { library, runs: Runs::of(sheet) };
    let judged = claims.into_iter().filter_map(|(place, claim)| checker.judge(place, claim).err());
    judged.map(|fault| *fault).filter(|fault| !runless.contains(&fault.what)).collect()
}

struct Checker<'s> {
    library: &'s dyn Library,
    runs: Runs,
}

impl Checker<'_> {
    fn judge(&self, place: usize, claim: Claim) -> Result<(), Box<Fault>> {
        let unknown_at = |absent| unknown(place, absent);
        match claim {
            Claim::Figure(id) => self.run(&id).map(|_| ()).map_err(unknown_at),
            Claim::Chapter(id) => self.chapter(place, &id),
            Claim::Shown(show) => self.shown(place, &show),
            Claim::Quoted(reading) => match self.runs.read(&reading) {
                Ok(_) | Err(MeasureError::Nothing) => Ok(()),
                Err(absent) => Err(unknown_at(absent)),
            },
            Claim::Answers(reading) => self.runs.read(&reading).map(|_| ()).map_err(unknown_at),
            Claim::Expects(claim) => expects(place, &claim, &self.runs),
            Claim::Goal(figure, goal) => self.goal(place, &figure, &goal),
            Claim::Line(figure, line) => {
                let points = self.run(&figure).and_then(|run| run.line(&line));
                points.map(|_| ()).map_err(unknown_at)
            }
            Claim::Choice { single, rights } => self.choice(place, single, &rights),
        }
    }

    fn run(&self, figure: &str) -> Result<&Run, MeasureError> {
        self.runs.get(figure).ok_or_else(|| no_figure(figure))
    }

    fn chapter(&self, place: usize, id: &str) -> Result<(), Box<Fault>> {
        let chapters = self.library.chapters();
        if chapters.iter().any(|known| known == id) {
            return Ok(());
        }
        Err(Fault::new(
            place,
            format_args!("no chapter is called \"{}\"", engine::toml::short(id)),
            format_args!("use one of {}", chapters.join(", ")),
        ))
    }

    fn shown(&self, place: usize, show: &Show) -> Result<(), Box<Fault>> {
        let run = self.run(&show.figure).map_err(|no| unknown(place, no))?;
        let horizon = run.scenario.horizon;
        if Duration::from_ms(show.at_ms) <= horizon {
            return Ok(());
        }
        Err(Fault::new(
            place,
            format_args!("{} ms lie after the end of the run", show.at_ms),
            format_args!("show an instant up to {horizon}"),
        ))
    }

    fn goal(&self, place: usize, figure: &Figure, goal: &Goal) -> Result<(), Box<Fault>> {
        let reached = &goal.reached;
        if reached.met(&self.runs) == Met::Yes {
            return Err(Fault::new(
                place,
                format_args!("\"{reached}\" is so before the learner does anything"),
                format_args!("ask for something that is yet to be done"),
            ));
        }
        // The proof is that very figure with another scenario in it.
        let proof = scenario(self.library, place, &goal.proof)?;
        expects(place, reached, &figure.run(proof, Vec::new()))
    }

    fn choice(&self, place: usize, single: bool, rights: &[Right]) -> Result<(), Box<Fault>> {
        let right = |right: &&Right| match right {
            Right::Fixed(right) => *right,
            Right::When(claim) => claim.met(&self.runs) == Met::Yes,
        };
        for claim in rights {
            if let Right::When(claim) = claim
                && let Met::MeasureError(
                    absent @ (MeasureError::Unknown { .. } | MeasureError::Service(_)),
                ) = claim.met(&self.runs)
            {
                return Err(unknown(place, absent));
            }
        }
        match rights.iter().filter(right).count() {
            0 => Err(no_right(place, "option")),
            count if single && count > 1 => Err(Fault::new(
                place,
                format_args!("{count} options of a single choice are right"),
                format_args!("leave one, or write kind = \"multiple\""),
            )),
            _ => Ok(()),
        }
    }
}

/// That these figures meet a claim.
fn expects(place: usize, claim: &Expectation, figures: &dyn Figures) -> Result<(), Box<Fault>> {
    match claim.met(figures) {
        Met::Yes => Ok(()),
        Met::No(found) => Err(Fault::new(
            place,
            format_args!("the run does not meet \"{claim}\": it gives {found}"),
            format_args!("correct the claim and the text that makes it, or the scenario"),
        )),
        Met::MeasureError(absent) => Err(unknown(place, absent)),
    }
}
