//! What queueing theory says of direct calls, met by runs.
//!
//! Twenty fixed seeds each; their mean lies within four standard errors of the exact value. The deviation of
//! a run at a million tasks was measured once, and grows as the square root of how many fewer are played
//! here: as many as one history holds. Natively only: that histories are the same on wasm32 is another
//! test's.

mod support;

use engine::history::{Breaker, Call, End, Gate, History, Occurrence, Task, User, summarise};
use engine::play::run;
use engine::scenario::{Latency, Load, Pattern, Scenario, Service, ServiceSetting, Setting, Style};
use engine::sim::{Duration, Instant};

const SEEDS: u64 = 20;

/// The mean time of one piece of work; every other time is a multiple of it.
const UNIT: Duration = Duration::from_ms(10);

/// A claim: the exact value, the deviation of one run of a million in per cent of it, and how many tasks are
/// played.
struct Law {
    exact: f64,
    deviation: f64,
    tasks: u32,
}

impl Law {
    #[track_caller]
    fn is_met_by(&self, measured: impl Fn(u64) -> f64) {
        let mean = (1..=SEEDS).map(measured).sum::<f64>() / SEEDS as f64;
        let deviation = self.exact * self.deviation / 100.0 * (1e6 / f64::from(self.tasks)).sqrt();
        let errors = (mean - self.exact).abs() / (deviation / (SEEDS as f64).sqrt());
        println!("{mean} for {}, {errors:.2} standard errors away", self.exact);
        assert!(errors < 4.0, "{mean} for {}, {errors} standard errors away", self.exact);
    }
}

/// Services in a row, each with so many workers.
fn scenario(seed: u64, pattern: Pattern, tasks: u32, services: &[(Latency, u32)]) -> Scenario {
    let service = |(n, &(latency, workers)): (usize, &(Latency, u32))| Service {
        latency,
        workers,
        ..Service::new(format!("S{n}"), UNIT)
    };
    let mut scenario = Scenario {
        seed,
        load: Load { pattern, tasks: Some(tasks) },
        services: services.iter().enumerate().map(service).collect(),
        ..Scenario::default()
    };
    // Nobody is to give up.
    scenario.producer.call_timeout = UNIT.times(10_000);
    scenario.producer.client_timeout = UNIT.times(10_000);
    scenario
}

fn play(scenario: &Scenario, style: Style) -> History {
    let history = run(scenario, style, &[], Instant::from_s(1_000_000));
    assert_eq!(history.end(), End::Horizon, "everything fits in one history");
    history
}

/// A Poisson process of so many per cent of the rate at which one worker serves.
fn poisson(per_cent: u64) -> Pattern {
    Pattern::Poisson(Duration(UNIT.0 * 100 / per_cent))
}

/// So far apart that nobody meets anybody.
fn apart() -> Pattern {
    Pattern::Steady(UNIT.times(20))
}

fn exponential() -> Latency {
    Latency::Exponential(UNIT)
}

/// The mean wait of users, in units.
fn mean_wait(history: &History) -> f64 {
    let waits = history.tasks().iter().filter_map(|task| task.ended.map(|(at, _)| at - task.sent));
    let total: u64 = waits.map(|wait| wait.0).sum();
    total as f64 / history.tasks().len() as f64 / UNIT.0 as f64
}

fn count(history: &History, wanted: impl Fn(Occurrence) -> bool) -> f64 {
    history.occurrences().iter().filter(|entry| wanted(entry.what)).count() as f64
}

const ONE_SERVICE: u32 = 30_000;

#[test]
fn m_m_1_mean_at_half_load() {
    Law { exact: 2.0, deviation: 0.29, tasks: ONE_SERVICE }.is_met_by(|seed| {
        let scenario = scenario(seed, poisson(50), ONE_SERVICE, &[(exponential(), 1)]);
        mean_wait(&play(&scenario, Style::Sequential))
    });
}

#[test]
fn m_m_1_mean_at_load_0_8() {
    Law { exact: 5.0, deviation: 0.88, tasks: ONE_SERVICE }.is_met_by(|seed| {
        let scenario = scenario(seed, poisson(80), ONE_SERVICE, &[(exponential(), 1)]);
        mean_wait(&play(&scenario, Style::Sequential))
    });
}

#[test]
fn m_m_1_half_of_the_waits_are_no_longer_than_ln_2_over_the_free_rate() {
    let exact = 2f64.ln() * 5.0;
    Law { exact, deviation: 0.71, tasks: ONE_SERVICE }.is_met_by(|seed| {
        let scenario = scenario(seed, poisson(80), ONE_SERVICE, &[(exponential(), 1)]);
        let waits = summarise(&play(&scenario, Style::Sequential)).answered_after;
        waits.p50.0 as f64 / UNIT.0 as f64
    });
}

#[test]
fn m_d_1_mean() {
    for (per_cent, deviation) in [(50, 0.11), (80, 0.49)] {
        let load = per_cent as f64 / 100.0;
        let exact = 1.0 + load / (2.0 * (1.0 - load));
        Law { exact, deviation, tasks: ONE_SERVICE }.is_met_by(|seed| {
            let fixed = [(Latency::Fixed(UNIT), 1)];
            let scenario = scenario(seed, poisson(per_cent), ONE_SERVICE, &fixed);
            mean_wait(&play(&scenario, Style::Sequential))
        });
    }
}

/// The mean time in a system of `workers` by Erlang's formula C.
fn erlang_c(workers: u32, load: f64) -> f64 {
    let offered = load * f64::from(workers);
    // Erlang's formula B by its recursion, and C from it.
    let blocked = (1..=workers).fold(1.0, |b, n| offered * b / (f64::from(n) + offered * b));
    let waits = blocked / (1.0 - load * (1.0 - blocked));
    waits / (f64::from(workers) - offered) + 1.0
}

#[test]
fn m_m_c_mean_by_erlang_c() {
    for (workers, load, deviation) in [(4, 75, 0.49), (10, 80, 0.40)] {
        let per_cent = load * u64::from(workers);
        let exact = erlang_c(workers, load as f64 / 100.0);
        Law { exact, deviation, tasks: ONE_SERVICE }.is_met_by(|seed| {
            let services = [(exponential(), workers)];
            let scenario = scenario(seed, poisson(per_cent), ONE_SERVICE, &services);
            mean_wait(&play(&scenario, Style::Sequential))
        });
    }
}

#[test]
fn three_in_a_row_take_three_times_as_long_by_jackson() {
    let tasks = 25_000;
    Law { exact: 15.0, deviation: 0.64, tasks }.is_met_by(|seed| {
        let scenario = scenario(seed, poisson(80), tasks, &[(exponential(), 1); 3]);
        mean_wait(&play(&scenario, Style::Sequential))
    });
}

#[test]
fn the_longest_of_five_exponentials_takes_the_fifth_harmonic_number() {
    let tasks = 20_000;
    let exact = (1..=5).map(|n| 1.0 / f64::from(n)).sum();
    Law { exact, deviation: 0.044, tasks }.is_met_by(|seed| {
        let scenario = scenario(seed, apart(), tasks, &[(exponential(), 32); 5]);
        mean_wait(&play(&scenario, Style::Parallel))
    });
}

#[test]
fn availability_multiplies_along_a_row_and_in_parallel() {
    let tasks = 20_000;
    for style in [Style::Sequential, Style::Parallel] {
        Law { exact: 0.99f64.powi(5), deviation: 0.022, tasks }.is_met_by(|seed| {
            let mut scenario = scenario(seed, apart(), tasks, &[(Latency::Fixed(UNIT), 1); 5]);
            for service in &mut scenario.services {
                service.settings.set(ServiceSetting::ErrorRate, 10);
            }
            let history = play(&scenario, style);
            count(&history, |what| matches!(what, Occurrence::User(User::Answered { .. })))
                / f64::from(tasks)
        });
    }
}

#[test]
fn retries_amplify_a_load_by_the_sum_of_a_geometric_row() {
    let tasks = 35_000;
    for (rate, retries, deviation) in [(100, 3, 0.03), (300, 3, 0.06)] {
        let p = f64::from(rate) / 1_000.0;
        let exact = (1.0 - p.powi(retries + 1)) / (1.0 - p);
        Law { exact, deviation, tasks }.is_met_by(|seed| {
            let mut scenario = scenario(seed, apart(), tasks, &[(Latency::Fixed(UNIT), 1)]);
            scenario.services[0].settings.set(ServiceSetting::ErrorRate, rate);
            scenario.settings.set(Setting::Retries, retries as u32);
            scenario.settings.set(Setting::BackoffMs, 1);
            let history = play(&scenario, Style::Sequential);
            count(&history, |what| matches!(what, Occurrence::Call(Call::Made { .. })))
                / f64::from(tasks)
        });
    }
}

#[test]
fn a_breaker_opens_after_as_many_calls_as_failures_in_a_row_take() {
    let (p, failures, tasks) = (0.3f64, 3, 30_000);
    let row = p.powi(failures);
    let exact = (1.0 - row) / ((1.0 - p) * row);
    Law { exact, deviation: 0.72, tasks }.is_met_by(|seed| {
        let mut scenario = scenario(seed, apart(), tasks, &[(Latency::Fixed(UNIT), 1)]);
        scenario.services[0].settings.set(ServiceSetting::ErrorRate, 300);
        scenario.settings.set(Setting::BreakerFailures, failures as u32);
        scenario.settings.set(Setting::BreakerOpenMs, 1);
        calls_until_open(&play(&scenario, Style::Sequential))
    });
}

/// Calls made while the breaker was closed, for each time that it opened from there.
fn calls_until_open(history: &History) -> f64 {
    let (mut state, mut calls, mut counted, mut opened) = (Breaker::Closed, 0, 0, 0);
    for entry in history.occurrences() {
        match entry.what {
            Occurrence::Call(Call::Made { .. }) if state == Breaker::Closed => calls += 1,
            Occurrence::Call(Call::BreakerSet { breaker, .. }) => {
                if (state, breaker) == (Breaker::Closed, Breaker::Open) {
                    opened += 1;
                    counted = calls;
                }
                state = breaker;
            }
            _ => {}
        }
    }
    f64::from(counted) / f64::from(opened)
}

/// Users in the system, summed over time, are their waits, summed over users: to the microsecond.
#[test]
fn littles_law_holds_exactly() {
    for style in Style::DIRECT {
        let services = [(exponential(), 1), (exponential(), 2), (exponential(), 1)];
        let mut scenario = scenario(7, poisson(90), 2_000, &services);
        scenario.settings.set(Setting::Workers, 5);
        let history = play(&scenario, style);
        let (mut area, mut at) = (0, Instant::START);
        while let Some(next) = history.next_after(at) {
            area += u64::from(history.at(at).ledger.waiting()) * (next - at).0;
            at = next;
        }
        let waits =
            history.tasks().iter().filter_map(|task| task.ended.map(|end| end.0 - task.sent));
        assert_eq!(area, waits.map(|wait| wait.0).sum::<u64>(), "{style:?}");
        let held = count(&history, |what| {
            matches!(what, Occurrence::Task(Task::Held { gate: Gate::Producer, .. }))
        });
        assert!(held > 100.0 || style == Style::Background, "{held} waited for a place");
    }
}
