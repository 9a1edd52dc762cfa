//! What must hold of every run through Kafka, whatever is set and however it is changed. A failure prints
//! its seed.

mod support;

use engine::history::{End, Group, History, Occurrence, Publish, Topic, User, Work};
use engine::play::run;
use engine::scenario::{Acks, Action, Intervention, Scenario, Setting, Style, read, write};
use engine::sim::Instant;
use support::log::random_log_scenario;
use support::play;

const SEEDS: u64 = 80;
const STYLES: [Style; 5] =
    [Style::Kafka, Style::SendFirst, Style::Outbox, Style::RequestReply, Style::Commands];

/// Runs `claim` on many random scenarios in each style that publishes.
#[track_caller]
fn in_every_run(claim: impl Fn(&Scenario, &History)) {
    for seed in 0..SEEDS {
        let scenario = random_log_scenario(seed);
        for style in STYLES {
            let holds = std::panic::AssertUnwindSafe(|| claim(&scenario, &play(&scenario, style)));
            if let Err(panic) = std::panic::catch_unwind(holds) {
                eprintln!("the claim fails for seed {seed}, {style:?}");
                std::panic::resume_unwind(panic);
            }
        }
    }
}

fn whats(history: &History) -> impl Iterator<Item = Occurrence> {
    history.occurrences().iter().map(|entry| entry.what)
}

#[test]
fn tasks_and_effects_are_conserved() {
    in_every_run(|_, history| {
        let last = history.at(history.horizon());
        let ledger = last.ledger;
        let count =
            |wanted: fn(Occurrence) -> bool| whats(history).filter(|&what| wanted(what)).count();
        let answered = count(|what| matches!(what, Occurrence::User(User::Answered { .. })));
        let failed = count(|what| matches!(what, Occurrence::User(User::Failed { .. })));
        assert_eq!(ledger.sent as usize, answered + failed + ledger.waiting() as usize);
        assert!(ledger.done + ledger.missing + ledger.cancelled <= ledger.owed, "{ledger:?}");
        assert!(last.reads.fresh + last.reads.stale + last.reads.covered <= ledger.answered);
    });
}

#[test]
fn nothing_is_answered_or_failed_twice() {
    in_every_run(|_, history| {
        let mut ended = vec![false; history.tasks().len()];
        for what in whats(history) {
            if let Occurrence::User(User::Answered { task })
            | Occurrence::User(User::Failed { task, .. }) = what
            {
                assert!(!std::mem::replace(&mut ended[task as usize], true), "task {task}");
            }
        }
    });
}

#[test]
fn offsets_of_a_partition_are_dense_and_a_group_reads_them_in_order_between_two_resumptions() {
    in_every_run(|_, history| {
        let partitions = history.initial().log_end.len();
        let services = history.roster().len();
        let mut end = vec![0; partitions];
        let mut last = vec![vec![None; partitions]; services];
        let steady =
            whats(history).all(|what| !matches!(what, Occurrence::Group(Group::MemberLost { .. })));
        for what in whats(history) {
            match what {
                Occurrence::Publish(Publish::Appended { partition, offset, .. }) => {
                    assert_eq!(offset, end[usize::from(partition)]);
                    end[usize::from(partition)] += 1;
                }
                Occurrence::Group(Group::Resumed { service, partition, offset }) => {
                    last[usize::from(service)][usize::from(partition)] = None;
                    assert!(offset <= end[usize::from(partition)]);
                }
                // An evicted member works on beside its group, and a failed record is read again.
                Occurrence::Group(Group::MemberLost { service, .. })
                | Occurrence::Work(Work::Failed { service, .. }) => {
                    last[usize::from(service)] = vec![None; partitions];
                }
                Occurrence::Work(Work::Started { service, partition, offset, .. }) => {
                    let before = &mut last[usize::from(service)][usize::from(partition)];
                    assert!(offset < end[usize::from(partition)]);
                    assert!(!steady || before.is_none_or(|before| before < offset), "{what:?}");
                    *before = Some(offset);
                }
                _ => {}
            }
        }
    });
}

#[test]
fn a_group_never_commits_what_it_has_not_fetched_or_what_is_not_there() {
    in_every_run(|_, history| {
        let mut end = vec![0; history.initial().log_end.len()];
        for what in whats(history) {
            match what {
                Occurrence::Publish(Publish::Appended { partition, offset, .. }) => {
                    end[usize::from(partition)] = offset + 1
                }
                Occurrence::Group(Group::Committed { partition, offset, .. }) => {
                    assert!(offset <= end[usize::from(partition)]);
                }
                Occurrence::Topic(Topic::Deleted { partition, before }) => {
                    assert!(before <= end[usize::from(partition)]);
                }
                _ => {}
            }
        }
    });
}

/// Whether acks is 0 at some time, so that the relay takes every event for stored.
fn may_be_unacknowledged(scenario: &Scenario) -> bool {
    let tuned = scenario
        .timeline
        .iter()
        .any(|planned| planned.action == Action::Tune(Setting::Acks, Acks::None.value()));
    tuned || scenario.settings.acks() == Acks::None
}

#[test]
fn the_outbox_holds_what_was_saved_until_it_is_marked_and_publishes_it_at_least_once() {
    for seed in 0..SEEDS {
        let scenario = random_log_scenario(seed);
        let history = play(&scenario, Style::Outbox);
        let mut published = vec![0u32; history.tasks().len()];
        for what in whats(&history) {
            match what {
                Occurrence::Publish(Publish::Appended { task, .. }) => {
                    published[task as usize] += 1
                }
                Occurrence::Publish(Publish::Relayed { task }) => {
                    let known = published[task as usize] > 0 || may_be_unacknowledged(&scenario);
                    assert!(known, "seed {seed}: task {task} is marked");
                }
                _ => {}
            }
        }
        let last = history.at(history.horizon());
        let marked = whats(&history)
            .filter(|what| matches!(what, Occurrence::Publish(Publish::Relayed { .. })))
            .count();
        assert_eq!(last.ledger.saved, last.outbox + marked as u32, "seed {seed}");
    }
}

#[test]
fn the_state_at_any_instant_is_the_fold_of_what_happened_until_then() {
    for seed in 0..SEEDS {
        let scenario = random_log_scenario(seed);
        let history = play(&scenario, Style::Kafka);
        let halfway = Instant(scenario.horizon.0 / 2);
        let short = run(&scenario, Style::Kafka, &[], halfway);
        assert_eq!(history.at(halfway), short.at(halfway), "seed {seed}");
    }
}

#[test]
fn a_fork_keeps_its_past() {
    for seed in 0..SEEDS {
        let scenario = random_log_scenario(seed);
        let at = Instant(scenario.horizon.0 / 3);
        let fork = [Intervention { at, action: engine::scenario::Action::Restart }];
        for style in STYLES {
            let (before, after) = (play(&scenario, style), {
                run(&scenario, style, &fork, Instant::START + scenario.horizon)
            });
            let count = before.count_until(at);
            if before.end() == End::Horizon && after.end() == End::Horizon {
                let past = &after.occurrences()[..count];
                assert_eq!(&before.occurrences()[..count], past, "seed {seed}, {style:?}");
            }
        }
    }
}

#[test]
fn every_random_scenario_survives_being_written_and_read() {
    for seed in 0..SEEDS {
        let scenario = random_log_scenario(seed);
        let text = write(&scenario);
        let again =
            read("random.toml", &text).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        assert_eq!(scenario, again, "seed {seed}");
    }
}
