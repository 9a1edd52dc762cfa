//! A figure over the time of a run, for a chart: `kafka.lag:Audit`, `direct.waiting`.
//!
//! Never here: axes, colours, or points that nobody could see; a series holds one point an instant.

use super::amount::MeasureError;
use super::run::{Point, Run};
use super::side::Side;
use super::tracing::windows;
use engine::history::{Call, History, Occurrence, Snapshot};
use engine::scenario::ServiceId;
use engine::sim::{Duration, Instant};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::rc::Rc;

/// The name of a line of a chart: `side.line[:service]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Series {
    /// The side of the run.
    pub side: Side,
    /// What is drawn.
    pub line: Line,
    /// Of which service, for a line of a service.
    pub service: Option<String>,
}

/// What a chart can draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Users who wait.
    Waiting,
    /// Tasks answered so far.
    Answered,
    /// Tasks failed so far.
    Failed,
    /// Pieces of work done so far.
    Done,
    /// Records that the group of a service is behind.
    Lag,
    /// Calls that wait for a worker of a service.
    Queue,
    /// Calls made in each second, to all services together or to one.
    Calls,
    /// How long each user waited, in milliseconds, at the instant of sending.
    Wait,
    /// How long after its answer a task was done by a service, in milliseconds, at the instant of the answer.
    Window,
}

const LINES: [(&str, Line); 9] = [
    ("waiting", Line::Waiting),
    ("answered", Line::Answered),
    ("failed", Line::Failed),
    ("done", Line::Done),
    ("lag", Line::Lag),
    ("queue", Line::Queue),
    ("calls", Line::Calls),
    ("wait_ms", Line::Wait),
    ("window_ms", Line::Window),
];

impl Line {
    /// Its word in a name.
    pub fn word(self) -> &'static str {
        LINES.iter().find(|(_, line)| *line == self).map_or("", |(word, _)| word)
    }

    /// Whether a service has to be named.
    pub fn of_service(self) -> bool {
        matches!(self, Self::Lag | Self::Queue | Self::Window)
    }
}

impl Series {
    /// Reads a name.
    ///
    /// # Errors
    /// [`MeasureError::Unknown`], which says which names there are.
    pub fn parse(name: &str) -> Result<Self, MeasureError> {
        let (path, service) = match name.split_once(':') {
            Some((path, service)) => (path, Some(service.to_string())),
            None => (name, None),
        };
        let found = path.split_once('.').and_then(|(side, word)| {
            let (_, line) = LINES.iter().find(|(known, _)| *known == word)?;
            Some((Side::named(side)?, *line))
        });
        match found {
            Some((side, line))
                if line.of_service() == service.is_some() || line == Line::Calls =>
            {
                Ok(Self { side, line, service })
            }
            _ => Err(MeasureError::Unknown {
                what: format!("no line of a chart is called `{}`", engine::toml::short(name)),
                help:
                    "write a side and one of waiting, answered, failed, done, calls, wait_ms, or \
                       calls:Service, lag:Service, queue:Service, window_ms:Service, as in kafka.lag:Audit"
                        .into(),
            }),
        }
    }
}

impl Run {
    /// The points of a line, in order of time.
    ///
    /// # Errors
    /// If the run has no such service.
    pub fn line(&self, series: &Series) -> Result<Rc<[Point]>, MeasureError> {
        let service = match &series.service {
            None => 0,
            Some(name) => self.service(name).ok_or_else(|| MeasureError::Service(name.clone()))?,
        };
        let only = series.service.is_some().then_some(service);
        let count = || {
            let history = self.history(series.side);
            match series.line {
                Line::Wait => waits(history),
                Line::Calls => calls(history, only),
                Line::Window => answered_windows(history, service),
                line => steps(history, &|state| value(line, service, state)),
            }
        };
        Ok(self.line_of(series.to_string(), count))
    }
}

fn waits(history: &History) -> Vec<Point> {
    let horizon = history.horizon();
    history.tasks().iter().map(|task| (task.sent, task.waited(horizon).0 / 1_000)).collect()
}

/// In order of the answers: a later one may be done before an earlier one.
fn answered_windows(history: &History, service: ServiceId) -> Vec<Point> {
    let ms = |(at, length): (Instant, Duration)| (at, length.0 / 1_000);
    let mut points: Vec<_> = windows(history, service).map(ms).collect();
    points.sort_by_key(|(at, _)| *at);
    points
}

/// The calls of each second, at its beginning, to all services or to one.
fn calls(history: &History, only: Option<ServiceId>) -> Vec<Point> {
    let second = |at: Instant| at.0 / 1_000_000;
    let mut counts = vec![0; second(history.horizon()) as usize + 1];
    for entry in history.occurrences() {
        let called = match entry.what {
            Occurrence::Call(Call::Made { service, .. } | Call::Refused { service, .. }) => {
                only.is_none_or(|only| only == service)
            }
            _ => false,
        };
        if let Some(count) = counts.get_mut(second(entry.at) as usize) {
            *count += u64::from(called);
        }
    }
    (0..).map(Instant::from_s).zip(counts).collect()
}

fn value(line: Line, service: ServiceId, state: &Snapshot) -> u64 {
    let of_service = state.services.get(usize::from(service));
    u64::from(match line {
        Line::Waiting => state.ledger.waiting(),
        Line::Answered => state.ledger.answered,
        Line::Failed => state.ledger.failed,
        Line::Done => state.ledger.done,
        Line::Lag => of_service.map_or(0, |_| state.lag(service)),
        Line::Queue => of_service.map_or(0, |state| state.queued),
        Line::Wait | Line::Calls | Line::Window => 0,
    })
}

/// The value at each instant at which it changed.
fn steps(history: &History, value: &dyn Fn(&Snapshot) -> u64) -> Vec<Point> {
    let mut points = vec![(Instant::START, value(history.initial()))];
    history.walk(&mut |at, state| {
        let now = value(state);
        match points.last_mut() {
            Some((when, last)) if *when == at => *last = now,
            Some((_, last)) if *last == now => {}
            _ if at > history.horizon() => {}
            _ => points.push((at, now)),
        }
    });
    points
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.side.word(), self.line.word())?;
        match &self.service {
            Some(service) => write!(f, ":{service}"),
            None => Ok(()),
        }
    }
}

impl TryFrom<String> for Series {
    type Error = MeasureError;

    fn try_from(name: String) -> Result<Self, MeasureError> {
        Self::parse(&name)
    }
}

impl From<Series> for String {
    fn from(series: Series) -> Self {
        series.to_string()
    }
}
