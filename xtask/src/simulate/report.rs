//! What the runs of a scenario gave, as values and as JSON.
//!
//! The field names are the JSON's and are documented in docs/simulate.md. Never here: a figure of its own.

use engine::history::{End, History, Percentiles, Snapshot, Summary, summarise};
use engine::play::run;
use engine::scenario::{Scenario, ServiceId, Style, entry};
use engine::sim::{Duration, Instant};
use serde::{Deserialize, Serialize};

use super::rows::{Row, rows};

/// The version of the JSON; goes up when a field is renamed, removed or means something else.
const FORMAT: u32 = 1;

/// What a scenario gave. These names are the JSON's: every length in milliseconds of simulated time.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Report {
    pub(super) format: u32,
    pub(super) scenario: Facts,
    pub(super) runs: Vec<Run>,
}

/// What was run.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Facts {
    pub(super) file: String,
    pub(super) title: String,
    pub(super) seed: u64,
    pub(super) horizon_ms: f64,
    pub(super) interventions: Vec<Done>,
}

/// What the scenario does to the system within its horizon.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Done {
    pub(super) at_ms: f64,
    /// As an entry of the timeline says it.
    pub(super) entry: String,
}

/// One style's run.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    pub(super) each_task: Vec<Row>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(super) enum Ended {
    Horizon,
    Limit,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Reads {
    pub(super) fresh: u32,
    pub(super) stale: u32,
    pub(super) covered: u32,
}

/// What became of events on their way to the services; all zero on the direct side.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Records {
    pub(super) appended: u32,
    pub(super) in_producer: u32,
    pub(super) in_outbox: u32,
    pub(super) dead_letters: u32,
    pub(super) partitions: Vec<Partition>,
}

/// The offsets that a partition holds at the end, from its start to before its end, and how far each group
/// that reads it has come.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Partition {
    pub(super) log_start: u32,
    pub(super) log_end: u32,
    pub(super) groups: Vec<Group>,
}

/// A consumer group in a partition.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Group {
    pub(super) service: String,
    pub(super) position: u32,
    pub(super) committed: u32,
    pub(super) lag: u32,
}

/// A mean, and percentiles by nearest rank; null where there is nothing to rank.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Spread {
    pub(super) count: usize,
    pub(super) mean_ms: Option<f64>,
    pub(super) min_ms: Option<f64>,
    pub(super) p50_ms: Option<f64>,
    pub(super) p95_ms: Option<f64>,
    pub(super) p99_ms: Option<f64>,
    pub(super) max_ms: Option<f64>,
}

/// What a style has no word for is null: a queue in Kafka, a lag in direct calls.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
                interventions: Done::all(scenario),
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
}

impl Reads {
    pub(super) fn all(&self) -> u32 {
        self.fresh + self.stale + self.covered
    }
}

impl Run {
    fn of(history: &History) -> Self {
        let Summary { ledger, answered_after, failed_after, done_after, lag, queue } =
            summarise(history);
        let last = history.at(history.horizon());
        let through_kafka = history.style().publishes();
        let service = |(index, service): (usize, &engine::scenario::Service)| {
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
            records: Records::of(history, &last),
            answered_after: Spread::of(answered_after),
            failed_after: Spread::of(failed_after),
            services: history.roster().iter().enumerate().map(service).collect(),
            each_task: rows(history),
        }
    }
}

impl Done {
    fn all(scenario: &Scenario) -> Vec<Self> {
        let roster = scenario.roster(&[]);
        let names: Vec<&str> = roster.iter().map(|service| service.name.as_str()).collect();
        let end = Instant::START + scenario.horizon;
        let within = scenario.timeline.iter().filter(|entry| entry.at <= end);
        let done =
            within.map(|what| Self { at_ms: what.at.ms(), entry: entry(&what.action, &names) });
        done.collect()
    }
}

impl Records {
    fn of(history: &History, last: &Snapshot) -> Self {
        // The topic may still get more of them later.
        let live = if history.style().publishes() { usize::from(last.partitions) } else { 0 };
        Self {
            appended: last.ledger.appended,
            in_producer: last.publishing.buffered + last.publishing.blocked,
            in_outbox: last.outbox,
            dead_letters: last.services.iter().map(|service| service.group.dead_letters).sum(),
            partitions: (0..live).map(|index| Partition::of(history, last, index)).collect(),
        }
    }
}

impl Partition {
    fn of(history: &History, last: &Snapshot, partition: usize) -> Self {
        let services = (0..).zip(history.roster()).zip(&last.services);
        let groups = services.filter_map(|((id, service), state): ((ServiceId, _), _)| {
            let reads = state.present && last.read_by(id).contains(&partition);
            reads.then(|| Group {
                service: service.name.clone(),
                position: state.group.position[partition],
                committed: state.group.committed[partition],
                lag: last.lag_of(id, partition),
            })
        });
        Self {
            log_start: last.log_start[partition],
            log_end: last.log_end[partition],
            groups: groups.collect(),
        }
    }
}

impl Spread {
    fn of(lengths: Percentiles) -> Self {
        let some = |length: Duration| (lengths.count > 0).then(|| length.ms());
        Self {
            count: lengths.count,
            mean_ms: some(lengths.mean),
            min_ms: some(lengths.min),
            p50_ms: some(lengths.p50),
            p95_ms: some(lengths.p95),
            p99_ms: some(lengths.p99),
            max_ms: some(lengths.max),
        }
    }
}
