//! What the learner works on: a scenario, what they have done to it, and what they did before.
//!
//! Never here: a run of it, or how it is written to a file.

use engine::scenario::{Intervention, Scenario};
use engine::sim::Instant;

/// A list of interventions that was left.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// Where it was left.
    pub at: Instant,
    /// All of it, in order of time.
    pub interventions: Vec<Intervention>,
}

/// A scenario and what the learner has made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// The name of its file.
    pub file: String,
    /// Its place in [`LIBRARY`], if it ships with the page.
    pub shipped: Option<usize>,
    /// The scenario as it was opened.
    pub opened: Scenario,
    /// The scenario as the learner has changed it.
    pub scenario: Scenario,
    /// What the learner did, in order of time.
    pub interventions: Vec<Intervention>,
    /// What they did before they forked.
    pub branches: Vec<Branch>,
}

impl Work {
    pub(super) fn new(file: String, shipped: Option<usize>, scenario: Scenario) -> Self {
        Self {
            file,
            shipped,
            opened: scenario.clone(),
            scenario,
            interventions: Vec::new(),
            branches: Vec::new(),
        }
    }

    /// Whether the facts are other than they were.
    pub fn changed(&self) -> bool {
        self.scenario != self.opened
    }

    pub(super) fn touched(&self) -> bool {
        self.changed() || !self.interventions.is_empty() || !self.branches.is_empty()
    }
}
