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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Msg, update};

    /// Has a scenario of this title read; what the worker will say when it is.
    fn asked(model: &mut Model, title: &str) -> Msg {
        let text = format!("format = 1\ntitle = \"{title}\"\n[[services]]\nname = \"A\"\n");
        let commands = update(model, Msg::FileOpened { name: title.into(), text });
        let [Command::Run { number, errand }] = &commands[..] else { panic!("{commands:?}") };
        Msg::ErrandDone { number: *number, outcome: errand.clone().run() }
    }

    #[test]
    fn of_files_chosen_one_after_another_the_last_counts() {
        let mut model = Model::default();
        let (first, second) = (asked(&mut model, "first"), asked(&mut model, "second"));
        update(&mut model, second);
        update(&mut model, first);
        assert_eq!(model.work.scenario.title, "second");
    }

    #[test]
    fn a_file_does_not_open_over_what_was_chosen_after_it() {
        let mut model = Model::default();
        let file = asked(&mut model, "too late");
        update(&mut model, Msg::ScenarioChosen(2));
        update(&mut model, file);
        assert_eq!(model.work.shipped, Some(2));
    }

    #[test]
    fn without_a_worker_everything_stays_and_the_learner_is_told() {
        let mut model = Model::default();
        let before = model.work.clone();
        let _ = asked(&mut model, "never");
        update(&mut model, Msg::ErrandsLost);
        assert_eq!((&model.work, &model.notice), (&before, &Some(Notice::NoWorker)));
        assert_eq!(model.reading, None);
    }
}
