//! A teacher's question file: read and checked in the page, kept with the learner's answers, and opened like a
//! chapter.
//!
//! What it may open are the scenario files that ship with the workbook, which are fetched for the first such
//! file. Never here: a check of its own; [`lesson::source`] has them all.

use super::chapter::Open;
use super::message::Command;
use super::model::{Model, Shown, place};
use engine::scenario::{FileError, Scenario};
use lesson::content::{Chapter, Index, Scenarios};
use lesson::progress::{Kept, Shelf};
use lesson::route::{Route, RouteError, Why};
use lesson::source::{Library, questions};

/// The longest name of a question file, in an address.
const MAX_NAME: usize = 40;

/// What a question file may refer to.
struct Shipped<'a>(&'a Scenarios, &'a Index);

impl Library for Shipped<'_> {
    fn scenario(&self, file: &str) -> Option<Result<Scenario, FileError>> {
        self.0.scenario(file).map(Ok)
    }

    fn chapters(&self) -> Vec<String> {
        self.1.chapters.iter().map(|entry| entry.id.to_string()).collect()
    }
}

impl Model {
    /// A learner chose a question file. Its questions are asked if nothing is wrong with it.
    pub(super) fn take_questions(&mut self, name: &str, text: &str) -> Vec<Command> {
        let Some(scenarios) = &self.files.scenarios else {
            self.files.waiting = Some((name.into(), text.into()));
            return vec![Command::FetchScenarios];
        };
        match questions(name, text, &Shipped(scenarios, &self.index)) {
            Err(mistakes) => {
                self.refused = mistakes;
                Vec::new()
            }
            Ok(sheet) => {
                let file = name_in_addresses(name);
                let kept = Kept { name: sheet.title, text: text.into() };
                if let Err(full) = self.progress.keep(Shelf::Questions, &file, kept) {
                    self.not_kept(full);
                    return Vec::new();
                }
                // One of the same name may be open.
                self.open = None;
                let mut commands = self.keep();
                let route = Route::Questions { file, item: None };
                if self.route.as_ref() == Ok(&route) {
                    commands.extend(self.arrive());
                }
                commands.push(Command::Go(route.to_string()));
                commands
            }
        }
    }

    /// The scenarios have come, or cannot be had.
    pub(super) fn scenarios_came(&mut self, bytes: Option<&[u8]>) -> Vec<Command> {
        match bytes.map(Scenarios::open) {
            Some(Ok(scenarios)) => self.files.scenarios = Some(scenarios),
            _ => {
                self.files.waiting = None;
                self.shown = Shown::Missing;
                return Vec::new();
            }
        }
        let waiting = self.files.waiting.take();
        let taken = waiting.map(|(name, text)| self.take_questions(&name, &text));
        match taken {
            Some(commands) => commands,
            None => self.arrive(),
        }
    }

    /// Opens a question file that was chosen before.
    pub(super) fn open_questions(&mut self, file: &str, item: Option<String>) -> Vec<Command> {
        let id = Chapter::id_of_questions(file);
        let reveal = vec![Command::Look(place(item))];
        if self.open.as_ref().is_some_and(|open| open.chapter.entry.id == id) {
            self.shown = Shown::Here;
            return reveal;
        }
        let kept = self.progress.kept(Shelf::Questions, file).last().map(|&kept| kept.clone());
        let Some(kept) = kept else {
            let address = Route::Questions { file: file.into(), item: None }.to_string();
            self.route = Err(RouteError { address, why: Why::NoFile, nearest: Route::Contents });
            self.shown = Shown::Here;
            return Vec::new();
        };
        let Some(scenarios) = &self.files.scenarios else {
            self.shown = Shown::Coming;
            return vec![Command::FetchScenarios];
        };
        self.shown = Shown::Here;
        match questions(&format!("{file}.toml"), &kept.text, &Shipped(scenarios, &self.index)) {
            Ok(sheet) => self.open = Some(Open::of(Chapter::of_questions(file, sheet))),
            // It was sound once; the workbook has changed since.
            Err(mistakes) => self.refused = mistakes,
        }
        reveal
    }
}

/// `Unit 3 (quiz).toml` is `unit-3-quiz`.
fn name_in_addresses(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut short = String::new();
    for c in stem.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' if short.len() < MAX_NAME => short.push(c),
            _ if !short.is_empty() && !short.ends_with('-') => short.push('-'),
            _ => {}
        }
    }
    let short = short.trim_end_matches('-');
    if short.is_empty() { "questions".into() } else { short.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_file_has_a_name_that_an_address_can_hold() {
        for (name, short) in [
            ("Unit 3 (quiz).toml", "unit-3-quiz"),
            ("ünit.toml", "nit"),
            ("…", "questions"),
            ("", "questions"),
        ] {
            assert_eq!(name_in_addresses(name), short);
        }
        let long = name_in_addresses(&"a-".repeat(500));
        assert!(long.len() <= MAX_NAME + 1, "{long}");
    }
}
