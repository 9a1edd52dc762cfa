//! `simulate`: a scenario file, run without a page in one style or in all, and its figures.
//!
//! The figures are [`engine::history::summarise`]'s, and its ledger at the horizon is the one that the page
//! shows there. Never here: a figure of its own, or a second reader of scenarios.

mod report;
mod rows;
mod tables;

use engine::scenario::Style;
use engine::sim::{Duration, Thousandths};
use lexopt::Parser;
use lexopt::prelude::*;

use crate::arguments::{next, once, unexpected, value};
use crate::failure::Failure;
use crate::scenarios::{scenario_of, styles};
use crate::table::print;
use report::Report;

/// A file may name no greater one.
const LARGEST_SEED: u64 = i64::MAX as u64;
const LONGEST: Duration = Duration::from_s(3_600);

/// Runs `simulate` as it was typed.
pub fn simulate(parser: Parser) -> Result<(), Failure> {
    let request = Request::parse(parser)?;
    let report = request.report()?;
    print(&if request.json { report.json() } else { report.text() })
}

/// What was asked for.
#[derive(Debug, PartialEq)]
struct Request {
    file: String,
    styles: Vec<Style>,
    seed: Option<u64>,
    horizon: Option<Duration>,
    json: bool,
}

impl Request {
    fn parse(mut parser: Parser) -> Result<Self, Failure> {
        let (mut file, mut style, mut seed, mut horizon, mut json) = (None, None, None, None, None);
        while let Some(argument) = next(&mut parser, "simulate")? {
            match argument {
                Long("style") => once(&mut style, "style", styles(&value(&mut parser, "style")?)?)?,
                Long("seed") => once(&mut seed, "seed", whole_seed(&value(&mut parser, "seed")?)?)?,
                Long("horizon") => {
                    once(&mut horizon, "horizon", length_of(&value(&mut parser, "horizon")?)?)?;
                }
                Long("json") => once(&mut json, "json", true)?,
                Value(path) => {
                    let path = path.to_string_lossy().into_owned();
                    if let Some(first) = file.replace(path.clone()) {
                        return Err(Failure::Usage(format!(
                            "`simulate` takes one scenario file, not both {first} and {path}"
                        )));
                    }
                }
                other => {
                    let takes = "a scenario file, --style, --seed, --horizon and --json";
                    return Err(unexpected("simulate", other, takes));
                }
            }
        }
        let file = file.ok_or_else(|| {
            Failure::Usage(
                "`simulate` lacks the scenario file, say assets/scenarios/outage.toml".into(),
            )
        })?;
        let styles = style.unwrap_or_else(|| Style::ALL.to_vec());
        Ok(Self { file, styles, seed, horizon, json: json.unwrap_or(false) })
    }

    fn report(&self) -> Result<Report, Failure> {
        let mut scenario = scenario_of(&self.file)?;
        scenario.seed = self.seed.unwrap_or(scenario.seed);
        scenario.horizon = self.horizon.unwrap_or(scenario.horizon);
        Ok(Report::of(&self.file, &scenario, &self.styles))
    }
}

fn whole_seed(number: &str) -> Result<u64, Failure> {
    number.parse().ok().filter(|&seed| seed <= LARGEST_SEED).ok_or_else(|| {
        Failure::Usage(format!(
            "`{number}` is no seed; use a whole number from 0 to {LARGEST_SEED}"
        ))
    })
}

/// A length of time with its unit: `500ms`, `60s`, `1.5m`.
fn length_of(text: &str) -> Result<Duration, Failure> {
    let units = [("ms", 1), ("s", 1_000), ("m", 60_000)];
    let length = units.into_iter().find_map(|(unit, thousand_us)| {
        let number = Thousandths::parse(text.strip_suffix(unit)?)?;
        number.0.checked_mul(thousand_us).map(Duration)
    });
    length.filter(|&length| Duration::ZERO < length && length <= LONGEST).ok_or_else(|| {
        Failure::Usage(format!(
            "`{text}` is no horizon; use a number and its unit, as in 500ms, 60s or 2m, up to 60m"
        ))
    })
}

#[cfg(test)]
mod tests;
