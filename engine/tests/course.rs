//! The course's figures, each read off a run of a scenario that ships with the page.

mod support;

use engine::history::{Effect, Ledger, Occurrence, Work};
use engine::scenario::{Scenario, Style};
use engine::sim::{Duration, Instant};
use support::{play, shipped, waits_ms};

#[track_caller]
fn check(file: &str, style: Style, waits: &[f64]) {
    assert_eq!(waits_ms(&play(&shipped(file), style)), waits, "{file}, {style:?}");
}

#[test]
fn three_sequential_calls_of_500_ms_take_1500_ms() {
    check("sequential.toml", Style::Sequential, &[1500.0]);
}

#[test]
fn three_parallel_calls_of_500_ms_take_500_ms() {
    check("parallel.toml", Style::Parallel, &[500.0]);
}

#[test]
fn a_publish_takes_10_ms() {
    check("sequential.toml", Style::Kafka, &[10.0]);
    check("kafka.toml", Style::Kafka, &[10.0]);
}

#[test]
fn answering_first_takes_no_time_at_all() {
    check("kafka.toml", Style::Background, &[0.0]);
}

#[test]
fn the_default_scenario_is_the_one_that_the_files_state() {
    let file = shipped("sequential.toml");
    let usual = Scenario::default();
    assert_eq!(file.services, usual.services);
    assert_eq!((file.producer, file.event, file.kafka), (usual.producer, usual.event, usual.kafka));
}

#[test]
fn each_handler_ends_500_ms_after_its_record_arrives() {
    let history = play(&shipped("sequential.toml"), Style::Kafka);
    let ends: Vec<_> = history
        .occurrences()
        .iter()
        .filter_map(|entry| match entry.what {
            Occurrence::Work(Work::Ended { service, effect, .. }) => {
                Some((entry.at, service, effect))
            }
            _ => None,
        })
        .collect();
    let at = Instant::from_ms(510);
    assert_eq!(ends, [(at, 0, Effect::Done), (at, 1, Effect::Done), (at, 2, Effect::Done)]);
}

#[test]
fn a_restart_loses_the_calls_not_yet_made_and_nothing_of_the_log() {
    let scenario = shipped("kafka.toml");
    let background = play(&scenario, Style::Background).at(Instant::from_s(4)).ledger;
    assert_eq!((background.answered, background.done, background.missing), (1, 2, 1));
    let kafka = play(&scenario, Style::Kafka).at(Instant::from_s(4)).ledger;
    assert_eq!((kafka.answered, kafka.done, kafka.missing), (1, 3, 0));
}

#[test]
fn the_sketched_instant_has_exactly_its_figures() {
    let scenario = shipped("audit-down.toml");
    let at = Instant::from_ms(4_100);
    let direct = play(&scenario, Style::Sequential).at(at);
    let expected = Ledger {
        sent: 5,
        answered: 2,
        failed: 3,
        half_done: 3,
        owed: 15,
        done: 9,
        missing: 6,
        saved: 5,
        ..Ledger::default()
    };
    assert_eq!(direct.ledger, expected);
    assert_eq!(direct.ledger.pending(), 0);
    assert_eq!(direct.last_ended, Some(4));

    let kafka = play(&scenario, Style::Kafka).at(at);
    let expected = Ledger {
        sent: 5,
        answered: 5,
        owed: 15,
        done: 10,
        saved: 5,
        appended: 5,
        ..Ledger::default()
    };
    assert_eq!(kafka.ledger, expected);
    assert_eq!(kafka.ledger.pending(), 5);
    let [notification, audit, reminder] = [0, 1, 2].map(|service: usize| {
        let state = &kafka.services[service];
        (state.group.committed[0], state.in_hand[0].map(|in_hand| in_hand.offset))
    });
    assert_eq!(notification, (4, Some(4)));
    assert_eq!(reminder, (4, Some(4)));
    assert_eq!(audit, (2, None));
    assert_eq!(kafka.lag(1), 3);
}

#[test]
fn a_minute_away_at_one_a_second_leaves_60_waiting_and_takes_a_minute_to_drain() {
    let history = play(&shipped("outage.toml"), Style::Kafka);
    let lag = |ms: u64| history.at(Instant::from_ms(ms)).lag(1);
    // The record sent at 10 s arrives 10 ms later, and with it the wait begins.
    assert_eq!(lag(10_000), 0);
    assert_eq!(lag(70_000), 60);
    let caught_up = history
        .occurrences()
        .iter()
        .map(|entry| entry.at)
        .find(|&at| at > Instant::from_s(70) && history.at(at).lag(1) == 0);
    let took = caught_up.expect("it catches up") - Instant::from_s(70);
    assert!(took >= Duration::from_s(59) && took <= Duration::from_s(61), "{took}");
    assert_eq!(history.at(history.horizon()).ledger.missing, 0);
}

#[test]
fn logging_joins_at_earliest_and_catches_up_with_the_tasks_before_it() {
    let history = play(&shipped("added-consumer.toml"), Style::Kafka);
    let ledger = history.at(history.horizon()).ledger;
    assert_eq!(ledger.backfilled, 6, "tasks at 0, 1, 2, 3, 4 and 5 s were sent before it");
    assert_eq!(ledger.missing, 0);
}
