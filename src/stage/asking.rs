//! Questions to the architecture that take a run each, asked one after another, in slices.
//!
//! Never here: a wait; whoever asks brings the pauses.

use engine::coupling::{Reading, WhatIf, ask_in_slices};
use engine::scenario::{Scenario, Style};

/// Questions to be asked of runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    /// Which round of questions this is.
    pub round: u32,
    pub(super) scenario: Scenario,
    pub(super) questions: Vec<(Place, WhatIf, Style)>,
}

/// Which answer in the table: by its row, and its side among both.
pub type Place = (usize, usize);

/// What a run has answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    /// The round in which it was asked.
    pub round: u32,
    /// Where it belongs.
    pub place: Place,
    /// What it said.
    pub reading: Reading,
}

impl Asking {
    /// Asks, and tells each answer. `pause` is awaited again and again; once it says that nobody wants the answers any
    /// more, no other is told.
    pub async fn ask(self, pause: impl AsyncFn() -> bool, tell: impl Fn(Answer)) {
        for (place, question, style) in self.questions {
            let answer = ask_in_slices(&self.scenario, style, question, &pause).await;
            let Some(reading) = answer else { return };
            tell(Answer { round: self.round, place, reading });
            if !pause().await {
                return;
            }
        }
    }
}
