//! Following tasks and records through a history, for the list of measures.
//!
//! Never here: a name, or a unit.

use super::run::Played;
use engine::history::{Effect, History, Occurrence, Percentiles, Publish, Task, Work};
use engine::scenario::{ServiceId, TaskId};
use engine::sim::{Duration, Instant};
use std::collections::BTreeSet;

/// Tasks that left one trace and not the other: saved, and in the log.
pub(super) fn lopsided(played: &Played, is_saved: bool) -> u32 {
    let (mut saved, mut logged) = (BTreeSet::new(), BTreeSet::new());
    for entry in played.history.occurrences() {
        match entry.what {
            Occurrence::Task(Task::Saved { task }) => saved.insert(task),
            Occurrence::Publish(Publish::Appended { task, .. }) => logged.insert(task),
            _ => continue,
        };
    }
    let (has, lacks) = if is_saved { (saved, logged) } else { (logged, saved) };
    has.difference(&lacks).count() as u32
}

/// How long after the answer to its user a task was done by a service; nothing where it was done before.
pub(super) fn window(played: &Played, service: ServiceId) -> Percentiles {
    Percentiles::of(windows(&played.history, service).map(|(_, length)| length).collect())
}

/// When each of those tasks was answered, and how long after that it was done.
pub(super) fn windows(
    history: &History,
    service: ServiceId,
) -> impl Iterator<Item = (Instant, Duration)> {
    let tasks = history.tasks();
    history.occurrences().iter().filter_map(move |entry| match entry.what {
        Occurrence::Work(Work::Ended {
            service: whose,
            task,
            effect: Effect::Done | Effect::Recovered,
            ..
        }) if whose == service => {
            let (answered, cause) = tasks.get(task as usize)?.ended?;
            cause.is_none().then_some((answered, after(answered, entry.at)))
        }
        _ => None,
    })
}

fn after(answered: Instant, at: Instant) -> Duration {
    if at > answered { at - answered } else { Duration::ZERO }
}

/// Tasks that a service began to work for when it had begun a later one of the same customer. Customers
/// take turns in sending; with one customer these are all that were overtaken.
pub(super) fn overtaken(played: &Played, service: ServiceId, customers: u32) -> u32 {
    let mut latest: Vec<Option<TaskId>> = vec![None; customers.max(1) as usize];
    let mut begun = BTreeSet::new();
    let mut overtaken = 0;
    for entry in played.history.occurrences() {
        let Occurrence::Work(Work::Started { service: whose, task, .. }) = entry.what else {
            continue;
        };
        if whose != service || !begun.insert(task) {
            continue;
        }
        let Some(latest) = latest.get_mut((task % customers.max(1)) as usize) else { continue };
        overtaken += u32::from(latest.is_some_and(|latest| latest > task));
        *latest = (*latest).max(Some(task));
    }
    overtaken
}

/// The members of a group that have read anything.
pub(super) fn readers(played: &Played, service: ServiceId) -> u32 {
    let started = played.history.occurrences().iter().filter_map(|it| match it.what {
        Occurrence::Work(Work::Started { service: whose, worker, .. }) if whose == service => {
            Some(worker)
        }
        _ => None,
    });
    started.collect::<BTreeSet<_>>().len() as u32
}

/// The records that the log has deleted by the end, in all partitions.
pub(super) fn deleted(played: &Played) -> u32 {
    played.history.at(played.history.horizon()).log_start.iter().sum()
}

#[cfg(test)]
mod tests {
    use crate::measure::{Reading, Run, Series};
    use engine::scenario::{Action, Intervention, Scenario, read};
    use engine::sim::Instant;

    /// Audit with these lines of its own and these facts before it, in a run of 20 s.
    fn scenario(facts: &str, service: &str) -> Scenario {
        let text = format!(
            "format = 1\nhorizon_ms = 20000\ndirect = \"sequential\"\n{facts}\n[[services]]\n\
             name = \"Audit\"\nneeds = [\"task_id\"]\n{service}\n"
        );
        read("a test", &text).unwrap_or_else(|error| panic!("{error}"))
    }

    fn run(facts: &str, service: &str, acts: &[(u64, Action)]) -> Run {
        let act = |(at, action): &(u64, Action)| Intervention {
            at: Instant::from_ms(*at),
            action: action.clone(),
        };
        Run::new(scenario(facts, service), acts.iter().map(act).collect())
    }

    #[track_caller]
    fn reads(run: &Run, expected: &[(&str, u64)]) {
        for (name, whole) in expected {
            let reading = Reading::parse(name).unwrap_or_else(|absent| panic!("{absent}"));
            let amount = run.amount(&reading).unwrap_or_else(|absent| panic!("{name}: {absent}"));
            assert_eq!(amount.thousandths, whole * 1_000, "{name}");
        }
    }

    #[test]
    fn a_crash_between_two_writes_leaves_the_half_that_came_first() {
        let acts = [(0, Action::Send(1)), (1_000, Action::Send(1)), (1_025, Action::Restart)];
        let run = run("[producer]\nsave_ms = 20", "latency_ms = 100", &acts);
        reads(
            &run,
            &[
                ("kafka.saved", 2),
                ("kafka.saved.only", 1),
                ("kafka.records.only", 0),
                ("send first.saved", 1),
                ("send first.saved.only", 0),
                ("send first.records.only", 1),
                ("outbox.saved.only", 0),
                ("outbox.records.only", 0),
            ],
        );
    }

    #[test]
    fn the_window_is_from_the_answer_to_the_work_and_nothing_if_the_work_came_first() {
        let acts = [(0, Action::Send(1)), (5_000, Action::Send(2))];
        let run = run("", "latency_ms = 500", &acts);
        reads(
            &run,
            &[
                ("kafka.window.min_ms:Audit", 500),
                ("kafka.window.p50_ms:Audit", 500),
                ("kafka.window.max_ms:Audit", 1_000),
                ("direct.window.max_ms:Audit", 0),
            ],
        );
    }

    #[test]
    fn with_the_customer_as_key_only_others_overtake() {
        let keyed = |key: &str| {
            let facts = format!(
                "[kafka]\npartitions = 3\nkey = \"{key}\"\ncustomers = 4\n[load]\n\
                 pattern = \"steady\"\nevery_ms = 100\ntasks = 60"
            );
            run(&facts, "latency_ms = { uniform = [100, 900] }\nworkers = 4", &[])
        };
        reads(&keyed("customer"), &[("kafka.overtaken.own:Audit", 0), ("kafka.readers:Audit", 3)]);
        let own = Reading::parse("kafka.overtaken.own:Audit").expect("a measure");
        assert!(keyed("task").amount(&own).is_ok_and(|amount| amount.thousandths > 0));
    }

    #[test]
    fn what_the_log_deletes_is_counted_over_all_partitions() {
        let acts = [(0, Action::Send(8))];
        let run = run("[kafka]\npartitions = 3\nretention_ms = 5000", "latency_ms = 100", &acts);
        reads(&run, &[("kafka.records", 8), ("kafka.records.deleted", 8), ("kafka.undone", 0)]);
    }

    #[test]
    fn a_chart_of_windows_has_a_point_for_each_answer_in_their_order() {
        let acts = [(0, Action::Send(1)), (5_000, Action::Send(1)), (5_100, Action::Send(1))];
        let run = run("", "latency_ms = 500", &acts);
        let line = Series::parse("kafka.window_ms:Audit").expect("a line of a chart");
        let points = run.line(&line).expect("a service of the run");
        let ms: Vec<_> = points.iter().map(|(at, window)| (at.ms() as u64, *window)).collect();
        assert_eq!(ms, [(10, 500), (5_010, 500), (5_110, 900)]);
    }

    #[test]
    fn each_repair_of_a_read_is_counted_by_itself() {
        for (repair, name) in
            [("return entity", "entity"), ("pending cache", "cached"), ("status", "processing")]
        {
            let facts = format!("[reads]\nof = \"Audit\"\nafter_ms = 100\nrepair = \"{repair}\"");
            let run = run(&facts, "latency_ms = 500", &[(0, Action::Send(1))]);
            let measure = format!("kafka.reads.{name}");
            reads(&run, &[(measure.as_str(), 1), ("kafka.reads.covered", 1)]);
        }
    }
}
