//! Scenarios on their way to the sandbox and back: what a figure runs, opened with every control; what the
//! learner made there, kept with their answers and opened again.
//!
//! A scenario is kept as the text of a scenario file, with what was done to it in its timeline. Never here:
//! the sandbox itself.

use super::message::{Command, ForSandbox};
use super::model::Model;
use engine::scenario::{Intervention, Scenario, read, write};
use lesson::id::FigureId;
use lesson::progress::{Kept, Shelf};

impl Model {
    /// The learner wants a figure's run in the sandbox, as it stands.
    pub(super) fn figure_to_sandbox(&mut self, figure: &FigureId) -> Vec<Command> {
        let Some(open) = &self.open else { return Vec::new() };
        let Some(run) = open.runs.get(figure) else { return Vec::new() };
        let entry = &open.chapter.entry;
        let file = format!("{}-{figure}.toml", entry.question_file().unwrap_or(&entry.id));
        let (scenario, acts) = (run.scenario.clone(), run.interventions.clone());
        self.hand_over(file, &scenario, &acts)
    }

    /// They want the system that they described there.
    pub(super) fn description_to_sandbox(&mut self) -> Vec<Command> {
        let Ok(system) = &self.description.system else { return Vec::new() };
        let mut scenario = system.scenario.clone();
        if scenario.title.is_empty() {
            scenario.title = self.index.word("template.title").into();
        }
        self.hand_over(format!("{}.toml", self.description.name), &scenario, &[])
    }

    fn hand_over(
        &mut self,
        file: String,
        scenario: &Scenario,
        acts: &[Intervention],
    ) -> Vec<Command> {
        let mut kept = scenario.clone();
        kept.timeline.extend(acts.iter().cloned());
        let mut commands = self.keep_scenario(&file, &kept);
        commands.push(Command::Sandbox(Box::new(ForSandbox {
            file,
            scenario: scenario.clone(),
            interventions: acts.to_vec(),
            asked: true,
        })));
        commands
    }

    /// What the learner has in the sandbox is this now.
    pub(super) fn sandbox_changed(&mut self, file: &str, scenario: &Scenario) -> Vec<Command> {
        self.keep_scenario(file, scenario)
    }

    fn keep_scenario(&mut self, file: &str, scenario: &Scenario) -> Vec<Command> {
        let name = if scenario.title.is_empty() { file } else { &scenario.title };
        let kept = Kept { name: name.into(), text: write(scenario) };
        if let Err(full) = self.progress.keep(Shelf::Scenarios, file, kept) {
            self.not_kept(full);
            return Vec::new();
        }
        self.keep()
    }

    /// What the learner had in the sandbox when they went, if anything.
    pub(super) fn last_sandbox(&self) -> Vec<Command> {
        let last = self.progress.newest(Shelf::Scenarios).map(str::to_string);
        // One that cannot be read any more is in the list, and says there what is wrong.
        let last = last.and_then(|file| Some((self.kept_scenario(&file)?.ok()?, file)));
        let work = last.map(|(scenario, file)| ForSandbox {
            file,
            scenario,
            interventions: Vec::new(),
            asked: false,
        });
        work.map(|work| Command::Sandbox(Box::new(work))).into_iter().collect()
    }

    /// They want a scenario of theirs again.
    pub(super) fn scenario_to_sandbox(&mut self, file: &str) -> Vec<Command> {
        self.hush();
        match self.kept_scenario(file) {
            Some(Ok(scenario)) => self.hand_over(file.into(), &scenario, &[]),
            Some(Err(error)) => {
                self.refused = vec![error];
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn kept_scenario(&self, file: &str) -> Option<Result<Scenario, engine::scenario::FileError>> {
        let kept = self.progress.kept(Shelf::Scenarios, file);
        kept.last().map(|kept| read(file, &kept.text))
    }
}
