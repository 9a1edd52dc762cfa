//! `simulate`: a scenario file, run without a page in one style or in all, and its figures.
//!
//! The figures are [`engine::system::summarise`]'s, and its ledger at the horizon is the one that the page
//! shows there. Never here: a figure of its own, or a second reader of scenarios.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use engine::sim::{Duration, Instant, Thousandths};
use engine::system::{
    End, FileError, History, OCCURRENCE_LIMIT, Percentiles, Scenario, Style, Summary, read, run,
    summarise,
};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::options::{once, value_of};
use crate::table::{NONE, Table, print};

/// The version of the JSON; goes up when a field is renamed, removed or means something else.
const FORMAT: u32 = 1;
/// No scenario is as long; not all of what is longer is read.
const MOST_BYTES: u64 = 1_000_000;
/// A file may name no greater one.
const LARGEST_SEED: u64 = i64::MAX as u64;
const LONGEST: Duration = Duration::from_s(3_600);

/// Runs `simulate` as it was typed.
pub fn simulate(arguments: &[&str]) -> Result<(), Failure> {
    let request = Request::parse(arguments)?;
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

/// What a scenario gave. These names are the JSON's: every length in milliseconds of simulated time.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Report {
    format: u32,
    scenario: Facts,
    runs: Vec<Run>,
}

/// What was run.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Facts {
    file: String,
    title: String,
    seed: u64,
    horizon_ms: f64,
}

/// One style's run.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Run {
    style: String,
    ended: Ended,
    ended_at_ms: f64,
    occurrences: usize,
    /// 16 hexadecimal digits, as text: a JSON number would lose the last of them.
    history_hash: String,
    tasks: Tasks,
    effects: Effects,
    answered_after: Spread,
    failed_after: Spread,
    services: Vec<Service>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Ended {
    Horizon,
    Limit,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Tasks {
    sent: u32,
    answered: u32,
    failed: u32,
    waiting: u32,
    half_done: u32,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Effects {
    owed: u32,
    done: u32,
    pending: u32,
    missing: u32,
    cancelled: u32,
    repeated: u32,
    backfilled: u32,
}

/// Percentiles by nearest rank; null where there is nothing to rank.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Spread {
    count: usize,
    min_ms: Option<f64>,
    p50_ms: Option<f64>,
    p95_ms: Option<f64>,
    p99_ms: Option<f64>,
    max_ms: Option<f64>,
}

/// What a style has no word for is null: a queue in Kafka, a lag in direct calls.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Service {
    name: String,
    done_after: Spread,
    longest_queue: Option<u32>,
    most_lag: Option<u32>,
    lag_at_end: Option<u32>,
}

impl Request {
    fn parse(arguments: &[&str]) -> Result<Self, Failure> {
        let (mut file, mut style, mut seed, mut horizon, mut json) = (None, None, None, None, None);
        let mut rest = arguments.iter().copied();
        while let Some(argument) = rest.next() {
            if let Some(word) = value_of("--style", argument, &mut rest)? {
                once(&mut style, "--style", styles(word)?)?;
            } else if let Some(number) = value_of("--seed", argument, &mut rest)? {
                once(&mut seed, "--seed", whole_seed(number)?)?;
            } else if let Some(length) = value_of("--horizon", argument, &mut rest)? {
                once(&mut horizon, "--horizon", length_of(length)?)?;
            } else if argument == "--json" {
                once(&mut json, "--json", true)?;
            } else if argument.starts_with("--") {
                return Err(Failure::Usage(format!(
                    "`simulate` has no option `{argument}`, only --style, --seed, --horizon and --json"
                )));
            } else if let Some(first) = file.replace(argument.to_owned()) {
                return Err(Failure::Usage(format!(
                    "`simulate` takes one scenario file, not both {first} and {argument}"
                )));
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
        let text = text_of(Path::new(&self.file))?;
        let mut scenario = read(&self.file, &text).map_err(|error| {
            let FileError { file, line, what, help } = error;
            Failure::input(format!("{file}, line {line}: {what}"), format!("To mend it: {help}."))
        })?;
        scenario.seed = self.seed.unwrap_or(scenario.seed);
        scenario.horizon = self.horizon.unwrap_or(scenario.horizon);
        Ok(Report::of(&self.file, &scenario, &self.styles))
    }
}

fn styles(word: &str) -> Result<Vec<Style>, Failure> {
    if word == "all" {
        return Ok(Style::ALL.to_vec());
    }
    Style::named(word).map(|style| vec![style]).ok_or_else(|| {
        let words = Style::ALL.map(Style::word).join(", ");
        Failure::Usage(format!("`{word}` is no style; use one of {words}, or all"))
    })
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

fn text_of(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes)).map_err(
        |error| {
            Failure::input(
                format!("could not read {}: {error}", path.display()),
                "Name a scenario file, say assets/scenarios/outage.toml.",
            )
        },
    )?;
    if bytes.len() as u64 == MOST_BYTES {
        return Err(Failure::input(
            format!("{} is too long for a scenario", path.display()),
            "Name a scenario file; those that come with the workbook have about 1,000 bytes.",
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count();
        Failure::input(
            format!("{}, line {}: this is not text", path.display(), line + 1),
            "Save the file as UTF-8, or name a scenario file.",
        )
    })
}

impl Report {
    fn of(file: &str, scenario: &Scenario, styles: &[Style]) -> Self {
        let horizon = Instant::START + scenario.horizon;
        Self {
            format: FORMAT,
            scenario: Facts {
                file: file.into(),
                title: scenario.title.clone(),
                seed: scenario.seed,
                horizon_ms: scenario.horizon.ms(),
            },
            runs: styles
                .iter()
                .map(|&style| Run::of(&run(scenario, style, &[], horizon)))
                .collect(),
        }
    }

    fn json(&self) -> String {
        // A structure of numbers, text and lists has a JSON form.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    fn text(&self) -> String {
        let Facts { file, title, seed, horizon_ms } = &self.scenario;
        let mut text =
            format!("{title}\n{file}, seed {seed}, {} s\n", figure(horizon_ms / 1_000.0));
        if self.runs.iter().all(|run| run.tasks.sent == 0) {
            text +=
                "\nNobody sends a task. Give the scenario a [load], or a `send` in its timeline.\n";
        }
        let services = self.runs.first().map_or(0, |run| run.services.len());
        let tables = [self.tasks(), self.effects()]
            .into_iter()
            .chain([
                self.waits("Waited for an answer, ms", |run| &run.answered_after),
                self.waits("Waited for an error, ms", |run| &run.failed_after),
            ])
            .chain((0..services).map(|service| self.service(service)))
            .chain([self.ends()]);
        for table in tables {
            text += &format!("\n{table}");
        }
        text + LEGEND
    }

    /// A row a style.
    fn table(&self, title: &str, heads: &[&str], cells: impl Fn(&Run) -> Vec<String>) -> Table {
        let mut table = Table::new(title, heads.iter().copied());
        for run in &self.runs {
            table.row(&run.style, cells(run));
        }
        table
    }

    fn tasks(&self) -> Table {
        let heads = ["sent", "answered", "failed", "waiting", "half-done"];
        self.table("Tasks", &heads, |run| {
            let Tasks { sent, answered, failed, waiting, half_done } = run.tasks;
            [sent, answered, failed, waiting, half_done].map(|n| n.to_string()).into()
        })
    }

    fn effects(&self) -> Table {
        let heads = ["owed", "done", "pending", "missing", "cancelled", "repeated", "backfilled"];
        self.table("Effects", &heads, |run| {
            let Effects { owed, done, pending, missing, cancelled, repeated, backfilled } =
                run.effects;
            let all = [owed, done, pending, missing, cancelled, repeated, backfilled];
            all.map(|n| n.to_string()).into()
        })
    }

    fn waits(&self, title: &str, spread: impl Fn(&Run) -> &Spread) -> Table {
        let heads: Vec<_> = ["tasks"].into_iter().chain(SPREAD).collect();
        self.table(title, &heads, |run| spread(run).cells())
    }

    fn service(&self, index: usize) -> Table {
        let name = self.runs.first().map_or("", |run| run.services[index].name.as_str());
        let heads: Vec<_> = ["effects"]
            .into_iter()
            .chain(SPREAD)
            .chain(["longest queue", "most lag", "lag at the end"])
            .collect();
        self.table(&format!("{name} done after, ms"), &heads, |run| {
            let service = &run.services[index];
            let mut cells = service.done_after.cells();
            cells.extend(
                [service.longest_queue, service.most_lag, service.lag_at_end]
                    .map(|count| count.map_or(NONE.into(), |count| count.to_string())),
            );
            cells
        })
    }

    fn ends(&self) -> Table {
        self.table("Run", &["ended", "occurrences", "history"], |run| {
            let at = figure(run.ended_at_ms / 1_000.0);
            let ended = match run.ended {
                Ended::Horizon => format!("at the horizon, {at} s"),
                Ended::Limit => format!("at the limit of {OCCURRENCE_LIMIT} occurrences, {at} s"),
            };
            vec![ended, run.occurrences.to_string(), run.history_hash.clone()]
        })
    }
}

const SPREAD: [&str; 5] = ["min", "p50", "p95", "p99", "max"];

const LEGEND: &str = "
A dash: nothing to measure. Queue: calls that waited for a worker. Lag: records that the service's
consumer group had still to finish. Times are simulated.
";

impl Run {
    fn of(history: &History) -> Self {
        let Summary { ledger, answered_after, failed_after, done_after, lag, queue } =
            summarise(history);
        let through_kafka = history.style() == Style::Kafka;
        let service = |(index, service): (usize, &engine::system::Service)| {
            let (most, at_end) = lag[index];
            Service {
                name: service.name.clone(),
                done_after: Spread::of(done_after[index]),
                longest_queue: (!through_kafka).then_some(queue[index]),
                most_lag: through_kafka.then_some(most),
                lag_at_end: through_kafka.then_some(at_end),
            }
        };
        let (ended, at) = match history.end() {
            End::Horizon => (Ended::Horizon, history.horizon()),
            End::Limit(at) => (Ended::Limit, at),
        };
        Self {
            style: history.style().word().into(),
            ended,
            ended_at_ms: at.ms(),
            occurrences: history.occurrences().len(),
            history_hash: format!("{:016x}", history.hash()),
            tasks: Tasks {
                sent: ledger.sent,
                answered: ledger.answered,
                failed: ledger.failed,
                waiting: ledger.waiting(),
                half_done: ledger.half_done,
            },
            effects: Effects {
                owed: ledger.owed,
                done: ledger.done,
                pending: ledger.pending(),
                missing: ledger.missing,
                cancelled: ledger.cancelled,
                repeated: ledger.repeated,
                backfilled: ledger.backfilled,
            },
            answered_after: Spread::of(answered_after),
            failed_after: Spread::of(failed_after),
            services: history.roster().iter().enumerate().map(service).collect(),
        }
    }
}

impl Spread {
    fn of(lengths: Percentiles) -> Self {
        let some = |length: Duration| (lengths.count > 0).then(|| length.ms());
        Self {
            count: lengths.count,
            min_ms: some(lengths.min),
            p50_ms: some(lengths.p50),
            p95_ms: some(lengths.p95),
            p99_ms: some(lengths.p99),
            max_ms: some(lengths.max),
        }
    }

    fn cells(&self) -> Vec<String> {
        let lengths = [self.min_ms, self.p50_ms, self.p95_ms, self.p99_ms, self.max_ms];
        let lengths = lengths.map(|length| length.map_or(NONE.into(), figure));
        std::iter::once(self.count.to_string()).chain(lengths).collect()
    }
}

/// With three decimals, as many as the engine's microseconds have, or none if it is whole.
fn figure(number: f64) -> String {
    let text = format!("{number:.3}");
    text.strip_suffix(".000").unwrap_or(&text).into()
}

#[cfg(test)]
mod tests;
