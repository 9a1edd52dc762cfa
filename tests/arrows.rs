//! Who may import whom, read off the sources. An arrow that runs upward fails here.

use std::fs;
use std::path::{Path, PathBuf};

/// A room, and what its sources may not name.
const ROOMS: [(&str, &[&str]); 11] = [
    ("engine/src/sim", &["crate::system", "super::system", "crate::toml", "super::toml"]),
    ("engine/src/toml", &["crate::system", "super::system"]),
    ("lesson/src", &["yew", "web_sys", "wasm_bindgen", "coupling_workbook"]),
    ("engine/src", &["yew", "web_sys", "wasm_bindgen", "coupling_workbook"]),
    (
        "src/scene",
        &["crate::app", "crate::web", "super::app", "super::web", "yew", "web_sys", "wasm_bindgen"],
    ),
    ("src/app", &["crate::web", "super::web", "yew", "web_sys", "wasm_bindgen", "js_sys"]),
    (
        "src/study",
        &["crate::web", "super::web", "crate::app", "crate::scene", "yew", "web_sys", "js_sys"],
    ),
    ("src/web", &["engine::system::run"]),
    ("worker/src", &["yew", "web_sys", "coupling_workbook"]),
    ("words/src", &["yew", "web_sys", "lesson::", "coupling_workbook"]),
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

/// The rooms of the workbook's program, which the stage's fetches.
const FETCHED: [&str; 3] = ["src/web/desk", "src/web/study", "src/study"];

/// What the stage's program may not name: what is fetched, and what its worker does for it.
const NEVER_ON_STAGE: [&str; 11] = [
    "super::desk",
    "web::desk",
    "self::desk",
    "super::study",
    "crate::study",
    "web::study",
    "self::study",
    "engine::system::read",
    "engine::system::write",
    "engine::errand::serve",
    "engine::toml",
];

fn room(room: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(room)
}

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
    walk(&self::room(room), &mut found);
    assert!(!found.is_empty(), "{room} has no sources");
    found
}

/// The program itself, line by line: no comments, and nothing of the tests at a file's end.
fn program(text: &str) -> String {
    let program = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines =
        program.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a text names a word: not as the tail of a longer name, unless the word begins with a dot.
fn names(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(place, _)| {
        let before = text[..place].chars().next_back();
        word.starts_with('.') || !before.is_some_and(is_name)
    })
}

/// An import, told as a path from end to end: `engine::system::run`.
struct Import {
    line: usize,
    path: String,
    /// What it is called here.
    alias: String,
}

/// Every import of a program, groups opened.
fn imports(program: &str) -> Vec<Import> {
    let mut found = Vec::new();
    for (place, _) in program.match_indices("use ") {
        let before = program[..place].chars().next_back();
        if before.is_some_and(is_name) {
            continue;
        }
        let line = program[..place].matches('\n').count() + 1;
        let tree = program[place + 4..].split(';').next().unwrap_or_default();
        for path in opened(&tree.split_whitespace().collect::<Vec<_>>().join(" ")) {
            let (path, alias) = match path.split_once(" as ") {
                Some((path, alias)) => (path, alias),
                None => (path.as_str(), path.rsplit("::").next().unwrap_or_default()),
            };
            let path = path.strip_suffix("::self").unwrap_or(path);
            let alias =
                if alias == "self" { path.rsplit("::").next().unwrap_or_default() } else { alias };
            found.push(Import { line, path: path.into(), alias: alias.into() });
        }
    }
    found
}

/// The paths of a tree of imports: of `a::{b, c::{d, e}}`, `a::b`, `a::c::d` and `a::c::e`.
fn opened(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((head, group)) = tree.split_once('{') else {
        return if tree.is_empty() { Vec::new() } else { vec![tree.into()] };
    };
    let group = group.trim_end().strip_suffix('}').unwrap_or(group);
    let (mut depth, mut from, mut parts) = (0, 0, Vec::new());
    for (place, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[from..place]);
                from = place + 1;
            }
            _ => {}
        }
    }
    parts.push(&group[from..]);
    let paths = parts.into_iter().flat_map(opened);
    paths.map(|path| format!("{}{path}", head.trim_start())).collect()
}

/// The forbidden words that a source names, each with its line: as it stands there, by an import, or by a
/// path that begins with something imported.
fn named(text: &str, forbidden: &[&str]) -> Vec<(usize, String)> {
    let program = program(text);
    let imports = imports(&program);
    let mut found = Vec::new();
    for &word in forbidden {
        for (number, line) in program.lines().enumerate() {
            let by_import = imports.iter().any(|import| {
                let short = word.strip_prefix(&format!("{}::", import.path));
                short.is_some_and(|rest| names(line, &format!("{}::{rest}", import.alias)))
            });
            if names(line, word) || by_import {
                found.push((number + 1, word.into()));
            }
        }
        for import in &imports {
            let all = import.path.strip_suffix('*').is_some_and(|room| word.starts_with(room));
            if (all || names(&import.path, word)) && !found.contains(&(import.line, word.into())) {
                found.push((import.line, word.into()));
            }
        }
    }
    found
}

fn violations(room: &str, forbidden: &[&str]) -> Vec<String> {
    let found = sources(room).into_iter().flat_map(|(path, text)| {
        let found = named(&text, forbidden).into_iter();
        found.map(move |(line, word)| format!("{}:{line}: {word}", path.display()))
    });
    found.collect()
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
fn the_first_load_carries_nothing_of_what_is_fetched_when_it_is_opened() {
    let of_workbook = |path: &Path| {
        path == room("src/workbook.rs") || FETCHED.iter().any(|it| path.starts_with(room(it)))
    };
    let stage = sources("src").into_iter().filter(|(path, _)| !of_workbook(path));
    let found: Vec<_> = stage.flat_map(|(_, text)| named(&text, &NEVER_ON_STAGE)).collect();
    assert_eq!(found, []);
    assert!(FETCHED.iter().all(|it| !sources(it).is_empty()), "a room of that name is gone");
}

#[test]
fn every_module_says_why_it_exists() {
    for room in ["engine/src", "src", "words/src", "worker/src", "xtask/src"] {
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

#[test]
fn a_forbidden_name_is_found_in_a_group_behind_an_alias_and_after_a_name() {
    let caught = |text: &str, word: &str| !named(text, &[word]).is_empty();
    let run = "engine::system::run";
    for text in [
        "use engine::system::{Occurrence, run};",
        "use engine::{\n    sim::Instant,\n    system::{History, run},\n};",
        "use engine::system;\nfn f() { system::run(); }",
        "use engine::system::{self, History};\nfn f() { system::run(); }",
        "use engine::system as s;\nfn f() { s::run(); }",
        "use engine::system::*;",
        "fn f() { engine::system::run(); }",
    ] {
        assert!(caught(text, run), "{text}");
    }
    assert!(caught("use crate::{app};", "crate::app"));
    assert!(caught("use crate::{engine, app::{Model, Msg}};", "crate::app"));
    assert!(caught("let y = share.ln();", ".ln()"));
    assert!(caught("use std::{fmt, time::Instant};", "std::time"));
    assert!(caught("use std::collections::{BTreeMap, HashMap};", "HashMap"));
    for text in [
        "// share.ln() and use crate::{app};",
        "use engine::system::{Occurrence, History};\nfn f() { ecosystem::run(); rerun(); }",
        "let y = libm::log(share);",
        "#[cfg(test)]\nmod tests { use engine::system::run; fn f() { 2f64.ln(); } }",
    ] {
        let found = named(text, &[run, "crate::app", ".ln()"]);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
    assert_eq!(named("\nuse a::{\n  b,\n  c,\n};\n", &["a::c"]), [(2, "a::c".into())]);
}
