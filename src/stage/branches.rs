//! Forks: what the learner did, and what they had done before they went back and did otherwise.
//!
//! An intervention at the playhead drops those after it and keeps the whole list as a branch. The
//! scenario's own timeline is never touched.

use super::model::{Model, Notice};
use super::work::Branch;
use engine::scenario::{Action, Intervention, Mode};

/// The most branches kept; the oldest goes first.
const MOST: usize = 8;

impl Model {
    /// Does something at the playhead. Whether it could be done.
    pub(super) fn act(&mut self, action: Action) -> bool {
        let at = self.playback.at();
        let mut next: Vec<Intervention> =
            self.work.interventions.iter().filter(|kept| kept.at <= at).cloned().collect();
        let forks = next.len() < self.work.interventions.len();
        // Switched twice at one instant is as good as once, or not at all.
        let again = next.pop_if(|last| last.at == at && same_switch(&last.action, &action));
        if again.is_none() || !self.is_so(&next, &action) {
            next.push(Intervention { at, action });
        }
        if let Err(problem) = self.work.scenario.check_with(&next) {
            self.notice = Some(Notice::Refused(problem));
            return false;
        }
        if forks {
            self.keep_branch();
        }
        self.work.interventions = next;
        self.notice = None;
        self.rerun();
        true
    }

    /// Whether a switch stands at the playhead as the action would set it.
    fn is_so(&self, interventions: &[Intervention], action: &Action) -> bool {
        let at = self.playback.at();
        let plan = self.work.scenario.plan(interventions);
        let mut before = plan.iter().rev().filter(|planned| planned.at <= at);
        match (before.find(|planned| same_switch(planned.action, action)), action) {
            (Some(planned), _) => planned.action == action,
            (None, Action::Set(_, mode)) => *mode == Mode::Up,
            (None, Action::Broker(up)) => *up,
            (None, _) => false,
        }
    }

    pub(super) fn undo(&mut self) {
        self.work.interventions.pop();
        self.rerun();
        self.playback.seek(self.playback.at().min(self.runs.horizon()));
    }

    pub(super) fn return_to(&mut self, index: usize) {
        let Some(branch) = self.work.branches.get(index) else { return };
        if let Err(problem) = self.work.scenario.check_with(&branch.interventions) {
            self.notice = Some(Notice::Refused(problem));
            return;
        }
        let Branch { at, interventions } = self.work.branches.remove(index);
        self.keep_branch();
        self.work.interventions = interventions;
        self.rerun();
        self.playback.seek(at.min(self.runs.horizon()));
    }

    /// The scenario as it was opened, with nothing done to it; what was done is kept.
    pub(super) fn clear(&mut self) {
        self.keep_branch();
        self.work.scenario = self.work.opened.clone();
        self.rerun();
        self.playback.seek(self.playback.at().min(self.runs.horizon()));
    }

    /// Keeps what the learner has done so far, as left at the playhead.
    fn keep_branch(&mut self) {
        if self.work.interventions.is_empty() {
            return;
        }
        let interventions = std::mem::take(&mut self.work.interventions);
        self.work.branches.retain(|other| other.interventions != interventions);
        self.work.branches.push(Branch { at: self.playback.at(), interventions });
        if self.work.branches.len() > MOST {
            self.work.branches.remove(0);
        }
    }
}

/// Whether two actions set the same switch.
fn same_switch(one: &Action, other: &Action) -> bool {
    match (one, other) {
        (Action::Set(service, _), Action::Set(another, _)) => service == another,
        (Action::Broker(_), Action::Broker(_)) => true,
        (Action::Tune(setting, _), Action::Tune(another, _)) => setting == another,
        (Action::TuneService(service, setting, _), Action::TuneService(other, another, _)) => {
            (service, setting) == (other, another)
        }
        (Action::Scale(service, _), Action::Scale(another, _)) => service == another,
        _ => false,
    }
}
