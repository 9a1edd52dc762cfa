//! The layer of the tests that holds the simulation and the programs against a real Apache Kafka.
//!
//! Never passes over a case: one that cannot be run fails.

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::files::{self, own_folder};
use crate::kafka::cases::{Case, cases};
use crate::kafka::cluster::{Cluster, Plan};
use crate::kafka::compare::Comparison;
use crate::kafka::install::{self, Kafka};
use crate::kafka::lint;
use crate::kafka::proxy::Proxy;
use crate::kafka::table;
use crate::kafka::trial::{self, Stage};
use crate::process::root;
use crate::python;

/// So many cases run at once. More would keep two cores busy, and times would be theirs.
const WAVE: usize = 12;
/// And so many when they are run again.
const SMALL_WAVE: usize = 5;

/// A case that differs is run again: a machine that is busy with other things differs as well. It has failed when it
/// differs each time.
const TIMES: usize = 4;

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
    lint::lint(&needs.kafka, &needs.python, &own_folder()?.join("programs"))?;
    compare(needs, "")
}

/// Runs the cases whose names contain a word.
pub fn compare(needs: &Needs, word: &str) -> Result<(), Failure> {
    let folder = own_folder()?.join("cases");
    files::remove(&folder)?;
    let mut chosen = cases(&root().join("tests/kafka/cases"))?;
    let names: BTreeSet<String> = chosen.iter().map(|case| case.name.clone()).collect();
    chosen.retain(|case| case.name.contains(word));
    let plan = Plan { brokers: 1, port: None, proxied: true, settings: Vec::new() };
    let cluster = Cluster::start(&needs.kafka, &own_folder()?.join("kafka-tests"), &plan)?;
    let results = Runner { needs, cluster: &cluster, folder: &folder }.run(chosen);
    cluster.end()?;
    let (rows, failed) = results?;
    if env::var_os("UPDATE_DOCS").is_some() {
        table::write(rows, &names)?;
    }
    if failed == 0 {
        return Ok(());
    }
    let what = format!("{failed} cases differ from Apache Kafka {}", install::VERSION);
    let remedy = format!("The programs and their logs are in {}.", folder.display());
    Err(Failure::missing(what, remedy))
}

struct Runner<'a> {
    needs: &'a Needs,
    cluster: &'a Cluster,
    folder: &'a Path,
}

impl Runner<'_> {
    /// Runs all cases, those that differ again; the rows of those that passed, and how many failed.
    fn run(&self, cases: Vec<Case>) -> Result<(Vec<String>, usize), Failure> {
        let ports = self.cluster.brokers().find_map(|broker| broker.proxied);
        let (behind, before) = ports.unwrap_or_default();
        let proxy = Proxy::start(before, behind)?;
        let mut rows = Vec::new();
        let mut left = cases;
        for time in 1..=TIMES {
            let mut differing = Vec::new();
            let most = if time == 1 { WAVE } else { SMALL_WAVE };
            for wave in waves(std::mem::take(&mut left), most) {
                let stage = Stage {
                    cluster: self.cluster,
                    proxy: &proxy,
                    python: &self.needs.python,
                    folder: self.folder,
                };
                let outcomes = trial::play(&wave, &stage)?;
                for (case, (simulated, measured)) in wave.into_iter().zip(outcomes) {
                    let comparison = Comparison::of(&case, &simulated, &measured);
                    report(&case, &comparison, time);
                    if comparison.differences.is_empty() == case.differs.is_none() {
                        rows.push(table::row(&case, (&simulated, &measured), &comparison));
                    } else {
                        differing.push(case.again(time + 1));
                    }
                }
            }
            left = differing;
        }
        println!("kafka: {} passed, {} failed", rows.len(), left.len());
        Ok((rows, left.len()))
    }
}

/// Cases that run at once: those that share a network.
fn waves(cases: Vec<Case>, most: usize) -> Vec<Vec<Case>> {
    let mut waves: Vec<Vec<Case>> = Vec::new();
    for case in cases {
        let fits = |wave: &&mut Vec<Case>| {
            let same = wave.first().is_some_and(|first| first.network == case.network);
            same && wave.len() < most
        };
        match waves.iter_mut().find(fits) {
            Some(wave) => wave.push(case),
            None => waves.push(vec![case]),
        }
    }
    waves
}

fn report(case: &Case, comparison: &Comparison, time: usize) {
    let Case { name, style, .. } = case;
    let verdict = match (comparison.differences.is_empty(), &case.differs) {
        (true, None) => "as simulated",
        (true, Some(_)) => "NO LONGER DIFFERS",
        (false, None) => "DIFFERS",
        (false, Some(_)) => "differs, as is known",
    };
    let largest = comparison.largest_ms;
    println!(
        "  {name:<28} {:<14} {verdict}; times within {largest:.0} ms{}",
        style.word(),
        nth(time)
    );
    for difference in &comparison.differences {
        println!("      {difference}");
    }
}

fn nth(time: usize) -> String {
    if time == 1 { String::new() } else { format!("; run {time}") }
}
