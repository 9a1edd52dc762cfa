//! Scenario files: what a learner opens on the stage, and what they save from it.
//!
//! A file that cannot be read changes nothing. Never here: choosing a file, or giving one to the learner.

use super::message::Command;
use super::model::{Model, Notice};
use crate::scene::Side;
use engine::listing::archive;
use engine::scenario::{read, write};

impl Model {
    /// Opens the text of a chosen file.
    pub(super) fn open_file(&mut self, file: String, text: &str) {
        match read(&file, text) {
            Ok(scenario) => self.open(file, None, scenario),
            Err(error) => self.notice = Some(Notice::Damaged(error)),
        }
    }

    /// The scenario, with what the learner did to it, as a file.
    pub(super) fn save(&self) -> Command {
        Command::SaveFile { name: self.save_name(), text: write(&self.as_saved()) }
    }

    /// The programs of both sides, as one file that a shell unpacks.
    pub(super) fn save_programs(&self) -> Command {
        let stem = self.save_name();
        let stem = stem.strip_suffix(".toml").unwrap_or(&stem);
        let styles = Side::BOTH.map(|side| self.style(side));
        let text = archive(&self.work.scenario, &styles, &self.work.interventions);
        Command::SaveFile { name: format!("{stem}-programs.sh"), text }
    }
}
