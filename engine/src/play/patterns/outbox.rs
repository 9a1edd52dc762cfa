//! The outbox: events saved with their tasks, and the relay that publishes them.
//!
//! The relay marks what was acknowledged when it looks the next time, so that a crash in between publishes
//! the event once more: at least once. Never here: how a record is sent.

use crate::history::publish::Publish;
use crate::play::kafka::producer::Awaited;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::ids::TaskId;
use crate::scenario::settings::Setting;
use crate::sim::Duration;
use std::collections::VecDeque;

/// The table of events beside the tasks, which survives a restart.
#[derive(Default)]
pub(in crate::play) struct Outbox {
    rows: VecDeque<Row>,
    planned: bool,
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

impl World<'_> {
    /// A task and its event are saved in one transaction.
    pub fn put_in_outbox(&mut self, task: TaskId) {
        self.outbox.rows.push_back(Row { task, state: State::Unsent });
        self.record(Publish::Outboxed { task });
        self.plan_relay();
    }

    /// The relay looks at whole multiples of its interval, while there is anything to look for.
    fn plan_relay(&mut self) {
        if self.outbox.rows.is_empty() || std::mem::replace(&mut self.outbox.planned, true) {
            return;
        }
        let every = self.facts.settings.length(Setting::RelayMs).0.max(1);
        self.after(Duration(every - self.out.now().0 % every), Timer::Relay);
    }

    pub fn relay(&mut self) {
        self.outbox.planned = false;
        for _ in 0..self.outbox.rows.len() {
            let Some(row) = self.outbox.rows.pop_front() else { break };
            match row.state {
                State::Acknowledged => self.record(Publish::Relayed { task: row.task }),
                _ => self.outbox.rows.push_back(row),
            }
        }
        for index in 0..self.outbox.rows.len() {
            let Row { task, state } = self.outbox.rows[index];
            if state == State::Unsent && self.can_send() {
                self.outbox.rows[index].state = State::Sending;
                self.send_for_relay(task);
            }
        }
        self.plan_relay();
    }

    pub fn relay_acknowledged(&mut self, task: TaskId) {
        self.set_row(task, State::Acknowledged);
    }

    pub fn relay_failed(&mut self, task: TaskId) {
        self.set_row(task, State::Unsent);
    }

    fn set_row(&mut self, task: TaskId, state: State) {
        if let Some(row) = self.outbox.rows.iter_mut().find(|row| row.task == task) {
            row.state = state;
        }
    }

    /// The relay restarts and knows only what is marked.
    pub fn restart_relay(&mut self) {
        self.outbox.rows.iter_mut().for_each(|row| row.state = State::Unsent);
    }

    fn send_for_relay(&mut self, task: TaskId) {
        let send = self.next_send();
        self.dispatch(task, None, send, Awaited::Relay);
    }
}
