//! Places that a task takes before the producer works on it: at a service in front of the producer, if
//! there is one, and then at the producer. Whoever finds them taken waits, first come first served.
//!
//! Nobody is let through in the middle of something else: a place that comes free is given away by a
//! timer of the same instant, so that a long queue is no deep recursion. Never here: what a task does
//! behind a gate, or a gate of a service.

use crate::history::task::Task;
use crate::history::values::Gate;
use crate::play::output::Output;
use crate::play::timer::Timer;
use crate::scenario::ids::TaskId;
use crate::scenario::settings::{Setting, Settings};
use crate::sim::Duration;
use std::collections::VecDeque;

/// Who waits at each gate and how many places are taken behind it.
#[derive(Default)]
pub(crate) struct Gates {
    waiting: [VecDeque<TaskId>; 2],
    taken: [u32; 2],
    /// By task.
    positions: Vec<Position>,
}

/// Where a task is, before or behind the gates.
#[derive(Clone, Copy, Default)]
struct Position {
    /// The gate that it waits at.
    waits_at: Option<Gate>,
    /// Whether it holds a place behind each.
    holds: [bool; 2],
}

impl Gates {
    /// Whether a task that comes to a gate now is let through at once.
    pub fn is_open(&self, gate: Gate, settings: &Settings) -> bool {
        self.waiting[gate as usize].is_empty() && self.has_place(gate, settings)
    }

    fn has_place(&self, gate: Gate, settings: &Settings) -> bool {
        let places = settings.get(match gate {
            Gate::Caller => Setting::CallerWorkers,
            Gate::Producer => Setting::Workers,
        });
        places == 0 || self.taken[gate as usize] < places
    }

    /// A task waits at a gate.
    pub fn wait(&mut self, task: TaskId, gate: Gate, out: &mut Output) {
        self.waiting[gate as usize].push_back(task);
        self.position(task).waits_at = Some(gate);
        out.record(Task::Held { task, gate });
    }

    /// A task passes a gate. Whether it had waited at it.
    pub fn pass(&mut self, task: TaskId) -> bool {
        self.position(task).waits_at.take().is_some()
    }

    /// A task takes a place behind a gate.
    pub fn take_place(&mut self, task: TaskId, gate: Gate) {
        self.taken[gate as usize] += 1;
        self.position(task).holds[gate as usize] = true;
    }

    /// Whether a task holds a place behind a gate.
    pub fn holds(&mut self, task: TaskId, gate: Gate) -> bool {
        self.position(task).holds[gate as usize]
    }

    /// A task needs its place behind a gate no longer, if it holds one.
    pub fn release(&mut self, task: TaskId, gate: Gate, settings: &Settings, out: &mut Output) {
        if std::mem::take(&mut self.position(task).holds[gate as usize]) {
            debug_assert!(self.taken[gate as usize] > 0, "nobody held the place of task {task}");
            self.taken[gate as usize] -= 1;
            self.open(gate, settings, out);
        }
    }

    /// Whoever waits at a gate is let through at this instant, if there are places.
    pub fn open(&mut self, gate: Gate, settings: &Settings, out: &mut Output) {
        if !self.waiting[gate as usize].is_empty() && self.has_place(gate, settings) {
            out.after(Duration::ZERO, Timer::GateOpens(gate));
        }
    }

    /// Lets the first of those who wait through, if there is a place.
    pub fn admit(&mut self, gate: Gate, settings: &Settings, out: &mut Output) -> Option<TaskId> {
        if !self.has_place(gate, settings) {
            return None;
        }
        let task = self.waiting[gate as usize].pop_front()?;
        out.record(Task::Admitted { task, gate });
        Some(task)
    }

    /// A task that waits at a gate goes. Whether it waited at one.
    pub fn leave(&mut self, task: TaskId, out: &mut Output) -> bool {
        let Some(gate) = self.position(task).waits_at.take() else { return false };
        let waiting = &mut self.waiting[gate as usize];
        if let Some(index) = waiting.iter().position(|&waiter| waiter == task) {
            waiting.remove(index);
        }
        out.record(Task::LeftGate { task, gate });
        true
    }

    /// Those who wait for a place at the producer.
    pub fn waiting_for_producer(&self) -> Vec<TaskId> {
        self.waiting[Gate::Producer as usize].iter().copied().collect()
    }

    fn position(&mut self, task: TaskId) -> &mut Position {
        if self.positions.len() <= task as usize {
            self.positions.resize(task as usize + 1, Position::default());
        }
        &mut self.positions[task as usize]
    }
}
