//! How long a run takes for each thing that happens in it, in every style.
//!
//! One program for both targets: natively it prints, in a browser it hands the same lines to the page
//! that loads it. `cargo xtask bench` runs both and reads the lines. Never judges a figure, and never
//! counts the time that it takes to throw a history away.

use engine::play::run;
use engine::scenario::{Scenario, Style, read};
use engine::sim::Instant;

use target::{now_ms, report};

/// What is run: a steady load, and the shipped scenario whose state changes most.
const SCENARIOS: [(&str, &str); 2] = [
    ("busy.toml", include_str!("busy.toml")),
    ("outage.toml", include_str!("../../assets/scenarios/outage.toml")),
];

/// Samples of each; odd, so that the median is one of them.
const SAMPLES: usize = 9;
/// A sample lasts at least as long, because a browser's clock is coarse.
const SAMPLE_MS: f64 = 40.0;

fn main() {
    let scenarios = SCENARIOS.map(|(file, text)| {
        let scenario = read(file, text).unwrap_or_else(|error| panic!("{error}"));
        (file, scenario)
    });
    let cases: Vec<(&str, &Scenario, Style)> = scenarios
        .iter()
        .flat_map(|(file, scenario)| Style::ALL.map(|style| (*file, scenario, style)))
        .collect();

    // Every case once before any counts: a browser first runs what it has compiled in haste.
    for (_, scenario, style) in &cases {
        sample_ns(scenario, *style);
    }
    // Case after case and then again, so that a busy moment of the machine falls on all.
    let mut samples = vec![Vec::new(); cases.len()];
    for _ in 0..SAMPLES {
        for ((_, scenario, style), samples) in cases.iter().zip(&mut samples) {
            samples.push(format!("{:.1}", sample_ns(scenario, *style)));
        }
    }

    let lines: Vec<String> = cases
        .iter()
        .zip(samples)
        .map(|((file, scenario, style), samples)| {
            let occurrences = occurrences(scenario, *style);
            format!("{file} {} {occurrences} {}", style.word(), samples.join(" "))
        })
        .collect();
    report(&lines.join("\n"));
}

fn occurrences(scenario: &Scenario, style: Style) -> usize {
    run(scenario, style, &[], Instant::START + scenario.horizon).occurrences().len()
}

/// Nanoseconds an occurrence, over as many runs as make a sample.
fn sample_ns(scenario: &Scenario, style: Style) -> f64 {
    let (mut ms, mut occurrences) = (0.0, 0);
    while ms < SAMPLE_MS {
        let start = now_ms();
        let history = run(scenario, style, &[], Instant::START + scenario.horizon);
        ms += now_ms() - start;
        occurrences += history.occurrences().len();
    }
    ms * 1e6 / occurrences as f64
}

#[cfg(not(target_arch = "wasm32"))]
mod target {
    use std::sync::LazyLock;
    use std::time::Instant;

    static START: LazyLock<Instant> = LazyLock::new(Instant::now);

    pub fn now_ms() -> f64 {
        START.elapsed().as_secs_f64() * 1e3
    }

    pub fn report(lines: &str) {
        println!("{lines}");
    }
}

#[cfg(target_arch = "wasm32")]
mod target {
    use wasm_bindgen::prelude::wasm_bindgen;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = performance, js_name = now)]
        pub fn now_ms() -> f64;

        /// The page that loads this defines it.
        #[wasm_bindgen(js_name = engineSpeed)]
        pub fn report(lines: &str);
    }
}
