//! What Kafka's settings do, stated one by one: the producer's client, the groups, the two clocks.

mod support;

use engine::history::{Cause, Group, History, Ledger, Loss, Occurrence, Publish, Topic, Work};
use engine::play::run;
use engine::scenario::{
    Action, Intervention, Load, Mode, Pattern, Scenario, Service, ServiceSetting, Setting, Start,
    Style,
};
use engine::sim::{Duration, Instant};
use support::waits_ms;

const NOTIFICATION: u8 = 0;
const AUDIT: u8 = 1;

/// The course's scenario with settings, a load of one a second if `tasks`, and one service of 100 ms.
fn scenario(settings: &[(Setting, u32)], tasks: Option<u32>) -> Scenario {
    let mut scenario = Scenario {
        services: vec![Service::new("View", Duration::from_ms(100))],
        load: match tasks {
            None => Load::BY_HAND,
            tasks => Load { pattern: Pattern::Steady(Duration::from_s(1)), tasks },
        },
        ..Scenario::default()
    };
    settings.iter().for_each(|&(setting, value)| scenario.settings.set(setting, value));
    scenario.check().expect("a scenario within its bounds");
    scenario
}

fn at(ms: u64, action: Action) -> Intervention {
    Intervention { at: Instant::from_ms(ms), action }
}

fn send(ms: u64, tasks: u32) -> Intervention {
    at(ms, Action::Send(tasks))
}

fn play(scenario: &Scenario, style: Style, interventions: &[Intervention]) -> History {
    scenario.check_with(interventions).expect("interventions within their bounds");
    run(scenario, style, interventions, Instant::from_s(600))
}

fn end(history: &History) -> Ledger {
    history.at(history.horizon()).ledger
}

/// When things happened that `wanted` picks, in milliseconds.
fn when(history: &History, wanted: impl Fn(Occurrence) -> bool) -> Vec<f64> {
    let happened = history.occurrences().iter().filter(|entry| wanted(entry.what));
    happened.map(|entry| entry.at.ms()).collect()
}

fn count(history: &History, wanted: impl Fn(Occurrence) -> bool) -> usize {
    when(history, wanted).len()
}

/// The partition of each record, in the order of appending.
fn partitions(history: &History) -> Vec<u8> {
    let appended = history.occurrences().iter().filter_map(|entry| match entry.what {
        Occurrence::Publish(Publish::Appended { partition, .. }) => Some(partition),
        _ => None,
    });
    appended.collect()
}

fn cause(history: &History, task: usize) -> Option<Cause> {
    history.tasks()[task].ended.and_then(|(_, cause)| cause)
}

// The producer's client

#[test]
fn records_of_one_customer_share_a_partition_and_customers_spread() {
    let mut scenario = scenario(&[(Setting::Key, 2), (Setting::Customers, 4)], Some(40));
    scenario.kafka.partitions = 6;
    let partitions = partitions(&play(&scenario, Style::Kafka, &[]));
    assert_eq!(partitions.len(), 40);
    for customer in 0..4 {
        let own: Vec<_> = partitions.iter().skip(customer).step_by(4).collect();
        assert!(own.iter().all(|&partition| partition == own[0]), "customer {customer}");
    }
    assert!(partitions.iter().any(|&partition| partition != partitions[0]));
}

#[test]
fn without_keys_the_java_producer_sticks_to_a_partition_until_a_batch_is_full() {
    let settings = [
        (Setting::Client, 1),
        (Setting::Key, 1),
        (Setting::RecordSize, 1_000),
        (Setting::BatchSize, 16_384),
    ];
    let mut scenario = scenario(&settings, Some(170));
    scenario.kafka.partitions = 6;
    let partitions = partitions(&play(&scenario, Style::Kafka, &[]));
    for batch in partitions.chunks(16) {
        assert!(batch.iter().all(|&partition| partition == batch[0]), "{batch:?}");
    }
    assert!(partitions.iter().any(|&partition| partition != partitions[0]));
}

#[test]
fn a_lone_record_lingers_and_a_full_batch_does_not() {
    let alone = scenario(&[(Setting::LingerMs, 200)], None);
    assert_eq!(waits_ms(&play(&alone, Style::Kafka, &[send(0, 1)])), [210.0]);
    let settings = [(Setting::LingerMs, 200), (Setting::BatchSize, 3_000)];
    let full = scenario(&settings, None);
    let history = play(&full, Style::Kafka, &[send(0, 1), send(50, 1), send(60, 1)]);
    assert_eq!(waits_ms(&history), [70.0, 20.0, 10.0]);
}

#[test]
fn a_record_within_the_linger_travels_with_the_first() {
    let scenario = scenario(&[(Setting::LingerMs, 200)], None);
    let history = play(&scenario, Style::Kafka, &[send(0, 1), send(150, 1)]);
    let appended =
        when(&history, |what| matches!(what, Occurrence::Publish(Publish::Appended { .. })));
    assert_eq!(appended, [210.0, 210.0]);
}

#[test]
fn acks_all_needs_the_wanted_copies_and_acks_1_the_leader_only() {
    let copies = [(Setting::ReplicationFactor, 3), (Setting::MinInsync, 2), (Setting::Acks, 0)];
    let lose = |left| at(1_000, Action::Tune(Setting::InSync, left));
    let all = scenario(&copies, None);
    let ledger = |scenario: &Scenario, left| {
        end(&play(scenario, Style::Kafka, &[lose(left), send(2_000, 1)]))
    };
    assert_eq!(ledger(&all, 2).answered, 1);
    assert_eq!((ledger(&all, 1).answered, ledger(&all, 1).failed), (0, 1));
    let mut leader = all.clone();
    leader.settings.set(Setting::Acks, 1);
    assert_eq!((ledger(&leader, 1).answered, ledger(&leader, 0).answered), (1, 0));
}

#[test]
fn too_few_copies_stop_writing_and_not_reading() {
    let settings = [(Setting::ReplicationFactor, 3), (Setting::MinInsync, 2), (Setting::Acks, 0)];
    let scenario = scenario(&settings, None);
    let lose = at(150, Action::Tune(Setting::InSync, 1));
    let back = at(5_000, Action::Tune(Setting::InSync, 3));
    let history = play(&scenario, Style::Kafka, &[send(0, 4), lose, send(200, 1), back]);
    let handled = when(&history, |what| matches!(what, Occurrence::Work(Work::Ended { .. })));
    assert_eq!(handled, [110.0, 210.0, 310.0, 410.0, 5_110.0]);
}

#[test]
fn nobody_learns_that_an_unacknowledged_record_was_lost_on_its_way() {
    let scenario = scenario(&[(Setting::Acks, 2)], None);
    let broken = [send(0, 1), at(5, Action::Broker(false)), at(1_000, Action::Broker(true))];
    let history = play(&scenario, Style::Kafka, &broken);
    assert_eq!(waits_ms(&history), [0.0]);
    let unconfirmed =
        |what| matches!(what, Occurrence::Publish(Publish::Unconfirmed { task: 0, .. }));
    assert_eq!(when(&history, unconfirmed), [0.0]);
    let ledger = end(&history);
    assert_eq!((ledger.answered, ledger.done, ledger.missing), (1, 0, 1));
}

#[test]
fn a_send_that_is_not_awaited_answers_at_once_and_may_still_be_lost() {
    let scenario = scenario(&[(Setting::AwaitAck, 0)], None);
    let history = play(&scenario, Style::Kafka, &[send(0, 1)]);
    assert_eq!((waits_ms(&history), end(&history).done), (vec![0.0], 1));
    let down = at(0, Action::Broker(false));
    let history = play(&scenario, Style::Kafka, &[down.clone(), send(100, 1)]);
    assert_eq!(waits_ms(&history), [0.0], "the user is told that all is well");
    let lost =
        |what| matches!(what, Occurrence::Work(Work::Missing { why: Loss::Undelivered, .. }));
    assert_eq!(when(&history, lost), [30_100.0]);
    let restart = at(200, Action::Restart);
    let history = play(&scenario, Style::Kafka, &[down, send(100, 1), restart]);
    assert_eq!(when(&history, lost), [200.0], "the buffer is memory");
}

#[test]
fn a_full_buffer_blocks_a_send_for_max_block_ms_and_then_fails_it() {
    let settings = [
        (Setting::Client, 1),
        (Setting::Recovery, 1),
        (Setting::BufferMemory, 2_000),
        (Setting::BatchSize, 1_000),
        (Setting::RecordSize, 1_000),
        (Setting::MaxBlockMs, 3_000),
    ];
    let scenario = scenario(&settings, None);
    let down = at(0, Action::Broker(false));
    let history = play(&scenario, Style::Kafka, &[down.clone(), send(100, 3)]);
    assert_eq!(waits_ms(&history), [-30_000.0, -30_000.0, -3_000.0]);
    assert_eq!(cause(&history, 2), Some(Cause::BufferFull));
    let up = at(2_000, Action::Broker(true));
    let history = play(&scenario, Style::Kafka, &[down, send(100, 3), up]);
    let appended =
        when(&history, |what| matches!(what, Occurrence::Publish(Publish::Appended { .. })));
    assert_eq!(appended, [2_010.0, 2_010.0, 2_020.0], "room comes free with the first");
}

#[test]
fn a_producer_that_starts_without_the_broker_has_no_metadata_and_blocks() {
    let settings = [(Setting::Client, 1), (Setting::Recovery, 1), (Setting::MaxBlockMs, 3_000)];
    let scenario = scenario(&settings, None);
    let away = [at(0, Action::Broker(false)), at(50, Action::Restart), send(100, 1)];
    let history = play(&scenario, Style::Kafka, &away);
    assert_eq!((waits_ms(&history), cause(&history, 0)), (vec![-3_000.0], Some(Cause::BufferFull)));
}

// Groups

#[test]
fn more_members_than_partitions_idle_and_fewer_share() {
    let mut scenario = scenario(&[], None);
    scenario.kafka.partitions = 4;
    scenario.services[0].workers = 6;
    let history = play(&scenario, Style::Kafka, &[send(0, 200)]);
    let mut readers = [None; 4];
    for entry in history.occurrences() {
        if let Occurrence::Work(Work::Started { worker, partition, .. }) = entry.what {
            let reader = readers[usize::from(partition)].get_or_insert(worker);
            assert_eq!(*reader, worker, "partition {partition} has one reader");
        }
    }
    assert_eq!(readers, [Some(0), Some(1), Some(2), Some(3)]);
}

#[test]
fn a_group_reads_nothing_while_it_rebalances() {
    let scenario = scenario(&[(Setting::RebalanceMs, 3_000)], None);
    let pause = [at(0, Action::Set(0, Mode::Down)), at(1_000, Action::Set(0, Mode::Up))];
    let history = play(&scenario, Style::Kafka, &[&pause[..], &[send(1_500, 1)]].concat());
    assert_eq!(
        when(&history, |what| matches!(what, Occurrence::Work(Work::Started { .. }))),
        [4_000.0]
    );
    let states = |done| {
        when(&history, |what| what == Occurrence::Group(Group::Rebalancing { service: 0, done }))
    };
    assert_eq!((states(false), states(true)), (vec![1_000.0], vec![4_000.0]));
}

#[test]
fn one_poll_returns_up_to_max_poll_records_and_commits_them_together() {
    let scenario = scenario(&[(Setting::MaxPollRecords, 3)], None);
    let history = play(&scenario, Style::Kafka, &[send(0, 5)]);
    let polls = history.occurrences().iter().filter_map(|it| match it.what {
        Occurrence::Group(Group::Polled { count, .. }) => Some(count),
        _ => None,
    });
    assert_eq!(polls.collect::<Vec<_>>(), [1, 3, 1], "the first poll finds one");
    assert_eq!(
        count(&history, |what| matches!(what, Occurrence::Group(Group::Committed { .. }))),
        3
    );
}

#[test]
fn adding_partitions_maps_keys_anew() {
    let settings = [(Setting::Key, 2), (Setting::Customers, 1), (Setting::MetadataMaxAgeMs, 100)];
    let mut scenario = scenario(&settings, Some(20));
    scenario.kafka.partitions = 2;
    let grown = play(&scenario, Style::Kafka, &[at(9_500, Action::Partitions(9))]);
    let partitions = partitions(&grown);
    assert!(partitions[..10].iter().all(|&partition| partition == partitions[0]));
    assert_ne!(partitions[10], partitions[0], "the same customer, elsewhere");
    assert_eq!(end(&grown).done, 20);
}

// Anti-patterns and repairs

#[test]
fn request_and_reply_over_events_waits_for_the_slowest_consumer_and_its_queue() {
    let scenario = Scenario::default();
    let history = play(&scenario, Style::RequestReply, &[send(0, 3)]);
    assert_eq!(waits_ms(&history), [520.0, 1_020.0, 1_520.0]);
}

#[test]
fn request_and_reply_fails_when_a_consumer_is_down() {
    let down = at(0, Action::Set(AUDIT, Mode::Down));
    let history = play(&Scenario::default(), Style::RequestReply, &[down, send(0, 1)]);
    assert_eq!((waits_ms(&history), cause(&history, 0)), (vec![-5_010.0], Some(Cause::NoReply)));
    assert_eq!(end(&history).half_done, 1);
}

#[test]
fn commands_name_every_service_and_cost_a_publish_each() {
    let history = play(&Scenario::default(), Style::Commands, &[send(0, 1)]);
    assert_eq!(waits_ms(&history), [30.0]);
    assert_eq!(end(&history).done, 3);
    assert_eq!(partitions(&history), [0, 1, 2], "a topic a service");
}

#[test]
fn sending_first_leaves_an_event_without_its_row() {
    let mut scenario = scenario(&[], None);
    scenario.producer.save = Duration::from_ms(20);
    let crash = at(15, Action::Restart);
    let saved_first = end(&play(&scenario, Style::Kafka, &[send(0, 1), at(25, Action::Restart)]));
    assert_eq!((saved_first.saved, saved_first.appended, saved_first.done), (1, 0, 0));
    let sent_first = end(&play(&scenario, Style::SendFirst, &[send(0, 1), crash.clone()]));
    assert_eq!((sent_first.saved, sent_first.appended, sent_first.done), (0, 1, 1));
    let outbox = end(&play(&scenario, Style::Outbox, &[send(0, 1), at(25, Action::Restart)]));
    assert_eq!((outbox.saved, outbox.appended, outbox.done), (1, 1, 1));
    let outbox = end(&play(&scenario, Style::Outbox, &[send(0, 1), crash]));
    assert_eq!((outbox.saved, outbox.appended, outbox.failed), (0, 0, 1), "neither or both");
}

#[test]
fn the_relay_publishes_once_more_what_it_had_not_marked_and_an_idempotent_handler_notices() {
    let mut scenario = scenario(&[(Setting::RelayMs, 100)], None);
    let acts = [send(0, 1), at(150, Action::Restart)];
    let ledger = end(&play(&scenario, Style::Outbox, &acts));
    assert_eq!((ledger.appended, ledger.done, ledger.repeated), (2, 1, 1));
    scenario.services[0].settings.set(ServiceSetting::Idempotent, 1);
    let ledger = end(&play(&scenario, Style::Outbox, &acts));
    assert_eq!((ledger.done, ledger.repeated, ledger.recognised), (1, 0, 1));
}

#[test]
fn an_outbox_answers_without_the_broker_and_delivers_when_it_is_back() {
    let scenario = scenario(&[], None);
    let acts = [at(0, Action::Broker(false)), send(100, 1), at(60_000, Action::Broker(true))];
    let history = play(&scenario, Style::Outbox, &acts);
    assert_eq!((waits_ms(&history), end(&history).done), (vec![0.0], 1));
    let last = history.at(history.horizon());
    assert_eq!((last.outbox, last.ledger.missing), (0, 0));
}

// The two clocks

/// Seven records, the group down for so many minutes, and back.
fn away(scenario: &Scenario, minutes: u32, tail: &[Intervention]) -> History {
    let acts = [
        at(0, Action::Set(0, Mode::Down)),
        send(1_000, 7),
        at(2_000, Action::Skip(minutes)),
        at(3_000, Action::Set(0, Mode::Up)),
    ];
    play(scenario, Style::Kafka, &[&acts[..], tail].concat())
}

const DAY: u32 = 24 * 60;

#[test]
fn away_for_six_days_a_group_reads_on_and_away_for_eight_its_records_are_gone() {
    let scenario = scenario(&[], None);
    assert_eq!(end(&away(&scenario, 6 * DAY, &[])).done, 7);
    let history = away(&scenario, 8 * DAY, &[send(4_000, 1)]);
    let ledger = end(&history);
    assert_eq!((ledger.done, ledger.missing), (1, 7));
    let deleted = |what| matches!(what, Occurrence::Topic(Topic::Deleted { before: 7, .. }));
    assert_eq!(count(&history, deleted), 1);
}

#[test]
fn a_position_may_be_forgotten_where_the_records_are_still_there() {
    let keeps = [(Setting::RetentionMs, 30 * 86_400_000), (Setting::OffsetReset, 0)];
    let latest = scenario(&keeps, None);
    let history = away(&latest, 8 * DAY, &[]);
    assert_eq!(
        count(&history, |what| matches!(what, Occurrence::Group(Group::OffsetsForgotten { .. }))),
        1
    );
    assert_eq!((end(&history).done, end(&history).missing), (0, 7), "latest jumps over them");
    let earliest = latest.settings.with(Setting::OffsetReset, 1);
    let earliest = Scenario { settings: earliest, ..latest };
    assert_eq!(end(&away(&earliest, 8 * DAY, &[])).done, 7);
}

#[test]
fn forgotten_and_read_from_the_beginning_everything_retained_is_read_again() {
    let settings = [(Setting::RetentionMs, 30 * 86_400_000), (Setting::OffsetReset, 1)];
    let scenario = scenario(&settings, None);
    let acts = [
        send(0, 3),
        at(5_000, Action::Set(0, Mode::Down)),
        at(6_000, Action::Skip(8 * DAY)),
        at(7_000, Action::Set(0, Mode::Up)),
    ];
    let ledger = end(&play(&scenario, Style::Kafka, &acts));
    assert_eq!((ledger.done, ledger.repeated), (3, 3));
}

#[test]
fn what_is_under_way_finishes_while_time_is_skipped_and_the_shown_clock_stands() {
    let scenario = scenario(&[], Some(10));
    let history = play(&scenario, Style::Kafka, &[at(2_050, Action::Skip(DAY))]);
    let ended = when(&history, |what| matches!(what, Occurrence::Work(Work::Ended { .. })));
    assert_eq!(ended[..4], [110.0, 1_110.0, 2_050.0, 3_110.0]);
    assert_eq!(end(&history).done, 10, "arrivals keep their places on the shown clock");
}

#[test]
fn a_short_retention_deletes_while_a_group_is_behind() {
    let mut scenario = scenario(&[(Setting::RetentionMs, 5_000)], Some(20));
    scenario.services[0] = Service::new("Slow", Duration::from_s(4));
    let ledger = end(&play(&scenario, Style::Kafka, &[]));
    assert!(ledger.missing > 0 && ledger.done > 0, "{ledger:?}");
    assert_eq!(ledger.done + ledger.missing, 20);
}

// Committing

#[test]
fn a_new_group_sees_no_history_with_latest_and_all_that_is_retained_with_earliest() {
    let scenario = scenario(&[], None);
    let join = |start| {
        let service = Service::new("New", Duration::from_ms(1));
        at(5_000, Action::Add { service, start })
    };
    for (start, backfilled) in [(Start::Latest, 0), (Start::Earliest, 4)] {
        let history = play(&scenario, Style::Kafka, &[send(0, 4), join(start), send(6_000, 1)]);
        assert_eq!(end(&history).backfilled, backfilled, "{start:?}");
        assert_eq!(end(&history).done, 6);
    }
}

#[test]
fn auto_commit_commits_inside_poll_what_earlier_polls_returned() {
    let settings = [(Setting::Commit, 2), (Setting::AutoCommitMs, 5_000)];
    let scenario = scenario(&settings, Some(8));
    let history = play(&scenario, Style::Kafka, &[]);
    let commits: Vec<_> = history
        .occurrences()
        .iter()
        .filter_map(|it| match it.what {
            Occurrence::Group(Group::Committed { offset, .. }) => Some((it.at.ms(), offset)),
            _ => None,
        })
        .collect();
    assert_eq!(commits, [(5_000.0, 5), (10_000.0, 8)]);
}

#[test]
fn the_poll_trap_evicts_a_healthy_slow_consumer_and_its_records_repeat() {
    let trap = |records, ms| {
        let settings = [
            (Setting::Client, 1),
            (Setting::MaxPollRecords, records),
            (Setting::MaxPollIntervalMs, 30_000),
        ];
        let mut scenario = scenario(&settings, None);
        scenario.services[0] = Service::new("Slow", Duration::from_ms(ms));
        play(&scenario, Style::Kafka, &[send(0, 52)])
    };
    let healthy = trap(50, 600);
    assert_eq!(end(&healthy).repeated, 0, "50 x 600 ms is the interval, and not beyond it");
    let trapped = trap(50, 601);
    assert!(
        count(&trapped, |what| matches!(what, Occurrence::Group(Group::CommitFailed { .. }))) > 0
    );
    assert!(end(&trapped).repeated >= 50);
    assert_eq!(end(&trap(49, 601)).repeated, 0, "fewer records a poll end it");
}

#[test]
fn other_groups_notice_nothing_of_one_that_is_down() {
    let quiet = play(&Scenario::default(), Style::Kafka, &[send(0, 5)]);
    let down = at(0, Action::Set(NOTIFICATION, Mode::Down));
    let noisy = play(&Scenario::default(), Style::Kafka, &[down, send(0, 5)]);
    let of_audit = |history: &History| {
        when(history, |what| matches!(what, Occurrence::Work(Work::Ended { service: AUDIT, .. })))
    };
    assert_eq!(of_audit(&quiet), of_audit(&noisy));
}

#[test]
fn a_larger_buffer_lets_blocked_sends_go_on_in_their_order() {
    let settings = [
        (Setting::Client, 1),
        (Setting::Recovery, 1),
        (Setting::BufferMemory, 1_000),
        (Setting::BatchSize, 1_000),
    ];
    let scenario = scenario(&settings, None);
    let acts = [
        at(0, Action::Broker(false)),
        send(100, 3),
        at(200, Action::Tune(Setting::BufferMemory, 3_000)),
        at(300, Action::Broker(true)),
    ];
    let history = play(&scenario, Style::Kafka, &acts);
    let unblocked =
        when(&history, |what| matches!(what, Occurrence::Publish(Publish::Unblocked { .. })));
    assert_eq!(unblocked, [200.0, 200.0]);
    assert_eq!(appended_tasks(&history), [0, 1, 2]);
}

/// The task of each record, in the order of appending.
fn appended_tasks(history: &History) -> Vec<u32> {
    let appended = history.occurrences().iter().filter_map(|entry| match entry.what {
        Occurrence::Publish(Publish::Appended { task, .. }) => Some(task),
        _ => None,
    });
    appended.collect()
}

#[test]
fn an_outbox_keeps_the_order_of_a_customer_when_an_event_fails() {
    let settings = [(Setting::Key, 2), (Setting::Customers, 1), (Setting::RelayMs, 100)];
    let mut scenario = scenario(&settings, None);
    scenario.kafka.delivery_timeout = Duration::from_ms(350);
    let acts = [
        send(0, 1),
        at(50, Action::Broker(false)),
        send(150, 1),
        send(250, 1),
        at(470, Action::Broker(true)),
    ];
    let history = play(&scenario, Style::Outbox, &acts);
    assert_eq!(
        count(&history, |what| matches!(what, Occurrence::Publish(Publish::Undelivered { .. }))),
        1,
        "the first event fails once"
    );
    assert_eq!(appended_tasks(&history), [0, 1, 2]);
}

#[test]
fn without_acknowledgements_the_relay_marks_an_event_that_never_arrives() {
    let scenario = scenario(&[(Setting::Acks, 2), (Setting::RelayMs, 100)], None);
    let acts = [send(0, 1), at(105, Action::Broker(false)), at(1_000, Action::Broker(true))];
    let history = play(&scenario, Style::Outbox, &acts);
    let last = history.at(history.horizon());
    assert_eq!((last.outbox, last.ledger.appended, last.ledger.missing), (0, 0, 1));
}

#[test]
fn a_rebalance_waits_for_a_dead_member_no_longer_than_the_poll_interval() {
    let settings = [
        (Setting::MaxPollIntervalMs, 3_000),
        (Setting::SessionTimeoutMs, 45_000),
        (Setting::HeartbeatMs, 100),
    ];
    let mut scenario = scenario(&settings, None);
    scenario.kafka.partitions = 2;
    scenario.services[0].workers = 2;
    let acts = [
        at(1_000, Action::Crash { service: 0, worker: Some(0) }),
        at(2_000, Action::Set(0, Mode::Up)),
        send(2_500, 4),
    ];
    let history = play(&scenario, Style::Kafka, &acts);
    let begun = when(&history, |what| matches!(what, Occurrence::Work(Work::Started { .. })));
    assert_eq!(begun[0], 5_000.0);
    assert_eq!(end(&history).done, 4);
}

#[test]
fn days_pass_at_once_with_a_clock_that_has_nothing_to_commit_and_a_commit_that_cannot_be() {
    for (commit, extra) in [(2, (Setting::AutoCommitMs, 0)), (1, (Setting::CommitMs, 1))] {
        let settings = [
            (Setting::Commit, commit),
            extra,
            (Setting::RetryHolds, 1),
            (Setting::RetryMs, 600_000),
        ];
        let mut scenario = scenario(&settings, None);
        scenario.services[0].settings.set(ServiceSetting::FailsOn, 1);
        let acts = [send(0, 2), at(10, Action::Broker(false)), at(500, Action::Skip(30 * DAY))];
        let history = play(&scenario, Style::Kafka, &acts);
        assert!(history.occurrences().len() < 20_000);
        assert_eq!(end(&history).done, 0);
    }
}

#[test]
fn the_attempts_at_a_record_outlive_the_assignment_of_its_partition() {
    let settings = [(Setting::OnError, 1), (Setting::Attempts, 3), (Setting::RetryMs, 1_000)];
    let mut scenario = scenario(&settings, None);
    scenario.services[0].settings.set(ServiceSetting::FailsOn, 1);
    let acts = [send(0, 1), at(1_500, Action::Scale(0, 2))];
    let history = play(&scenario, Style::Kafka, &acts);
    let failed = count(&history, |what| matches!(what, Occurrence::Work(Work::Failed { .. })));
    assert_eq!((failed, end(&history).missing), (3, 1), "two before the rebalance, one after it");
}
