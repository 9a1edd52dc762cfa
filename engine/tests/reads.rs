//! Users who read their own writes: how often the view is stale, by how much, and what repairs it.

mod support;

use engine::history::{History, Reads};
use engine::play::run;
use engine::scenario::{
    Action, Intervention, Latency, Load, Pattern, Scenario, Service, Setting, Style,
};
use engine::sim::{Duration, Instant};
use support::waits_ms;

/// One view of 500 ms behind a publish of 10, a task every 2 s, and users who read after a while.
fn scenario(after_ms: u32) -> Scenario {
    let mut scenario = Scenario {
        services: vec![Service::new("Search", Duration::from_ms(500))],
        load: Load { pattern: Pattern::Steady(Duration::from_s(2)), tasks: Some(20) },
        ..Scenario::default()
    };
    scenario.settings.set(Setting::ReadOf, 1);
    scenario.settings.set(Setting::ReadAfterMs, after_ms);
    scenario
}

fn play(scenario: &Scenario, style: Style, interventions: &[Intervention]) -> History {
    scenario.check_with(interventions).expect("interventions within their bounds");
    run(scenario, style, interventions, Instant::from_s(120))
}

fn reads(history: &History) -> Reads {
    history.at(history.horizon()).reads
}

fn repaired(scenario: &Scenario, repair: u32) -> Scenario {
    let settings = scenario.settings.with(Setting::ReadRepair, repair);
    Scenario { settings, ..scenario.clone() }
}

#[test]
fn a_500_ms_handler_behind_a_10_ms_publish_misses_the_checkout_window() {
    // The answer comes 10 ms after the order: 490 ms later the window of 500 ms is over.
    for (after_ms, stale) in [(190, 20), (490, 20), (500, 0), (1_000, 0)] {
        let reads = reads(&play(&scenario(after_ms), Style::Kafka, &[]));
        assert_eq!((reads.stale, reads.fresh), (stale, 20 - stale), "{after_ms} ms");
    }
}

#[test]
fn after_direct_calls_every_read_is_fresh_because_the_write_has_waited() {
    let history = play(&scenario(0), Style::Sequential, &[]);
    assert_eq!(reads(&history), Reads { fresh: 20, ..Reads::default() });
    assert_eq!(waits_ms(&history)[0], 500.0);
}

#[test]
fn each_of_the_three_patterns_covers_the_stale_reads_and_none_delays_the_write() {
    for repair in 1..=3 {
        let history = play(&repaired(&scenario(200), repair), Style::Kafka, &[]);
        assert_eq!(reads(&history), Reads { covered: 20, ..Reads::default() }, "{repair}");
        assert_eq!(waits_ms(&history)[0], 10.0);
    }
}

#[test]
fn a_strong_read_makes_the_write_wait() {
    let history = play(&repaired(&scenario(0), 4), Style::Kafka, &[]);
    assert_eq!(reads(&history), Reads { fresh: 20, ..Reads::default() });
    assert!(waits_ms(&history).iter().all(|&wait| wait == 510.0));
}

#[test]
fn a_pattern_can_be_switched_on_in_the_same_run() {
    let on = Intervention { at: Instant::from_s(20), action: Action::Tune(Setting::ReadRepair, 2) };
    let reads = reads(&play(&scenario(200), Style::Kafka, &[on]));
    assert_eq!((reads.stale, reads.covered), (10, 10));
}

/// M/M/1: a read `d` after the write is stale with probability e^(-(mu-lambda) d). The view is one server;
/// the publish takes no time, so that the answer and the append coincide.
#[test]
fn the_share_of_stale_reads_follows_the_sojourn_of_the_view() {
    const TASKS: u32 = 30_000;
    let (mean, gap) = (Duration::from_ms(100), Duration::from_ms(125));
    let rate = 1.0 / 0.100 - 1.0 / 0.125;
    let delay = 0.300;
    let expected = f64::exp(-rate * delay);
    let shares = (0..20).map(|seed| {
        let mut scenario = Scenario {
            seed,
            services: vec![Service {
                latency: Latency::Exponential(mean),
                ..Service::new("V", mean)
            }],
            load: Load { pattern: Pattern::Poisson(gap), tasks: Some(TASKS) },
            ..scenario(300)
        };
        scenario.kafka.publish = Duration::ZERO;
        let history = run(&scenario, Style::Kafka, &[], Instant::from_s(20_000));
        let Reads { stale, fresh, .. } = reads(&history);
        f64::from(stale) / f64::from(stale + fresh)
    });
    let mean = shares.sum::<f64>() / 20.0;
    // 0.75 % at a million customers, of which a run here has about as many as its limit allows.
    let sd = 0.0075 * (1e6 / f64::from(TASKS)).sqrt();
    let tolerance = 4.0 * sd / 20f64.sqrt() * expected;
    assert!((mean - expected).abs() < tolerance, "{mean} is not {expected} within {tolerance}");
}
