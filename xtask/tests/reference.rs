//! A second simulator, written in Python from the documents alone, says the same as the engine.
//!
//! It lies in `engine/tests/reference/`; docs/model.md lists what it leaves out. A scenario at random is a function of
//! a seed and a number: `python3 engine/tests/reference/compare.py --simulate target/debug/xtask --seed S --only N`
//! shows one in which they differ, with every row that does.

use std::env;
use std::path::Path;
use std::process::Command;

const SCENARIOS: &str = "1000";
const SEED: &str = "1";

#[test]
fn the_reference_agrees_with_the_engine_on_a_thousand_random_scenarios_in_four_styles() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/tests/reference");
    let python = env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let output = Command::new(&python)
        // Nothing is left beside the sources.
        .arg("-B")
        .arg(folder.join("compare.py"))
        .args(["--simulate", env!("CARGO_BIN_EXE_xtask")])
        .args(["--count", SCENARIOS, "--seed", SEED])
        .output();
    let output = output.unwrap_or_else(|error| {
        panic!("{python} does not start ({error}): `cargo xtask test native` looks for a Python")
    });
    let said = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "seed {SEED}\n{said}{complaint}");
    assert!(said.contains("1000 of 1000 scenarios agree"), "{said}");
}
