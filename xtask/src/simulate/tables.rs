//! The figures of a scenario's runs as tables.
//!
//! Never here: a figure that the report does not have.

use engine::play::OCCURRENCE_LIMIT;

use super::report::{Effects, Ended, Facts, Partition, Reads, Records, Report, Run, Spread, Tasks};
use crate::table::{NONE, Table};

const SPREAD: [&str; 6] = ["mean", "min", "p50", "p95", "p99", "max"];

const LEGEND: &str = "
A dash: nothing to measure. Queue: calls that waited for a worker. Lag: records that the service's
consumer group had still to finish. Start to end: the offsets that each partition holds, the last
excluded. Times are simulated.
";

fn counts<const N: usize>(counts: [u32; N]) -> Vec<String> {
    counts.map(|count| count.to_string()).into()
}

impl Report {
    /// As tables.
    pub(super) fn text(&self) -> String {
        let Facts { file, title, seed, horizon_ms, .. } = &self.scenario;
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

impl Spread {
    fn cells(&self) -> Vec<String> {
        let Self { mean_ms, min_ms, p50_ms, p95_ms, p99_ms, max_ms, .. } = self;
        let lengths = [mean_ms, min_ms, p50_ms, p95_ms, p99_ms, max_ms];
        let lengths = lengths.map(|&length| length.map_or(NONE.into(), figure));
        std::iter::once(self.count.to_string()).chain(lengths).collect()
    }
}

/// With three decimals, as many as the engine's microseconds have, or none if it is whole.
fn figure(number: f64) -> String {
    let text = format!("{number:.3}");
    text.strip_suffix(".000").unwrap_or(&text).into()
}
