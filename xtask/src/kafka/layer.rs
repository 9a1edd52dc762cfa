//! The layer of the tests that holds the simulation and the programs against a real Apache Kafka.
//!
//! Never passes over a case: one that cannot be run fails.

use std::path::PathBuf;

use crate::failure::Failure;
use crate::files::{self, own_folder};
use crate::kafka::cases::{Case, cases};
use crate::kafka::cluster::{Cluster, Plan};
use crate::kafka::compare::Comparison;
use crate::kafka::install::{self, Kafka};
use crate::kafka::lint;
use crate::kafka::trial;
use crate::process::root;
use crate::python;

/// So many cases run at once. More would keep two cores busy, and times would be theirs.
const WAVE: usize = 12;

/// What the layer needs, found before any layer runs.
pub struct Needs {
    kafka: Kafka,
    python: PathBuf,
}

impl Needs {
    /// Makes sure of Java, Kafka and Python.
    pub fn gather() -> Result<Self, Failure> {
        Ok(Self { kafka: install::ensure()?, python: python::ensure()? })
    }
}

/// Looks at all programs, then runs all cases.
pub fn test(needs: &Needs) -> Result<(), Failure> {
    lint::lint(&needs.python, &own_folder()?.join("programs"))?;
    compare(needs, "")
}

/// Runs the cases whose names contain a word.
pub fn compare(needs: &Needs, word: &str) -> Result<(), Failure> {
    let folder = own_folder()?.join("cases");
    files::remove(&folder)?;
    let mut chosen = cases(&root().join("tests/kafka/cases"))?;
    chosen.retain(|case| case.name.contains(word));
    let plan = Plan { brokers: 1, port: None, settings: Vec::new() };
    let mut cluster = Cluster::start(&needs.kafka, &own_folder()?.join("kafka-tests"), &plan)?;
    let compared: Result<Vec<Comparison>, Failure> =
        waves(chosen).into_iter().try_fold(Vec::new(), |mut all, wave| {
            let outcomes = trial::play(&wave, &mut cluster, &needs.python, &folder)?;
            all.extend(wave.into_iter().zip(outcomes).map(|(case, (simulated, measured))| {
                let comparison = Comparison::of(&case, &simulated, &measured);
                report(&case, &comparison);
                comparison
            }));
            Ok(all)
        });
    cluster.end()?;
    let compared = compared?;
    let failed = compared.iter().filter(|it| !it.differences.is_empty()).count();
    println!("kafka: {} passed, {failed} failed", compared.len() - failed);
    if failed == 0 {
        return Ok(());
    }
    let what = format!("{failed} cases differ from Apache Kafka {}", install::VERSION);
    let remedy = format!("The programs and their logs are in {}.", folder.display());
    Err(Failure::missing(what, remedy))
}

/// Cases that run at once: those that leave the broker alone, and apart those that take it away at the same instants.
fn waves(cases: Vec<Case>) -> Vec<Vec<Case>> {
    let mut waves: Vec<Vec<Case>> = Vec::new();
    for case in cases {
        let fits = |wave: &&mut Vec<Case>| {
            let same = wave.first().is_some_and(|first| first.broker_ms() == case.broker_ms());
            same && wave.len() < WAVE
        };
        match waves.iter_mut().find(fits) {
            Some(wave) => wave.push(case),
            None => waves.push(vec![case]),
        }
    }
    waves
}

fn report(case: &Case, comparison: &Comparison) {
    let Case { name, style, .. } = case;
    let verdict = if comparison.differences.is_empty() { "as simulated" } else { "DIFFERS" };
    let largest = comparison.largest_ms;
    println!("  {name:<32} {:<14} {verdict}, times within {largest:.0} ms", style.word());
    for difference in &comparison.differences {
        println!("      {difference}");
    }
}
