//! What each fault and each change does on each side, stated one by one on the course's scenario.

mod support;

use engine::history::{
    Cause, Control, End, History, Ledger, Loss, Occurrence, Publish, Task, User, Work, summarise,
};
use engine::play::run;
use engine::scenario::{
    Action, Intervention, Load, Mode, Pattern, Scenario, Service, Start, Style,
};
use engine::sim::{Duration, Instant};
use support::{STYLES, waits_ms};

const NOTIFICATION: u8 = 0;
const AUDIT: u8 = 1;
const REMINDER: u8 = 2;

fn at(ms: u64, action: Action) -> Intervention {
    Intervention { at: Instant::from_ms(ms), action }
}

fn send(ms: u64) -> Intervention {
    at(ms, Action::Send(1))
}

fn down(ms: u64, service: u8) -> Intervention {
    at(ms, Action::Set(service, Mode::Down))
}

fn up(ms: u64, service: u8) -> Intervention {
    at(ms, Action::Set(service, Mode::Up))
}

/// The course's scenario with these interventions, for two minutes.
fn play(style: Style, interventions: &[Intervention]) -> History {
    run(&Scenario::default(), style, interventions, Instant::from_s(120))
}

fn ledger(style: Style, interventions: &[Intervention]) -> Ledger {
    play(style, interventions).at(Instant::from_s(120)).ledger
}

/// When things happened that `wanted` picks, in milliseconds.
fn when(history: &History, wanted: impl Fn(Occurrence) -> bool) -> Vec<f64> {
    let happened = history.occurrences().iter().filter(|entry| wanted(entry.what));
    happened.map(|entry| entry.at.ms()).collect()
}

fn done(history: &History, by: u8) -> Vec<f64> {
    when(
        history,
        |what| matches!(what, Occurrence::Work(Work::Ended { service, .. }) if service == by),
    )
}

// Direct calls

#[test]
fn a_service_that_is_down_refuses_at_once_and_what_came_before_stays_done() {
    let history = play(Style::Sequential, &[down(0, AUDIT), send(100)]);
    assert_eq!(waits_ms(&history), [-500.0]);
    assert_eq!(history.tasks()[0].ended.map(|end| end.1), Some(Some(Cause::Refused(AUDIT))));
    let ledger = history.at(Instant::from_s(120)).ledger;
    assert_eq!((ledger.done, ledger.missing, ledger.half_done), (1, 2, 1));
}

#[test]
fn a_hanging_service_is_given_up_after_5_s_and_its_work_ends_after_30_s_all_the_same() {
    let hang = at(0, Action::Set(NOTIFICATION, Mode::Hanging));
    let history = play(Style::Sequential, &[hang, send(0)]);
    assert_eq!(waits_ms(&history), [-5_000.0]);
    assert_eq!(done(&history, NOTIFICATION), [30_000.0]);
    let half_done = when(&history, |what| matches!(what, Occurrence::Task(Task::HalfDone { .. })));
    assert_eq!(half_done, [30_000.0], "the task becomes half-done when the late effect happens");
}

#[test]
fn a_slow_service_takes_as_many_times_as_long_as_it_is_slow() {
    let slow = at(0, Action::Set(REMINDER, Mode::Slow(4)));
    assert_eq!(waits_ms(&play(Style::Sequential, &[slow, send(0)])), [3_000.0]);
}

#[test]
fn calls_wait_first_come_first_served_for_the_one_worker() {
    let history = play(Style::Parallel, &[send(0), send(100), send(200)]);
    assert_eq!(waits_ms(&history), [500.0, 900.0, 1_300.0]);
    assert_eq!(done(&history, AUDIT), [500.0, 1_000.0, 1_500.0]);
}

#[test]
fn two_workers_serve_two_calls_at_once() {
    let mut scenario = Scenario::default();
    scenario.services.iter_mut().for_each(|service| service.workers = 2);
    let history = run(&scenario, Style::Parallel, &[send(0), send(0)], Instant::from_s(9));
    assert_eq!(waits_ms(&history), [500.0, 500.0]);
}

#[test]
fn parallel_calls_fail_at_the_first_failure_and_the_others_run_on() {
    let history = play(Style::Parallel, &[down(0, AUDIT), send(10)]);
    assert_eq!(waits_ms(&history), [-0.0]);
    assert_eq!(done(&history, NOTIFICATION), [510.0]);
    assert_eq!(done(&history, REMINDER), [510.0]);
    let ledger = history.at(Instant::from_s(120)).ledger;
    assert_eq!((ledger.done, ledger.missing, ledger.half_done), (2, 1, 1));
}

#[test]
fn a_service_that_goes_down_loses_the_call_in_hand_and_those_that_wait() {
    let history = play(Style::Parallel, &[send(0), send(0), down(300, AUDIT)]);
    assert_eq!(waits_ms(&history), [-300.0, -300.0]);
    let lost = |what| {
        matches!(
            what,
            Occurrence::Work(Work::Missing { service: AUDIT, why: Loss::ServiceDown, .. })
        )
    };
    assert_eq!(when(&history, lost), [300.0, 300.0]);
}

#[test]
fn a_call_that_timed_out_in_the_queue_is_served_all_the_same() {
    let mut scenario = Scenario::default();
    scenario.producer.call_timeout = Duration::from_ms(600);
    let history = run(&scenario, Style::Sequential, &[send(0), send(0)], Instant::from_s(9));
    assert_eq!(waits_ms(&history), [1_500.0, -600.0]);
    assert_eq!(done(&history, NOTIFICATION), [500.0, 1_000.0]);
}

#[test]
fn a_user_gives_up_after_30_s_and_the_producer_goes_on() {
    let mut scenario = Scenario::default();
    scenario.producer.call_timeout = Duration::from_s(60);
    let slow = at(0, Action::Set(NOTIFICATION, Mode::Slow(70)));
    let history = run(&scenario, Style::Sequential, &[slow, send(0)], Instant::from_s(60));
    assert_eq!(waits_ms(&history), [-30_000.0]);
    assert_eq!(done(&history, REMINDER), [36_000.0]);
    assert_eq!(history.at(Instant::from_s(60)).ledger.done, 3);
}

#[test]
fn background_calls_answer_first_and_are_made_one_after_another() {
    let history = play(Style::Background, &[send(0)]);
    assert_eq!(waits_ms(&history), [0.0]);
    let ends: Vec<_> =
        [NOTIFICATION, AUDIT, REMINDER].map(|service| done(&history, service)).concat();
    assert_eq!(ends, [500.0, 1_000.0, 1_500.0]);
}

#[test]
fn a_background_call_that_fails_is_passed_over() {
    let ledger = ledger(Style::Background, &[down(0, AUDIT), send(10)]);
    assert_eq!((ledger.answered, ledger.done, ledger.missing), (1, 2, 1));
}

#[test]
fn a_restart_of_the_producer_fails_the_waiting_and_forgets_the_background() {
    let restart = at(700, Action::Restart);
    let sequential = ledger(Style::Sequential, &[send(0), restart.clone()]);
    assert_eq!((sequential.failed, sequential.done, sequential.missing), (1, 2, 1));
    let background = ledger(Style::Background, &[send(0), restart]);
    assert_eq!((background.answered, background.done, background.missing), (1, 2, 1));
}

#[test]
fn a_save_takes_its_time_before_anything_else() {
    let mut scenario = Scenario::default();
    scenario.producer.save = Duration::from_ms(20);
    let waits = [Style::Sequential, Style::Kafka]
        .map(|style| waits_ms(&run(&scenario, style, &[send(0)], Instant::from_s(9))));
    assert_eq!(waits, [[1_520.0], [30.0]]);
}

// Through Kafka

#[test]
fn a_service_that_is_down_costs_the_user_nothing_and_catches_up_from_its_committed_offset() {
    let history = play(Style::Kafka, &[down(0, AUDIT), send(10), send(20), up(5_000, AUDIT)]);
    assert_eq!(waits_ms(&history), [10.0, 10.0]);
    assert_eq!(history.at(Instant::from_ms(4_999)).lag(AUDIT), 2);
    assert_eq!(done(&history, AUDIT), [5_500.0, 6_000.0]);
    assert_eq!(history.at(Instant::from_s(120)).ledger.missing, 0);
}

#[test]
fn the_record_in_hand_is_abandoned_and_read_again() {
    let history = play(Style::Kafka, &[send(0), down(300, AUDIT), up(1_000, AUDIT)]);
    let began = when(&history, |what| {
        matches!(what, Occurrence::Work(Work::Started { service: AUDIT, offset: 0, .. }))
    });
    assert_eq!(began, [10.0, 1_000.0]);
    assert_eq!(done(&history, AUDIT), [1_500.0]);
    assert_eq!(history.at(Instant::from_s(120)).ledger.repeated, 0, "it had not been finished");
}

#[test]
fn other_groups_notice_nothing_when_one_goes_down() {
    let history = play(Style::Kafka, &[send(0), down(5, AUDIT)]);
    assert_eq!(done(&history, NOTIFICATION), [510.0]);
    assert_eq!(done(&history, REMINDER), [510.0]);
}

#[test]
fn while_the_broker_is_down_the_producer_holds_the_record_and_the_user_waits() {
    let history = play(
        Style::Kafka,
        &[at(0, Action::Broker(false)), send(100), at(2_100, Action::Broker(true))],
    );
    assert_eq!(history.at(Instant::from_s(1)).publishing.buffered, 1);
    assert_eq!(waits_ms(&history), [2_010.0]);
    assert_eq!(history.at(Instant::from_s(120)).ledger.done, 3);
}

#[test]
fn a_broker_that_stays_away_fails_the_task_after_30_s_and_nothing_of_it_happens() {
    let history = play(Style::Kafka, &[at(0, Action::Broker(false)), send(100)]);
    assert_eq!(waits_ms(&history), [-30_000.0]);
    let ledger = history.at(Instant::from_s(120)).ledger;
    assert_eq!((ledger.missing, ledger.half_done, ledger.done), (3, 0, 0));
}

#[test]
fn a_record_under_way_when_the_broker_goes_down_is_sent_again() {
    let broker = |ms, up| at(ms, Action::Broker(up));
    let history = play(Style::Kafka, &[send(0), broker(5, false), broker(1_000, true)]);
    assert_eq!(waits_ms(&history), [1_010.0]);
    assert_eq!(history.at(Instant::from_s(120)).log_end, [1]);
}

#[test]
fn a_commit_that_the_broker_never_got_makes_the_work_happen_twice() {
    let broker = |ms, up| at(ms, Action::Broker(up));
    let history = play(
        Style::Kafka,
        &[send(0), broker(100, false), down(1_000, AUDIT), broker(2_000, true), up(3_000, AUDIT)],
    );
    assert_eq!(done(&history, AUDIT), [510.0, 3_500.0]);
    let ledger = history.at(Instant::from_s(120)).ledger;
    assert_eq!((ledger.done, ledger.repeated), (3, 1));
    // Reminder stayed, and commits what it had finished as soon as the broker is back.
    assert_eq!(
        history.at(Instant::from_ms(2_000)).services[usize::from(REMINDER)].group.committed,
        [1]
    );
}

#[test]
fn a_group_at_latest_sees_no_history_and_one_at_earliest_replays_it() {
    let joins =
        |start| Action::Add { service: Service::new("Logging", Duration::from_ms(50)), start };
    for (start, backfilled) in [(Start::Latest, 0), (Start::Earliest, 2)] {
        let history =
            play(Style::Kafka, &[send(0), send(100), at(5_000, joins(start)), send(6_000)]);
        let ledger = history.at(Instant::from_s(120)).ledger;
        assert_eq!(ledger.backfilled, backfilled, "{start:?}");
        assert_eq!(ledger.owed, 3 + 3 + 4, "older tasks owe the newcomer nothing");
        assert_eq!(ledger.pending(), 0);
    }
}

#[test]
fn removing_a_service_cancels_what_is_owed_to_it_on_both_sides() {
    let interventions = [send(0), at(700, Action::Remove(REMINDER)), send(5_000)];
    for (style, wait) in [(Style::Sequential, 1_000.0), (Style::Kafka, 10.0)] {
        let history = play(
            style,
            &[
                down(600, REMINDER),
                interventions[0].clone(),
                interventions[1].clone(),
                interventions[2].clone(),
            ],
        );
        let ledger = history.at(Instant::from_s(120)).ledger;
        assert_eq!(waits_ms(&history)[1], wait, "{style:?}");
        assert_eq!(ledger.owed, 3 + 2, "{style:?}");
        assert_eq!(ledger.done + ledger.cancelled, 5, "{style:?}: {ledger:?}");
    }
}

#[test]
fn a_partition_has_one_reader_and_extra_members_idle() {
    let mut scenario = Scenario::default();
    scenario.services.truncate(1);
    scenario.services[0].workers = 4;
    let burst = [at(0, Action::Send(4))];
    let ends = |partitions| {
        let mut scenario = scenario.clone();
        scenario.kafka.partitions = partitions;
        let history = run(&scenario, Style::Kafka, &burst, Instant::from_s(9));
        let busy = |ms| history.at(Instant::from_ms(ms)).services[0].busy();
        (busy(20), done(&history, NOTIFICATION).len())
    };
    assert_eq!(ends(1), (1, 4), "three of four members have nothing to read");
    assert!(ends(12).0 > 1, "with more partitions more members work");
}

#[test]
fn order_holds_within_a_partition() {
    let mut scenario = Scenario::default();
    scenario.kafka.partitions = 3;
    let history = run(&scenario, Style::Kafka, &[at(0, Action::Send(30))], Instant::from_s(9));
    let mut last = [None; 3];
    for entry in history.occurrences() {
        if let Occurrence::Publish(Publish::Appended { task, partition, .. }) = entry.what {
            assert!(last[usize::from(partition)] < Some(task));
            last[usize::from(partition)] = Some(task);
        }
    }
    assert!(last.iter().all(Option::is_some), "all three are used");
}

#[test]
fn a_member_reads_the_oldest_record_of_its_partitions_first() {
    let mut scenario = Scenario::default();
    scenario.kafka.partitions = 12;
    let sends: Vec<_> = (0..12).map(|n| send(20 * n)).collect();
    let history = run(&scenario, Style::Kafka, &sends, Instant::from_s(20));
    let begun = history.occurrences().iter().filter_map(|entry| match entry.what {
        Occurrence::Work(Work::Started { service: AUDIT, task, .. }) => Some(task),
        _ => None,
    });
    assert_eq!(begun.collect::<Vec<_>>(), (0..12).collect::<Vec<_>>());
}

#[test]
fn whoever_waits_for_a_service_that_is_removed_goes_on_without_it() {
    let acts = [send(0), at(700, Action::Remove(AUDIT))];
    assert_eq!(waits_ms(&play(Style::Sequential, &acts)), [1_200.0]);
    // Audit alone is slow: the others are done at 500 ms, and at 700 ms there is nobody to wait for.
    let slow = at(0, Action::Set(AUDIT, Mode::Slow(8)));
    let acts = [slow, send(0), send(0), at(2_000, Action::Remove(AUDIT))];
    assert_eq!(waits_ms(&play(Style::Parallel, &acts)), [2_000.0, 2_000.0]);
    let history = play(Style::Background, &acts);
    assert_eq!(done(&history, REMINDER), [2_500.0, 3_000.0]);
}

#[test]
fn what_a_removed_service_still_owed_is_cancelled_effect_by_effect() {
    for style in STYLES {
        let history = play(style, &[send(0), send(0), at(300, Action::Remove(REMINDER))]);
        let cancelled: Vec<_> = history
            .occurrences()
            .iter()
            .filter_map(|entry| match entry.what {
                Occurrence::Work(Work::Cancelled { task, service }) => {
                    Some((entry.at.ms(), task, service))
                }
                _ => None,
            })
            .collect();
        assert_eq!(cancelled, [(300.0, 0, REMINDER), (300.0, 1, REMINDER)], "{style:?}");
        assert_eq!(history.at(Instant::from_s(1)).ledger.cancelled, 2);
    }
}

#[test]
fn a_restart_stops_every_task_under_way_and_no_other() {
    let stopped = |what| matches!(what, Occurrence::Task(Task::Stopped { .. }));
    let acts = [send(0), at(300, Action::Restart), send(400)];
    for style in [Style::Sequential, Style::Parallel, Style::Background] {
        assert_eq!(when(&play(style, &acts), stopped), [300.0], "{style:?}");
    }
    assert_eq!(when(&play(Style::Kafka, &acts), stopped), [], "it was published at 10 ms");
}

#[test]
fn a_lone_task_is_one_sent_when_nobody_waited_until_somebodys_wait_ends() {
    // The first ends at 1500 ms, the second at 2000 ms.
    let history = play(Style::Sequential, &[send(0), send(100), send(5_000)]);
    let shown = |ms| {
        let snapshot = history.at(Instant::from_ms(ms));
        (snapshot.lone, snapshot.last_ended)
    };
    assert_eq!(shown(200), (Some(0), None), "sent when nobody else waited");
    assert_eq!(shown(1_600), (None, Some(0)), "the second was not alone when it was sent");
    assert_eq!(shown(2_100), (None, Some(1)));
    assert_eq!(shown(5_100), (Some(2), Some(1)));
    assert_eq!(shown(9_000), (None, Some(2)));
}

#[test]
fn a_group_fetches_past_what_it_has_in_hand_and_commits_what_it_has_finished() {
    let history = play(Style::Kafka, &[send(0), send(0), down(700, AUDIT), up(900, AUDIT)]);
    let audit = |ms| {
        let group = history.at(Instant::from_ms(ms)).services[usize::from(AUDIT)].group.clone();
        (group.position[0], group.committed[0])
    };
    assert_eq!([5, 10, 510, 900, 1_400].map(audit), [(0, 0), (1, 0), (2, 1), (2, 1), (2, 2)]);
}

// Loads, time and limits

#[test]
fn a_second_poisson_load_draws_anew() {
    let load = Load { pattern: Pattern::Poisson(Duration::from_ms(500)), tasks: Some(5) };
    let scenario = Scenario { load, ..Scenario::default() };
    let again = [at(60_000, Action::Load(load))];
    let history = run(&scenario, Style::Kafka, &again, Instant::from_s(120));
    let sent = history.tasks().iter().map(|task| task.sent.0);
    let (first, second): (Vec<_>, Vec<_>) = sent.partition(|&at| at < 60_000_000);
    let second: Vec<_> = second.into_iter().map(|at| at - 60_000_000).collect();
    assert_eq!((first.len(), second.len()), (5, 5));
    assert_ne!(first, second);
}

#[test]
fn a_steady_load_sends_one_every_so_often_from_its_start() {
    let load = Load { pattern: Pattern::Steady(Duration::from_ms(250)), tasks: Some(4) };
    let history = play(Style::Kafka, &[at(1_000, Action::Load(load))]);
    let sent = when(&history, |what| matches!(what, Occurrence::User(User::Sent { .. })));
    assert_eq!(sent, [1_000.0, 1_250.0, 1_500.0, 1_750.0]);
}

#[test]
fn a_new_load_replaces_the_old_one() {
    let steady = |ms| Load { pattern: Pattern::Steady(Duration::from_ms(ms)), tasks: None };
    let scenario = Scenario { load: steady(1_000), ..Scenario::default() };
    let change = [at(2_500, Action::Load(Load::BY_HAND))];
    let history = run(&scenario, Style::Kafka, &change, Instant::from_s(60));
    assert_eq!(history.tasks().len(), 3);
}

#[test]
fn a_poisson_load_has_the_rate_that_it_states() {
    let load = Load { pattern: Pattern::Poisson(Duration::from_ms(100)), tasks: None };
    let scenario = Scenario { load, ..Scenario::default() };
    let history = run(&scenario, Style::Kafka, &[], Instant::from_s(600));
    let sent = history.tasks().len() as f64;
    // 6000 expected; four standard deviations of a Poisson count.
    assert!((sent - 6_000.0).abs() < 4.0 * 6_000f64.sqrt(), "{sent}");
}

#[test]
fn an_intervention_comes_after_everything_else_of_its_instant() {
    // Notification ends at exactly 500 ms; who has seen that cannot undo it by acting at 500 ms.
    let history = play(Style::Sequential, &[send(0), down(500, NOTIFICATION)]);
    assert_eq!(done(&history, NOTIFICATION), [500.0]);
    assert_eq!(waits_ms(&history), [1_500.0]);
}

#[test]
fn a_run_that_would_explode_ends_at_its_limit_and_says_so() {
    let load = Load { pattern: Pattern::Steady(Duration::from_ms(20)), tasks: None };
    let mut scenario = Scenario { load, ..Scenario::default() };
    for n in 0..9 {
        scenario.services.push(Service::new(format!("Service {n}"), Duration::from_ms(1)));
    }
    let history = run(&scenario, Style::Kafka, &[], Instant::from_s(3_600));
    assert!(matches!(history.end(), End::Limit(at) if at < Instant::from_s(3_600)));
    assert!(history.bytes() < 40_000_000, "{}", history.bytes());
}

#[test]
fn the_largest_scenario_that_is_accepted_weighs_at_most_64_mb_in_every_style() {
    let load = Load { pattern: Pattern::Steady(Duration::from_ms(20)), tasks: None };
    let newcomer =
        |n: usize| Service { workers: 32, ..Service::new(format!("Service {n}"), Duration::ZERO) };
    let mut scenario =
        Scenario { load, services: (0..12).map(newcomer).collect(), ..Scenario::default() };
    scenario.kafka.partitions = 12;
    scenario.kafka.publish = Duration::ZERO;
    scenario.horizon = Duration::from_s(3_600);
    // As many as a run may ever see: one goes before the next comes.
    for n in 12..64 {
        let ms = n as u64 * 1_000;
        let joins = Action::Add { service: newcomer(n), start: Start::Latest };
        scenario.timeline.extend([at(ms, Action::Remove(n as u8 - 12)), at(ms, joins)]);
    }
    assert_eq!(scenario.check(), Ok(()));
    for style in STYLES {
        let history = run(&scenario, style, &[], Instant::from_s(3_600));
        assert!(matches!(history.end(), End::Limit(_)), "{style:?}");
        assert!(history.bytes() < 64_000_000, "{style:?}: {}", history.bytes());
    }
}

#[test]
fn a_newcomer_at_latest_was_never_behind_whatever_the_number_of_partitions() {
    let mut scenario = Scenario::default();
    scenario.kafka.partitions = 4;
    let service = Service::new("Logging", Duration::from_ms(50));
    let joins = at(5_000, Action::Add { service, start: Start::Latest });
    let acts = [at(0, Action::Send(40)), joins];
    let history = run(&scenario, Style::Kafka, &acts, Instant::from_s(60));
    let lag = summarise(&history).lag;
    assert_eq!(lag[3], (0, 0));
    assert_eq!(lag[0], (40, 0), "the others were behind by all 40, which arrived at once");
}

#[test]
fn what_names_no_service_of_the_run_does_nothing() {
    let history = play(Style::Kafka, &[down(0, 77), at(1, Action::Remove(99)), send(2)]);
    assert_eq!(waits_ms(&history), [10.0]);
    assert!(
        when(&history, |what| matches!(what, Occurrence::Control(Control::ModeSet { .. })))
            .is_empty()
    );
}
