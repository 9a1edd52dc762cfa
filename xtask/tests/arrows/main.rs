//! Who may name whom. Between crates the compiler keeps this: without the feature `web`, nothing outside `src/web` can
//! name Yew or the browser. What it cannot keep is read off the sources here, inside each crate: no name of a room
//! above, no two files that name each other, directly or in a circle, and nothing taken from a
//! module around a file that only passes it on.

mod sources;

use sources::{Names, Source, source_of, sources};
use std::collections::{BTreeMap, BTreeSet};

/// A crate of the repository.
struct Crate {
    /// How other crates call it.
    name: &'static str,
    /// Where its sources lie.
    folder: &'static str,
    /// Its rooms from the lowest to the highest. A room may name itself and those in lines before its own; what is
    /// in no room stands above all of them.
    rooms: &'static [&'static [&'static str]],
    /// Whether its files are held to more than the order of their rooms.
    file_by_file: bool,
}

const CRATES: [Crate; 5] = [
    Crate {
        name: "engine",
        folder: "engine/src",
        rooms: &[
            &["sim"],
            &["toml"],
            &["scenario"],
            &["history"],
            &["play", "listing"],
            &["coupling"],
        ],
        file_by_file: true,
    },
    Crate {
        name: "lesson",
        folder: "lesson/src",
        rooms: &[
            &["id", "highlight"],
            &["measure"],
            &["text"],
            &["content", "template"],
            &["grade", "route", "source"],
            &["coverage", "progress", "compile"],
        ],
        file_by_file: true,
    },
    Crate {
        name: "coupling_workbook",
        folder: "src",
        rooms: &[&["scene", "link"], &["stage", "chapters"], &["web"]],
        // Its models name each other.
        file_by_file: true,
    },
    Crate { name: "words", folder: "words/src", rooms: &[], file_by_file: true },
    Crate { name: "xtask", folder: "xtask/src", rooms: &[], file_by_file: true },
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
    ".ln",
    ".exp",
    ".powf",
    ".sqrt",
    ".cos",
];

/// What the browser's room leaves to the model: only that runs a simulation.
const NEVER_IN_WEB: [&str; 1] = ["engine::play::run"];

fn shown(source: &Source) -> String {
    source.path.display().to_string()
}

/// Which file names which, by the place of each among the sources.
fn arrows(sources: &[Source]) -> BTreeMap<usize, BTreeSet<usize>> {
    let places: BTreeMap<&Names, usize> =
        sources.iter().enumerate().map(|(place, source)| (&source.module, place)).collect();
    let owner = |name: &Names| {
        (1..=name.len()).rev().find_map(|length| places.get(&name[..length].to_vec()).copied())
    };
    let arrows = sources.iter().enumerate().map(|(place, source)| {
        let to: BTreeSet<usize> =
            source.names.iter().filter_map(owner).filter(|to| *to != place).collect();
        (place, to)
    });
    arrows.collect()
}

/// The arrows that run from a room to one above it.
fn upward(sources: &[Source], rooms: &[&[&str]]) -> Vec<String> {
    let height = |source: &Source| {
        let room = source.module.get(1).map_or("", String::as_str);
        rooms.iter().position(|rooms| rooms.contains(&room)).unwrap_or(rooms.len())
    };
    let room = |source: &Source| source.module.get(1).cloned();
    let mut found = Vec::new();
    for (from, to) in pairs(sources) {
        let level =
            height(to) == height(from) && height(to) < rooms.len() && room(to) != room(from);
        if height(to) > height(from) || level {
            found.push(format!("{} names {}", shown(from), shown(to)));
        }
    }
    found
}

/// What a file takes from a module that it lies in, and that the module only passes on.
fn through_hubs(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for (from, hub) in pairs(sources).filter(|(from, to)| from.module.starts_with(&to.module)) {
        let taken = from.names.iter().filter_map(|name| name.strip_prefix(&hub.module[..]));
        for name in taken.filter_map(|rest| rest.first()).filter(|it| hub.imported.contains(*it)) {
            found.push(format!("{} takes {name} from {}", shown(from), shown(hub)));
        }
    }
    found
}

fn pairs(sources: &[Source]) -> impl Iterator<Item = (&Source, &Source)> {
    let arrows = arrows(sources).into_iter();
    arrows.flat_map(move |(from, to)| to.into_iter().map(move |to| (&sources[from], &sources[to])))
}

/// The files that name each other in a circle, however long.
fn circles(sources: &[Source]) -> Vec<String> {
    let arrows = arrows(sources);
    let reached = |from: usize| {
        let (mut reached, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(place) = next.pop() {
            next.extend(arrows[&place].iter().filter(|to| reached.insert(**to)));
        }
        reached
    };
    let reached: Vec<BTreeSet<usize>> = (0..sources.len()).map(reached).collect();
    let mut circles = BTreeSet::new();
    for (place, reaches) in reached.iter().enumerate() {
        if reaches.contains(&place) {
            let round = reaches.iter().filter(|other| reached[**other].contains(&place));
            circles.insert(round.map(|other| shown(&sources[*other])).collect::<Vec<_>>());
        }
    }
    circles.into_iter().map(|circle| circle.join(", ")).collect()
}

/// The forbidden names among some names: a path or a part of one, or a method.
fn forbidden<'a>(names: &'a BTreeSet<Names>, never: &'a [&str]) -> impl Iterator<Item = &'a str> {
    never.iter().copied().filter(|never| {
        let never: Vec<&str> = never.split("::").collect();
        names.iter().any(|name| name.windows(never.len()).any(|part| part == never))
    })
}

fn violations(krate: &str, folder: &str, never: &[&str]) -> Vec<String> {
    let sources = sources(krate, folder);
    let found = sources.iter().flat_map(|source| {
        forbidden(&source.names, never).map(|never| format!("{}: {never}", shown(source)))
    });
    found.collect()
}

/// What a rule finds in these crates.
fn found(crates: &[&Crate], rule: impl Fn(&Crate, &[Source]) -> Vec<String>) -> Vec<String> {
    crates.iter().flat_map(|it| rule(it, &sources(it.name, it.folder))).collect()
}

#[test]
fn no_room_names_one_above_it() {
    let all: Vec<&Crate> = CRATES.iter().collect();
    assert_eq!(found(&all, |it, sources| upward(sources, it.rooms)), Vec::<String>::new());
}

#[test]
fn no_two_files_name_each_other_and_none_do_in_a_circle() {
    let strict: Vec<&Crate> = CRATES.iter().filter(|it| it.file_by_file).collect();
    assert_eq!(found(&strict, |_, sources| circles(sources)), Vec::<String>::new());
}

#[test]
fn nothing_is_taken_from_a_module_around_it_that_only_passes_it_on() {
    let strict: Vec<&Crate> = CRATES.iter().filter(|it| it.file_by_file).collect();
    assert_eq!(found(&strict, |_, sources| through_hubs(sources)), Vec::<String>::new());
}

#[test]
fn nothing_in_a_run_depends_on_chance_clock_or_target() {
    assert_eq!(violations("engine", "engine/src", &NEVER_IN_A_RUN), Vec::<String>::new());
}

#[test]
fn the_browsers_room_runs_no_simulation() {
    assert_eq!(violations("coupling_workbook", "src/web", &NEVER_IN_WEB), Vec::<String>::new());
}

#[test]
fn every_module_says_why_it_exists() {
    let all: Vec<&Crate> = CRATES.iter().collect();
    let silent = found(&all, |_, sources| {
        sources.iter().filter(|source| !source.has_header).map(shown).collect()
    });
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn every_room_is_there() {
    for Crate { name, folder, rooms, .. } in &CRATES {
        let sources = sources(name, folder);
        for room in rooms.concat() {
            let there = |source: &Source| source.module.get(1).is_some_and(|name| name == room);
            assert!(sources.iter().any(there), "{folder}/{room} is gone");
        }
    }
}

/// Sources of a made-up crate: each a module below `k`, and its text.
fn made_up(files: &[(&str, &str)]) -> Vec<Source> {
    let source = |(module, text): &(&str, &str)| {
        let module: Vec<&str> = ["k"].into_iter().chain(module.split("::")).collect();
        source_of(&module, text)
    };
    files.iter().map(source).collect()
}

#[test]
fn what_should_not_be_is_found() {
    let rooms: &[&[&str]] = &[&["low", "beside"], &["high"]];
    let up = made_up(&[("low", "use crate::high::A;"), ("high", "use crate::low::B;")]);
    assert_eq!(upward(&up, rooms), ["low names high"]);
    assert_eq!(circles(&up), ["low, high"]);
    let level = made_up(&[("low", "fn f() { super::beside::g(); }"), ("beside", "")]);
    assert_eq!(upward(&level, rooms), ["low names beside"]);
    let round = made_up(&[("a", "use crate::b;"), ("b", "use crate::c;"), ("c", "use crate::a;")]);
    assert_eq!(circles(&round), ["a, b, c"]);
    let hub = "mod p; mod q; pub use q::Q; pub struct Own;";
    let inside = made_up(&[("room", hub), ("room::p", "use super::{Own, Q};"), ("room::q", "")]);
    assert_eq!(through_hubs(&inside), ["room/p takes Q from room"]);
    let sound = made_up(&[("low", "use std::fmt; struct L;"), ("high", "use crate::low::L;")]);
    assert_eq!((upward(&sound, rooms), circles(&sound)), (vec![], vec![]));
    assert_eq!(through_hubs(&sound), Vec::<String>::new());
}

#[test]
fn a_name_is_found_in_a_group_behind_an_alias_in_a_macro_and_after_a_value() {
    let caught = |text: &str, never: &str| {
        forbidden(&source_of(&["k", "web"], text).names, &[never]).next().is_some()
    };
    let run = "engine::play::run";
    for text in [
        "use engine::play::{History, run};",
        "use engine::{sim::Instant, play::{World, run}};",
        "use engine::play; fn f() { play::run(); }",
        "use engine::play::{self, World}; fn f() { play::run(); }",
        "use engine::play as p; fn f() { p::run(); }",
        "fn f() { use engine::play; play::run(); }",
        "fn f() { engine::play::run(); }",
        "fn f() { html! { <p>{ engine::play::run(a) }</p> } }",
        "mod inner { use engine::play::run; }",
    ] {
        assert!(caught(text, run), "{text}");
    }
    assert!(caught("fn f() { let y = share.ln(); }", ".ln"));
    assert!(caught("use std::{fmt, time::Instant};", "std::time"));
    assert!(caught("use std::collections::{BTreeMap, HashMap};", "HashMap"));
    for text in [
        "// share.ln() and use std::time;\nfn f() {}",
        "use engine::play::{World, History}; fn f() { display::run(); rerun(); }",
        "fn f() { let y = libm::log(share); let text = \"std::time\"; }",
        "#[cfg(test)] mod tests { use engine::play::run; fn f() { 2f64.ln(); } }",
    ] {
        let names = source_of(&["k", "web"], text).names;
        let never = [run, "std::time", ".ln"];
        let found: Vec<_> = forbidden(&names, &never).collect();
        assert_eq!(found, Vec::<&str>::new(), "{text}");
    }
}
