//! The outbox: events saved with their tasks, and what the relay that publishes them has marked.
//!
//! The relay marks what was acknowledged when it looks the next time, so that a crash in between publishes
//! the event once more: at least once, unless nothing is acknowledged. Never here: how a record is sent.

use crate::history::publish::Publish;
use crate::play::output::Output;
use crate::play::timer::Timer;
use crate::scenario::ids::TaskId;
use crate::sim::Duration;
use std::collections::VecDeque;

/// The table of events beside the tasks, which survives a restart.
#[derive(Default)]
pub(crate) struct Outbox {
    rows: VecDeque<Row>,
    /// Whether the relay's next look is scheduled.
    scheduled: bool,
}

struct Row {
    task: TaskId,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Unsent,
    Sending,
    Acknowledged,
}

impl Outbox {
    /// A task and its event are saved in one transaction.
    pub fn save(&mut self, task: TaskId, out: &mut Output) {
        self.rows.push_back(Row { task, state: State::Unsent });
        out.record(Publish::Outboxed { task });
    }

    /// The relay looks at whole multiples of its interval, while there is anything to look for.
    pub fn schedule(&mut self, every: Duration, out: &mut Output) {
        if self.rows.is_empty() || std::mem::replace(&mut self.scheduled, true) {
            return;
        }
        let every = every.0.max(1);
        out.after(Duration(every - out.now().0 % every), Timer::Relay);
    }

    /// The relay looks, and marks as published what has been acknowledged.
    pub fn mark(&mut self, out: &mut Output) {
        self.scheduled = false;
        self.rows.retain(|row| {
            let published = row.state == State::Acknowledged;
            if published {
                out.record(Publish::Relayed { task: row.task });
            }
            !published
        });
    }

    /// How many events are not marked as published.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The task of the event in this row, unless it is known to be stored.
    pub fn unpublished(&self, row: usize) -> Option<TaskId> {
        let row = self.rows.get(row)?;
        (row.state != State::Acknowledged).then_some(row.task)
    }

    /// The relay sends the event in this row, unless that is under way.
    pub fn take_unsent(&mut self, row: usize) -> bool {
        let Some(row) = self.rows.get_mut(row) else { return false };
        let unsent = row.state == State::Unsent;
        if unsent {
            row.state = State::Sending;
        }
        unsent
    }

    pub fn acknowledged(&mut self, task: TaskId) {
        self.set(task, State::Acknowledged);
    }

    pub fn undelivered(&mut self, task: TaskId) {
        self.set(task, State::Unsent);
    }

    fn set(&mut self, task: TaskId, state: State) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.task == task) {
            row.state = state;
        }
    }

    /// The relay restarts and knows only what is marked.
    pub fn restart(&mut self) {
        self.rows.iter_mut().for_each(|row| row.state = State::Unsent);
    }
}
