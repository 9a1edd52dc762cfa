//! What the runs of a scenario gave, as tables and as JSON.
//!
//! The field names are the JSON's and are documented in docs/simulate.md. Never here: a figure of its own.

use engine::sim::{Duration, Instant};
use engine::system::{
    End, History, OCCURRENCE_LIMIT, Percentiles, Scenario, Snapshot, Style, Summary, run, summarise,
};
use serde::{Deserialize, Serialize};

use crate::table::{NONE, Table};

/// The version of the JSON; goes up when a field is renamed, removed or means something else.
const FORMAT: u32 = 1;

/// What a scenario gave. These names are the JSON's: every length in milliseconds of simulated time.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Report {
    pub(super) format: u32,
    pub(super) scenario: Facts,
    pub(super) runs: Vec<Run>,
}

/// What was run.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Facts {
    pub(super) file: String,
    pub(super) title: String,
    pub(super) seed: u64,
    pub(super) horizon_ms: f64,
}

/// One style's run.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Run {
    pub(super) style: String,
    pub(super) ended: Ended,
    pub(super) ended_at_ms: f64,
    pub(super) occurrences: usize,
    /// 16 hexadecimal digits, as text: a JSON number would lose the last of them.
    pub(super) history_hash: String,
    pub(super) skipped_minutes: u32,
    pub(super) tasks: Tasks,
    pub(super) effects: Effects,
    pub(super) reads: Reads,
    pub(super) records: Records,
    pub(super) answered_after: Spread,
    pub(super) failed_after: Spread,
    pub(super) services: Vec<Service>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Ended {
    Horizon,
    Limit,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Tasks {
    pub(super) sent: u32,
    pub(super) answered: u32,
    pub(super) failed: u32,
    pub(super) waiting: u32,
    pub(super) half_done: u32,
    pub(super) sent_again: u32,
    pub(super) saved: u32,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Effects {
    pub(super) owed: u32,
    pub(super) done: u32,
    pub(super) pending: u32,
    pub(super) missing: u32,
    pub(super) cancelled: u32,
    pub(super) repeated: u32,
    pub(super) backfilled: u32,
    pub(super) recognised: u32,
    pub(super) erred: u32,
}

/// What users saw who read their own writes.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Reads {
    pub(super) fresh: u32,
    pub(super) stale: u32,
    pub(super) covered: u32,
}

/// What became of events on their way to the services; all zero on the direct side.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Records {
    pub(super) appended: u32,
    pub(super) in_producer: u32,
    pub(super) in_outbox: u32,
    pub(super) dead_letters: u32,
    pub(super) partitions: Vec<Partition>,
}

/// The offsets that a partition holds at the end: from its start to before its end.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Partition {
    pub(super) log_start: u32,
    pub(super) log_end: u32,
}

/// Percentiles by nearest rank; null where there is nothing to rank.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Spread {
    pub(super) count: usize,
    pub(super) min_ms: Option<f64>,
    pub(super) p50_ms: Option<f64>,
    pub(super) p95_ms: Option<f64>,
    pub(super) p99_ms: Option<f64>,
    pub(super) max_ms: Option<f64>,
}

/// What a style has no word for is null: a queue in Kafka, a lag in direct calls.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Service {
    pub(super) name: String,
    pub(super) done_after: Spread,
    pub(super) longest_queue: Option<u32>,
    pub(super) retries: Option<u32>,
    pub(super) most_lag: Option<u32>,
    pub(super) lag_at_end: Option<u32>,
    pub(super) dead_letters: Option<u32>,
}

impl Report {
    /// Runs a scenario in these styles.
    pub(super) fn of(file: &str, scenario: &Scenario, styles: &[Style]) -> Self {
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

    /// As one object.
    pub(super) fn json(&self) -> String {
        // A structure of numbers, text and lists has a JSON form.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// As tables.
    pub(super) fn text(&self) -> String {
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
            .chain(self.any(|run| run.reads.all() > 0).then(|| self.reads()))
            .chain(self.any(|run| !run.records.partitions.is_empty()).then(|| self.records()))
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

    fn any(&self, has: impl Fn(&Run) -> bool) -> bool {
        self.runs.iter().any(has)
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
        let heads = ["sent", "answered", "failed", "waiting", "half-done", "sent again", "saved"];
        self.table("Tasks", &heads, |run| {
            let Tasks { sent, answered, failed, waiting, half_done, sent_again, saved } = run.tasks;
            counts([sent, answered, failed, waiting, half_done, sent_again, saved])
        })
    }

    fn effects(&self) -> Table {
        let heads = [
            "owed",
            "done",
            "pending",
            "missing",
            "cancelled",
            "repeated",
            "backfilled",
            "recognised",
            "erred",
        ];
        self.table("Effects", &heads, |run| {
            let Effects { owed, done, pending, missing, .. } = run.effects;
            let Effects { cancelled, repeated, backfilled, recognised, erred, .. } = run.effects;
            counts([
                owed, done, pending, missing, cancelled, repeated, backfilled, recognised, erred,
            ])
        })
    }

    fn reads(&self) -> Table {
        self.table("Reads of one's own write", &["fresh", "stale", "covered"], |run| {
            let Reads { fresh, stale, covered } = run.reads;
            counts([fresh, stale, covered])
        })
    }

    fn records(&self) -> Table {
        let heads = ["appended", "in producer", "in outbox", "dead letters", "start to end"];
        self.table("Records", &heads, |run| {
            let Records { appended, in_producer, in_outbox, dead_letters, partitions } =
                &run.records;
            let held = |held: &Partition| format!("{}–{}", held.log_start, held.log_end);
            let held: Vec<_> = partitions.iter().map(held).collect();
            let mut cells = counts([*appended, *in_producer, *in_outbox, *dead_letters]);
            cells.push(if held.is_empty() { NONE.into() } else { held.join(" ") });
            cells
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
            .chain(["longest queue", "retries", "most lag", "lag at the end", "dead letters"])
            .collect();
        self.table(&format!("{name} done after, ms"), &heads, |run| {
            let service = &run.services[index];
            let mut cells = service.done_after.cells();
            cells.extend(
                [
                    service.longest_queue,
                    service.retries,
                    service.most_lag,
                    service.lag_at_end,
                    service.dead_letters,
                ]
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
consumer group had still to finish. Start to end: the offsets that each partition holds, the last
excluded. Times are simulated.
";

fn counts<const N: usize>(counts: [u32; N]) -> Vec<String> {
    counts.map(|count| count.to_string()).into()
}

impl Reads {
    fn all(&self) -> u32 {
        self.fresh + self.stale + self.covered
    }
}

impl Run {
    fn of(history: &History) -> Self {
        let Summary { ledger, answered_after, failed_after, done_after, lag, queue } =
            summarise(history);
        let last = history.at(history.horizon());
        let through_kafka = history.style().publishes();
        let service = |(index, service): (usize, &engine::system::Service)| {
            let (most, at_end) = lag[index];
            let state = &last.services[index];
            Service {
                name: service.name.clone(),
                done_after: Spread::of(done_after[index]),
                longest_queue: (!through_kafka).then_some(queue[index]),
                retries: (!through_kafka).then_some(state.retries),
                most_lag: through_kafka.then_some(most),
                lag_at_end: through_kafka.then_some(at_end),
                dead_letters: through_kafka.then_some(state.group.dead_letters),
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
            skipped_minutes: last.skipped_minutes,
            tasks: Tasks {
                sent: ledger.sent,
                answered: ledger.answered,
                failed: ledger.failed,
                waiting: ledger.waiting(),
                half_done: ledger.half_done,
                sent_again: ledger.sent_again,
                saved: ledger.saved,
            },
            effects: Effects {
                owed: ledger.owed,
                done: ledger.done,
                pending: ledger.pending(),
                missing: ledger.missing,
                cancelled: ledger.cancelled,
                repeated: ledger.repeated,
                backfilled: ledger.backfilled,
                recognised: ledger.recognised,
                erred: ledger.erred,
            },
            reads: Reads {
                fresh: last.reads.fresh,
                stale: last.reads.stale,
                covered: last.reads.covered,
            },
            records: Records::of(&last, through_kafka),
            answered_after: Spread::of(answered_after),
            failed_after: Spread::of(failed_after),
            services: history.roster().iter().enumerate().map(service).collect(),
        }
    }
}

impl Records {
    fn of(last: &Snapshot, through_kafka: bool) -> Self {
        // The topic may still get more of them later.
        let live = usize::from(last.partitions);
        let bounds = last.log_start.iter().zip(&last.log_end).take(live);
        let held = bounds.map(|(&log_start, &log_end)| Partition { log_start, log_end });
        Self {
            appended: last.ledger.appended,
            in_producer: last.publishing.buffered + last.publishing.blocked,
            in_outbox: last.outbox,
            dead_letters: last.services.iter().map(|service| service.group.dead_letters).sum(),
            partitions: if through_kafka { held.collect() } else { Vec::new() },
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
