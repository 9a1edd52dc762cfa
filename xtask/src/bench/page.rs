//! The page's own bench, `tests/browser/bench.rs`: it prints samples, this makes figures of them.

use std::path::Path;
use std::process::Command;

use serde::{Deserialize, Serialize};

use super::stats::Spread;
use super::target::{Target, number};
use super::vitals::{self, Visits, Vitals};
use crate::chromium::Chromium;
use crate::failure::Failure;
use crate::process::{answer, cargo};
use crate::table::Table;

/// One frame of a screen that shows 60 a second.
const FRAME_MS: f64 = 16.7;
/// With so many things in flight, played as fast as the clock.
const CROWD: u32 = 1_000;
/// Longer is felt as a delay.
const CLICK_MS: f64 = 50.0;
/// What the heaviest run may occupy on a small machine.
const MEMORY_BYTES: u64 = 256 * 1_024 * 1_024;
/// JavaScript's, from the second round to the last: what the browser keeps of each order that it gets
/// from the bench, about 1 KB a round, and no more than that.
const JS_GROWTH_BYTES: u64 = 64 * 1_024;

/// What the bench prints.
#[derive(Debug, Deserialize)]
pub struct Samples {
    /// The lines of the engine's bench on wasm32.
    pub engine: String,
    frames: Vec<FrameSamples>,
    clicks: Vec<ClickSample>,
    memory: Vec<Round>,
    visits: Vec<Visits>,
}

#[derive(Debug, Deserialize)]
struct FrameSamples {
    in_flight: [u32; 2],
    times: u32,
    whole_ms: Vec<f64>,
    script_ms: Vec<f64>,
    apart_ms: Vec<f64>,
    mean_cpu_ms: Mean,
}

#[derive(Debug, Deserialize)]
struct ClickSample {
    changed_ms: f64,
    shown_ms: f64,
}

/// The figures of the page.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    frames: Vec<Frames>,
    click: Click,
    memory: Memory,
    vitals: Vec<Vitals>,
}

/// Frames while playing.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Frames {
    /// How many tasks waited on the direct side, at the first frame and at the last.
    in_flight: [u32; 2],
    /// How many times as fast as the clock it was played.
    times: u32,
    /// From the frame's first callback until the main thread was done with the frame.
    main_thread_ms: Spread,
    /// Of this, the page's own code.
    script_ms: Spread,
    /// From the beginning of a frame to that of the next.
    apart_ms: Spread,
    mean_cpu_ms: Mean,
}

/// Chrome's own account of the main thread: its time on the processor, a frame. That other programs
/// want the processor too does not count, so this is the steadier figure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Mean {
    task: f64,
    script: f64,
    style: f64,
    layout: f64,
}

/// From a click on a service's switch.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Click {
    /// Until the document has changed.
    changed_ms: Spread,
    /// Until the main thread is done with the frame that shows it.
    shown_ms: Spread,
}

/// Heavy run, light run, and again.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Memory {
    limit_bytes: u64,
    rounds: Vec<Round>,
}

/// With the heaviest run, and afterwards with the lightest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Round {
    peak: Occupied,
    rest: Occupied,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Occupied {
    /// The program's memory; it never shrinks.
    wasm_bytes: u64,
    /// JavaScript's heap.
    js_bytes: u64,
    /// Elements and texts.
    nodes: u64,
}

/// Runs it against the site in `dist/`; `speed` holds the engine's bench for a browser.
pub fn measure(chromium: &Chromium, speed: &Path) -> Result<Samples, Failure> {
    let printed = answer(bench_of_page(chromium).env("ENGINE_SPEED", speed))?;
    serde_json::from_str(&printed).map_err(|error| {
        Failure::missing(
            format!("the page's bench printed what this does not know: {error}"),
            "Make tests/browser/bench.rs and xtask/src/bench/page.rs fit each other.",
        )
    })
}

/// The page's own bench, which runs in this browser.
pub fn bench_of_page(chromium: &Chromium) -> Command {
    let mut bench = cargo();
    // What drives the browser need not be quick, and is compiled for the tests anyway.
    bench
        .args(["bench", "--profile", "dev", "--package", "coupling-workbook"])
        .args(["--features", "browser-tests", "--bench", "page"])
        .env("CHROME", &chromium.browser)
        .env("CHROMEDRIVER", &chromium.driver);
    bench
}

impl Page {
    /// The figures of these samples.
    pub fn of(samples: &Samples) -> Self {
        let frames = samples.frames.iter().map(|frames| Frames {
            in_flight: frames.in_flight,
            times: frames.times,
            main_thread_ms: Spread::of(&frames.whole_ms),
            script_ms: Spread::of(&frames.script_ms),
            apart_ms: Spread::of(&frames.apart_ms),
            mean_cpu_ms: frames.mean_cpu_ms,
        });
        let clicks = |of: fn(&ClickSample) -> f64| {
            Spread::of(&samples.clicks.iter().map(of).collect::<Vec<_>>())
        };
        Self {
            frames: frames.collect(),
            click: Click {
                changed_ms: clicks(|click| click.changed_ms),
                shown_ms: clicks(|click| click.shown_ms),
            },
            memory: Memory { limit_bytes: MEMORY_BYTES, rounds: samples.memory.clone() },
            vitals: samples.visits.iter().map(Vitals::of).collect(),
        }
    }

    /// The figures as tables.
    pub fn tables(&self) -> impl Iterator<Item = Table> {
        [self.frames_table(), self.mean_table(), self.click_table(), self.memory_table()]
            .into_iter()
            .chain(vitals::tables(&self.vitals))
    }

    fn frames_table(&self) -> Table {
        let heads = ["frames", "median", "p95", "script", "p95", "apart", "p95"];
        let mut table = Table::new("Frames while playing, ms of the main thread", heads);
        for frames in &self.frames {
            let cells = std::iter::once(frames.main_thread_ms.samples.to_string());
            let spreads = [frames.main_thread_ms, frames.script_ms, frames.apart_ms];
            table.row(&frames.name(), cells.chain(spreads.iter().flat_map(Spread::tail)));
        }
        table
    }

    fn mean_table(&self) -> Table {
        let heads = ["all tasks", "script", "style", "layout"];
        let mut table = Table::new("The same, time on the processor, mean ms", heads);
        for frames in &self.frames {
            let Mean { task, script, style, layout } = frames.mean_cpu_ms;
            table.row(&frames.name(), [task, script, style, layout].map(number));
        }
        table
    }

    fn click_table(&self) -> Table {
        let mut table = Table::new("Click on a switch, ms", ["clicks", "median", "p95"]);
        for (name, spread) in [
            ("until the document has changed", self.click.changed_ms),
            ("until the frame that shows it is done", self.click.shown_ms),
        ] {
            table.row(name, std::iter::once(spread.samples.to_string()).chain(spread.tail()));
        }
        table
    }

    fn memory_table(&self) -> Table {
        let heads = ["wasm", "JavaScript", "wasm after", "JavaScript after", "nodes after"];
        let mut table = Table::new("Memory with the heaviest run, KB", heads);
        for (index, Round { peak, rest }) in self.memory.rounds.iter().enumerate() {
            let bytes = [peak.wasm_bytes, peak.js_bytes, rest.wasm_bytes, rest.js_bytes];
            let cells = bytes.map(|bytes| (bytes / 1_024).to_string()).into_iter();
            table.row(&format!("round {}", index + 1), cells.chain([rest.nodes.to_string()]));
        }
        table
    }

    /// What a frame, a click, the memory and a visit may cost.
    pub fn targets(&self) -> Vec<Target> {
        let crowd = self.frames.iter().filter(|frames| frames.times == 1);
        let crowd = crowd.min_by_key(|frames| frames.in_flight[0].abs_diff(CROWD));
        let rounds = &self.memory.rounds;
        let peak = rounds.iter().map(|round| round.peak.wasm_bytes + round.peak.js_bytes).max();
        let growth = |bytes: fn(&Round) -> u64, from: usize| match (rounds.get(from), rounds.last())
        {
            (Some(first), Some(last)) => bytes(last).saturating_sub(bytes(first)) as f64,
            _ => 0.0,
        };
        let mut targets: Vec<Target> = crowd
            .map(|frames| Target {
                name: format!("frame with {}, p95, ms", frames.name()),
                at_most: FRAME_MS,
                measured: frames.main_thread_ms.p95,
            })
            .into_iter()
            .collect();
        targets.extend([
            Target {
                name: "click until it shows, p95, ms".into(),
                at_most: CLICK_MS,
                measured: self.click.shown_ms.p95,
            },
            Target {
                name: "memory, heaviest run, bytes".into(),
                at_most: self.memory.limit_bytes as f64,
                measured: peak.unwrap_or(0) as f64,
            },
            Target {
                name: "memory of the program, growth over all rounds, bytes".into(),
                at_most: 0.0,
                measured: growth(|round| round.peak.wasm_bytes, 0),
            },
            Target {
                name: "memory of JavaScript, growth from the second round, bytes".into(),
                at_most: JS_GROWTH_BYTES as f64,
                // The first round fills the browser's caches.
                measured: growth(|round| round.rest.js_bytes, 1),
            },
        ]);
        targets.extend(self.vitals.iter().flat_map(Vitals::targets));
        targets
    }
}

impl Frames {
    fn name(&self) -> String {
        let [from, to] = self.in_flight;
        format!("{from} to {to} in flight, speed {}", self.times)
    }
}

#[cfg(test)]
impl Samples {
    /// What a bench may print: a slow frame with 1,000 in flight and a small shift, all else well.
    pub fn example() -> Self {
        let printed = serde_json::json!({
            "engine": "busy.toml kafka 41738 170.5 168.25 181\n",
            "frames": [
                {
                    "in_flight": [10, 11], "times": 1, "whole_ms": [5.5, 6.0],
                    "script_ms": [2.0, 2.5], "apart_ms": [16.5],
                    "mean_cpu_ms": { "task": 6.0, "script": 2.0, "style": 0.5, "layout": 0.25 },
                },
                {
                    "in_flight": [997, 1003], "times": 1, "whole_ms": [15.5, 20.0],
                    "script_ms": [2.0, 2.5], "apart_ms": [16.5],
                    "mean_cpu_ms": { "task": 6.0, "script": 2.0, "style": 0.5, "layout": 0.25 },
                },
            ],
            "clicks": [{ "changed_ms": 20.0, "shown_ms": 30.0 }],
            "memory": [
                {
                    "peak": { "wasm_bytes": 90_000_000, "js_bytes": 1_000_000, "nodes": 900 },
                    "rest": { "wasm_bytes": 90_000_000, "js_bytes": 800_000, "nodes": 900 },
                },
                {
                    "peak": { "wasm_bytes": 90_000_000, "js_bytes": 1_000_000, "nodes": 900 },
                    "rest": { "wasm_bytes": 90_000_000, "js_bytes": 800_100, "nodes": 900 },
                },
            ],
            "visits": [{
                "page": "stage", "slowdown": 1, "visits": [{
                    "paint": { "ms": 300.5, "of": "p" }, "busy_ms": 150.5, "count": 2,
                    "shifts": [{ "at_ms": 9.5, "value": 0.0004, "of": "p", "during": null }],
                    "interactions": [{ "ms": 40.0, "during": "play" }],
                }],
            }],
        });
        serde_json::from_value(printed).expect("these are samples")
    }
}
