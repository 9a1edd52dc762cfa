//! The fourteen things that simpler simulators get wrong, one test a point.
//!
//! Their variations and edges are tested beside what they belong to; here each stands once, as a sentence.

mod support;

use engine::history::{Cause, Group, History, Ledger, Loss, Occurrence, Publish, Work};
use engine::listing::{handler, producer};
use engine::play::{partition_of, run};
use engine::scenario::{
    Action, Intervention, Load, Mode, Pattern, Scenario, Service, ServiceSetting, Setting, Start,
    Style,
};
use engine::sim::{Duration, Instant};
use support::waits_ms;

fn at(ms: u64, action: Action) -> Intervention {
    Intervention { at: Instant::from_ms(ms), action }
}

fn send(ms: u64, tasks: u32) -> Intervention {
    at(ms, Action::Send(tasks))
}

/// One service of so many milliseconds, with these settings.
fn one(ms: u64, settings: &[(Setting, u32)]) -> Scenario {
    let mut scenario = Scenario {
        services: vec![Service::new("Audit", Duration::from_ms(ms))],
        ..Scenario::default()
    };
    settings.iter().for_each(|&(setting, value)| scenario.settings.set(setting, value));
    scenario
}

fn steady(scenario: Scenario, gap_ms: u64, tasks: Option<u32>) -> Scenario {
    let pattern = Pattern::Steady(Duration::from_ms(gap_ms));
    Scenario { load: Load { pattern, tasks }, ..scenario }
}

fn play(scenario: &Scenario, style: Style, interventions: &[Intervention]) -> History {
    scenario.check_with(interventions).expect("a scenario within its bounds");
    run(scenario, style, interventions, Instant::from_s(900))
}

fn end(history: &History) -> Ledger {
    history.at(history.horizon()).ledger
}

fn when(history: &History, wanted: impl Fn(Occurrence) -> bool) -> Vec<f64> {
    let happened = history.occurrences().iter().filter(|entry| wanted(entry.what));
    happened.map(|entry| entry.at.ms()).collect()
}

fn started(history: &History) -> impl Iterator<Item = (u8, u8, u8, u32)> + '_ {
    history.occurrences().iter().filter_map(|it| match it.what {
        Occurrence::Work(Work::Started { service, worker, partition, offset, .. }) => {
            Some((service, worker, partition, offset))
        }
        _ => None,
    })
}

#[test]
fn point_1_groups_fan_out_and_members_of_one_group_share_partitions_of_which_each_has_one_reader() {
    let mut scenario = Scenario::default();
    scenario.kafka.partitions = 3;
    scenario.services[1].workers = 5;
    let history = play(&scenario, Style::Kafka, &[send(0, 60)]);
    for service in 0..3 {
        let reads: Vec<_> = started(&history).filter(|read| read.0 == service).collect();
        assert_eq!(reads.len(), 60, "every group reads every record");
        for partition in 0..3 {
            let mut readers: Vec<u8> =
                reads.iter().filter(|read| read.2 == partition).map(|read| read.1).collect();
            readers.dedup();
            assert_eq!(readers.len(), 1, "group {service}, partition {partition}");
        }
    }
    assert!(started(&history).all(|(_, worker, ..)| worker < 3), "extra members idle");
}

#[test]
fn point_2_order_holds_within_a_partition_and_a_key_picks_it_until_partitions_are_added() {
    let mut scenario = one(10, &[(Setting::Key, 2), (Setting::Customers, 5)]);
    scenario.kafka.partitions = 4;
    scenario.services[0].workers = 4;
    let history = play(&scenario, Style::Kafka, &[send(0, 100)]);
    let mut next = [0; 4];
    let mut tasks = Vec::new();
    for it in history.occurrences() {
        if let Occurrence::Work(Work::Started { partition, offset, task, .. }) = it.what {
            assert_eq!(offset, next[usize::from(partition)]);
            next[usize::from(partition)] += 1;
            tasks.push(task);
        }
    }
    assert!(!tasks.is_sorted(), "over all partitions there is no order");
    let moved = (0..100).filter(|&key| partition_of(key, 4) != partition_of(key, 5)).count();
    assert!(moved > 50, "{moved} of 100 keys go elsewhere with one partition more");
    let unkeyed = [(Setting::Client, 1), (Setting::Key, 1), (Setting::BatchSize, 60_000)];
    let mut scenario = one(10, &unkeyed);
    scenario.kafka.partitions = 4;
    let history = play(&scenario, Style::Kafka, &[send(0, 50)]);
    let mut partitions: Vec<_> = started(&history).map(|read| read.2).collect();
    partitions.dedup();
    assert_eq!(partitions.len(), 1, "without a key not round-robin: one until a batch is full");
}

#[test]
fn point_3_what_repeats_or_is_lost_after_a_crash_is_decided_by_when_the_offset_is_committed() {
    let crash = [send(0, 3), at(760, Action::Crash { service: 0, worker: None })];
    let back = at(800, Action::Set(0, Mode::Up));
    let acts = [&crash[..], &[back]].concat();
    let ledger = |commit| {
        let settings = [(Setting::Commit, commit), (Setting::MaxPollRecords, 10)];
        end(&play(&one(500, &settings), Style::Kafka, &acts))
    };
    // The first poll finds one record, the second two, of which the crash interrupts the first.
    let (after, before, auto) = (ledger(0), ledger(1), ledger(2));
    assert_eq!((after.done, after.repeated), (3, 0));
    assert_eq!((before.done, before.missing), (1, 2), "committed and never processed: lost");
    assert_eq!((auto.done, auto.repeated), (3, 1), "processed and not yet committed: repeated");
}

#[test]
fn point_4_a_crashed_member_is_missed_a_session_after_its_last_heartbeat_and_a_closed_one_leaves() {
    let mut scenario = steady(one(100, &[(Setting::SessionTimeoutMs, 45_000)]), 500, None);
    scenario.services.push(Service::new("Other", Duration::from_ms(100)));
    scenario.kafka.partitions = 2;
    scenario.services[0].workers = 2;
    let lost = |history: &History| {
        when(history, |what| matches!(what, Occurrence::Group(Group::MemberLost { .. })))
    };
    let crash = at(10_250, Action::Crash { service: 0, worker: Some(1) });
    let crashed = play(&scenario, Style::Kafka, &[crash]);
    // The last heartbeat was at most three seconds old.
    assert!(matches!(lost(&crashed)[..], [at] if (52_250.0..=55_250.0).contains(&at)));
    let closed = play(&scenario, Style::Kafka, &[at(10_250, Action::Scale(0, 1))]);
    assert_eq!(lost(&closed), [10_250.0]);
    let lag = |history: &History, service| history.at(Instant::from_s(52)).lag(service);
    assert!(lag(&crashed, 0) > 20, "nobody reads the partition of a dead member");
    assert!(lag(&crashed, 1) <= 1, "the other group notices nothing");
    assert!(lag(&closed, 0) <= 1);
    assert!(crashed.at(Instant::from_s(80)).lag(0) <= 1, "the other member took over");
}

#[test]
fn point_5_a_minute_down_at_one_a_second_takes_a_minute_more_and_at_two_it_never_drains() {
    let outage = [at(10_000, Action::Set(0, Mode::Down)), at(70_000, Action::Set(0, Mode::Up))];
    let history = play(&steady(one(500, &[]), 1_000, None), Style::Kafka, &outage);
    assert_eq!(history.at(Instant::from_s(70)).lag(0), 60);
    assert!(history.at(Instant::from_s(128)).lag(0) > 1);
    assert!(history.at(Instant::from_s(131)).lag(0) <= 1);
    let history = play(&steady(one(500, &[]), 500, None), Style::Kafka, &outage);
    assert!(history.at(Instant::from_s(900)).lag(0) >= 119);
}

#[test]
fn point_6_beyond_max_poll_interval_a_healthy_consumer_is_evicted_and_its_records_repeat() {
    // With the defaults, 500 records and 300 s, the edge is at 600 ms a record.
    let defaults = [
        (Setting::Client, 1),
        (Setting::MaxPollRecords, 500),
        (Setting::MaxPollIntervalMs, 300_000),
    ];
    let ledger = |ms| end(&play(&one(ms, &defaults), Style::Kafka, &[send(0, 501)]));
    assert_eq!((ledger(600).done, ledger(600).repeated), (501, 0));
    assert!(ledger(601).repeated > 400);
}

#[test]
fn point_7_records_and_positions_are_forgotten_by_two_clocks() {
    const EIGHT_DAYS: u32 = 8 * 24 * 60;
    let month = 30 * 24 * 60;
    let away = |settings: &[(Setting, u32)]| {
        let acts = [
            send(0, 1),
            at(1_000, Action::Set(0, Mode::Down)),
            send(2_000, 5),
            at(3_000, Action::Skip(EIGHT_DAYS)),
            at(4_000, Action::Set(0, Mode::Up)),
        ];
        end(&play(&one(100, settings), Style::Kafka, &acts))
    };
    let gone = away(&[(Setting::OffsetsRetention, month)]);
    assert_eq!((gone.done, gone.missing), (1, 5), "the records are deleted");
    let kept = (Setting::RetentionMs, month * 60_000);
    let forgotten = away(&[kept, (Setting::OffsetReset, 0)]);
    assert_eq!((forgotten.done, forgotten.missing), (1, 5), "the position is, and latest jumps");
    assert_eq!(away(&[kept, (Setting::OffsetReset, 1)]).done, 6, "earliest reads what is there");
    let both_long = [(Setting::RetentionMs, month * 60_000), (Setting::OffsetsRetention, month)];
    assert_eq!(away(&both_long).done, 6);
}

#[test]
fn point_8_a_new_group_sees_no_history_with_latest_and_replays_what_is_retained_with_earliest() {
    let joined = |start, settings: &[(Setting, u32)]| {
        let service = Service::new("Search", Duration::from_ms(10));
        let acts = [send(0, 4), at(9_000, Action::Add { service, start }), send(9_500, 1)];
        end(&play(&one(10, settings), Style::Kafka, &acts)).backfilled
    };
    assert_eq!(joined(Start::Latest, &[]), 0);
    assert_eq!(joined(Start::Earliest, &[]), 4);
    assert_eq!(joined(Start::Earliest, &[(Setting::RetentionMs, 5_000)]), 0, "not retained");
}

#[test]
fn point_9_the_publisher_waits_for_the_broker_in_three_ways() {
    let down = at(0, Action::Broker(false));
    let settings = [
        (Setting::Client, 1),
        (Setting::Recovery, 1),
        (Setting::BufferMemory, 1_000),
        (Setting::BatchSize, 1_000),
        (Setting::RecordSize, 1_000),
        (Setting::MaxBlockMs, 2_000),
    ];
    let history = play(&one(10, &settings), Style::Kafka, &[down, send(0, 2)]);
    let buffered = when(&history, |what| {
        matches!(what, Occurrence::Publish(Publish::Buffered { task: 0, .. }))
    });
    assert_eq!(buffered, [0.0], "send buffers");
    let causes: Vec<_> = history.tasks().iter().filter_map(|task| task.ended?.1).collect();
    assert_eq!(waits_ms(&history), [-30_000.0, -2_000.0]);
    assert_eq!(causes[1], Cause::BufferFull, "blocks up to max.block.ms");
    let undelivered = |what| matches!(what, Occurrence::Publish(Publish::Undelivered { .. }));
    assert_eq!(when(&history, undelivered), [30_000.0], "fails after delivery.timeout.ms");
}

#[test]
fn point_10_a_dual_write_loses_either_half_and_an_outbox_repairs_it_at_least_once() {
    let mut scenario = one(100, &[]);
    scenario.producer.save = Duration::from_ms(20);
    let crashed = |style, ms| end(&play(&scenario, style, &[send(0, 1), at(ms, Action::Restart)]));
    let rows_and_events = |ledger: Ledger| (ledger.saved, ledger.appended);
    assert_eq!(rows_and_events(crashed(Style::Kafka, 25)), (1, 0), "a row without its event");
    assert_eq!(rows_and_events(crashed(Style::SendFirst, 15)), (0, 1), "an event without its row");
    assert_eq!(rows_and_events(crashed(Style::Outbox, 25)), (1, 1));
    // The relay has published and not yet marked: it publishes once more.
    let repeated = crashed(Style::Outbox, 150);
    assert_eq!((repeated.appended, repeated.repeated), (2, 1));
    scenario.services[0].settings.set(ServiceSetting::Idempotent, 1);
    let idempotent = end(&play(&scenario, Style::Outbox, &[send(0, 1), at(150, Action::Restart)]));
    assert_eq!((idempotent.repeated, idempotent.recognised), (0, 1));
    // Direct calls repeat effects too: the first attempt goes on after its timeout.
    let mut direct = one(800, &[(Setting::Retries, 2), (Setting::BackoffMs, 0)]);
    direct.producer.call_timeout = Duration::from_ms(500);
    direct.services[0].workers = 3;
    assert_eq!(end(&play(&direct, Style::Sequential, &[send(0, 1)])).repeated, 2);
}

#[test]
fn point_11_acks_all_with_one_replica_is_one_copy_and_losing_two_of_three_stops_writes() {
    let copies = |replicas, min, left| {
        let settings =
            [(Setting::Acks, 0), (Setting::ReplicationFactor, replicas), (Setting::MinInsync, min)];
        let lose = at(0, Action::Tune(Setting::InSync, left));
        end(&play(&one(10, &settings), Style::Kafka, &[lose, send(100, 1)])).answered
    };
    assert_eq!(copies(1, 1, 1), 1, "one copy, and acks=all is content");
    assert_eq!(copies(3, 2, 2), 1);
    assert_eq!(copies(3, 2, 1), 0);
}

#[test]
fn point_12_a_poison_record_blocks_its_partition_until_it_is_skipped_or_parked() {
    let ledger = |on_error, until: u64| {
        let mut scenario = steady(one(100, &[(Setting::OnError, on_error)]), 1_000, Some(20));
        scenario.kafka.partitions = 2;
        scenario.services[0].settings.set(ServiceSetting::FailsOn, 4);
        let history = play(&scenario, Style::Kafka, &[]);
        (history.at(Instant::from_s(until)), partition_of(3, 2))
    };
    let (blocked, poisoned) = ledger(0, 600);
    assert!(blocked.lag_of(0, poisoned as usize) > 3);
    assert_eq!(blocked.lag_of(0, 1 - poisoned as usize), 0, "the other partition flows");
    let (skipped, _) = ledger(1, 600);
    assert_eq!((skipped.lag(0), skipped.ledger.missing), (0, 1));
    let (parked, _) = ledger(2, 600);
    assert_eq!((parked.lag(0), parked.services[0].group.dead_letters), (0, 1));
}

#[test]
fn point_13_sequential_adds_parallel_takes_the_maximum_and_availability_multiplies() {
    let course = Scenario::default();
    assert_eq!(waits_ms(&play(&course, Style::Sequential, &[send(0, 1)])), [1_500.0]);
    assert_eq!(waits_ms(&play(&course, Style::Parallel, &[send(0, 1)])), [500.0]);
    let mut flaky = steady(course, 20, Some(20_000));
    flaky.services.iter_mut().for_each(|service| {
        service.latency = engine::scenario::Latency::Fixed(Duration::from_ms(1));
        service.settings.set(ServiceSetting::ErrorRate, 10);
    });
    for style in [Style::Sequential, Style::Parallel] {
        let answered = f64::from(end(&play(&flaky, style, &[])).answered) / 20_000.0;
        assert!((answered - 0.99f64.powi(3)).abs() < 0.005, "{style:?}: {answered}");
    }
    let down = at(0, Action::Set(1, Mode::Down));
    let history = play(&Scenario::default(), Style::Sequential, &[down, send(0, 1)]);
    assert_eq!(waits_ms(&history), [-500.0], "refused at once, after the first took effect");
    assert_eq!(end(&history).half_done, 1);
    let hang = at(0, Action::Set(1, Mode::Hanging));
    let history = play(&Scenario::default(), Style::Sequential, &[hang, send(0, 1)]);
    assert_eq!(waits_ms(&history), [-5_500.0], "or hangs until the timeout");
}

#[test]
fn point_14_an_acknowledgement_takes_10_ms_and_only_code_that_awaits_it_has_it() {
    let scenario = Scenario::default();
    let hasty = {
        let settings = scenario.settings.with(Setting::AwaitAck, 0);
        Scenario { settings, ..scenario.clone() }
    };
    assert_eq!(waits_ms(&play(&scenario, Style::Kafka, &[send(0, 1)])), [10.0]);
    let history = play(&hasty, Style::Kafka, &[send(0, 1), at(5, Action::Restart)]);
    assert_eq!(waits_ms(&history), [0.0], "answered");
    let lost =
        |what| matches!(what, Occurrence::Work(Work::Missing { why: Loss::Undelivered, .. }));
    assert_eq!(when(&history, lost).len(), 3, "and lost");
    let text = |scenario: &Scenario| producer(scenario, Style::Kafka, &[], &[0, 1, 2]).text();
    assert!(text(&scenario).contains("await app.state.kafka.send_and_wait("));
    assert!(text(&hasty).contains("await app.state.kafka.send("), "the listing says what runs");
    assert!(handler(&scenario, Style::Kafka, &[], 0).text().contains("consumer.commit()"));
}
