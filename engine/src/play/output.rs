//! What a part of the play puts out at an instant: occurrences, which are recorded at once, and timers.
//!
//! Both take effect in the order in which they are put out, so that the order in a history is the order
//! in the code. Never here: reading back what happened, or the state of a part.

use crate::history::occurrence::Occurrence;
use crate::history::recording::History;
use crate::play::timer::Timer;
use crate::sim::{Agenda, Duration, Instant, Turn};

/// The clock, the agenda and the history of a run.
pub(crate) struct Output {
    now: Instant,
    agenda: Agenda<Timer>,
    history: History,
    /// Time that was skipped.
    skipped: Duration,
    /// The instant that is shown while time is skipped.
    shown: Option<Instant>,
    limit: usize,
}

impl Output {
    /// More occurrences than `limit` end the run.
    pub fn new(history: History, limit: usize) -> Self {
        Self {
            now: Instant::START,
            agenda: Agenda::default(),
            history,
            skipped: Duration::ZERO,
            shown: None,
            limit,
        }
    }

    /// The instant at which everything happens that is put out.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// Now, with the time counted that was skipped.
    pub fn aged(&self) -> Instant {
        self.now + self.skipped
    }

    /// Records that something happens now.
    pub fn record(&mut self, what: impl Into<Occurrence>) {
        self.history.record(self.shown.unwrap_or(self.now), what.into());
    }

    /// Schedules a timer, after those that are due at the same instant.
    pub fn after(&mut self, length: Duration, timer: Timer) {
        self.agenda.schedule(self.now + length, Turn::First, timer);
    }

    /// Schedules an intervention: after everything that follows from the run itself at that instant.
    pub fn intervene(&mut self, at: Instant, index: u32) {
        self.agenda.schedule(at, Turn::Last, Timer::Intervene(index));
    }

    /// The next timer that is due no later than `until`; the clock goes on to it.
    pub fn next(&mut self, until: Instant) -> Option<Timer> {
        let (at, timer) = self.agenda.next(until)?;
        debug_assert!(at >= self.now, "time goes back");
        self.now = at;
        Some(timer)
    }

    /// Whether more has happened than a run may hold.
    pub fn is_full(&self) -> bool {
        self.history.occurrences().len() >= self.limit
    }

    /// Passes time at once. `go_on` plays what is under way up to the instant that it is given; whatever
    /// comes from outside waits, and the clock that is shown stands still.
    pub fn begin_skip(&mut self, length: Duration) -> Skip {
        debug_assert!(self.shown.is_none(), "time is skipped while it is being skipped");
        let outside = self.agenda.split_off(|timer| timer.is_outside());
        self.shown = Some(self.now);
        Skip { began: self.now, until: self.now + length, length, outside }
    }

    /// Ends a skip.
    pub fn end_skip(&mut self, skip: Skip) {
        self.agenda.bring_forward(skip.length);
        self.agenda.absorb(skip.outside);
        (self.now, self.shown) = (skip.began, None);
        self.skipped = self.skipped + skip.length;
    }

    /// The history, which ends here before its horizon.
    pub fn cut(mut self) -> History {
        self.history.cut(self.now);
        self.history
    }

    /// The history of a run that has reached its horizon.
    pub fn finish(self) -> History {
        self.history
    }
}

/// A skip of time under way.
pub(crate) struct Skip {
    began: Instant,
    /// The instant up to which the run goes on meanwhile.
    pub until: Instant,
    length: Duration,
    outside: Agenda<Timer>,
}
