//! Everything that happened in a run, in order, and the state at any instant of it.
//!
//! The occurrences are the whole truth: the state at an instant is the nearest checkpoint with the
//! occurrences since folded into it. A checkpoint is taken when those weigh as much as it does, so that
//! all checkpoints together weigh no more than the occurrences, however many services there are.
//! Never here: deciding what happens.

use crate::history::digest::digest;
use crate::history::occurrence::{Entry, Occurrence};
use crate::history::snapshot::Snapshot;
use crate::history::user::User;
use crate::history::values::Cause;
use crate::scenario::ids::TaskId;
use crate::scenario::program::Style;
use crate::scenario::service::Service;
use crate::sim::{Duration, Instant};

/// The fewest occurrences between two checkpoints.
const EVERY: usize = 256;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// At its horizon.
    Horizon,
    /// At this instant, because more happened than one run may hold.
    Limit(Instant),
}

/// When a task was sent, and when and how its user's wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskTimes {
    /// When it was sent.
    pub sent: Instant,
    /// When its user's wait ended, and the cause if in failure.
    pub ended: Option<(Instant, Option<Cause>)>,
    /// The index of its first occurrence.
    pub first: u32,
}

impl TaskTimes {
    /// How long the user had waited by `at`.
    pub fn waited(&self, at: Instant) -> Duration {
        match self.ended {
            Some((ended, _)) if ended <= at => ended - self.sent,
            _ => at - self.sent,
        }
    }
}

/// A whole run.
#[derive(Clone, Debug)]
pub struct History {
    style: Style,
    roster: Vec<Service>,
    occurrences: Vec<Entry>,
    checkpoints: Vec<Snapshot>,
    /// How many occurrences lie between two checkpoints; a state weighs the same all the run long.
    every: usize,
    head: Snapshot,
    tasks: Vec<TaskTimes>,
    horizon: Instant,
    end: End,
}

impl History {
    pub(crate) fn begin(
        style: Style,
        roster: Vec<Service>,
        head: Snapshot,
        horizon: Instant,
    ) -> Self {
        Self {
            style,
            roster,
            occurrences: Vec::new(),
            checkpoints: vec![head.clone()],
            every: (head.bytes() / size_of::<Entry>()).max(EVERY),
            head,
            tasks: Vec::new(),
            horizon,
            end: End::Horizon,
        }
    }

    pub(crate) fn record(&mut self, at: Instant, what: Occurrence) {
        match what {
            Occurrence::User(User::Sent { .. }) => self.tasks.push(TaskTimes {
                sent: at,
                ended: None,
                first: self.occurrences.len() as u32,
            }),
            Occurrence::User(User::Answered { task }) => {
                self.tasks[task as usize].ended = Some((at, None))
            }
            Occurrence::User(User::Failed { task, cause }) => {
                self.tasks[task as usize].ended = Some((at, Some(cause)));
            }
            _ => {}
        }
        let entry = Entry { at, what };
        self.occurrences.push(entry);
        entry.apply(&mut self.head);
        if self.occurrences.len().is_multiple_of(self.every) {
            self.checkpoints.push(self.head.clone());
        }
    }

    pub(crate) fn cut(&mut self, at: Instant) {
        self.end = End::Limit(at);
    }

    /// The style that ran.
    pub fn style(&self) -> Style {
        self.style
    }

    /// Every service of the run, by id.
    pub fn roster(&self) -> &[Service] {
        &self.roster
    }

    /// Everything that happened, in order.
    pub fn occurrences(&self) -> &[Entry] {
        &self.occurrences
    }

    /// Every task, by id.
    pub fn tasks(&self) -> &[TaskTimes] {
        &self.tasks
    }

    /// How far the run was to go.
    pub fn horizon(&self) -> Instant {
        self.horizon
    }

    /// How it ended.
    pub fn end(&self) -> End {
        self.end
    }

    /// How many occurrences lie at or before an instant.
    pub fn count_until(&self, at: Instant) -> usize {
        self.occurrences.partition_point(|entry| entry.at <= at)
    }

    /// The occurrences after `after`, up to and including `until`.
    pub fn between(&self, after: Instant, until: Instant) -> &[Entry] {
        &self.occurrences
            [self.count_until(after)..self.count_until(until).max(self.count_until(after))]
    }

    /// The state before anything happened.
    pub fn initial(&self) -> &Snapshot {
        &self.checkpoints[0]
    }

    /// The state at an instant: everything at it included, nothing later.
    pub fn at(&self, at: Instant) -> Snapshot {
        let count = self.count_until(at);
        let nearest = count / self.every;
        let mut snapshot = self.checkpoints[nearest].clone();
        for &entry in &self.occurrences[nearest * self.every..count] {
            entry.apply(&mut snapshot);
        }
        snapshot
    }

    /// Shows the state at each instant at which something happened, in order: one walk through the whole.
    pub fn walk(&self, see: &mut dyn FnMut(Instant, &Snapshot)) {
        let mut snapshot = self.initial().clone();
        for (index, &entry) in self.occurrences.iter().enumerate() {
            entry.apply(&mut snapshot);
            let next = self.occurrences.get(index + 1);
            if next.is_none_or(|next| next.at > entry.at) {
                see(entry.at, &snapshot);
            }
        }
    }

    /// The next instant at which something happens.
    pub fn next_after(&self, at: Instant) -> Option<Instant> {
        self.occurrences.get(self.count_until(at)).map(|next| next.at)
    }

    /// The last instant before `at` at which something happened.
    pub fn last_before(&self, at: Instant) -> Option<Instant> {
        let count = self.occurrences.partition_point(|entry| entry.at < at);
        self.occurrences[..count].last().map(|last| last.at)
    }

    /// The tasks sent at or before an instant.
    pub fn sent_until(&self, at: Instant) -> &[TaskTimes] {
        &self.tasks[..self.tasks.partition_point(|task| task.sent <= at)]
    }

    /// What happened to one task up to an instant, in order.
    pub fn of_task(&self, task: TaskId, until: Instant) -> impl Iterator<Item = &Entry> {
        let first = self.tasks.get(task as usize).map_or(usize::MAX, |times| times.first as usize);
        let end = self.count_until(until);
        self.occurrences[first.min(end)..end]
            .iter()
            .filter(move |entry| entry.what.task() == Some(task))
    }

    /// A digest of the whole history. Two runs are the same if theirs are.
    pub fn hash(&self) -> u64 {
        digest(&self.occurrences)
    }

    /// Bytes of memory that the history occupies, near enough to state a limit.
    pub fn bytes(&self) -> usize {
        self.occurrences.capacity() * size_of::<Entry>()
            + self.tasks.capacity() * size_of::<TaskTimes>()
            + self.checkpoints.len() * self.head.bytes()
    }
}
