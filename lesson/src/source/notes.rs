//! What is noted of a sheet while it is read, so that its mistakes are told together and its claims are
//! checked when all of it is there.
//!
//! Never here: the check.

use super::fields::{Fields, said};
use super::library::{Library, scenario};
use crate::content::{Figure, Goal, Right, Show};
use crate::id::{ChapterId, FigureId};
use crate::measure::{Expectation, Reading, Run, Series};
use crate::text::Text;
use engine::listing::{handler, producer};
use engine::scenario::{Scenario, ServiceId, Style};
use engine::sim::Instant;
use engine::toml::{Fault, Read, Value};
use std::cell::RefCell;

/// Something that has to be so when the whole sheet is read.
pub(super) enum Claim {
    /// A figure of this id exists.
    Figure(FigureId),
    /// A chapter of this id exists.
    Chapter(ChapterId),
    /// A figure's run reaches an instant.
    Shown(Show),
    /// A run could give this reading.
    Quoted(Reading),
    /// A run gives this reading.
    Answers(Reading),
    /// A run meets this.
    Expects(Expectation),
    /// A figure's run does not yet meet a goal, and another one does.
    Goal(Box<Figure>, Box<Goal>),
    /// A figure's run has this line.
    Line(FigureId, Series),
    /// Exactly one option is right, or at least one.
    Choice { single: bool, rights: Vec<Right> },
}

/// What was noted on the way, each with its place.
pub(super) struct Notes<'l> {
    library: &'l dyn Library,
    pub figures: RefCell<Vec<Figure>>,
    pub claims: RefCell<Vec<(usize, Claim)>>,
    pub faults: RefCell<Vec<Fault>>,
    /// The ids of figures that are there and have a mistake, so that they have no run.
    pub mistaken: RefCell<Vec<String>>,
}

impl<'l> Notes<'l> {
    /// Nothing noted yet.
    pub fn new(library: &'l dyn Library) -> Self {
        Self {
            library,
            figures: RefCell::default(),
            claims: RefCell::default(),
            faults: RefCell::default(),
            mistaken: RefCell::default(),
        }
    }
}

impl Notes<'_> {
    /// What was read; its fault is kept for the end, so that what follows is read as well.
    pub fn take<T>(&self, read: Read<T>) -> Option<T> {
        read.map_err(|fault| self.fault(*fault)).ok()
    }

    /// Every value of a list, if none is mistaken; a mistaken one hides no other.
    pub fn each<'v, T>(
        &self,
        values: Read<&'v [Value]>,
        read: impl FnMut(&'v Value) -> Option<T>,
    ) -> Option<Vec<T>> {
        let read: Vec<Option<T>> = self.take(values)?.iter().map(read).collect();
        read.into_iter().collect()
    }

    /// Ends the reading of a table.
    pub fn finish(&self, fields: &Fields) {
        fields.unknown().into_iter().for_each(|fault| self.fault(fault));
    }

    pub fn fault(&self, fault: Fault) {
        self.faults.borrow_mut().push(fault);
    }

    pub fn mistaken(&self, figure: &Value) {
        let id = figure.get("id").and_then(|id| said(id).ok()).unwrap_or_default();
        self.mistaken.borrow_mut().push(id.into());
    }

    /// Whether a figure is there and has a mistake of its own.
    pub fn is_mistaken(&self, figure: Option<&str>) -> bool {
        figure.is_some_and(|id| self.mistaken.borrow().iter().any(|other| other == id))
    }

    fn note(&self, place: usize, claim: Claim) {
        self.claims.borrow_mut().push((place, claim));
    }

    pub fn figure(&self, place: usize, id: &str) {
        self.note(place, Claim::Figure(id.into()));
    }

    pub fn chapter(&self, place: usize, id: &str) {
        self.note(place, Claim::Chapter(id.into()));
    }

    pub fn shown(&self, place: usize, show: &Show) {
        self.note(place, Claim::Shown(show.clone()));
    }

    pub fn expects(&self, place: usize, claim: &Expectation) {
        self.note(place, Claim::Expects(claim.clone()));
    }

    pub fn goal(&self, place: usize, figure: &Figure, goal: &Goal) {
        let (figure, goal) = (Box::new(figure.clone()), Box::new(goal.clone()));
        self.note(place, Claim::Goal(figure, goal));
    }

    pub fn line(&self, place: usize, figure: &str, line: &Series) {
        self.note(place, Claim::Line(figure.into(), line.clone()));
    }

    pub fn reads(&self, place: usize, reading: &Reading) {
        self.note(place, Claim::Quoted(reading.clone()));
    }

    pub fn answers(&self, place: usize, reading: &Reading) {
        self.note(place, Claim::Answers(reading.clone()));
    }

    pub fn choice(&self, place: usize, single: bool, rights: Vec<Right>) {
        self.note(place, Claim::Choice { single, rights });
    }

    /// A text that may quote figures: those that name no live figure mean this one.
    pub fn quoted(&self, place: usize, text: &mut Text, figure: Option<&str>) {
        *text = std::mem::take(text).about(figure);
        text.readings().for_each(|reading| self.reads(place, reading));
    }

    /// The scenario of a file that exists and can be read.
    pub fn read(&self, place: usize, file: &str) -> Read<Scenario> {
        scenario(self.library, place, file)
    }

    /// The lines that a figure's scenario prints, of `side` and the producer, or of `side:Service`.
    pub fn listing(&self, place: usize, figure: Option<&str>, of: &str) -> Read<Vec<String>> {
        let figures = self.figures.borrow();
        let Some(figure) = figures.iter().find(|known| Some(known.id.as_str()) == figure) else {
            return Err(Fault::new(
                place,
                format_args!("a listing without a figure to take it from"),
                format_args!("name a figure of this file"),
            ));
        };
        let run = figure.run(self.read(place, &figure.scenario)?, Vec::new());
        listing(&run, of).ok_or_else(|| {
            Fault::new(
                place,
                format_args!("no listing is called \"{}\"", engine::toml::short(of)),
                format_args!("write direct or kafka, or with a service, as in kafka:Audit"),
            )
        })
    }
}

fn listing(run: &Run, of: &str) -> Option<Vec<String>> {
    let (side, service) = match of.split_once(':') {
        Some((side, service)) => (side, Some(service)),
        None => (of, None),
    };
    let style = match side {
        "direct" => run.scenario.left,
        "events" => run.scenario.right,
        side => Style::named(side)?,
    };
    let scenario = &run.scenario;
    let listing = match service {
        None => producer(scenario, style, &[], &scenario.present(&[], Instant::START)),
        Some(name) => {
            let roster = scenario.roster(&[]);
            let index = roster.iter().position(|service| service.name == name)?;
            handler(scenario, style, &[], ServiceId::try_from(index).ok()?)
        }
    };
    Some(listing.lines.into_iter().map(|line| line.text).collect())
}
