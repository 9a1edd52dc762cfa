//! What is known of Apache Kafka, scenario by scenario: each file in `cases/` says in its first line what is
//! right, as `# right: done = 5, missing = 34..35; why`, and its run must say the same.
//!
//! A range holds both its ends, and may lack one; it is as wide as the clock of the measurement.

mod support;

use engine::history::{Group, History, Occurrence, Publish, Work, summarise};
use engine::scenario::{Scenario, Style, read};
use std::fs;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use support::play;

/// A file, and what its first line claims.
struct Case {
    name: String,
    scenario: Scenario,
    claims: Vec<(String, RangeInclusive<f64>)>,
}

fn cases() -> Vec<Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let files = fs::read_dir(folder).expect("the cases");
    let mut paths: Vec<_> = files.map(|file| file.expect("a case").path()).collect();
    paths.sort();
    paths.into_iter().map(|path| case(&path)).collect()
}

fn case(path: &std::path::Path) -> Case {
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    let text = fs::read_to_string(path).expect("a text");
    let scenario = read(&name, &text).unwrap_or_else(|error| panic!("{error}"));
    let first = text.lines().next().and_then(|line| line.strip_prefix("# right: "));
    let first = first.unwrap_or_else(|| panic!("{name} says what is right in its first line"));
    let stated = first.split(';').next().unwrap_or_default();
    let claims = stated.split(", ").map(|claim| {
        let (measure, value) = claim.split_once(" = ").unwrap_or_else(|| panic!("{name}: {claim}"));
        (measure.to_string(), range(value))
    });
    let claims = claims.collect();
    Case { name, scenario, claims }
}

fn range(value: &str) -> RangeInclusive<f64> {
    let end = |text: &str, open| match text {
        "" => open,
        number => number.parse().unwrap_or_else(|_| panic!("`{value}` is no number or range")),
    };
    let (low, high) = value.split_once("..").unwrap_or((value, value));
    end(low, f64::NEG_INFINITY)..=end(high, f64::INFINITY)
}

/// The figure that a measure names, of the run through Kafka.
fn figure(scenario: &Scenario, history: &History, measure: &str) -> f64 {
    let summary = summarise(history);
    let ledger = summary.ledger;
    let whole = |number: u32| f64::from(number);
    match measure {
        "done" => whole(ledger.done),
        "repeated" => whole(ledger.repeated),
        "missing" => whole(ledger.missing),
        "pending" => whole(ledger.pending()),
        "answered" => whole(ledger.answered),
        "failed" => whole(ledger.failed),
        "appended" => whole(ledger.appended),
        "lag" => whole(summary.lag[0].1),
        "answered_max_ms" => summary.answered_after.max.ms(),
        "failed_min_ms" => summary.failed_after.min.ms(),
        "failed_max_ms" => summary.failed_after.max.ms(),
        "done_max_ms" => summary.done_after[0].max.ms(),
        "committed" => last_commit(history),
        "longest_silence_ms" => longest_silence_ms(history),
        "first_switch" => switches(history).first().copied().unwrap_or(f64::INFINITY),
        "switches" => switches(history).len() as f64,
        "out_of_order" => out_of_order(history),
        "buffered" => buffered(history),
        "first_elsewhere_ms" => {
            let elsewhere = |what| matches!(what, Occurrence::Publish(Publish::Sent { partition, .. }) if partition > 0);
            support::when(history, elsewhere).first().copied().unwrap_or(f64::INFINITY)
        }
        "late_keys" => late_keys(history, scenario),
        other => match other.rsplit_once('_') {
            Some(("partition", partition)) => appended_to(history, partition),
            Some(("begun_after", ms)) => begun_after(history, ms),
            Some(("silence", partition)) => silence_of(history, partition),
            Some(("second_begins_after", ms)) => second_begins_after(history, ms),
            _ => panic!("there is no measure `{other}`"),
        },
    }
}

/// How many records a partition was sent.
fn appended_to(history: &History, partition: &str) -> f64 {
    let wanted: u8 = partition.parse().expect("the number of a partition");
    let appended = |what| matches!(what, Occurrence::Publish(Publish::Appended { partition, .. }) if partition == wanted);
    support::when(history, appended).len() as f64
}

/// After how many records one went to another partition than the record before it.
fn switches(history: &History) -> Vec<f64> {
    let appended = history.occurrences().iter().filter_map(|entry| match entry.what {
        Occurrence::Publish(Publish::Appended { task, partition, .. }) => Some((task, partition)),
        _ => None,
    });
    let mut appended: Vec<_> = appended.collect();
    appended.sort_unstable();
    let changes = appended.windows(2).enumerate().filter(|(_, pair)| pair[0].1 != pair[1].1);
    changes.map(|(before, _)| before as f64 + 1.0).collect()
}

/// How many records were appended after one that was sent later.
fn out_of_order(history: &History) -> f64 {
    let appended = history.occurrences().iter().filter_map(|entry| match entry.what {
        Occurrence::Publish(Publish::Appended { task, .. }) => Some(task),
        _ => None,
    });
    let appended: Vec<_> = appended.collect();
    appended.windows(2).filter(|pair| pair[1] < pair[0]).count() as f64
}

/// How many records the producer's buffer took.
fn buffered(history: &History) -> f64 {
    support::when(history, |what| matches!(what, Occurrence::Publish(Publish::Buffered { .. })))
        .len() as f64
}

/// The highest offset that the first group committed by itself.
fn last_commit(history: &History) -> f64 {
    let commits = history.occurrences().iter().filter_map(|entry| match entry.what {
        Occurrence::Group(Group::Committed { service: 0, offset, .. }) => Some(offset),
        _ => None,
    });
    commits.max().map_or(-1.0, f64::from)
}

/// How long after an instant, in milliseconds, the first service began with a record.
fn begun_after(history: &History, ms: &str) -> f64 {
    let instant: f64 = ms.parse().expect("an instant in milliseconds");
    let begun = support::when(history, |what| {
        matches!(what, Occurrence::Work(Work::Started { service: 0, .. }))
    });
    begun.into_iter().find(|at| *at >= instant).map_or(f64::INFINITY, |at| at - instant)
}

/// The longest time that passed between two records of a partition that the first service began with.
fn silence_of(history: &History, partition: &str) -> f64 {
    let wanted: u8 = partition.parse().expect("the number of a partition");
    let begun = support::when(
        history,
        |what| matches!(what, Occurrence::Work(Work::Started { service: 0, partition, .. }) if partition == wanted),
    );
    begun.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max)
}

/// How long after an instant, in milliseconds, the second worker of the first service began with a record.
fn second_begins_after(history: &History, ms: &str) -> f64 {
    let instant: f64 = ms.parse().expect("an instant in milliseconds");
    let begun = support::when(history, |what| {
        matches!(what, Occurrence::Work(Work::Started { service: 0, worker: 1, .. }))
    });
    begun.into_iter().find(|at| *at >= instant).map_or(f64::INFINITY, |at| at - instant)
}

/// How many customers had a task worked on after a later one of theirs.
fn late_keys(history: &History, scenario: &Scenario) -> f64 {
    let customers = scenario.settings.customers() as usize;
    let (mut last, mut late) = (vec![0; customers], vec![false; customers]);
    for entry in history.occurrences() {
        if let Occurrence::Work(Work::Started { task, .. }) = entry.what {
            let customer = task as usize % customers;
            late[customer] |= task < last[customer];
            last[customer] = last[customer].max(task);
        }
    }
    late.into_iter().filter(|late| *late).count() as f64
}

/// The longest time that passed between two records that the first service began with.
fn longest_silence_ms(history: &History) -> f64 {
    let begun = support::when(history, |what| {
        matches!(what, Occurrence::Work(Work::Started { service: 0, .. }))
    });
    begun.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max)
}

/// Measurements that no case holds, because the model leaves out what they are about.
const LEFT_OUT: [&str; 8] = ["J6", "J12e", "J12h", "J13", "J14", "T4g", "T5a", "T6c"];

#[test]
fn what_no_case_holds_stands_in_the_table_of_what_is_left_out() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/model.md");
    let table = fs::read_to_string(path).expect("docs/model.md");
    for measurement in LEFT_OUT {
        let cites = |ending: &str| table.contains(&format!("{measurement}{ending}"));
        assert!(cites(")") || cites(",") || cites(";"), "{measurement} is not in the table");
    }
}

#[test]
fn every_case_comes_out_as_its_first_line_says() {
    let cases = cases();
    assert!(cases.len() > 8, "the cases are missing");
    let mut wrong = Vec::new();
    for Case { name, scenario, claims } in &cases {
        let history = play(scenario, Style::Kafka);
        for (measure, right) in claims {
            let is = figure(scenario, &history, measure);
            if !right.contains(&is) {
                wrong.push(format!("{name}: {measure} is {is}, and right is {right:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
