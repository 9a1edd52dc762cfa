//! The engine's own bench, `engine/benches/speed.rs`, natively and made ready for a browser.
//!
//! Both are compiled as the site is, in the same profile.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::stats::Spread;
use crate::failure::Failure;
use crate::files::own_folder;
use crate::process::{answer, cargo, command, run};
use crate::table::Table;
use crate::tools;

const BENCH: [&str; 4] = ["--package", "coupling-engine", "--bench", "speed"];

/// What an occurrence costs in one scenario and style.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Speed {
    scenario: String,
    style: String,
    occurrences: usize,
    native_ns: Spread,
    wasm_ns: Spread,
}

/// Runs it natively; the lines that it prints.
pub fn native() -> Result<String, Failure> {
    answer(cargo().arg("bench").args(BENCH))
}

/// Compiles it for a browser; the folder that holds it and its glue.
pub fn for_browser(bindgen: &Path) -> Result<PathBuf, Failure> {
    let messages = answer(
        cargo()
            .args(["build", "--release", "--target", "wasm32-unknown-unknown"])
            .args(["--message-format", "json-render-diagnostics"])
            .args(BENCH),
    )?;
    let program = tools::artifact(&messages, "speed")?;
    let folder = own_folder()?.join("speed");
    run(command(bindgen)
        // A script that can be put into a page, rather than a module, which would have to be served.
        .args(["--target", "no-modules", "--no-typescript", "--out-name", "speed", "--out-dir"])
        .arg(&folder)
        .arg(program))?;
    Ok(folder)
}

/// The same cases of both targets, side by side.
pub fn together(native: &str, wasm: &str) -> Result<Vec<Speed>, Failure> {
    let mut all = Vec::new();
    for (native, wasm) in native.lines().zip(wasm.lines()) {
        let pair = (case(native), case(wasm));
        let (Some((case, native_ns)), Some((other, wasm_ns))) = pair else {
            return Err(unlike(native, wasm));
        };
        if case != other {
            return Err(unlike(native, wasm));
        }
        let (scenario, style, occurrences) = case;
        let (scenario, style) = (scenario.into(), style.into());
        all.push(Speed { scenario, style, occurrences, native_ns, wasm_ns });
    }
    Ok(all)
}

/// Of `busy.toml send first 41738 170.2 168.1`: a style may have a space in its name, and no digit.
fn case(line: &str) -> Option<((&str, &str, usize), Spread)> {
    let (scenario, rest) = line.split_once(' ')?;
    let (style, figures) = rest.split_at(rest.find(|c: char| c.is_ascii_digit())?);
    let mut figures = figures.split(' ');
    let case = (scenario, style.trim_end(), figures.next()?.parse().ok()?);
    let samples: Option<Vec<f64>> = figures.map(|figure| figure.parse().ok()).collect();
    Some((case, Spread::of(&samples?)))
}

fn unlike(native: &str, wasm: &str) -> Failure {
    Failure::missing(
        format!("the engine did different work natively and on wasm32:\n  {native}\n  {wasm}"),
        "Run `cargo xtask test native wasm`: it finds the first history that differs.",
    )
}

/// The figures as a table.
pub fn table(all: &[Speed]) -> Table {
    let heads = ["occurrences", "native", "min", "max", "wasm32", "min", "max"];
    let mut table = Table::new("Engine, ns an occurrence (median)", heads);
    for Speed { scenario, style, occurrences, native_ns, wasm_ns } in all {
        let cells = std::iter::once(occurrences.to_string());
        table.row(
            &format!("{scenario} {style}"),
            cells.chain(native_ns.range()).chain(wasm_ns.range()),
        );
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_both_targets_are_put_side_by_side() {
        let native = "a.toml kafka 100 3.5 1 2\n";
        let all = together(native, "a.toml kafka 100 6 4 5").expect("they fit");
        let [speed] = all.as_slice() else { panic!("one line, one case") };
        assert_eq!((speed.native_ns.median, speed.wasm_ns.median), (2.0, 5.0));
        let all = together("a.toml send first 9 1", "a.toml send first 9 1").expect("they fit");
        assert_eq!(all.first().map(|speed| speed.style.as_str()), Some("send first"));
        for other in ["a.toml kafka 101 6 4 5", "a.toml parallel 100 6 4 5", "oops"] {
            assert!(together(native, other).is_err(), "{other}");
        }
    }
}
