//! A run as measures see it: a scenario, what was done to it, and each side played when it is asked for.
//!
//! Never here: what a measure means.

use super::series::{Point, Series};
use super::{Amount, MeasureError, Reading, Side};
use engine::history::{History, Summary, summarise};
use engine::play::run;
use engine::scenario::{Intervention, Scenario, ServiceId, Style};
use engine::sim::Instant;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

/// One scenario with what the learner did to it.
#[derive(Debug)]
pub struct Run {
    /// The business facts.
    pub scenario: Scenario,
    /// What the learner did.
    pub interventions: Vec<Intervention>,
    played: [OnceCell<Played>; Style::ALL.len()],
    /// The lines that were asked for: each takes a walk through the history, and a page is drawn often.
    lines: RefCell<Vec<(Series, Rc<[Point]>)>>,
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

    /// What a reading gives, whatever figure it names.
    ///
    /// # Errors
    /// If the run has no such service, or nothing to read the figure from.
    pub fn amount(&self, reading: &Reading) -> Result<Amount, MeasureError> {
        let service = match &reading.service {
            None => None,
            Some(name) => {
                Some(self.service(name).ok_or_else(|| MeasureError::Service(name.clone()))?)
            }
        };
        let thousandths = reading.measure.read(self, self.played(reading.side), service);
        let unit = reading.measure.unit;
        thousandths.map(|thousandths| Amount { thousandths, unit }).ok_or(MeasureError::Nothing)
    }

    /// The points of a line, in order of time.
    ///
    /// # Errors
    /// If the run has no such service.
    pub fn line(&self, series: &Series) -> Result<Rc<[Point]>, MeasureError> {
        let known =
            self.lines.borrow().iter().find(|(of, _)| of == series).map(|(_, it)| it.clone());
        if let Some(points) = known {
            return Ok(points);
        }
        let points: Rc<[Point]> = series.points(self)?.into();
        self.lines.borrow_mut().push((series.clone(), points.clone()));
        Ok(points)
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
