//! Figures of whole runs, counted when somebody opens them and kept until the runs change.
//!
//! Never here: a count that nobody has asked for.

use super::figures::{Coupling, Figures};
use super::model::{Model, Tab};
use crate::scene::{Side, charts, domains};
use engine::coupling::{ask, joins, leaves, what_ifs};
use engine::scenario::Style;
use std::rc::Rc;

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
