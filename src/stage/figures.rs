//! What the charts and the coupling table show of whole runs.
//!
//! Never here: a figure of an instant; those are read off the history as the playhead moves.

use crate::scene::{Chart, Domain};
use engine::coupling::{Reading, WhatIf};
use engine::listing::ProducerDiff;

/// What the charts or the coupling table show.
#[derive(Clone, Debug)]
pub enum Figures {
    /// The course of both runs, and how five domains do by them.
    Course(Vec<Chart>, [Domain; 5]),
    /// What each way of wiring ties the producer to.
    Coupling(Coupling),
}

/// The answers to every question, for each side.
#[derive(Clone, Debug)]
pub struct Coupling {
    /// Every question, that of the unchanged run first, with what each side has answered so far.
    pub answers: Vec<(WhatIf, [Option<Reading>; 2])>,
    /// Who would join next.
    pub newcomer: String,
    /// What that means to the producer of each side.
    pub joins: [ProducerDiff; 2],
    /// What the leaving of the last service means, if another one stays.
    pub leaves: Option<[ProducerDiff; 2]>,
}

impl Coupling {
    /// How many answers there are so far, and how many there are to be.
    pub fn progress(&self) -> (usize, usize) {
        let answers = || self.answers.iter().flat_map(|(_, read)| read);
        (answers().flatten().count(), answers().count())
    }
}
