//! What must hold of every run, over many random scenarios. A failure prints its seed.

mod support;

use engine::history::{
    Call, Cause, Control, Effect, Entry, Group, History, InHand, Ledger, Loss, Occurrence, Publish,
    ServiceState, Snapshot, Task, User, Work,
};
use engine::play::run;
use engine::scenario::{
    Action, Intervention, Mode, Scenario, Service, Start, Style, TaskId, read, write,
};
use engine::sim::{Duration, Instant};
use std::collections::{BTreeMap, BTreeSet};
use support::{Chance, STYLES, play, random_interventions, random_scenario};

const SEEDS: u64 = 150;

/// Runs `claim` on many random scenarios in each style.
#[track_caller]
fn in_every_run(claim: impl Fn(&Scenario, &History)) {
    for seed in 0..SEEDS {
        let scenario = random_scenario(seed);
        for style in STYLES {
            let history = play(&scenario, style);
            let described = format!("seed {seed}, {style:?}");
            let holds = std::panic::AssertUnwindSafe(|| claim(&scenario, &history));
            if let Err(panic) = std::panic::catch_unwind(holds) {
                eprintln!("the claim fails for {described}");
                std::panic::resume_unwind(panic);
            }
        }
    }
}

fn whats(history: &History) -> impl Iterator<Item = Occurrence> {
    history.occurrences().iter().map(|entry| entry.what)
}

#[test]
fn every_task_ends_at_most_once_and_is_answered_failed_or_waiting() {
    in_every_run(|_, history| {
        let mut ended = BTreeSet::new();
        for what in whats(history) {
            if let Occurrence::User(User::Answered { task })
            | Occurrence::User(User::Failed { task, .. }) = what
            {
                assert!(ended.insert(task), "task {task} ended twice");
            }
        }
        let ledger = history.at(history.horizon()).ledger;
        assert_eq!(ledger.sent as usize, history.tasks().len());
        assert_eq!((ledger.answered + ledger.failed) as usize, ended.len());
    });
}

#[test]
fn every_task_that_is_old_enough_has_ended() {
    in_every_run(|scenario, history| {
        for (task, times) in history.tasks().iter().enumerate() {
            let limit = times.sent + scenario.producer.client_timeout;
            let ended = times.ended.is_some_and(|(at, _)| at <= limit);
            assert!(ended || limit > history.horizon(), "task {task} waits for ever");
        }
    });
}

#[test]
fn every_owed_effect_is_done_or_missing_at_most_once_and_never_both() {
    in_every_run(|_, history| {
        let mut settled = BTreeMap::new();
        for what in whats(history) {
            let (effect, how) = match what {
                Occurrence::Work(Work::Ended { task, service, effect: Effect::Done, .. }) => {
                    ((task, service), "done")
                }
                Occurrence::Work(Work::Missing { task, service, .. }) => {
                    ((task, service), "missing")
                }
                _ => continue,
            };
            let before = settled.insert(effect, how);
            assert_eq!(before, None, "{effect:?} is {how} as well");
        }
        let ledger = history.at(history.horizon()).ledger;
        assert!(ledger.done + ledger.missing + ledger.cancelled <= ledger.owed, "{ledger:?}");
    });
}

#[test]
fn a_half_done_task_has_failed_and_has_an_effect() {
    in_every_run(|_, history| {
        let (mut failed, mut acted, mut half) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for what in whats(history) {
            match what {
                Occurrence::User(User::Failed { task, .. }) => failed.insert(task),
                Occurrence::Work(Work::Ended { task, effect: Effect::Done, .. }) => {
                    acted.insert(task)
                }
                Occurrence::Task(Task::HalfDone { task }) => half.insert(task),
                _ => continue,
            };
        }
        assert_eq!(half, failed.intersection(&acted).copied().collect());
    });
}

#[test]
fn both_sides_meet_the_same_arrivals() {
    for seed in 0..SEEDS {
        let scenario = random_scenario(seed);
        let arrivals = STYLES.map(|style| {
            let history = play(&scenario, style);
            history.tasks().iter().map(|task| task.sent).collect::<Vec<_>>()
        });
        assert!(arrivals.windows(2).all(|pair| pair[0] == pair[1]), "seed {seed}");
    }
}

#[test]
fn both_sides_meet_the_same_demands() {
    for seed in 0..SEEDS {
        let mut scenario = random_scenario(seed);
        scenario.timeline.clear();
        let demands = [Style::Sequential, Style::Kafka].map(|style| {
            let history = play(&scenario, style);
            let started = whats(&history).filter_map(|what| match what {
                Occurrence::Work(Work::Started { service, task, lasts_us, .. }) => {
                    Some(((service, task), lasts_us))
                }
                _ => None,
            });
            started.collect::<BTreeMap<_, _>>()
        });
        let [direct, kafka] = &demands;
        let shared: Vec<_> = direct.keys().filter(|key| kafka.contains_key(key)).collect();
        assert!(!shared.is_empty() || direct.is_empty() || kafka.is_empty(), "seed {seed}");
        for key in shared {
            assert_eq!(direct[key], kafka[key], "seed {seed}, {key:?}");
        }
    }
}

#[test]
fn the_run_has_present_whom_the_scenario_says_whatever_the_order_of_joining() {
    in_every_run(|scenario, history| {
        for share in 1..8 {
            let at = Instant(history.horizon().0 * share / 8);
            let services = history.at(at).services;
            let present = (0..services.len()).filter(|&id| services[id].present);
            let present: Vec<_> = present.map(|id| id as u8).collect();
            assert_eq!(present, scenario.present(&[], at));
        }
    });
    let add = |s, name: &str| Intervention {
        at: Instant::from_s(s),
        action: Action::Add {
            service: Service::new(name, Duration::from_ms(10)),
            start: Start::Latest,
        },
    };
    let late_first = Scenario { timeline: vec![add(9, "Late")], ..Scenario::default() };
    let early = [add(1, "Early")];
    let history = run(&late_first, Style::Kafka, &early, Instant::from_s(5));
    assert!(history.at(Instant::from_s(2)).services[4].present);
    assert_eq!(history.roster()[4].name, "Early");
}

#[test]
fn time_never_runs_backwards() {
    in_every_run(|_, history| {
        assert!(history.occurrences().windows(2).all(|pair| pair[0].at <= pair[1].at));
    });
}

#[test]
fn offsets_grow_by_one_and_commits_never_decrease() {
    in_every_run(|_, history| {
        let mut ends = BTreeMap::new();
        let mut committed = BTreeMap::new();
        for what in whats(history) {
            match what {
                Occurrence::Publish(Publish::Appended { partition, offset, .. }) => {
                    let end = ends.entry(partition).or_insert(0);
                    assert_eq!(offset, *end);
                    *end += 1;
                }
                Occurrence::Group(Group::Committed { service, partition, offset })
                | Occurrence::Group(Group::Resumed { service, partition, offset }) => {
                    let before = committed.entry((service, partition)).or_insert(0);
                    assert!(*before <= offset && offset <= *ends.entry(partition).or_insert(0));
                    *before = offset;
                }
                _ => {}
            }
        }
    });
}

#[test]
fn a_group_finishes_the_records_of_a_partition_in_order() {
    in_every_run(|_, history| {
        if history.style() != Style::Kafka {
            return;
        }
        let mut in_hand = BTreeMap::new();
        let mut next: BTreeMap<_, u32> = BTreeMap::new();
        for what in whats(history) {
            match what {
                Occurrence::Work(Work::Started { service, worker, partition, offset, .. }) => {
                    in_hand.insert((service, worker), (partition, offset));
                }
                Occurrence::Work(Work::Ended { service, worker, effect, .. }) => {
                    let (partition, offset) = in_hand[&(service, worker)];
                    let next = next.entry((service, partition)).or_insert(offset);
                    if effect == Effect::Repeated {
                        assert!(offset < *next);
                    } else {
                        assert_eq!(offset, *next);
                        *next += 1;
                    }
                }
                _ => {}
            }
        }
    });
}

/// The services that read only what comes after their first poll, and skip what came before it.
fn latecomers(history: &History) -> BTreeSet<u8> {
    let joined = whats(history).filter_map(|what| match what {
        Occurrence::Control(Control::ServiceAdded { service, start: Start::Latest }) => {
            Some(service)
        }
        _ => None,
    });
    joined.collect()
}

#[test]
fn through_kafka_nothing_is_missing_that_reached_the_log_before_its_reader_began() {
    in_every_run(|_, history| {
        if history.style() != Style::Kafka {
            return;
        }
        let mut stored: BTreeSet<TaskId> = BTreeSet::new();
        let latecomers = latecomers(history);
        for what in whats(history) {
            match what {
                Occurrence::Publish(Publish::Appended { task, .. }) => {
                    stored.insert(task);
                }
                Occurrence::Work(Work::Missing { service, why: Loss::Unread, .. }) => {
                    assert!(latecomers.contains(&service));
                }
                Occurrence::Work(Work::Missing { task, why, .. }) => {
                    assert!(!stored.contains(&task), "task {task} is in the log");
                    assert!(matches!(why, Loss::Undelivered | Loss::Restarted), "{why:?}");
                }
                _ => {}
            }
        }
    });
}

#[test]
fn a_task_fails_on_the_kafka_side_only_for_want_of_a_broker_a_producer_or_patience() {
    in_every_run(|_, history| {
        if history.style() == Style::Kafka {
            for what in whats(history) {
                if let Occurrence::User(User::Failed { cause, .. }) = what {
                    let allowed = [Cause::ClientGaveUp, Cause::Undelivered, Cause::Restarted];
                    assert!(allowed.contains(&cause), "{cause:?}");
                }
            }
        }
    });
}

#[test]
fn no_worker_has_two_tasks_in_hand() {
    in_every_run(|_, history| {
        let mut busy = BTreeSet::new();
        for what in whats(history) {
            match what {
                Occurrence::Work(Work::Started { service, worker, .. }) => {
                    assert!(busy.insert((service, worker)));
                }
                Occurrence::Work(Work::Ended { service, worker, .. })
                | Occurrence::Work(Work::Abandoned { service, worker, .. }) => {
                    assert!(busy.remove(&(service, worker)));
                }
                _ => {}
            }
        }
    });
}

#[test]
fn a_queue_holds_exactly_the_calls_that_wait() {
    in_every_run(|_, history| {
        let mut waiting: Vec<BTreeSet<TaskId>> = vec![BTreeSet::new(); history.roster().len()];
        let mut folded = 0;
        for ms in (0..history.horizon().0 / 1_000).step_by(997) {
            let at = Instant::from_ms(ms);
            let until = history.count_until(at);
            for entry in &history.occurrences()[folded..until] {
                match entry.what {
                    Occurrence::Call(Call::Queued { task, service }) => {
                        assert!(waiting[usize::from(service)].insert(task));
                    }
                    Occurrence::Work(Work::Started { task, service, .. }) => {
                        waiting[usize::from(service)].remove(&task);
                    }
                    Occurrence::Call(Call::QueueLost { task, service }) => {
                        assert!(waiting[usize::from(service)].remove(&task));
                    }
                    Occurrence::Control(Control::ServiceRemoved { service }) => {
                        waiting[usize::from(service)].clear()
                    }
                    _ => {}
                }
            }
            folded = until;
            for (service, waiting) in history.at(at).services.iter().zip(&waiting) {
                assert_eq!(service.queued as usize, waiting.len(), "at {ms} ms: {service:?}");
                let all_busy = service.busy() == service.in_hand.len();
                assert!(service.queued == 0 || all_busy, "at {ms} ms: {service:?}");
            }
        }
    });
}

/// What a snapshot must say, told from the occurrences anew: by the names of tasks, not by counting up
/// and down.
fn recounted(happened: &[Entry], mut snapshot: Snapshot) -> Snapshot {
    let whats = || happened.iter().map(|entry| entry.what);
    let count =
        |wanted: &dyn Fn(Occurrence) -> bool| whats().filter(|&what| wanted(what)).count() as u32;
    let effects = |wanted: Effect| {
        count(
            &|what| matches!(what, Occurrence::Work(Work::Ended { effect, .. }) if effect == wanted),
        )
    };
    let owed = whats().filter_map(|what| match what {
        Occurrence::User(User::Sent { owed, .. }) => Some(u32::from(owed)),
        _ => None,
    });
    snapshot.ledger = Ledger {
        sent: count(&|what| matches!(what, Occurrence::User(User::Sent { .. }))),
        answered: count(&|what| matches!(what, Occurrence::User(User::Answered { .. }))),
        failed: count(&|what| matches!(what, Occurrence::User(User::Failed { .. }))),
        half_done: count(&|what| matches!(what, Occurrence::Task(Task::HalfDone { .. }))),
        owed: owed.sum(),
        done: effects(Effect::Done),
        missing: count(&|what| matches!(what, Occurrence::Work(Work::Missing { .. }))),
        cancelled: count(&|what| matches!(what, Occurrence::Work(Work::Cancelled { .. }))),
        repeated: effects(Effect::Repeated),
        backfilled: effects(Effect::Backfilled),
        recognised: effects(Effect::Recognised),
        erred: count(&|what| matches!(what, Occurrence::Work(Work::Failed { .. }))),
        sent_again: count(&|what| matches!(what, Occurrence::User(User::SentAgain { .. }))),
        saved: count(&|what| matches!(what, Occurrence::Task(Task::Saved { .. }))),
        appended: count(&|what| matches!(what, Occurrence::Publish(Publish::Appended { .. }))),
    };

    let mut held = BTreeSet::new();
    for what in whats() {
        match what {
            Occurrence::Publish(Publish::Buffered { task, .. }) => held.insert(task),
            Occurrence::Publish(Publish::Sent { task, .. })
            | Occurrence::Publish(Publish::Undelivered { task, .. }) => held.remove(&task),
            _ => continue,
        };
    }
    snapshot.publishing.buffered = held.len() as u32;

    // The lone one was sent first after the last end, and then nobody waited.
    let ends = |what| {
        matches!(
            what,
            Occurrence::User(User::Answered { .. }) | Occurrence::User(User::Failed { .. })
        )
    };
    let last_end = happened.iter().rposition(|entry| ends(entry.what));
    let (before, after) = happened.split_at(last_end.map_or(0, |index| index + 1));
    let sent_before =
        before.iter().filter(|o| matches!(o.what, Occurrence::User(User::Sent { .. }))).count();
    let ended_before = before.iter().filter(|o| ends(o.what)).count();
    let first_after = after.iter().find_map(|entry| match entry.what {
        Occurrence::User(User::Sent { task, .. }) => Some(task),
        _ => None,
    });
    snapshot.lone = first_after.filter(|_| sent_before == ended_before);
    snapshot.last_ended = last_end.and_then(|index| happened[index].what.task());

    for partition in 0..snapshot.log_end.len() {
        let here = |what| matches!(what, Occurrence::Publish(Publish::Appended { partition: p, .. }) if usize::from(p) == partition);
        snapshot.log_end[partition] = count(&here);
    }
    for (id, state) in snapshot.services.iter_mut().enumerate() {
        for (worker, hand) in state.in_hand.iter_mut().enumerate() {
            let mine = happened.iter().rev().find_map(|entry| match entry.what {
                Occurrence::Work(Work::Started {
                    service,
                    worker: w,
                    partition,
                    task,
                    offset,
                    lasts_us,
                }) if (usize::from(service), usize::from(w)) == (id, worker) => {
                    let (since, lasts) = (entry.at, Duration(lasts_us.into()));
                    Some(Some(InHand { task, since, lasts, partition, offset }))
                }
                Occurrence::Work(Work::Ended { service, worker: w, .. })
                | Occurrence::Work(Work::Abandoned { service, worker: w, .. })
                    if (usize::from(service), usize::from(w)) == (id, worker) =>
                {
                    Some(None)
                }
                _ => None,
            });
            *hand = mine.flatten();
        }
        for (partition, committed) in state.group.committed.iter_mut().enumerate() {
            let begins = begun_at(happened, id, partition);
            let mut last = whats().filter_map(|what| match what {
                Occurrence::Group(Group::Committed { service, partition: p, offset })
                | Occurrence::Group(Group::Resumed { service, partition: p, offset })
                    if (usize::from(service), usize::from(p)) == (id, partition) =>
                {
                    Some(offset)
                }
                _ => None,
            });
            *committed = last.next_back().unwrap_or(begins);
        }
    }
    snapshot
}

/// Where a service that joined is behind from, until its group reads: the end of a partition then, if it is
/// to read what is new.
fn begun_at(happened: &[Entry], id: usize, partition: usize) -> u32 {
    let joins = |entry: &Entry| matches!(entry.what, Occurrence::Control(Control::ServiceAdded { service, start: Start::Latest }) if usize::from(service) == id);
    let joined = happened.iter().position(joins).unwrap_or(0);
    let appended = |entry: &&Entry| matches!(entry.what, Occurrence::Publish(Publish::Appended { partition: p, .. }) if usize::from(p) == partition);
    happened[..joined].iter().filter(appended).count() as u32
}

#[test]
fn the_state_at_an_instant_is_what_an_independent_count_of_the_occurrences_gives() {
    in_every_run(|_, history| {
        for share in [1, 3, 7, 8] {
            let at = Instant(history.horizon().0 * share / 8);
            let snapshot = history.at(at);
            let happened = &history.occurrences()[..history.count_until(at)];
            assert_eq!(snapshot, recounted(happened, snapshot.clone()), "at {at}");
        }
    });
}

#[test]
fn a_group_has_fetched_what_it_has_finished_and_what_it_has_in_hand() {
    in_every_run(|_, history| {
        if history.style() != Style::Kafka {
            return;
        }
        for share in 1..=8 {
            let snapshot = history.at(Instant(history.horizon().0 * share / 8));
            let reading = |state: &&ServiceState| state.present && state.mode != Mode::Down;
            for state in snapshot.services.iter().filter(reading) {
                for (partition, &position) in state.group.position.iter().enumerate() {
                    let here = |hand: &&InHand| usize::from(hand.partition) == partition;
                    let in_hand = state.in_hand.iter().flatten().filter(here).count() as u32;
                    let committed = state.group.committed[partition];
                    assert!(in_hand <= 1 && committed + in_hand <= position);
                    // What was finished while the broker was away is committed when it is back.
                    assert!(!snapshot.broker_up || committed + in_hand == position, "{state:?}");
                }
            }
        }
    });
}

#[test]
fn the_state_at_an_instant_is_the_fold_of_everything_up_to_it() {
    in_every_run(|scenario, history| {
        let half = Instant(history.horizon().0 / 2);
        let shorter = run(scenario, history.style(), &[], half);
        assert_eq!(history.at(half), shorter.at(half));
    });
}

#[test]
fn the_same_run_twice_is_the_same_history() {
    in_every_run(|scenario, history| {
        assert_eq!(play(scenario, history.style()).hash(), history.hash());
    });
}

#[test]
fn another_seed_is_another_history() {
    let mut scenario = random_scenario(3);
    let before = play(&scenario, Style::Kafka).hash();
    scenario.seed += 1;
    assert_ne!(play(&scenario, Style::Kafka).hash(), before);
}

#[test]
fn a_fork_keeps_its_past_and_everything_seen_at_its_instant() {
    for seed in 0..SEEDS {
        let scenario = random_scenario(seed);
        let mut chance = Chance::new(seed ^ 0xf0f0);
        let first = random_interventions(&scenario, &[], &mut chance, 6);
        for style in STYLES {
            let whole = Instant::START + scenario.horizon;
            let before = run(&scenario, style, &first, whole);
            let Some(fork) = fork_point(&before, &mut chance) else { continue };
            let mut forked: Vec<Intervention> =
                first.iter().filter(|kept| kept.at <= fork).cloned().collect();
            let later = random_interventions(&scenario, &forked, &mut chance, 4);
            forked.extend(later.into_iter().filter(|new| new.at >= fork));
            if scenario.check_presence(&forked).is_err() {
                continue;
            }
            let after = run(&scenario, style, &forked, whole);
            let seen = &before.occurrences()[..before.count_until(fork)];
            assert!(after.occurrences().starts_with(seen), "seed {seed}, {style:?}, {fork}");
        }
    }
}

/// An instant at which something happens, so that the fork meets others of the same instant.
fn fork_point(history: &History, chance: &mut Chance) -> Option<Instant> {
    let occurrences = history.occurrences();
    if occurrences.is_empty() {
        return None;
    }
    Some(occurrences[chance.below(occurrences.len() as u64) as usize].at)
}

#[test]
fn what_is_written_is_read_back_without_loss() {
    for seed in 0..SEEDS {
        let scenario = random_scenario(seed);
        let text = write(&scenario);
        let back = read("written", &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(back, scenario, "seed {seed}");
    }
}
