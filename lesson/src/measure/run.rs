//! A run as measures see it: a scenario, what was done to it, and each side played when it is asked for.
//!
//! Never here: what a measure means.

use super::side::Side;
use engine::history::{History, Summary, summarise};
use engine::play::run;
use engine::scenario::{Intervention, Scenario, ServiceId, Style};
use engine::sim::Instant;
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What a line of a chart is worth from an instant on, until its next point.
pub type Point = (Instant, u64);

/// One scenario with what the learner did to it.
#[derive(Debug)]
pub struct Run {
    /// The business facts.
    pub scenario: Scenario,
    /// What the learner did.
    pub interventions: Vec<Intervention>,
    played: [OnceCell<Played>; Style::ALL.len()],
    /// The lines that were asked for, by their names: each takes a walk through the history, and a page is drawn often.
    lines: RefCell<BTreeMap<String, Rc<[Point]>>>,
}

/// One side of a run, played to the scenario's horizon.
#[derive(Debug)]
pub(super) struct Played {
    pub style: Style,
    pub history: History,
    pub summary: Summary,
}

impl Run {
    /// A run of a checked scenario.
    pub fn new(scenario: Scenario, interventions: Vec<Intervention>) -> Self {
        Self { scenario, interventions, played: Default::default(), lines: RefCell::default() }
    }

    /// Takes a history that was played already, so that it is not played again.
    #[must_use]
    pub fn with(mut self, history: History) -> Self {
        let style = history.style();
        let summary = summarise(&history);
        self.played[place(style)] = OnceCell::from(Played { style, history, summary });
        self
    }

    /// The history of one side.
    pub fn history(&self, side: Side) -> &History {
        &self.played(side).history
    }

    /// The points of the line of this name, counted at the first time that it is asked for.
    pub(super) fn line_of(&self, name: String, count: impl FnOnce() -> Vec<Point>) -> Rc<[Point]> {
        let known = self.lines.borrow().get(&name).cloned();
        known.unwrap_or_else(|| {
            let points: Rc<[Point]> = count().into();
            self.lines.borrow_mut().insert(name, points.clone());
            points
        })
    }

    pub(super) fn service(&self, name: &str) -> Option<ServiceId> {
        let roster = self.scenario.roster(&self.interventions);
        let index = roster.iter().position(|service| service.name == name)?;
        ServiceId::try_from(index).ok()
    }

    pub(super) fn played(&self, side: Side) -> &Played {
        let style = match side {
            Side::Direct => self.scenario.left,
            Side::Events => self.scenario.right,
            Side::Of(style) => style,
        };
        self.played[place(style)].get_or_init(|| {
            let horizon = Instant::START + self.scenario.horizon;
            let history = run(&self.scenario, style, &self.interventions, horizon);
            let summary = summarise(&history);
            Played { style, history, summary }
        })
    }
}

fn place(style: Style) -> usize {
    Style::ALL.iter().position(|other| *other == style).unwrap_or_default()
}
