//! The scenarios that ship with the page: each one's `about` promises something to look at, and here it is
//! looked at; the course's figures are in `course.rs`. And every behaviour that the simulator knows has a
//! scenario that shows it.

mod support;

use engine::history::{
    Breaker, Call, Cause, Effect, Group, History, Loss, Occurrence, Publish, ReadOutcome, Work,
};
use engine::scenario::ServiceId;
use engine::sim::{Duration, Instant};
use support::shown::{Look, Sides, scenario, sides, within};
use support::when;

/// Each behaviour in a few words, and the file that shows it.
const SHOWN: &[(&str, &str)] = &[
    // The course
    ("calls one after another add up", "sequential.toml"),
    ("calls at once take as long as the slowest", "parallel.toml"),
    ("the same task through either side, sent by hand", "by-hand.toml"),
    ("a service that is down refuses", "audit-down.toml"),
    ("a backlog grows in an outage and drains after it", "outage.toml"),
    ("a consumer joins and the producer does not change", "added-consumer.toml"),
    // Direct calls
    ("a slow service makes its callers wait", "thirty-seconds.toml"),
    ("a service that hangs holds calls until they time out", "breaker.toml"),
    ("workers and a bounded queue", "bounded-queue.toml"),
    ("an error rate, and availability that multiplies", "availability-multiplies.toml"),
    ("a timeout a call", "thirty-seconds.toml"),
    ("retries with a fixed backoff", "retries.toml"),
    ("an exponential backoff with jitter", "retries-jitter.toml"),
    ("a retry budget", "retry-storm-budget.toml"),
    ("a circuit breaker: closed, open, half-open", "breaker.toml"),
    ("an optional call with a fallback", "fallback.toml"),
    ("users who send again", "users-send-again.toml"),
    ("a caller's caller, and a failure that cascades", "gateway.toml"),
    ("a redeploy when a service joins or leaves", "redeploy.toml"),
    ("a retry storm that outlives its cause", "retry-storm.toml"),
    ("a storm that a budget ends", "retry-storm-budget.toml"),
    ("a storm that a breaker ends", "retry-storm-breaker.toml"),
    ("effects repeated after a timeout", "repeated-effects.toml"),
    ("idempotent handlers of calls", "repeated-effects.toml"),
    ("answered first, and lost in a restart", "kafka.toml"),
    // Kafka: producing
    ("a key picks the partition", "order-per-key.toml"),
    ("order within a partition", "order-per-key.toml"),
    ("added partitions remap keys", "order-per-key.toml"),
    ("sticky sends without a key", "sticky-sends.toml"),
    ("linger and batch size", "batching.toml"),
    ("acks and in-sync copies", "in-sync-copies.toml"),
    ("the producer's buffer and max.block.ms", "full-buffer.toml"),
    ("delivery.timeout.ms, with the broker away", "broker-away.toml"),
    ("a send that is not awaited", "fire-and-forget.toml"),
    ("a send that blocks without a broker", "java-away.toml"),
    // Kafka: consuming
    ("members share partitions, and one too many idles", "members.toml"),
    ("partitions shared out round robin", "members.toml"),
    ("a rebalance and its pause", "rebalance-pause.toml"),
    ("the session timeout after a crash", "crash-or-stop.toml"),
    ("a clean stop", "crash-or-stop.toml"),
    ("max.poll.records and max.poll.interval.ms", "poll-trap.toml"),
    ("a commit after processing, and redelivery", "commit-after.toml"),
    ("a commit before processing, and loss", "commit-before.toml"),
    ("auto-commit", "commit-auto.toml"),
    ("auto-commit by a clock, and loss", "commit-clock.toml"),
    ("a clean stop in mid-batch, and loss", "stopped-in-batch.toml"),
    ("a partition that a running group sees too late", "partition-unseen.toml"),
    ("idempotent handlers of records", "idempotent-consumer.toml"),
    ("a poison record", "poison-record.toml"),
    ("a dead-letter topic", "poison-record.toml"),
    ("a backlog that never drains", "never-drains.toml"),
    // The two clocks
    ("retention of records", "away-eight-days.toml"),
    ("time that is skipped", "away-eight-days.toml"),
    ("retention of offsets", "position-forgotten.toml"),
    ("offset reset of a group whose position is gone", "position-forgotten.toml"),
    ("offset reset of a new group", "new-readers.toml"),
    // Two writes
    ("a dual write, saved first", "save-first.toml"),
    ("a dual write, sent first", "send-first.toml"),
    ("an outbox with its relay", "outbox.toml"),
    // Reads
    ("a stale read, and the checkout window", "stale-reads.toml"),
    ("the answer carries the entity", "read-your-writes.toml"),
    ("a pending cache", "read-your-writes.toml"),
    ("an explicit status", "read-your-writes.toml"),
    ("strong reads", "strong-reads.toml"),
    // Anti-patterns
    ("fan-out of direct calls, and one event", "fan-out.toml"),
    ("request-reply over events, and direct calls", "request-reply.toml"),
    ("a distributed monolith, and a domain event", "distributed-monolith.toml"),
];

/// The services of the course, and what stands alone.
const NOTIFICATION: ServiceId = 0;
const AUDIT: ServiceId = 1;
const REMINDER: ServiceId = 2;
const ALONE: ServiceId = 0;

#[test]
fn every_behaviour_has_a_file_and_every_file_shows_one() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/scenarios");
    let entries = std::fs::read_dir(folder).expect("the folder of scenarios");
    let paths = entries.map(|entry| entry.expect("a file").path()).filter(|path| path.is_file());
    let files: Vec<String> = paths
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    for (behaviour, file) in SHOWN {
        assert!(files.iter().any(|name| name == file), "{file}, for {behaviour}");
    }
    for name in &files {
        assert!(SHOWN.iter().any(|(_, file)| file == name), "{name} shows nothing");
    }
    for (place, (behaviour, _)) in SHOWN.iter().enumerate() {
        assert!(SHOWN[..place].iter().all(|(earlier, _)| earlier != behaviour), "{behaviour}");
    }
}

#[test]
fn every_scenario_asks_a_question_or_names_its_picture_and_is_short_enough_to_watch() {
    for (_, file) in SHOWN {
        let scenario = scenario(file);
        scenario.check().unwrap_or_else(|problem| panic!("{file}: {problem:?}"));
        assert!(!scenario.about.is_empty(), "{file}");
        assert!(scenario.horizon <= Duration::from_s(150), "{file}");
        let bare = file.strip_suffix(".toml").unwrap_or_default();
        assert!(bare.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{file}");
    }
}

#[test]
fn where_nobody_sends_by_hand_nothing_happens() {
    let Sides { direct, events } = sides("by-hand.toml");
    assert!(direct.occurrences().is_empty() && events.occurrences().is_empty());
}

// Direct calls in depth

#[test]
fn thirty_seconds_of_audit_are_a_timeout_for_every_user_and_on_the_right_only_lag() {
    let Sides { direct, events } = sides("thirty-seconds.toml");
    let timed_out = (5_500.0, Some(Cause::TimedOut(AUDIT)));
    assert!(direct.ended(6_000, 34_000).iter().all(|end| *end == timed_out));
    assert!(events.all_answered(0, 40_000));
    assert!(events.lag(AUDIT, 40_000) > 10);
    assert!(events.lag(NOTIFICATION, 40_000) <= 1);
}

#[test]
fn a_bounded_queue_refuses_some_calls_at_once_and_answers_the_others_soon() {
    let Sides { direct, .. } = sides("bounded-queue.toml");
    let before = direct.ended(0, 30_000);
    let timeouts = before.iter().filter(|end| end.1 == Some(Cause::TimedOut(ALONE))).count();
    assert!(timeouts > 10, "{timeouts}");
    let abandoned = when(&direct, |what| matches!(what, Occurrence::Work(Work::Ended { .. })));
    assert!(within(&abandoned, 0, 30_000) > before.len() - timeouts, "worked for who had left");
    let after = direct.ended(36_000, 57_000);
    assert!(after.iter().all(|&(wait, cause)| match cause {
        Some(cause) => (wait, cause) == (0.0, Cause::QueueFull(ALONE)),
        None => wait <= 2_500.0,
    }));
    assert!(after.iter().any(|end| end.1.is_some()));
}

#[test]
fn three_services_that_fail_once_in_ten_answer_about_73_in_100() {
    let Sides { direct, events } = sides("availability-multiplies.toml");
    let share = direct.ledger().per_cent_answered().unwrap_or(0);
    // Two standard deviations of 120 tasks at 0.729.
    assert!((65..=81).contains(&share), "{share}");
    assert!(events.all_answered(0, 120_000));
    assert_eq!(events.ledger().missing, 0);
    assert!(events.ledger().erred > 10);
}

#[test]
fn retries_hide_a_short_outage_and_some_users_wait_longer() {
    let Sides { direct, .. } = sides("retries.toml");
    assert_eq!(direct.ledger().failed, 0);
    assert_eq!(direct.ledger().missing, 0);
    let longest = direct.ended(0, 24_000).into_iter().map(|end| end.0).fold(0.0, f64::max);
    assert!((2_500.0..6_500.0).contains(&longest), "{longest}");
    assert!(direct.last().services[usize::from(AUDIT)].retries >= 2);
}

#[test]
fn retries_at_random_moments_get_through_and_those_at_the_same_moment_do_not() {
    let Sides { direct, .. } = sides("retries-jitter.toml");
    let answered = |from| {
        let ended = direct.ended(from, from + 1);
        assert_eq!(ended.len(), 40);
        ended.iter().filter(|end| end.1.is_none()).count()
    };
    let (together, spread) = (answered(1_000), answered(21_000));
    assert!(together < 20 && spread >= 36, "{together} {spread}");
}

#[test]
fn what_is_done_three_times_is_done_once_when_audit_recognises_it() {
    let Sides { direct, events } = sides("repeated-effects.toml");
    let repeats = direct.repeats(ALONE);
    assert!(within(&repeats, 4_000, 24_000) >= 14);
    assert_eq!(within(&repeats, 26_000, 42_000), 0);
    let failed = direct.ended(4_000, 18_000);
    assert!(failed.iter().all(|end| end.1 == Some(Cause::TimedOut(ALONE))));
    assert!(direct.all_answered(22_000, 40_000));
    assert_eq!(events.ledger().repeated, 0);
}

/// Of the tasks sent in the last part of a storm's run, before those still under way: how many in a
/// hundred were answered.
fn answered_late(history: &History) -> usize {
    let late = history.ended(95_000, 110_000);
    late.iter().filter(|end| end.1.is_none()).count() * 100 / late.len()
}

#[test]
fn the_storm_outlives_its_cause_and_the_log_catches_up() {
    let Sides { direct, events } = sides("retry-storm.toml");
    assert!(direct.ended(0, 14_000).iter().all(|end| end.1.is_none()));
    assert!(answered_late(&direct) <= 10, "{}", answered_late(&direct));
    assert!(direct.at(Instant::from_s(119)).services[0].queued > 50);
    assert!(events.lag(ALONE, 25_000) > 40);
    assert!(events.lag(ALONE, 119_000) < 10, "{}", events.lag(ALONE, 119_000));
}

#[test]
fn a_budget_ends_the_storm() {
    let Sides { direct, .. } = sides("retry-storm-budget.toml");
    assert!(direct.ledger().failed > 10);
    assert!(answered_late(&direct) >= 95, "{}", answered_late(&direct));
    assert!(direct.at(Instant::from_s(119)).services[0].queued < 10);
}

#[test]
fn a_breaker_ends_the_storm() {
    let Sides { direct, .. } = sides("retry-storm-breaker.toml");
    let opened =
        |what| matches!(what, Occurrence::Call(Call::BreakerSet { breaker: Breaker::Open, .. }));
    assert!(!when(&direct, opened).is_empty());
    assert!(answered_late(&direct) >= 95, "{}", answered_late(&direct));
}

#[test]
fn a_breaker_spares_the_wait_and_lets_a_call_through_now_and_then() {
    let Sides { direct, .. } = sides("breaker.toml");
    let hanging = direct.ended(10_000, 39_000);
    let at_once = Some(Cause::ShortCircuited(AUDIT));
    let spared = hanging.iter().filter(|end| end.1 == at_once && end.0 == 0.0).count();
    assert!(hanging.iter().all(|end| end.1.is_some()), "tasks fail all the same");
    assert!(spared * 2 > hanging.len(), "{spared}");
    assert!(hanging.contains(&(3_000.0, Some(Cause::TimedOut(AUDIT)))));
    let states = |state| {
        when(
            &direct,
            |what| matches!(what, Occurrence::Call(Call::BreakerSet { breaker, .. }) if breaker == state),
        )
    };
    assert!(states(Breaker::HalfOpen).len() >= 3);
    assert_eq!(states(Breaker::Closed).len(), 1);
    assert!(direct.all_answered(50_000, 59_000));
}

#[test]
fn with_a_fallback_users_are_answered_and_the_note_is_lost() {
    let Sides { direct, events } = sides("fallback.toml");
    assert!(direct.ended(6_000, 15_000).iter().all(|end| end.1 == Some(Cause::Refused(AUDIT))));
    assert!(direct.all_answered(16_000, 42_000));
    let missing = |what| matches!(what, Occurrence::Work(Work::Missing { service: AUDIT, .. }));
    assert!(within(&when(&direct, missing), 16_000, 30_000) >= 6);
    assert_eq!((events.ledger().missing, events.ledger().failed), (0, 0));
    assert!(events.lag(AUDIT, 43_900) <= 1);
}

#[test]
fn users_who_send_again_have_people_told_again() {
    let Sides { direct, events } = sides("users-send-again.toml");
    let ledger = direct.ledger();
    assert!(ledger.sent_again > 3 && direct.repeats(NOTIFICATION).len() > 3, "{ledger:?}");
    assert_eq!(ledger.missing, 0, "in the end each is done");
    assert_eq!((events.ledger().sent_again, events.ledger().repeated), (0, 0));
}

#[test]
fn a_hanging_service_fills_the_producer_and_then_the_gateway() {
    let Sides { direct, events } = sides("gateway.toml");
    assert!(direct.all_answered(0, 9_000));
    let held = |ms| direct.at(Instant::from_ms(ms)).held;
    assert_eq!(held(9_000), [0, 0]);
    assert!(held(30_000)[0] > 10 && held(30_000)[1] > 0, "{:?}", held(30_000));
    let hanging = direct.ended(13_000, 30_000);
    assert!(hanging.iter().all(|end| end.1.is_some()));
    let never_begun =
        |what| matches!(what, Occurrence::Work(Work::Missing { why: Loss::NeverAsked, .. }));
    assert!(when(&direct, never_begun).len() > 3);
    assert!(direct.all_answered(50_000, 59_000));
    assert_eq!(events.ledger().failed, 0);
    assert!((0..600).all(|n| events.at(Instant::from_ms(n * 100)).held == [0, 0]));
}

#[test]
fn a_service_that_joins_or_leaves_costs_a_deployment_on_the_left_alone() {
    let Sides { direct, events } = sides("redeploy.toml");
    let refused = |from, to| {
        direct.ended(from, to).iter().filter(|end| end.1 == Some(Cause::Deploying)).count()
    };
    assert_eq!([refused(8_000, 12_000), refused(20_000, 24_000)], [4, 4]);
    assert_eq!((direct.ledger().failed, events.ledger().failed), (8, 0));
}

// Kafka: producing

/// The tasks in the order in which the one service begins with them.
fn order(history: &History, from: u64, to: u64) -> Vec<u32> {
    let window = history.between(Instant::from_ms(from), Instant::from_ms(to)).iter();
    let tasks = window.filter_map(|it| match it.what {
        Occurrence::Work(Work::Started { task, .. }) => Some(task),
        _ => None,
    });
    tasks.collect()
}

#[test]
fn a_customers_records_are_in_order_until_partitions_are_added() {
    let Sides { events, .. } = sides("order-per-key.toml");
    let in_order = |from, to| {
        let order = order(&events, from, to);
        (0..4).all(|customer| {
            let theirs: Vec<_> = order.iter().filter(|task| *task % 4 == customer).collect();
            theirs.is_sorted()
        })
    };
    assert!(in_order(0, 15_000));
    assert!(!order(&events, 0, 15_000).is_sorted(), "there is no order between partitions");
    assert!(!in_order(0, 45_000), "the new ones overtake");
}

#[test]
fn a_java_producer_without_keys_stays_with_one_partition_for_sixteen_records() {
    let Sides { events, .. } = sides("sticky-sends.toml");
    let partitions: Vec<u8> = events
        .occurrences()
        .iter()
        .filter_map(|it| match it.what {
            Occurrence::Publish(Publish::Appended { partition, .. }) => Some(partition),
            _ => None,
        })
        .collect();
    let batches = partitions[..64].chunks(16).collect::<Vec<_>>();
    assert!(batches.iter().all(|batch| batch.iter().all(|partition| *partition == batch[0])));
    let busy = |ms| events.at(Instant::from_ms(ms)).services[0].busy();
    assert_eq!((busy(3_000), busy(30_000)), (1, 3));
    let lags = [20_000, 49_000].map(|ms| events.lag(ALONE, ms));
    assert!(lags[0] > 30 && lags[1] < 15, "{lags:?}");
}

#[test]
fn a_lone_record_lingers_a_full_batch_does_not_and_without_a_linger_nothing_waits() {
    let Sides { events, .. } = sides("batching.toml");
    let longest = |from, to| events.ended(from, to).iter().map(|end| end.0).fold(0.0, f64::max);
    assert_eq!(longest(2_000, 14_000), 1_010.0);
    assert!(longest(16_000, 29_000) <= 310.0, "{}", longest(16_000, 29_000));
    assert_eq!(longest(31_000, 39_000), 10.0);
}

#[test]
fn two_of_three_copies_suffice_and_one_does_only_with_acks_1() {
    let Sides { events, .. } = sides("in-sync-copies.toml");
    assert!(events.all_answered(6_000, 11_900));
    let appended =
        when(&events, |what| matches!(what, Occurrence::Publish(Publish::Appended { .. })));
    assert_eq!(within(&appended, 11_911, 23_900), 0);
    let ended = events.ended(12_000, 19_500);
    assert_eq!(ended.len(), 8);
    assert!(ended.iter().all(|(_, cause)| *cause == Some(Cause::Undelivered)));
    assert!(events.all_answered(20_000, 43_000));
    assert!(within(&appended, 35_000, 44_000) >= 8);
}

#[test]
fn the_sixth_record_finds_no_room_and_the_five_arrive() {
    let Sides { events, .. } = sides("full-buffer.toml");
    assert!(events.all_answered(5_000, 9_500));
    let full = (2_000.0, Some(Cause::BufferFull));
    assert!(events.ended(9_500, 18_000).iter().all(|end| *end == full));
    assert_eq!(events.ended(9_500, 18_000).len(), 8);
    assert!(events.all_answered(18_000, 29_000));
}

#[test]
fn the_producer_gives_up_after_its_delivery_timeout_and_direct_calls_never_notice() {
    let Sides { direct, events } = sides("broker-away.toml");
    let ended = events.ended(5_000, 20_500);
    assert!(ended.iter().all(|(_, cause)| *cause == Some(Cause::Undelivered)));
    let waits: Vec<f64> = ended.iter().map(|(wait, _)| *wait).collect();
    assert_eq!(waits[..9], [8e3, 8e3, 7e3, 6e3, 5e3, 4e3, 3e3, 2e3, 8e3], "a batch at a time");
    assert!(events.all_answered(21_000, 35_000));
    assert_eq!(direct.ledger().failed, 0);
}

#[test]
fn a_send_that_nobody_waits_for_is_answered_and_lost() {
    let Sides { events, .. } = sides("fire-and-forget.toml");
    assert!(events.ended(0, 24_000).iter().all(|end| *end == (0.0, None)));
    let ledger = events.ledger();
    assert_eq!((ledger.failed, ledger.missing), (0, 8 * 3));
}

// Kafka: consuming

#[test]
fn a_second_consumer_takes_a_partition_over_and_a_third_idles() {
    let Sides { events, .. } = sides("members.toml");
    assert!(events.lag(ALONE, 12_000) >= 8, "{}", events.lag(ALONE, 12_000));
    assert!(events.lag(ALONE, 31_000) <= 4, "{}", events.lag(ALONE, 31_000));
    let by = |worker| {
        when(
            &events,
            |what| matches!(what, Occurrence::Work(Work::Started { worker: hand, .. }) if hand == worker),
        )
    };
    assert!(!by(1).is_empty() && by(2).is_empty());
    let joined = |what| matches!(what, Occurrence::Group(Group::MemberJoined { worker: 2, .. }));
    assert_eq!(when(&events, joined).len(), 1);
}

#[test]
fn a_crashed_consumer_is_missed_ten_seconds_after_its_last_heartbeat_and_a_stopped_one_leaves() {
    let Sides { events, .. } = sides("crash-or-stop.toml");
    let lost = |of| {
        when(
            &events,
            |what| matches!(what, Occurrence::Group(Group::MemberLost { service, .. }) if service == of),
        )
    };
    assert_eq!(lost(0), [7_900.0]);
    assert!(matches!(lost(1)[..], [at] if (14_900.0..=17_900.0).contains(&at)));
    assert!(events.lag(1, 16_900) >= 4 && events.lag(0, 16_900) <= 1);
    assert!(events.lag(1, 35_900) <= 1);
}

#[test]
fn an_empty_group_waits_for_others_who_may_join_and_a_living_one_does_not() {
    let Sides { events, .. } = sides("rebalance-pause.toml");
    let (notification, audit) = (events.begins(0), events.begins(1));
    assert_eq!(within(&audit, 6_010, 9_990), 0);
    assert!(within(&notification, 6_010, 9_990) >= 5);
    assert!(within(&audit, 10_000, 10_010) == 1 && within(&audit, 18_000, 18_800) >= 1);
    assert!(events.lag(1, 29_900) <= 2);
}

#[test]
fn a_consumer_that_fetches_too_much_is_thrown_out_until_it_fetches_less() {
    let Sides { events, .. } = sides("poll-trap.toml");
    let evicted = when(&events, |what| {
        matches!(what, Occurrence::Group(Group::MemberLost { evicted: true, .. }))
    });
    assert!(within(&evicted, 25_000, 47_000) >= 3);
    assert_eq!(within(&evicted, 52_000, 75_000), 0);
    assert!(within(&events.repeats(ALONE), 25_000, 52_000) >= 20);
    assert!(events.lag(ALONE, 74_900) <= 1, "{}", events.lag(ALONE, 74_900));
}

/// Done, repeated, recognised, and owed and never done.
fn after_a_crash(file: &str) -> [u32; 4] {
    let ledger = sides(file).events.ledger();
    [ledger.done, ledger.repeated, ledger.recognised, ledger.owed - ledger.done]
}

#[test]
fn when_the_group_commits_decides_what_is_repeated_or_lost_after_a_crash() {
    assert_eq!(after_a_crash("commit-after.toml"), [8, 1, 0, 0]);
    assert_eq!(after_a_crash("commit-before.toml"), [6, 0, 0, 2]);
    assert_eq!(after_a_crash("commit-auto.toml"), [8, 6, 0, 0]);
}

#[test]
fn a_clock_that_commits_loses_at_a_crash_and_a_clean_stop_in_mid_batch_loses_too() {
    assert_eq!(after_a_crash("commit-clock.toml"), [6, 0, 0, 4]);
    assert_eq!(after_a_crash("stopped-in-batch.toml"), [6, 0, 0, 4]);
}

#[test]
fn a_java_send_blocks_its_caller_while_no_broker_is_left_though_nobody_awaits_it() {
    let Sides { events, .. } = sides("java-away.toml");
    let waits: Vec<f64> = events.ended(4_000, 16_500).iter().map(|end| end.0).collect();
    let blocked: Vec<f64> = (0..10).map(|sent| 9_800.0 - 1_000.0 * f64::from(sent)).collect();
    assert_eq!(waits[1..11], blocked);
    assert!(events.all_answered(0, 23_900));
    assert_eq!(events.ledger().missing, 0);
}

#[test]
fn a_running_group_under_latest_never_reads_what_a_new_partition_got_before_it_looked() {
    let Sides { events, .. } = sides("partition-unseen.toml");
    let missing = events.ledger().missing;
    assert!((3..=15).contains(&missing), "{missing}");
    assert!(events.lag(0, 23_900) <= 1);
}

#[test]
fn an_idempotent_consumer_recognises_what_comes_again() {
    assert_eq!(after_a_crash("idempotent-consumer.toml"), [8, 0, 6, 0]);
}

#[test]
fn a_poison_record_blocks_its_partition_until_it_is_parked() {
    let Sides { direct, events } = sides("poison-record.toml");
    assert_eq!(direct.ledger().failed, 1);
    let blocked = events.at(Instant::from_ms(19_900));
    let lags = [0, 1].map(|partition| blocked.lag_of(1, partition));
    assert!(lags.contains(&0) && lags[0].max(lags[1]) >= 4, "{lags:?}");
    let last = events.last();
    assert_eq!((last.services[1].group.dead_letters, last.ledger.missing), (1, 1));
    assert!(events.lag(1, 35_900) <= 1);
    assert!(events.lag(0, 19_900) <= 1);
}

#[test]
fn a_backlog_at_full_load_stays() {
    let Sides { events, .. } = sides("never-drains.toml");
    let lags = [30_000, 60_000, 89_900].map(|ms| events.lag(AUDIT, ms));
    assert!(lags.iter().all(|lag| (39..=41).contains(lag)), "{lags:?}");
}

// Retention

#[test]
fn after_eight_days_what_was_not_read_is_gone() {
    let Sides { events, .. } = sides("away-eight-days.toml");
    let missing = |of| {
        let unread = |what| matches!(what, Occurrence::Work(Work::Missing { service, why: Loss::Unread, .. }) if service == of);
        when(&events, unread).len()
    };
    assert_eq!([NOTIFICATION, AUDIT, REMINDER].map(missing), [0, 5, 0]);
    assert!(events.last().log_start[0] >= 10);
    assert!(events.lag(AUDIT, 23_900) <= 1);
}

#[test]
fn a_forgotten_position_jumps_over_records_that_are_still_there() {
    let Sides { events, .. } = sides("position-forgotten.toml");
    assert_eq!(events.last().log_start, [0]);
    assert!(events.last().log_end[0] > 20);
    let forgotten = |what| what == Occurrence::Group(Group::OffsetsForgotten { service: AUDIT });
    assert_eq!(when(&events, forgotten).len(), 1);
    assert_eq!(events.ledger().missing, 5);
}

#[test]
fn a_new_reader_at_the_end_knows_nothing_older_and_one_at_the_start_all() {
    let Sides { events, .. } = sides("new-readers.toml");
    let backfilled = |of| {
        when(&events, |what| {
            matches!(what, Occurrence::Work(Work::Ended { service, effect, .. })
                if (service, effect) == (of, Effect::Backfilled))
        })
        .len()
    };
    assert_eq!([1, 2].map(backfilled), [0, 8]);
}

// Two writes

#[test]
fn saved_first_leaves_a_task_without_its_event() {
    let Sides { direct, events } = sides("save-first.toml");
    let ledger = events.ledger();
    assert_eq!((ledger.saved, ledger.appended, ledger.missing), (2, 1, 3));
    let uncalled = |what| matches!(what, Occurrence::Work(Work::Missing { service: REMINDER, .. }));
    assert_eq!(when(&direct, uncalled), [1_700.0]);
}

#[test]
fn sent_first_leaves_an_event_without_its_task() {
    let Sides { events, .. } = sides("send-first.toml");
    let ledger = events.ledger();
    assert_eq!((ledger.saved, ledger.appended, ledger.done), (1, 2, 6));
}

#[test]
fn an_outbox_loses_nothing_and_may_send_twice() {
    let Sides { events, .. } = sides("outbox.toml");
    let ledger = events.ledger();
    assert_eq!((ledger.saved, ledger.appended, ledger.missing), (2, 3, 0));
    assert_eq!((ledger.done, ledger.repeated, ledger.recognised), (6, 2, 1));
    assert!(events.repeats(AUDIT).is_empty());
}

// Reads

#[test]
fn a_reload_within_300_ms_misses_the_order_and_one_after_a_second_finds_it() {
    let Sides { direct, events } = sides("stale-reads.toml");
    assert!(direct.reads(0, 30_000).iter().all(|read| *read == ReadOutcome::Fresh));
    assert!(events.reads(0, 15_000).iter().all(|read| *read == ReadOutcome::Stale));
    assert!(events.reads(16_000, 30_000).iter().all(|read| *read == ReadOutcome::Fresh));
}

#[test]
fn each_pattern_spares_the_stale_read_and_none_delays_the_write() {
    let Sides { events, .. } = sides("read-your-writes.toml");
    let only = |from, to, outcome| {
        let reads = events.reads(from, to);
        reads.len() >= 8 && reads.iter().all(|read| *read == outcome)
    };
    assert!(only(0, 10_000, ReadOutcome::Stale));
    assert!(only(10_500, 20_000, ReadOutcome::Entity));
    assert!(only(20_500, 30_000, ReadOutcome::Cached));
    assert!(only(30_500, 40_000, ReadOutcome::Processing));
    assert!(events.ended(0, 39_000).iter().all(|end| *end == (10.0, None)));
}

#[test]
fn a_strong_read_is_paid_for_by_the_write() {
    let Sides { events, .. } = sides("strong-reads.toml");
    let waits = |from, to| events.ended(from, to).into_iter().map(|end| end.0);
    assert!(waits(0, 10_000).all(|wait| wait == 10.0));
    assert!(waits(11_000, 19_000).all(|wait| wait == 510.0));
    assert!(waits(20_500, 30_000).all(|wait| wait >= 1_510.0));
    let stale = |read: &ReadOutcome| *read == ReadOutcome::Stale;
    assert!(events.reads(0, 9_900).iter().all(stale));
    assert!(!events.reads(11_000, 36_000).iter().any(stale));
}

// Anti-patterns

#[test]
fn four_calls_take_two_seconds_and_one_event_10_ms() {
    let Sides { direct, events } = sides("fan-out.toml");
    assert!(direct.ended(0, 13_000).iter().all(|end| *end == (2_000.0, None)));
    assert!(events.ended(0, 13_000).iter().all(|end| *end == (10.0, None)));
}

#[test]
fn a_request_over_kafka_is_slower_than_a_call_and_fails_later() {
    let Sides { direct, events } = sides("request-reply.toml");
    assert!(direct.ended(0, 7_000).iter().all(|end| *end == (500.0, None)));
    assert!(events.ended(0, 7_000).iter().all(|end| *end == (520.0, None)));
    assert!(direct.ended(8_500, 13_500).iter().all(|end| end.0 == 0.0 && end.1.is_some()));
    let no_reply = (5_010.0, Some(Cause::NoReply));
    assert!(events.ended(8_500, 9_500).iter().all(|end| *end == no_reply));
}

#[test]
fn commands_cost_three_publishes_and_a_deployment_and_an_event_neither() {
    let Sides { direct, events } = sides("distributed-monolith.toml");
    assert!(direct.ended(0, 7_000).iter().all(|end| *end == (30.0, None)));
    assert!(events.ended(0, 7_000).iter().all(|end| *end == (10.0, None)));
    assert_eq!((direct.ledger().failed, events.ledger().failed), (3, 0));
    assert!(!events.begins(3).is_empty(), "Logging is told");
}
