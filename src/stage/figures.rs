//! Figures of whole runs, counted when somebody opens them and kept until the runs change.
//!
//! Never here: a figure of an instant; those are read off the history as the playhead moves.

use super::model::{Model, Tab};
use crate::scene::{Chart, Domain, Side, charts, domains};
use engine::coupling::{Reading, WhatIf, ask, joins, leaves, what_ifs};
use engine::listing::ProducerDiff;
use engine::scenario::Style;
use std::rc::Rc;

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
    /// The what_ifs, the unchanged run first, with what each side answered.
    pub answers: Vec<(WhatIf, [Reading; 2])>,
    /// Who would join next.
    pub newcomer: String,
    /// What that means to the producer of each side.
    pub joins: [ProducerDiff; 2],
    /// What the leaving of the last service means, if another one stays.
    pub leaves: Option<[ProducerDiff; 2]>,
}

impl Model {
    /// Counts what the open tab shows, unless it is at hand.
    pub fn count(&mut self) {
        let at_hand = matches!(
            (self.tab, self.figures.as_deref()),
            (Tab::Charts, Some(Figures::Course(..))) | (Tab::Coupling, Some(Figures::Coupling(_)))
        );
        let figures = match self.tab {
            _ if at_hand => return,
            Tab::Charts => self.course(),
            Tab::Coupling => Figures::Coupling(self.coupling()),
            _ => return,
        };
        self.figures = Some(Rc::new(figures));
    }

    fn course(&self) -> Figures {
        let runs = Side::BOTH.map(|side| self.runs.side(side));
        let width = if self.stage_width < 900.0 { self.stage_width } else { self.panel_width };
        let (view, until) = (self.view(), self.runs.horizon());
        Figures::Course(charts(runs, view, until, width.min(640.0)), domains(runs, view, until))
    }

    fn coupling(&self) -> Coupling {
        let scenario = &self.work.scenario;
        let styles = Side::BOTH.map(|side| self.style(side));
        let answer = |question| (question, styles.map(|style| ask(scenario, style, question)));
        let newcomer = self.newcomer();
        let leaves = |style: Style| leaves(scenario, style);
        Coupling {
            answers: what_ifs(scenario).into_iter().map(answer).collect(),
            joins: styles.map(|style| joins(scenario, style, &newcomer)),
            leaves: (scenario.services.len() > 1).then(|| styles.map(leaves)),
            newcomer: newcomer.name,
        }
    }
}
