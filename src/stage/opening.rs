//! A scenario is opened, left and come back to.
//!
//! Never here: how a scenario is read from a file.

use super::library::LIBRARY;
use super::model::Model;
use super::work::Work;
use engine::scenario::{Intervention, Scenario};
use engine::sim::Instant;

impl Model {
    /// Opens a scenario that ships with the page.
    pub(super) fn open_shipped(&mut self, index: usize) {
        if let Some(shipped) = LIBRARY.get(index) {
            self.open(shipped.file.into(), Some(index), shipped.scenario());
        }
    }

    pub(super) fn open(&mut self, file: String, shipped: Option<usize>, scenario: Scenario) {
        self.begin(Work::new(file, shipped, scenario));
        self.notice = None;
    }

    /// Back to what was left for what is open now.
    pub(super) fn resume(&mut self) {
        if let Some(left) = self.left.take() {
            self.begin(*left);
        }
    }

    pub(super) fn begin(&mut self, work: Work) {
        let left = std::mem::replace(&mut self.work, work);
        if left.touched() {
            self.left = Some(Box::new(left));
        }
        self.pinned = None;
        self.page = None;
        self.menu = None;
        self.code_of = 0;
        self.playback.pause();
        self.playback.seek(Instant::START);
        self.rerun();
    }

    /// Opens what the chapters have for the stage. What the learner had when they left does not replace what
    /// they have done since: it is there to go back to.
    pub(super) fn bring(
        &mut self,
        file: String,
        scenario: Scenario,
        interventions: Vec<Intervention>,
        asked: bool,
    ) {
        let work = Work { interventions, ..Work::new(file, None, scenario) };
        if asked || !self.work.touched() {
            self.begin(work);
            self.notice = None;
        } else if self.left.is_none() {
            self.left = Some(Box::new(work));
        }
    }

    /// What the learner has made of the scenario, if anything: the name of its file, and the scenario.
    pub fn own(&self) -> Option<(String, Scenario)> {
        self.work.touched().then(|| (self.save_name(), self.as_saved()))
    }

    /// The scenario with the learner's interventions in its timeline.
    pub(super) fn as_saved(&self) -> Scenario {
        let mut scenario = self.work.scenario.clone();
        scenario.timeline.extend(self.work.interventions.iter().cloned());
        scenario.horizon = self.runs.horizon() - Instant::START;
        scenario
    }

    pub(super) fn save_name(&self) -> String {
        let stem = self.work.file.strip_suffix(".toml").unwrap_or(&self.work.file);
        let own = self.work.changed() || !self.work.interventions.is_empty();
        let shipped = own && self.work.shipped.is_some();
        format!("{stem}{}.toml", if shipped { "-mine" } else { "" })
    }
}
