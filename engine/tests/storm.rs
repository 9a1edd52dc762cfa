//! A retry storm outlives its cause: a metastable failure (Bronson and others, HotOS 2021).
//!
//! Two workers of 200 ms serve ten calls a second; seven a second come. For ten seconds the service is ten
//! times as slow, then everything is as it was. What the service has to catch up with makes calls time
//! out; each is made up to four times; four times seven is more than ten, so that it never catches up.

mod support;

use engine::history::History;
use engine::play::run;
use engine::scenario::{Action, Latency, Load, Mode, Pattern, Scenario, Setting, Style};
use engine::sim::{Duration, Instant};
use support::{alone, at};

/// The fault begins and ends.
const FAULT_S: (u64, u64) = (60, 70);
/// Three minutes after the fault, and the end of the run: what lasts until then lasts.
const LATE_S: (u64, u64) = (250, 290);
const SEEDS: std::ops::Range<u64> = 0..8;

fn storm(seed: u64, settings: &[(Setting, u32)]) -> Scenario {
    alone(|s| {
        s.seed = seed;
        s.services[0].workers = 2;
        s.services[0].latency = Latency::Fixed(Duration::from_ms(200));
        s.producer.call_timeout = Duration::from_ms(2_000);
        s.load = Load { pattern: Pattern::Poisson(Duration(142_857)), tasks: None };
        settings.iter().for_each(|&(setting, value)| s.settings.set(setting, value));
    })
}

fn play(scenario: &Scenario, fault: bool) -> History {
    let (begins, ends) = FAULT_S;
    let slow = at(begins * 1_000, Action::Set(0, Mode::Slow(10)));
    let usual = at(ends * 1_000, Action::Set(0, Mode::Up));
    let acts = if fault { vec![slow, usual] } else { Vec::new() };
    run(scenario, Style::Sequential, &acts, Instant::from_s(300))
}

/// Of the tasks sent late in the run, how many in a hundred were answered.
fn answered_late(history: &History) -> usize {
    let late = Instant::from_s(LATE_S.0)..Instant::from_s(LATE_S.1);
    let sent = history.tasks().iter().filter(|task| late.contains(&task.sent));
    let (all, answered) = sent.fold((0, 0), |(all, answered), task| {
        let answer = task.ended.is_some_and(|(_, cause)| cause.is_none());
        (all + 1, answered + usize::from(answer))
    });
    answered * 100 / all
}

/// The shares answered late, over the seeds: the least and the most.
fn late(settings: &[(Setting, u32)], fault: bool) -> (usize, usize) {
    let shares = SEEDS.map(|seed| answered_late(&play(&storm(seed, settings), fault)));
    let shares: Vec<_> = shares.collect();
    let end = |of: Option<&usize>| of.copied().unwrap_or_default();
    (end(shares.iter().min()), end(shares.iter().max()))
}

const RETRIES: (Setting, u32) = (Setting::Retries, 3);
const JITTER: (Setting, u32) = (Setting::Jitter, 1);

#[test]
fn the_load_is_fine_with_retries_as_long_as_nothing_happens() {
    let (least, _) = late(&[RETRIES, JITTER], false);
    assert!(least >= 95, "{least}");
}

#[test]
fn without_retries_a_short_fault_is_over_soon_after_it_has_ended() {
    let (least, _) = late(&[], true);
    assert!(least >= 95, "{least}");
}

#[test]
fn with_retries_the_storm_outlives_its_cause() {
    for settings in [&[RETRIES][..], &[RETRIES, JITTER]] {
        let (_, most) = late(settings, true);
        assert!(most <= 5, "{most} of a hundred answered three minutes after the fault");
    }
}

#[test]
fn a_retry_budget_ends_the_storm() {
    let (least, _) = late(&[RETRIES, JITTER, (Setting::RetryBudget, 10)], true);
    assert!(least >= 95, "{least}");
}

#[test]
fn a_circuit_breaker_ends_the_storm() {
    let (least, _) = late(&[RETRIES, JITTER, (Setting::BreakerFailures, 5)], true);
    assert!(least >= 95, "{least}");
}

#[test]
fn what_a_learner_switches_on_in_the_storm_ends_it() {
    let scenario = storm(1, &[RETRIES, JITTER]);
    for (setting, value) in [(Setting::RetryBudget, 10), (Setting::BreakerFailures, 5)] {
        let (begins, ends) = FAULT_S;
        let acts = [
            at(begins * 1_000, Action::Set(0, Mode::Slow(10))),
            at(ends * 1_000, Action::Set(0, Mode::Up)),
            at(120_000, Action::Tune(setting, value)),
        ];
        let history = run(&scenario, Style::Sequential, &acts, Instant::from_s(900));
        let queued = |s| history.at(Instant::from_s(s)).services[0].queued;
        assert!(queued(119) > 500 && queued(890) < 10, "{setting:?}");
    }
}
