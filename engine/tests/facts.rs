//! The simulation held to what Apache Kafka and two of its clients did: `facts.toml` has the figures, which
//! `cargo xtask kafka record` measures, and each test plays the same scenario.
//!
//! Offsets and counts are exact, unless a test says why not; times are as wide as the measurement and the time
//! between two heartbeats.

mod support;

use engine::history::{Group, History, Occurrence, User, Work};
use engine::scenario::{Scenario, Style, read};
use engine::sim::Instant;
use support::play;

const FACTS: &str = include_str!("facts.toml");
const CLIENTS: [&str; 2] = ["aiokafka", "java"];
/// Two heartbeats of the measured members.
const HEARTBEATS_MS: f64 = 2.0 * 2_000.0;

/// The least and the most that was measured.
fn fact(name: &str) -> (f64, f64) {
    let quoted = format!("\"{name}\" = [");
    let line = FACTS.lines().find_map(|line| line.strip_prefix(&quoted));
    let (low, high) = line
        .and_then(|line| line.trim_end_matches(']').split_once(", "))
        .unwrap_or_else(|| panic!("{name} was not measured"));
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("{name}: {text}"));
    (number(low), number(high))
}

/// A figure that is the same each time.
fn exact(name: &str) -> f64 {
    let (low, high) = fact(name);
    assert!(low == high, "{name} was measured as {low} to {high}");
    low
}

/// A figure of a run lies where it was measured, or so near.
#[track_caller]
fn holds(name: &str, simulated: f64, within: f64) {
    let (low, high) = fact(name);
    let range = low - within..=high + within;
    assert!(range.contains(&simulated), "{name}: {simulated}, measured {low} to {high}");
}

/// A scenario of one service, with these lines of its Kafka and of its timeline.
fn scenario(
    client: &str,
    kafka: &str,
    load: &str,
    workers: u32,
    timeline: &[(u64, &str)],
) -> Scenario {
    let planned: String = timeline
        .iter()
        .map(|(at_ms, action)| format!("[[timeline]]\nat_ms = {at_ms}\n{action}\n"))
        .collect();
    let text = format!(
        "format = 1\ntitle = \"x\"\nabout = \"x\"\nhorizon_ms = 30000\ndirect = \"parallel\"\n\
         [kafka]\nclient = \"{client}\"\n{kafka}\n[load]\n{load}\n\
         [[services]]\nname = \"A\"\nlatency_ms = 100\nworkers = {workers}\nneeds = [\"task_id\"]\n\
         {planned}"
    );
    read("fact", &text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

const BY_HAND: &str = "pattern = \"by hand\"";

/// Ten records wait for the group; in the middle of the sixth its only member comes to its end. What the
/// group has committed then.
fn committed(client: &str, kafka: &str, end: &str) -> f64 {
    let kafka = format!("session_timeout_ms = 6000\n{kafka}");
    let begin = [(0, "down = \"A\""), (100, "send = 10"), (1_000, "up = \"A\"")];
    let whole = play(&scenario(client, &kafka, BY_HAND, 1, &begin), Style::Kafka);
    let sixth = started(&whole, |_, offset| offset == 5).expect("the sixth record");
    let at_ms = sixth.0 / 1_000 + 50;
    let timeline: Vec<_> = begin.into_iter().chain([(at_ms, end)]).collect();
    let history = play(&scenario(client, &kafka, BY_HAND, 1, &timeline), Style::Kafka);
    let mut commits = history.occurrences().iter().filter_map(|entry| match entry.what {
        Occurrence::Group(Group::Committed { offset, .. }) => Some(f64::from(offset)),
        _ => None,
    });
    commits.next_back().unwrap_or(0.0)
}

/// When the first record began that a filter of partition and offset lets through.
fn started(history: &History, wanted: impl Fn(u8, u32) -> bool) -> Option<Instant> {
    history.occurrences().iter().find_map(|entry| match entry.what {
        Occurrence::Work(Work::Started { partition, offset, .. }) if wanted(partition, offset) => {
            Some(entry.at)
        }
        _ => None,
    })
}

#[test]
fn who_is_killed_in_a_batch_has_committed_what_its_client_had() {
    for client in CLIENTS {
        for (name, kafka) in [
            ("auto-200", "commit = \"auto\"\nauto_commit_interval_ms = 200\nmax_poll_records = 10"),
            (
                "auto-5000",
                "commit = \"auto\"\nauto_commit_interval_ms = 5000\nmax_poll_records = 10",
            ),
            ("after", "commit = \"after\"\nmax_poll_records = 1"),
            ("before", "commit = \"before\"\nmax_poll_records = 1"),
            ("batch", "commit = \"after\"\nmax_poll_records = 10"),
        ] {
            let simulated = committed(client, kafka, "crash = \"A\"");
            assert_eq!(
                simulated,
                exact(&format!("{client}.killed.{name}.committed")),
                "{client} {name}"
            );
        }
    }
}

#[test]
fn who_is_closed_in_a_batch_commits_the_position_if_the_clock_commits() {
    for client in CLIENTS {
        for (name, kafka) in [
            ("auto", "commit = \"auto\"\nauto_commit_interval_ms = 5000\nmax_poll_records = 10"),
            ("after", "commit = \"after\"\nmax_poll_records = 1"),
        ] {
            let simulated = committed(client, kafka, "down = \"A\"");
            assert_eq!(
                simulated,
                exact(&format!("{client}.closed.{name}.committed")),
                "{client} {name}"
            );
        }
    }
}

#[test]
fn a_group_that_has_read_nothing_has_a_position_only_if_its_close_committed_one() {
    for client in CLIENTS {
        for commit in ["after", "auto"] {
            let kafka = format!("commit = \"{commit}\"\nauto_offset_reset = \"latest\"");
            let timeline = [(3_000, "down = \"A\""), (4_000, "send = 5"), (6_000, "up = \"A\"")];
            let history = play(&scenario(client, &kafka, BY_HAND, 1, &timeline), Style::Kafka);
            let done = f64::from(history.at(history.horizon()).ledger.done);
            assert_eq!(done, exact(&format!("{client}.latest.{commit}.done")), "{client} {commit}");
        }
    }
}

#[test]
fn the_partition_of_a_member_that_is_gone_is_read_when_the_group_knows() {
    for client in CLIENTS {
        for (name, end) in
            [("killed", "crash = \"A\"\nworker = 2"), ("closed", "scale = \"A\"\nworkers = 1")]
        {
            let kafka = "partitions = 2\nsession_timeout_ms = 6000";
            let timeline = [(10_000, end), (10_001, "send = 12")];
            let history = play(&scenario(client, kafka, BY_HAND, 2, &timeline), Style::Kafka);
            let first = |partition| started(&history, |it, _| it == partition).map(Instant::ms);
            let begun = first(0).zip(first(1)).map(|(one, other)| one.max(other));
            let begun = begun.expect("both partitions are read");
            holds(&format!("{client}.takeover.{name}.after_ms"), begun - 10_000.0, HEARTBEATS_MS);
        }
    }
}

#[test]
fn records_without_a_key_are_spread_as_the_client_spreads_them() {
    let load = "pattern = \"steady\"\nevery_ms = 20\ntasks = 300";
    for client in CLIENTS {
        let kafka = "partitions = 3\nkey = \"none\"\nrecord_size = 10";
        let history = play(&scenario(client, kafka, load, 1, &[]), Style::Kafka);
        let ends = history.at(history.horizon()).log_end.into_iter().take(3).map(f64::from);
        let most = ends.fold(0.0, f64::max);
        // Each draws where it goes on: one for every record, the other for every sixteen kilobytes.
        let (measured, _) = fact(&format!("{client}.keyless.most"));
        assert_eq!(most > 150.0, measured > 150.0, "{client}: {most}, measured {measured}");
    }
}

#[test]
fn a_lost_acknowledgement_stores_a_record_twice_unless_the_producer_is_idempotent() {
    let load = "pattern = \"steady\"\nevery_ms = 20\ntasks = 200";
    for client in CLIENTS {
        for (name, kafka) in [
            ("plain", "acks = \"1\"\nenable_idempotence = false"),
            ("idempotent", "acks = \"all\"\nenable_idempotence = true"),
        ] {
            let kafka = format!("lost_acks_per_mille = 50\n{kafka}");
            let history = play(&scenario(client, &kafka, load, 1, &[]), Style::Kafka);
            let ends = history.at(history.horizon()).log_end;
            let extra = f64::from(ends.iter().sum::<u32>()) - 200.0;
            // The simulation draws which are lost, so that it loses some more or fewer.
            let (measured, _) = fact(&format!("{client}.lost.{name}.extra"));
            assert_eq!(
                extra > 0.0,
                measured > 0.0,
                "{client} {name}: {extra}, measured {measured}"
            );
        }
    }
}

/// Thirty records, 100 ms apart; the only broker is away for five seconds.
fn away(client: &str, kafka: &str) -> History {
    let load = "pattern = \"steady\"\nevery_ms = 100\ntasks = 30";
    let timeline = [(550, "broker = \"down\""), (5_550, "broker = \"up\"")];
    play(&scenario(client, kafka, load, 1, &timeline), Style::Kafka)
}

#[test]
fn with_no_broker_left_one_client_buffers_and_the_other_blocks_its_caller() {
    for client in CLIENTS {
        let history = away(client, "await_ack = false");
        let waits =
            history.tasks().iter().filter_map(|task| Some((task.ended?.0 - task.sent).ms()));
        holds(&format!("{client}.away.blocked_ms"), waits.fold(0.0, f64::max), 1_500.0);
        let stored = f64::from(history.at(history.horizon()).log_end.iter().sum::<u32>());
        assert_eq!(stored, exact(&format!("{client}.away.stored")), "{client}");
    }
}

#[test]
fn what_is_not_stored_in_time_fails_after_that_time() {
    for client in CLIENTS {
        let kafka = "delivery_timeout_ms = 2000\nmetadata_recovery_strategy = \"none\"";
        let history = away(client, kafka);
        let failed = history
            .occurrences()
            .iter()
            .filter(|entry| matches!(entry.what, Occurrence::User(User::Failed { .. })));
        let (failed, first) = (failed.count() as f64, failed_first_ms(&history));
        holds(&format!("{client}.away.timeout.failed"), failed, 3.0);
        holds(&format!("{client}.away.timeout.failed_first_ms"), first, 300.0);
    }
}

fn failed_first_ms(history: &History) -> f64 {
    let mut waits = history.tasks().iter().filter_map(|task| match task.ended {
        Some((at, Some(_))) => Some((at - task.sent).ms()),
        _ => None,
    });
    waits.next().expect("some fail")
}

#[test]
fn a_send_that_was_given_up_may_be_stored() {
    for client in CLIENTS {
        let stored = exact(&format!("{client}.frozen.failed_and_stored"));
        assert!(0.0 < stored && stored < exact(&format!("{client}.frozen.failed")), "{client}");
        // What is under way when its batch is given up is stored here as well: the word comes too late.
        let kafka = "delivery_timeout_ms = 2000\nack_ms = 6000\nlinger_ms = 0";
        let planned = scenario(client, kafka, BY_HAND, 1, &[(1_000, "send = 1")]);
        let ledger = play(&planned, Style::Kafka).at(Instant::from_s(20)).ledger;
        assert_eq!((ledger.failed, ledger.appended, ledger.done), (1, 1, 1), "{client}");
    }
}
