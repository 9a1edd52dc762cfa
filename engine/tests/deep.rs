//! What must hold of every direct run, whatever is set and however it is changed. A failure prints its
//! seed.

mod support;

use engine::history::{
    Breaker, Call, Control, Effect, End, Gate, History, Occurrence, Task, User, Work,
};
use engine::play::run;
use engine::scenario::{
    Action, Intervention, Load, Mode, Pattern, Scenario, ServiceSetting, Setting, Settings, Style,
    TaskId,
};
use engine::sim::{Duration, Instant};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use support::deep::{random_deep_interventions, random_deep_scenario};
use support::{Chance, play};

const SEEDS: u64 = 150;

/// Runs `claim` on many random scenarios in each direct style.
#[track_caller]
fn in_every_run(claim: impl Fn(&Scenario, &History)) {
    for seed in 0..SEEDS {
        let scenario = random_deep_scenario(seed);
        for style in Style::DIRECT {
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

/// The task that its user sent first, for each task.
fn origins(history: &History) -> Vec<TaskId> {
    let mut origins: Vec<TaskId> = (0..history.tasks().len() as TaskId).collect();
    for what in whats(history) {
        if let Occurrence::User(User::SentAgain { task, of }) = what {
            origins[task as usize] = of;
        }
    }
    origins
}

/// Every effect by what has become of it, each step checked against the one before.
fn effects(history: &History) -> BTreeMap<(TaskId, u8), &'static str> {
    let origins = origins(history);
    let mut effects = BTreeMap::new();
    for what in whats(history) {
        let (task, service, to) = match what {
            Occurrence::Work(Work::Ended { task, service, effect, .. }) => match effect {
                Effect::Done => (task, service, "done"),
                Effect::Recovered => (task, service, "recovered"),
                Effect::Repeated | Effect::Recognised => (task, service, "again"),
                Effect::Backfilled => continue,
            },
            Occurrence::Work(Work::Missing { task, service, .. }) => (task, service, "missing"),
            Occurrence::Work(Work::Cancelled { task, service }) => (task, service, "cancelled"),
            _ => continue,
        };
        let effect = (origins[task as usize], service);
        let from = effects.get(&effect).copied().unwrap_or("pending");
        match (from, to) {
            ("pending", "done" | "missing" | "cancelled") | ("missing", "recovered") => {
                effects.insert(effect, to);
            }
            ("done" | "recovered", "again") => {}
            other => panic!("{effect:?}: {other:?}"),
        }
    }
    effects
}

#[test]
fn every_effect_is_pending_then_settled_once_and_only_what_was_missing_recovers() {
    in_every_run(|_, history| {
        let effects = effects(history);
        let count = |wanted| effects.values().filter(|state| **state == wanted).count() as u32;
        let ledger = history.at(history.horizon()).ledger;
        assert_eq!(ledger.done, count("done") + count("recovered"));
        assert_eq!((ledger.missing, ledger.cancelled), (count("missing"), count("cancelled")));
        assert_eq!(ledger.pending() as usize, ledger.owed as usize - effects.len());
    });
}

#[test]
fn every_task_sent_is_answered_failed_or_waiting_and_ends_once() {
    in_every_run(|_, history| {
        let (mut sent, mut ended) = (0, BTreeSet::new());
        for entry in history.occurrences() {
            match entry.what {
                Occurrence::User(User::Sent { task, .. }) => {
                    assert_eq!(task, sent);
                    sent += 1;
                }
                Occurrence::User(User::Answered { task })
                | Occurrence::User(User::Failed { task, .. }) => {
                    assert!(ended.insert(task), "task {task} ended twice");
                }
                _ => {}
            }
        }
        let ledger = history.at(history.horizon()).ledger;
        assert_eq!(ledger.sent, sent);
        assert_eq!((ledger.answered + ledger.failed) as usize, ended.len());
        assert_eq!(ledger.sent, ledger.answered + ledger.failed + ledger.waiting());
    });
}

#[test]
fn a_half_done_task_has_failed_and_has_brought_about_an_effect_itself() {
    in_every_run(|_, history| {
        let (mut failed, mut acted, mut half) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for what in whats(history) {
            match what {
                Occurrence::User(User::Failed { task, .. }) => failed.insert(task),
                Occurrence::Work(Work::Ended {
                    task,
                    effect: Effect::Done | Effect::Recovered,
                    ..
                }) => acted.insert(task),
                Occurrence::Task(Task::HalfDone { task }) => half.insert(task),
                _ => continue,
            };
        }
        assert_eq!(half, failed.intersection(&acted).copied().collect());
    });
}

/// When the load ends and everything works again, so does everything that had begun.
#[test]
fn nothing_waits_for_ever() {
    let mut ended = 0;
    for seed in 0..SEEDS {
        let mut scenario = random_deep_scenario(seed);
        let at = Instant::START + scenario.horizon;
        let works = |service| Intervention { at, action: Action::Set(service, Mode::Up) };
        let services = scenario.roster(&[]).len() as u8;
        scenario.timeline.push(Intervention { at, action: Action::Load(Load::BY_HAND) });
        scenario.timeline.extend((0..services).map(works));
        for style in Style::DIRECT {
            let history = run(&scenario, style, &[], Instant::from_s(100 * 3_600));
            if history.end() != End::Horizon {
                continue;
            }
            ended += 1;
            let last = history.at(history.horizon());
            let left = (last.ledger.pending(), last.ledger.waiting(), last.held, last.deploying);
            assert_eq!(left, (0, 0, [0, 0], false), "seed {seed}, {style:?}");
            for state in &last.services {
                assert_eq!((state.busy(), state.queued, state.retrying), (0, 0, 0), "seed {seed}");
                assert!(!state.present || state.breaker != Breaker::Open, "seed {seed}");
            }
        }
    }
    assert!(ended > SEEDS, "{ended}");
}

#[test]
fn the_state_of_a_service_is_what_an_independent_count_gives() {
    in_every_run(|_, history| {
        for share in [1, 3, 7, 8] {
            let at = Instant(history.horizon().0 * share / 8);
            let happened = &history.occurrences()[..history.count_until(at)];
            let snapshot = history.at(at);
            let mut held = [BTreeSet::new(), BTreeSet::new()];
            let mut hands = BTreeMap::new();
            let mut crashed = BTreeSet::new();
            let mut retrying = vec![0u32; snapshot.services.len()];
            for entry in happened {
                match entry.what {
                    Occurrence::Task(Task::Held { task, gate }) => {
                        assert!(held[gate as usize].insert(task))
                    }
                    Occurrence::Task(Task::Admitted { task, gate })
                    | Occurrence::Task(Task::LeftGate { task, gate }) => {
                        assert!(held[gate as usize].remove(&task));
                    }
                    Occurrence::Work(Work::Started { service, worker, task, .. }) => {
                        assert!(!crashed.contains(&(service, worker)), "the dead do not work");
                        assert_eq!(hands.insert((service, worker), task), None);
                    }
                    Occurrence::Work(Work::Ended { service, worker, task, .. })
                    | Occurrence::Work(Work::Failed { service, worker, task })
                    | Occurrence::Work(Work::Abandoned { service, worker, task }) => {
                        assert_eq!(hands.remove(&(service, worker)), Some(task));
                    }
                    Occurrence::Control(Control::Crashed { service, worker }) => {
                        assert!(crashed.insert((service, worker)));
                    }
                    Occurrence::Control(Control::Revived { service, worker }) => {
                        assert!(crashed.remove(&(service, worker)));
                    }
                    Occurrence::Control(Control::Scaled { service, workers }) => {
                        crashed.retain(|&(whose, worker)| whose != service || worker < workers);
                    }
                    Occurrence::Call(Call::RetryPlanned { service, .. }) => {
                        retrying[usize::from(service)] += 1
                    }
                    Occurrence::Call(Call::RetryDue { service, .. }) => {
                        retrying[usize::from(service)] -= 1
                    }
                    _ => {}
                }
            }
            assert_eq!(snapshot.held, held.map(|held| held.len() as u32), "at {at}");
            for (id, state) in (0..).zip(&snapshot.services) {
                let mine = hands.iter().filter(|((service, _), _)| *service == id);
                let mine: Vec<_> = mine.map(|((_, worker), task)| (*worker, *task)).collect();
                let in_hand = (0..).zip(&state.in_hand);
                let told: Vec<_> =
                    in_hand.filter_map(|(n, hand)| hand.map(|hand| (n, hand.task))).collect();
                assert_eq!(told, mine, "at {at}: {state:?}");
                let dead = crashed.iter().filter(|(service, _)| *service == id);
                let dead = dead.fold(0u32, |bits, (_, worker)| bits | 1 << worker);
                assert_eq!((state.crashed, state.retrying), (dead, retrying[usize::from(id)]));
                let idle = state.workers.count_ones() - dead.count_ones();
                let busy = state.in_hand.iter().take(state.workers.count_ones() as usize);
                let free = idle as usize > busy.flatten().count();
                assert!(state.queued == 0 || !free, "at {at}: nobody waits beside a free worker");
            }
        }
    });
}

/// The settings in force, followed through a run.
fn followed(scenario: &Scenario, history: &History, mut look: impl FnMut(&Scenario, Occurrence)) {
    let mut now = scenario.clone();
    now.services = history.roster().to_vec();
    for what in whats(history) {
        match what {
            Occurrence::Control(Control::Tuned { setting, value }) => {
                now.settings.set(setting, value)
            }
            Occurrence::Control(Control::ServiceTuned { service, setting, value }) => {
                now.services[usize::from(service)].settings.set(setting, value);
            }
            _ => {}
        }
        look(&now, what);
    }
}

#[test]
fn an_open_breaker_lets_no_call_through_and_a_half_open_one_no_more_than_its_probes() {
    in_every_run(|scenario, history| {
        let mut breakers = vec![(Breaker::Closed, 0); history.roster().len()];
        let mut most = 0;
        followed(scenario, history, |now, what| {
            most = most.max(now.settings.breaker_probes());
            match what {
                Occurrence::Call(Call::BreakerSet { service, breaker }) => {
                    let state = &mut breakers[usize::from(service)];
                    let allowed = match breaker {
                        Breaker::Open => state.0 != Breaker::Open,
                        Breaker::HalfOpen => state.0 == Breaker::Open,
                        Breaker::Closed => state.0 != Breaker::Closed,
                    };
                    assert!(allowed, "{state:?} to {breaker:?}");
                    *state = (breaker, 0);
                }
                Occurrence::Call(Call::Made { service, .. }) => {
                    let (breaker, calls) = &mut breakers[usize::from(service)];
                    *calls += 1;
                    assert_ne!(*breaker, Breaker::Open);
                    assert!(*breaker == Breaker::Closed || *calls <= most, "{calls} probes");
                }
                _ => {}
            }
        });
    });
}

#[test]
fn nobody_joins_a_queue_that_is_full_and_no_call_is_retried_more_often_than_is_set() {
    in_every_run(|scenario, history| {
        let mut queued = vec![0u32; history.roster().len()];
        followed(scenario, history, |now, what| match what {
            Occurrence::Call(Call::Queued { service, .. }) => {
                let bound = now.services[usize::from(service)].settings.queue_bound();
                queued[usize::from(service)] += 1;
                assert!(bound == 0 || queued[usize::from(service)] <= bound);
            }
            Occurrence::Work(Work::Started { service, .. })
            | Occurrence::Call(Call::QueueLost { service, .. }) => {
                let queued = &mut queued[usize::from(service)];
                *queued = queued.saturating_sub(1);
            }
            Occurrence::Call(Call::RetryPlanned { attempt, after_us, .. }) => {
                assert!(u32::from(attempt) <= now.settings.retries());
                assert!(u64::from(after_us) <= now.settings.longest_backoff().0);
            }
            _ => {}
        });
    });
}

#[test]
fn whoever_waits_at_a_gate_is_let_through_first_come_first_served() {
    in_every_run(|_, history| {
        let mut waiting = [VecDeque::new(), VecDeque::new()];
        for what in whats(history) {
            match what {
                Occurrence::Task(Task::Held { task, gate }) => {
                    waiting[gate as usize].push_back(task)
                }
                Occurrence::Task(Task::Admitted { task, gate }) => {
                    assert_eq!(waiting[gate as usize].pop_front(), Some(task));
                }
                Occurrence::Task(Task::LeftGate { task, gate }) => {
                    waiting[gate as usize].retain(|&waiter| waiter != task);
                }
                // Whoever waits at the producer has passed the caller's gate.
                Occurrence::Task(Task::Saved { task }) => {
                    let waits = |gate: Gate| waiting[gate as usize].contains(&task);
                    assert!(!waits(Gate::Caller) && !waits(Gate::Producer));
                }
                _ => {}
            }
        }
    });
}

#[test]
fn every_style_meets_the_same_arrivals_and_demands_however_often_users_send_again() {
    for seed in 0..SEEDS {
        let mut scenario = random_deep_scenario(seed);
        scenario.timeline.clear();
        for service in &mut scenario.services {
            service.settings.set(ServiceSetting::Idempotent, 0);
        }
        let [first, others @ ..] = Style::DIRECT.map(|style| met(&play(&scenario, style)));
        for other in others {
            assert_eq!(first.0, other.0, "seed {seed}");
            let shared = first.1.iter().filter(|(key, _)| other.1.contains_key(*key));
            shared.for_each(|(key, lasts)| assert_eq!(*lasts, other.1[key], "seed {seed} {key:?}"));
        }
    }
}

/// When tasks were first sent, and how long each service worked for each of them, by their numbers.
fn met(history: &History) -> (Vec<Instant>, BTreeMap<(u8, usize), u32>) {
    let origins = origins(history);
    let first: Vec<_> = (0..origins.len()).filter(|&task| origins[task] as usize == task).collect();
    let number =
        |task: TaskId| first.partition_point(|&other| other < origins[task as usize] as usize);
    let demands = whats(history).filter_map(|what| match what {
        Occurrence::Work(Work::Started { service, task, lasts_us, .. }) => {
            Some(((service, number(task)), lasts_us))
        }
        _ => None,
    });
    let demands = demands.collect();
    (first.iter().map(|&task| history.tasks()[task].sent).collect(), demands)
}

#[test]
fn the_same_run_twice_is_the_same_and_a_shorter_one_is_its_beginning() {
    in_every_run(|scenario, history| {
        assert_eq!(play(scenario, history.style()).hash(), history.hash());
        let half = Instant(history.horizon().0 / 2);
        let shorter = run(scenario, history.style(), &[], half);
        assert_eq!(history.at(half), shorter.at(half));
        assert!(history.occurrences().starts_with(shorter.occurrences()));
    });
}

#[test]
fn a_fork_keeps_its_past_and_everything_seen_at_its_instant() {
    for seed in 0..SEEDS {
        let scenario = random_deep_scenario(seed);
        let mut chance = Chance::new(seed ^ 0xf0f0);
        let whole = Instant::START + scenario.horizon;
        let later = random_deep_interventions(&scenario, &[], &mut chance, 8);
        for style in Style::DIRECT {
            let before = play(&scenario, style);
            let fork = Instant(whole.0 / 10 * chance.below(10));
            let fork = before.next_after(fork).unwrap_or(fork);
            let mut forked = later.clone();
            forked.retain(|new| new.at >= fork);
            if scenario.check_presence(&forked).is_err() {
                continue;
            }
            let after = run(&scenario, style, &forked, whole);
            let seen = &before.occurrences()[..before.count_until(fork)];
            assert!(after.occurrences().starts_with(seen), "seed {seed}, {style:?}, {fork}");
        }
    }
}

#[test]
fn the_random_scenarios_reach_every_corner() {
    let mut seen = BTreeSet::new();
    for seed in 0..SEEDS {
        let scenario = random_deep_scenario(seed);
        for style in Style::DIRECT {
            seen.extend(whats(&play(&scenario, style)).filter_map(corner));
        }
    }
    for corner in [
        "queue full",
        "failed",
        "retry",
        "denied",
        "cut",
        "fell back",
        "held",
        "left",
        "again",
        "crashed",
        "revived",
        "scaled",
        "deploying",
        "recognised",
        "half-open",
    ] {
        assert!(seen.contains(corner), "{corner} in {seen:?}");
    }
    assert!(!seen.contains("recovered"), "nothing is given up that may still happen");
}

fn corner(what: Occurrence) -> Option<&'static str> {
    match what {
        Occurrence::Call(Call::QueueFull { .. }) => Some("queue full"),
        Occurrence::Call(Call::Failed { .. }) => Some("failed"),
        Occurrence::Call(Call::RetryDue { made: true, .. }) => Some("retry"),
        Occurrence::Call(Call::RetryDenied { .. }) => Some("denied"),
        Occurrence::Call(Call::ShortCircuited { .. }) => Some("cut"),
        Occurrence::Call(Call::FellBack { .. }) => Some("fell back"),
        Occurrence::Task(Task::Held { .. }) => Some("held"),
        Occurrence::Task(Task::LeftGate { .. }) => Some("left"),
        Occurrence::User(User::SentAgain { .. }) => Some("again"),
        Occurrence::Control(Control::Crashed { .. }) => Some("crashed"),
        Occurrence::Control(Control::Revived { .. }) => Some("revived"),
        Occurrence::Control(Control::Scaled { .. }) => Some("scaled"),
        Occurrence::Control(Control::Deploying { .. }) => Some("deploying"),
        Occurrence::Work(Work::Ended { effect: Effect::Recovered, .. }) => Some("recovered"),
        Occurrence::Work(Work::Ended { effect: Effect::Recognised, .. }) => Some("recognised"),
        Occurrence::Call(Call::BreakerSet { breaker: Breaker::HalfOpen, .. }) => Some("half-open"),
        _ => None,
    }
}

#[test]
fn a_storm_that_never_ends_weighs_no_more_than_any_other_run() {
    let mut scenario = random_deep_scenario(1);
    scenario.timeline.clear();
    scenario.load = Load { pattern: Pattern::Steady(Duration::from_ms(20)), tasks: None };
    scenario.settings = Settings::default()
        .with(Setting::Retries, 10)
        .with(Setting::BackoffMs, 0)
        .with(Setting::UserRetries, 10)
        .with(Setting::UserRetryMs, 0);
    for service in &mut scenario.services {
        service.settings.set(ServiceSetting::ErrorRate, 1_000);
    }
    for style in Style::DIRECT {
        let history = run(&scenario, style, &[], Instant::from_s(3_600));
        assert!(matches!(history.end(), End::Limit(_)), "{style:?}");
        assert!(history.bytes() < 64_000_000, "{style:?}: {}", history.bytes());
    }
}
