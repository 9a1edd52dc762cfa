//! Forks: what the learner did, and what they had done before they went back and did otherwise.
//!
//! An intervention at the playhead drops those after it and keeps the whole list as a branch. The
//! scenario's own timeline is never touched.

use super::model::{Model, Notice};
use engine::sim::Instant;
use engine::system::{Action, Intervention, Service, Start};

/// A list of interventions that was left.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// Where it was left.
    pub at: Instant,
    /// All of it, in order of time.
    pub interventions: Vec<Intervention>,
}

/// The most branches kept; the oldest goes first.
const MOST: usize = 8;

impl Model {
    /// Does something at the playhead. Whether it could be done.
    pub(super) fn act(&mut self, action: Action) -> bool {
        let at = self.playback.at();
        let mut next: Vec<Intervention> =
            self.interventions.iter().filter(|kept| kept.at <= at).cloned().collect();
        let forks = next.len() < self.interventions.len();
        next.push(Intervention { at, action });
        if let Err(problem) = self.check(&next) {
            self.notice = Some(Notice::Refused(problem));
            return false;
        }
        if forks {
            self.keep_branch(at);
        }
        self.interventions = next;
        self.notice = None;
        self.rerun();
        true
    }

    pub(super) fn add(&mut self, service: Service, start: Start) -> bool {
        let taken = self.scenario.roster(&self.interventions);
        if taken.iter().any(|other| other.name.eq_ignore_ascii_case(&service.name)) {
            self.notice = Some(Notice::Refused(engine::system::Problem::new(
                format!("there is, or was, a service called {}", service.name),
                "give the new one another name",
            )));
            return false;
        }
        self.act(Action::Add { service, start })
    }

    pub(super) fn return_to(&mut self, index: usize) {
        if index >= self.branches.len() {
            return;
        }
        let Branch { at, interventions } = self.branches.remove(index);
        self.keep_branch(at);
        self.interventions = interventions;
        self.rerun();
        self.playback.seek(at.min(self.runs.horizon()));
    }

    pub(super) fn clear(&mut self) {
        self.keep_branch(self.playback.at());
        self.interventions.clear();
        self.rerun();
        self.playback.seek(self.playback.at().min(self.runs.horizon()));
    }

    fn keep_branch(&mut self, at: Instant) {
        if self.interventions.is_empty() {
            return;
        }
        let branch = Branch { at, interventions: std::mem::take(&mut self.interventions) };
        self.branches.retain(|other| other.interventions != branch.interventions);
        self.branches.push(branch);
        if self.branches.len() > MOST {
            self.branches.remove(0);
        }
    }
}
