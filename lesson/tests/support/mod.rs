//! Shared by the tests: shipped scenarios as a library, and a small question file to vary.

#![allow(dead_code, reason = "each test file uses its own part")]

pub mod damage;

use engine::scenario::{FileError, Scenario};
use engine::sim::{Stream, draw};
use lesson::content::Sheet;
use lesson::source::{Library, questions};

/// The scenarios that ship with the page, and two chapters.
pub struct Shipped;

impl Library for Shipped {
    fn scenario(&self, file: &str) -> Option<Result<Scenario, FileError>> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/scenarios/");
        let text = std::fs::read_to_string(format!("{folder}{file}")).ok()?;
        Some(engine::scenario::read(file, &text))
    }

    fn chapters(&self) -> Vec<String> {
        ["coupling-problem", "temporal"].map(String::from).into()
    }
}

/// A question file with one figure, called `run`, and what follows it.
pub fn file(questions: &str) -> String {
    format!("{HEAD}{questions}")
}

/// How many lines stand before what a test adds.
pub const HEAD_LINES: usize = 9;

const HEAD: &str = r#"format = 1
title = "Mine"

[[figures]]
id = "run"
show = "stage"
scenario = "sequential.toml"
caption = "One task."

"#;

/// A sheet that has to be sound.
pub fn sheet(added: &str) -> Sheet {
    let text = file(added);
    questions("mine.toml", &text, &Shipped).unwrap_or_else(|mistakes| {
        panic!("{}", mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

/// A source of small choices that is the same on every machine.
pub struct Chance {
    seed: u64,
    drawn: u64,
}

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self { seed, drawn: 0 }
    }

    /// A number from 0 to `bound` less one.
    pub fn below(&mut self, bound: usize) -> usize {
        self.drawn += 1;
        (draw(self.seed, Stream::Demand, self.drawn, 0, 0) % bound.max(1) as u64) as usize
    }
}
