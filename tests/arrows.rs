//! Who may import whom, read off the sources. An arrow that runs upward fails here.

use std::fs;
use std::path::{Path, PathBuf};

/// A room, and what its sources may not name.
const ROOMS: [(&str, &[&str]); 6] = [
    ("engine/src/sim", &["crate::system", "super::system"]),
    ("engine/src", &["yew", "web_sys", "wasm_bindgen", "coupling_workbook"]),
    ("src/scene", &["crate::app", "crate::web", "yew", "web_sys", "wasm_bindgen"]),
    ("src/app", &["crate::web", "yew", "web_sys", "wasm_bindgen", "js_sys"]),
    ("src/web", &["engine::system::run"]),
    ("xtask/src", &["coupling_workbook"]),
];

/// What would let a run differ between targets or between two times, or reach outside it.
const NEVER_IN_A_RUN: [&str; 12] = [
    "HashMap",
    "HashSet",
    "std::time",
    "std::fs",
    "std::net",
    "std::thread",
    "std::env",
    ".ln()",
    ".exp()",
    ".powf(",
    ".sqrt()",
    ".cos()",
];

fn sources(room: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).expect("a room of the repository") {
            let path = entry.expect("an entry of it").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a source is text");
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(room), &mut found);
    assert!(!found.is_empty(), "{room} has no sources");
    found
}

/// The program's own lines: no comments, and nothing of the tests at a file's end.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let program = text.split("#[cfg(test)]").next().unwrap_or_default();
    program.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn violations(room: &str, forbidden: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources(room) {
        for (number, line) in lines(&text) {
            let names = |word: &&&str| {
                line.match_indices(**word).any(|(place, _)| {
                    let before = line[..place].chars().next_back();
                    !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
                })
            };
            if let Some(word) = forbidden.iter().find(names) {
                found.push(format!("{}:{}: {word}", path.display(), number + 1));
            }
        }
    }
    found
}

#[test]
fn no_room_imports_one_above_it() {
    let found: Vec<_> =
        ROOMS.iter().flat_map(|(room, forbidden)| violations(room, forbidden)).collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn nothing_in_a_run_depends_on_chance_clock_or_target() {
    assert_eq!(violations("engine/src", &NEVER_IN_A_RUN), Vec::<String>::new());
}

#[test]
fn every_module_says_why_it_exists() {
    for room in ["engine/src", "src", "xtask/src"] {
        for (path, text) in sources(room) {
            assert!(text.starts_with("//!"), "{} has no header", path.display());
        }
    }
}

#[test]
fn a_forbidden_name_would_be_found() {
    assert!(!violations("src/web", &["web_sys"]).is_empty());
    assert!(!violations("engine/src", &["libm::log"]).is_empty());
}
