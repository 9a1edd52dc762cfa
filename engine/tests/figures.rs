//! Figures of a run, each computed by hand beside the claim.

mod support;

use engine::history::{History, Ledger, Percentiles, summarise};
use engine::play::run;
use engine::scenario::{Action, Intervention, Mode, Scenario, Service, Setting, Start, Style};
use engine::sim::{Duration, Instant};
use support::lengths_ms;

fn at(ms: u64, action: Action) -> Intervention {
    Intervention { at: Instant::from_ms(ms), action }
}

/// The course's scenario with these interventions, for 20 s.
fn play(style: Style, interventions: &[Intervention]) -> History {
    run(&Scenario::default(), style, interventions, Instant::from_s(20))
}

#[test]
fn percentiles_are_by_nearest_rank_and_each_is_a_length_that_occurred() {
    let of = |lengths: &[u64]| {
        lengths_ms(Percentiles::of(lengths.iter().map(|&ms| Duration::from_ms(ms)).collect()))
    };
    let backwards: Vec<u64> = (1..=200).rev().collect();
    assert_eq!(of(&backwards), (200, [1.0, 100.0, 190.0, 198.0, 200.0]));
    // Ranks 2, 3.8 and 3.96 of 4, rounded up.
    assert_eq!(of(&[40, 10, 30, 20]), (4, [10.0, 20.0, 40.0, 40.0, 40.0]));
    assert_eq!(of(&[7]), (1, [7.0; 5]));
    assert_eq!(of(&[]), (0, [0.0; 5]));
}

#[test]
fn waits_and_delays_are_those_of_the_tasks_that_ended_so() {
    // One worker a service: three tasks at once wait 500, 1000 and 1500 ms, and the same through Kafka
    // are done 10 ms later than that.
    let acts =
        [at(0, Action::Send(3)), at(5_000, Action::Set(1, Mode::Down)), at(6_000, Action::Send(1))];
    let direct = summarise(&play(Style::Parallel, &acts));
    assert_eq!(lengths_ms(direct.answered_after), (3, [500.0, 1_000.0, 1_500.0, 1_500.0, 1_500.0]));
    assert_eq!(lengths_ms(direct.failed_after), (1, [0.0; 5]));
    assert_eq!(lengths_ms(direct.done_after[1]), (3, [500.0, 1_000.0, 1_500.0, 1_500.0, 1_500.0]));
    let kafka = summarise(&play(Style::Kafka, &acts));
    assert_eq!(lengths_ms(kafka.done_after[1]), (3, [510.0, 1_010.0, 1_510.0, 1_510.0, 1_510.0]));
    assert_eq!(lengths_ms(kafka.answered_after), (4, [10.0; 5]));
    assert_eq!(kafka.ledger.per_cent_answered(), Some(100));
    assert_eq!(direct.ledger.per_cent_answered(), Some(75));
}

#[test]
fn the_peak_of_lag_is_what_was_behind_at_the_end_of_some_instant() {
    // Appended at 10, 110 and 210 ms, the first finished at 510 ms: three behind from 210 ms on.
    let three = [at(0, Action::Send(1)), at(100, Action::Send(1)), at(200, Action::Send(1))];
    assert_eq!(summarise(&play(Style::Kafka, &three)).lag, [(3, 0); 3]);
    // One finished at 510 ms, and the next appended at the same instant: never two.
    let paced = [at(0, Action::Send(1)), at(500, Action::Send(1)), at(1_000, Action::Send(1))];
    assert_eq!(summarise(&play(Style::Kafka, &paced)).lag, [(1, 0); 3]);
    // Audit is away from the start, and nobody appends or commits after the last record.
    let away = [at(0, Action::Set(1, Mode::Down)), at(1, Action::Send(4))];
    assert_eq!(summarise(&play(Style::Kafka, &away)).lag, [(4, 0), (4, 4), (4, 0)]);
    assert_eq!(summarise(&play(Style::Parallel, &three)).lag, [(0, 0); 3]);
}

#[test]
fn a_group_with_a_topic_of_its_own_is_behind_in_no_other_topic() {
    let away = [at(0, Action::Set(1, Mode::Down)), at(1, Action::Send(4))];
    let history = play(Style::Commands, &away);
    assert_eq!(summarise(&history).lag, [(4, 0), (4, 4), (4, 0)]);
    let last = history.at(history.horizon());
    assert_eq!([0, 1, 2].map(|service| last.lag(service)), [0, 4, 0]);
    assert_eq!([0, 1, 2].map(|service| last.read_by(service)), [0..1, 1..2, 2..3]);
}

#[test]
fn a_newcomer_is_as_far_behind_as_it_wants_to_read_even_while_its_group_still_forms() {
    let behind = |start| {
        let mut scenario = Scenario::default();
        scenario.settings.set(Setting::RebalanceMs, 3_000);
        let service = Service::new("Logging", Duration::from_ms(10));
        let acts = [at(0, Action::Send(4)), at(5_000, Action::Add { service, start })];
        let history = run(&scenario, Style::Kafka, &acts, Instant::from_s(20));
        [6, 20].map(|s| history.at(Instant::from_s(s)).lag(3))
    };
    assert_eq!(behind(Start::Latest), [0, 0]);
    assert_eq!(behind(Start::Earliest), [4, 0]);
}

#[test]
fn the_longest_queue_is_the_most_calls_that_waited_at_once() {
    // Four at once: one in hand, three wait. When all are done, two at once: one waits.
    let acts = [at(0, Action::Send(4)), at(5_000, Action::Send(2))];
    assert_eq!(summarise(&play(Style::Parallel, &acts)).queue, [3; 3]);
    // One after another, the first service lets them through every 500 ms, and nobody waits further on: the
    // next service ends at the instant at which its next call comes.
    assert_eq!(summarise(&play(Style::Sequential, &acts)).queue, [3, 0, 0]);
    assert_eq!(summarise(&play(Style::Kafka, &acts)).queue, [0; 3]);
}

#[test]
fn a_per_cent_is_rounded_down_so_that_100_means_all() {
    let of = |sent, answered| Ledger { sent, answered, ..Ledger::default() }.per_cent_answered();
    assert_eq!(of(0, 0), None);
    assert_eq!(of(3, 2), Some(66));
    assert_eq!(of(1_000, 999), Some(99));
    assert_eq!(of(7, 7), Some(100));
}
