//! What the model has its worker do, and what it makes of the outcomes.
//!
//! A learner goes on meanwhile. An outcome that nobody waits for any more changes nothing. Never here:
//! how an errand gets to the worker and back.

use super::Command;
use super::model::{Model, Notice};
use engine::errand::{Errand, Outcome};

impl Model {
    /// Has a chosen file read. Of several, the last one chosen counts.
    pub(super) fn read(&mut self, file: String, text: String) -> Command {
        let command = self.have_done(Errand::Read { file, text });
        self.reading = Some(self.errands);
        command
    }

    /// Has the scenario and what the learner did to it written as a file.
    pub(super) fn save(&mut self) -> Command {
        let (file, scenario) = (self.save_name(), Box::new(self.as_saved()));
        self.have_done(Errand::Write { file, scenario })
    }

    /// Takes what came of an errand.
    pub(super) fn take(&mut self, number: u32, outcome: Outcome) -> Option<Command> {
        let awaited = self.reading == Some(number);
        match outcome {
            Outcome::Read { file, scenario } if awaited => self.open(file, None, *scenario),
            Outcome::Damaged(error) if awaited => {
                self.reading = None;
                self.notice = Some(Notice::Damaged(error));
            }
            Outcome::Read { .. } | Outcome::Damaged(_) => {}
            Outcome::Written { file, text } => {
                return Some(Command::SaveFile { name: file, text });
            }
        }
        None
    }

    /// No errand that was given out will come back.
    pub(super) fn lose_errands(&mut self) {
        self.reading = None;
        self.notice = Some(Notice::NoWorker);
    }

    fn have_done(&mut self, errand: Errand) -> Command {
        self.errands = self.errands.wrapping_add(1);
        Command::Run { number: self.errands, errand }
    }
}
