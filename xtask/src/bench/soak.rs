//! `bench --soak MINUTES`: the heaviest load that the page plays, over and over, and what it occupies meanwhile.
//!
//! Never here: the playing; the page's own bench does that.

use serde::Deserialize;

use super::page::bench_of_page;
use crate::chromium::Chromium;
use crate::failure::Failure;
use crate::process::answer;
use crate::table::Table;

/// What the page's bench prints of a soak.
#[derive(Debug, Deserialize)]
struct Soak {
    /// At the beginning, and after each minute.
    occupied: Vec<Occupied>,
    frames: Frames,
    /// How often the run came to its end.
    runs: u32,
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct Occupied {
    wasm_bytes: u64,
    js_bytes: u64,
    nodes: u64,
}

#[derive(Debug, Deserialize)]
struct Frames {
    counted: u64,
    worst_ms: f64,
    over_50_ms: u64,
}

/// Plays for so many minutes, and gives the figures as text.
pub fn soak(chromium: &Chromium, minutes: u32) -> Result<String, Failure> {
    let printed = answer(bench_of_page(chromium).env("SOAK_MINUTES", minutes.to_string()))?;
    let soak: Soak = serde_json::from_str(&printed).map_err(|error| {
        Failure::missing(
            format!("the soak printed what this does not know: {error}"),
            "Make tests/browser/soak.rs and xtask/src/bench/soak.rs fit each other.",
        )
    })?;
    Ok(soak.text(minutes))
}

/// With one decimal.
fn mib(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / f64::from(1 << 20))
}

impl Soak {
    fn text(&self, minutes: u32) -> String {
        let mut memory = Table::new("memory, MiB", ["program", "JavaScript", "nodes"]);
        // A dozen rows say whether it grows.
        let step = self.occupied.len().div_ceil(12).max(1);
        let last = self.occupied.len().saturating_sub(1);
        for (minute, now) in self.occupied.iter().enumerate() {
            if minute % step == 0 || minute == last {
                let cells = [mib(now.wasm_bytes), mib(now.js_bytes), now.nodes.to_string()];
                memory.row(&format!("after {minute} min"), cells);
            }
        }
        let Frames { counted, worst_ms, over_50_ms } = &self.frames;
        let mut frames = Table::new("frames", ["counted", "over 50 ms", "worst, ms"]);
        let cells = [counted.to_string(), over_50_ms.to_string(), format!("{worst_ms:.1}")];
        frames.row(&format!("{minutes} min, {} runs", self.runs), cells);
        format!("\n{memory}\n{frames}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_soak_is_told_from_its_beginning_to_its_end_in_few_rows() {
        let occupied = Occupied { wasm_bytes: 3 << 20, js_bytes: 1 << 20, nodes: 900 };
        let frames = Frames { counted: 216_000, worst_ms: 31.25, over_50_ms: 0 };
        let soak = Soak { occupied: vec![occupied; 61], frames, runs: 17 };
        let text = soak.text(60);
        assert!(text.contains("after 0 min") && text.contains("after 60 min"), "{text}");
        assert!(text.lines().count() < 20 && text.contains("31.2"), "{text}");
    }
}
