//! Direct calls in full: what a service does with a call, and the producer with one that failed.

mod support;

use engine::history::{Breaker, Call, Cause, History, Ledger, Loss, Occurrence, Work};
use engine::play::run;
use engine::scenario::{
    Action, Intervention, Load, Mode, Pattern, Scenario, ServiceSetting, Setting, Style,
};
use engine::sim::{Duration, Instant};
use support::{alone, at, course, send, waits_ms, when};

const A: u8 = 0;
const B: u8 = 1;
const C: u8 = 2;

fn play(scenario: &Scenario, style: Style, acts: &[Intervention]) -> History {
    run(scenario, style, acts, Instant::from_s(120))
}

fn sequential(scenario: &Scenario, acts: &[Intervention]) -> History {
    play(scenario, Style::Sequential, acts)
}

fn ledger(history: &History) -> Ledger {
    history.at(history.horizon()).ledger
}

fn set(scenario: &mut Scenario, settings: &[(Setting, u32)]) {
    settings.iter().for_each(|&(setting, value)| scenario.settings.set(setting, value));
}

fn set_service(scenario: &mut Scenario, service: u8, setting: ServiceSetting, value: u32) {
    scenario.services[usize::from(service)].settings.set(setting, value);
}

fn is_set(ms: u64, service: u8, mode: Mode) -> Intervention {
    at(ms, Action::Set(service, mode))
}

fn causes(history: &History) -> Vec<Option<Cause>> {
    history.tasks().iter().filter_map(|task| task.ended.map(|(_, cause)| cause)).collect()
}

fn calls(history: &History, by: u8) -> Vec<f64> {
    when(
        history,
        |what| matches!(what, Occurrence::Call(Call::Made { service, .. }) if service == by),
    )
}

fn planned(history: &History) -> Vec<f64> {
    let waits = history.occurrences().iter().filter_map(|entry| match entry.what {
        Occurrence::Call(Call::RetryPlanned { after_us, .. }) => {
            Some(f64::from(after_us) / 1_000.0)
        }
        _ => None,
    });
    waits.collect()
}

/// Three retries a call after 100 ms, without doubling.
const RETRIES: [(Setting, u32); 2] = [(Setting::Retries, 3), (Setting::Backoff, 0)];

// The service

#[test]
fn a_call_that_finds_every_worker_busy_and_the_queue_full_is_refused() {
    let scenario = alone(|s| set_service(s, A, ServiceSetting::Queue, 2));
    let history = sequential(&scenario, &[at(0, Action::Send(4))]);
    assert_eq!(waits_ms(&history), [500.0, 1_000.0, 1_500.0, -0.0]);
    assert_eq!(causes(&history)[3], Some(Cause::QueueFull(A)));
    let lost = |what| {
        matches!(what, Occurrence::Work(Work::Missing { task: 3, why: Loss::QueueFull, .. }))
    };
    assert_eq!(when(&history, lost), [0.0]);
}

#[test]
fn a_service_that_errs_does_so_at_the_end_of_its_work_and_without_effect() {
    let scenario = course(|s| set_service(s, B, ServiceSetting::FailsOn, 2));
    let history = sequential(&scenario, &[send(0), send(5_000)]);
    assert_eq!(waits_ms(&history), [1_500.0, -1_000.0]);
    assert_eq!(causes(&history)[1], Some(Cause::Erred(B)));
    let Ledger { done, missing, half_done, erred, .. } = ledger(&history);
    assert_eq!((done, missing, half_done, erred), (4, 2, 1, 1));
    let lost =
        |what| matches!(what, Occurrence::Work(Work::Missing { service: B, why: Loss::Erred, .. }));
    assert_eq!(when(&history, lost), [6_000.0]);
}

#[test]
fn of_a_thousand_calls_as_many_err_as_the_rate_says_and_the_same_ones_in_every_style() {
    let scenario = alone(|s| {
        set_service(s, A, ServiceSetting::ErrorRate, 300);
        s.load = Load { pattern: Pattern::Steady(Duration::from_ms(600)), tasks: Some(1_000) };
    });
    let failed = [Style::Sequential, Style::Parallel].map(|style| {
        let history = run(&scenario, style, &[], Instant::from_s(700));
        causes(&history).iter().map(Option::is_some).collect::<Vec<_>>()
    });
    assert_eq!(failed[0], failed[1]);
    let count = failed[0].iter().filter(|failed| **failed).count();
    // Four standard deviations of a binomial count.
    assert!(count.abs_diff(300) < 58, "{count}");
}

// Retries

#[test]
fn a_refused_call_is_made_again_after_its_backoff_and_the_user_waits_so_long() {
    let scenario = course(|s| set(s, &RETRIES));
    let acts = [is_set(0, A, Mode::Down), is_set(250, A, Mode::Up), send(10)];
    let history = sequential(&scenario, &acts);
    assert_eq!(calls(&history, A), [310.0], "refused at 10, 110 and 210 ms");
    assert_eq!(waits_ms(&history), [1_800.0]);
    assert_eq!((ledger(&history).done, ledger(&history).missing), (3, 0));
    assert_eq!(history.at(Instant::from_ms(220)).services[0].retrying, 1);
    let state = history.at(Instant::from_s(9)).services[0].clone();
    assert_eq!((state.retrying, state.retries), (0, 3));
}

#[test]
fn every_kind_of_failure_but_an_open_breaker_is_retried() {
    let base = alone(|s| {
        set(s, &RETRIES);
        s.producer.call_timeout = Duration::from_ms(800);
    });
    let retried = |scenario: &Scenario, acts: &[Intervention]| {
        let history = sequential(scenario, acts);
        when(&history, |what| {
            matches!(what, Occurrence::Call(Call::RetryPlanned { attempt: 1, .. }))
        })
    };
    let change = |setting, value| {
        let mut scenario = base.clone();
        set_service(&mut scenario, A, setting, value);
        scenario
    };
    assert_eq!(retried(&base, &[is_set(0, A, Mode::Down), send(1)]), [1.0], "refused");
    assert_eq!(retried(&base, &[send(0), is_set(300, A, Mode::Down)]), [300.0], "lost");
    assert_eq!(retried(&base, &[is_set(0, A, Mode::Hanging), send(0)]), [800.0], "timed out");
    assert_eq!(retried(&change(ServiceSetting::FailsOn, 1), &[send(0)]), [500.0], "an error");
    let full = change(ServiceSetting::Queue, 1);
    assert_eq!(retried(&full, &[at(0, Action::Send(3))]), [0.0, 800.0], "queue full, timed out");
}

#[test]
fn a_call_is_given_up_after_its_last_retry_and_only_then_its_effect() {
    let scenario = alone(|s| set(s, &RETRIES));
    let history = sequential(&scenario, &[is_set(0, A, Mode::Down), send(10)]);
    assert_eq!(waits_ms(&history), [-300.0]);
    let missing = |what| matches!(what, Occurrence::Work(Work::Missing { why: Loss::Refused, .. }));
    assert_eq!(when(&history, missing), [310.0]);
}

#[test]
fn an_exponential_backoff_doubles_up_to_its_longest() {
    let scenario = alone(|s| {
        set(s, &[(Setting::Retries, 6), (Setting::BackoffMaxMs, 1_000)]);
    });
    let history = sequential(&scenario, &[is_set(0, A, Mode::Down), send(10)]);
    assert_eq!(planned(&history), [100.0, 200.0, 400.0, 800.0, 1_000.0, 1_000.0]);
}

#[test]
fn full_jitter_draws_each_wait_anew_between_nothing_and_the_backoff() {
    let scenario = alone(|s| set(s, &[(Setting::Retries, 1), (Setting::Jitter, 1)]));
    let history = sequential(&scenario, &[is_set(0, A, Mode::Down), at(10, Action::Send(400))]);
    let waits = planned(&history);
    assert_eq!(waits.len(), 400);
    assert!(waits.iter().all(|wait| (0.0..=100.0).contains(wait)));
    let mean = waits.iter().sum::<f64>() / 400.0;
    // Four standard deviations of the mean of 400 uniform ones.
    assert!((mean - 50.0).abs() < 4.0 * 100.0 / 12f64.sqrt() / 20.0, "{mean}");
}

/// A call is given up at 800 ms, ends at 1000 ms, and is made again at 900 ms.
fn made_again_too_early(change: impl FnOnce(&mut Scenario)) -> History {
    let scenario = alone(|s| {
        set(s, &RETRIES);
        s.producer.call_timeout = Duration::from_ms(800);
        change(s);
    });
    sequential(&scenario, &[is_set(0, A, Mode::Slow(2)), send(0), is_set(100, A, Mode::Up)])
}

#[test]
fn a_call_that_timed_out_takes_effect_late_and_its_retry_once_more() {
    let history = made_again_too_early(|_| {});
    assert_eq!(calls(&history, A), [0.0, 900.0]);
    assert_eq!(waits_ms(&history), [1_500.0]);
    assert_eq!((ledger(&history).done, ledger(&history).repeated), (1, 1));
}

#[test]
fn an_idempotent_service_recognises_what_it_has_done_and_leaves_it() {
    let history = made_again_too_early(|s| set_service(s, A, ServiceSetting::Idempotent, 1));
    assert_eq!(waits_ms(&history), [1_000.0], "the retry waits its turn, and is answered at once");
    let Ledger { done, repeated, recognised, .. } = ledger(&history);
    assert_eq!((done, repeated, recognised), (1, 0, 1));
}

#[test]
fn an_effect_is_pending_as_long_as_an_attempt_is_left_that_could_bring_it_about() {
    let scenario = alone(|s| s.producer.call_timeout = Duration::from_ms(400));
    let acts = [is_set(0, A, Mode::Slow(4)), send(0)];
    let history = sequential(&scenario, &acts);
    assert_eq!(waits_ms(&history), [-400.0]);
    assert_eq!(history.at(Instant::from_s(1)).ledger.pending(), 1);
    assert_eq!((ledger(&history).done, ledger(&history).half_done), (1, 1));
    let erring = {
        let mut scenario = scenario.clone();
        set_service(&mut scenario, A, ServiceSetting::FailsOn, 1);
        sequential(&scenario, &acts)
    };
    let missing = |what| matches!(what, Occurrence::Work(Work::Missing { why: Loss::Erred, .. }));
    assert_eq!(when(&erring, missing), [2_000.0], "nobody waits for it any more when it errs");
}

#[test]
fn all_calls_of_a_gathering_are_retried_each_on_its_own() {
    let scenario = course(|s| set(s, &RETRIES));
    let acts = [is_set(0, B, Mode::Down), is_set(250, B, Mode::Up), send(10)];
    let history = play(&scenario, Style::Parallel, &acts);
    assert_eq!(waits_ms(&history), [800.0]);
    assert_eq!([A, B, C].map(|service| calls(&history, service)), [[10.0], [310.0], [10.0]]);
}

#[test]
fn no_retry_outlives_its_program() {
    let scenario = course(|s| set(s, &[(Setting::Retries, 1), (Setting::BackoffMs, 400)]));
    let acts = [is_set(0, B, Mode::Down), send(10), is_set(200, C, Mode::Down)];
    let history = play(&scenario, Style::Parallel, &acts);
    // Audit is refused for good at 410 ms; Reminder was lost at 200 ms and would be called at 600 ms.
    assert_eq!(waits_ms(&history), [-400.0]);
    let called_off =
        |what| matches!(what, Occurrence::Call(Call::RetryDue { service: C, made: false, .. }));
    assert_eq!(when(&history, called_off), [410.0]);
    let lost = |what| {
        matches!(what, Occurrence::Work(Work::Missing { service: C, why: Loss::ServiceDown, .. }))
    };
    assert_eq!(when(&history, lost), [410.0]);
    assert_eq!(ledger(&history).done, 1);
}

#[test]
fn a_restart_calls_off_what_was_to_be_made_again() {
    let scenario = alone(|s| set(s, &[(Setting::Retries, 1), (Setting::BackoffMs, 5_000)]));
    for style in Style::DIRECT {
        let acts = [is_set(0, A, Mode::Down), send(10), at(1_000, Action::Restart)];
        let history = play(&scenario, style, &acts);
        assert_eq!(history.at(Instant::from_s(2)).services[0].retrying, 0, "{style:?}");
        assert_eq!(ledger(&history).missing, 1, "{style:?}");
    }
}

#[test]
fn whoever_was_to_call_a_removed_service_again_goes_on_without_it() {
    let scenario = course(|s| set(s, &[(Setting::Retries, 1), (Setting::BackoffMs, 5_000)]));
    let acts = [is_set(0, A, Mode::Down), send(10), at(1_000, Action::Remove(A))];
    let history = sequential(&scenario, &acts);
    assert_eq!(waits_ms(&history), [1_990.0]);
    assert_eq!((ledger(&history).done, ledger(&history).cancelled), (2, 1));
}

#[test]
fn a_budget_lets_retries_through_only_as_first_calls_earn_them() {
    let scenario = alone(|s| {
        set(s, &RETRIES);
        set(s, &[(Setting::RetryBudget, 20), (Setting::RetryReserve, 4)]);
        s.load = Load { pattern: Pattern::Steady(Duration::from_ms(1_000)), tasks: Some(40) };
    });
    let history = sequential(&scenario, &[is_set(0, A, Mode::Down)]);
    // Four from the reserve, which the first call finds full, and one for each five of the 39 others.
    let retries = history.at(Instant::from_s(60)).services[0].retries;
    assert_eq!(retries, 4 + 39 / 5);
    let denied = when(&history, |what| matches!(what, Occurrence::Call(Call::RetryDenied { .. })));
    assert!(!denied.is_empty());
    let unbounded = {
        let mut scenario = scenario.clone();
        scenario.settings.set(Setting::RetryBudget, 0);
        sequential(&scenario, &[is_set(0, A, Mode::Down)])
    };
    assert_eq!(unbounded.at(Instant::from_s(60)).services[0].retries, 3 * 40);
}

// The circuit breaker

fn with_breaker(change: impl FnOnce(&mut Scenario)) -> Scenario {
    alone(|s| {
        let breaker = [(Setting::BreakerFailures, 3), (Setting::BreakerOpenMs, 2_000)];
        set(s, &breaker);
        change(s);
    })
}

fn breaker(history: &History) -> Vec<(f64, Breaker)> {
    let changes = history.occurrences().iter().filter_map(|entry| match entry.what {
        Occurrence::Call(Call::BreakerSet { breaker, .. }) => Some((entry.at.ms(), breaker)),
        _ => None,
    });
    changes.collect()
}

#[test]
fn a_breaker_opens_after_failures_in_a_row_and_then_no_call_is_made() {
    let scenario = with_breaker(|_| {});
    let sends: Vec<_> = (1..6).map(|n| send(100 * n)).collect();
    let history = sequential(&scenario, &[&[is_set(0, A, Mode::Down)], &sends[..]].concat());
    assert_eq!(breaker(&history)[..2], [(300.0, Breaker::Open), (2_300.0, Breaker::HalfOpen)]);
    let refused = Some(Cause::Refused(A));
    let cut = Some(Cause::ShortCircuited(A));
    assert_eq!(causes(&history), [refused, refused, refused, cut, cut]);
    let lost =
        |what| matches!(what, Occurrence::Work(Work::Missing { why: Loss::ShortCircuited, .. }));
    assert_eq!(when(&history, lost), [400.0, 500.0]);
}

#[test]
fn a_half_open_breaker_lets_its_probes_through_and_closes_when_all_succeed() {
    let scenario = with_breaker(|s| set(s, &[(Setting::BreakerProbes, 2)]));
    let acts = [
        is_set(0, A, Mode::Down),
        at(0, Action::Send(3)),
        is_set(100, A, Mode::Up),
        at(2_100, Action::Send(3)),
    ];
    let history = sequential(&scenario, &acts);
    let states = [
        (0.0, Breaker::Open),
        (2_000.0, Breaker::HalfOpen),
        // Two of the three at 2100 ms are probes, one after the other in the one worker.
        (3_100.0, Breaker::Closed),
    ];
    assert_eq!(breaker(&history), states);
    assert_eq!(causes(&history)[3..], [None, None, Some(Cause::ShortCircuited(A))]);
}

#[test]
fn the_first_probe_that_fails_opens_it_again() {
    let scenario = with_breaker(|_| {});
    let acts = [is_set(0, A, Mode::Down), at(0, Action::Send(3)), send(2_500)];
    let states = [
        (0.0, Breaker::Open),
        (2_000.0, Breaker::HalfOpen),
        (2_500.0, Breaker::Open),
        (4_500.0, Breaker::HalfOpen),
    ];
    assert_eq!(breaker(&sequential(&scenario, &acts)), states);
}

#[test]
fn the_late_result_of_an_earlier_call_says_nothing_to_a_breaker() {
    let scenario = with_breaker(|s| {
        s.services[0].workers = 4;
        s.producer.call_timeout = Duration::from_ms(2_500);
    });
    // The first call hangs and times out at 2500 ms, when the breaker is half-open and its probe is under
    // way. Of seven at 60 ms three find a worker, one the queue, and three neither.
    let acts = [
        is_set(0, A, Mode::Hanging),
        send(0),
        is_set(10, A, Mode::Slow(2)),
        at(50, Action::TuneService(A, ServiceSetting::Queue, 1)),
        at(60, Action::Send(7)),
        send(2_100),
    ];
    let history = sequential(&scenario, &acts);
    let states = [(60.0, Breaker::Open), (2_060.0, Breaker::HalfOpen), (3_100.0, Breaker::Closed)];
    assert_eq!(breaker(&history), states);
    let timed_out = when(&history, |what| matches!(what, Occurrence::Call(Call::TimedOut { .. })));
    assert_eq!(timed_out, [2_500.0]);
}

#[test]
fn a_retry_that_finds_the_breaker_open_is_not_made_and_not_planned_anew() {
    let scenario = with_breaker(|s| set(s, &[(Setting::Retries, 9), (Setting::Backoff, 0)]));
    let history = sequential(&scenario, &[is_set(0, A, Mode::Down), send(0)]);
    assert_eq!(breaker(&history)[0], (200.0, Breaker::Open));
    assert_eq!(waits_ms(&history), [-300.0]);
    assert_eq!(causes(&history), [Some(Cause::ShortCircuited(A))]);
    assert_eq!(history.at(Instant::from_s(1)).services[0].retries, 2);
}

#[test]
fn a_restarted_producer_and_one_without_breakers_let_every_call_through() {
    let scenario = with_breaker(|_| {});
    for act in [Action::Restart, Action::Tune(Setting::BreakerFailures, 0)] {
        let acts = [
            is_set(0, A, Mode::Down),
            at(0, Action::Send(3)),
            at(100, act),
            is_set(200, A, Mode::Up),
        ];
        let history = sequential(&scenario, &[&acts[..], &[send(300)]].concat());
        assert_eq!(breaker(&history), [(0.0, Breaker::Open), (100.0, Breaker::Closed)]);
        assert_eq!(waits_ms(&history)[3], 500.0);
    }
}

// A fallback

#[test]
fn an_optional_call_that_fails_is_fallen_back_from_and_the_program_goes_on() {
    let scenario = course(|s| set_service(s, B, ServiceSetting::Optional, 1));
    for (style, wait) in [(Style::Sequential, 1_000.0), (Style::Parallel, 500.0)] {
        let history = play(&scenario, style, &[is_set(0, B, Mode::Down), send(10)]);
        assert_eq!(waits_ms(&history), [wait], "{style:?}");
        let Ledger { answered, done, missing, .. } = ledger(&history);
        assert_eq!((answered, done, missing), (1, 2, 1), "{style:?}");
        let fell_back = when(&history, |what| {
            matches!(what, Occurrence::Call(Call::FellBack { service: B, .. }))
        });
        let lost = |what| {
            matches!(what, Occurrence::Work(Work::Missing { service: B, why: Loss::Refused, .. }))
        };
        assert_eq!((fell_back.len(), fell_back), (1, when(&history, lost)), "{style:?}");
    }
}

#[test]
fn a_fallback_with_a_breaker_costs_no_timeout_while_the_service_hangs() {
    let scenario = with_breaker(|s| {
        set_service(s, A, ServiceSetting::Optional, 1);
        set(s, &[(Setting::BreakerOpenMs, 60_000)]);
    });
    let sends: Vec<_> = (0..4).map(|n| send(6_000 * n)).collect();
    let history = sequential(&scenario, &[&[is_set(0, A, Mode::Hanging)], &sends[..]].concat());
    assert_eq!(waits_ms(&history), [5_000.0, 5_000.0, 5_000.0, 0.0]);
}
