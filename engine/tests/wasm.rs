//! The same history on every target: this file runs natively and on wasm32, against one committed list.
//!
//! To accept a change of semantics: `UPDATE_HASHES=1 cargo test -p coupling-engine --test wasm`.

mod support;

use engine::scenario::Style;
use support::deep::random_deep_scenario;
use support::log::random_log_scenario;
use support::{SHIPPED, STYLES, play, random_scenario, shipped};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const COMMITTED: &str = include_str!("hashes.txt");

/// How many random scenarios are folded into one hash a style.
const RANDOM: u64 = 200;

fn hashes() -> String {
    let mut lines = String::new();
    for (file, _) in SHIPPED {
        for style in STYLES {
            let hash = play(&shipped(file), style).hash();
            lines.push_str(&format!("{hash:016x} {file} {}\n", style.word()));
        }
    }
    for style in STYLES {
        let hash = folded(|seed| play(&random_scenario(seed), style).hash());
        lines.push_str(&format!("{hash:016x} {RANDOM} random scenarios {}\n", style.word()));
    }
    for style in Style::DIRECT {
        let hash = folded(|seed| play(&random_deep_scenario(seed), style).hash());
        lines.push_str(&format!("{hash:016x} {RANDOM} deep random scenarios {}\n", style.word()));
    }
    for style in Style::ALL {
        let hash = folded(|seed| play(&random_log_scenario(seed), style).hash());
        lines
            .push_str(&format!("{hash:016x} {RANDOM} random scenarios in full {}\n", style.word()));
    }
    lines
}

fn folded(hash: impl Fn(u64) -> u64) -> u64 {
    (0..RANDOM).map(hash).fold(0, |all, one| all.rotate_left(5) ^ one)
}

#[cfg_attr(target_arch = "wasm32", wasm_bindgen_test::wasm_bindgen_test)]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn every_history_is_the_one_that_is_committed() {
    let now = hashes();
    #[cfg(not(target_arch = "wasm32"))]
    if std::env::var_os("UPDATE_HASHES").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hashes.txt");
        std::fs::write(path, &now).expect("the list can be written");
        return;
    }
    assert_eq!(now, COMMITTED);
}
