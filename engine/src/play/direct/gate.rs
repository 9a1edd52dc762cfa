//! Places that a task takes before the producer works on it: at a service in front of the producer, if
//! there is one, and then at the producer. Whoever finds them taken waits, first come first served.
//!
//! A place at the producer is held until the program answers or ends: what a program does in the background
//! after its answer holds none, and is without a bound. A place in front is held until the producer has
//! answered or failed, or the service in front waits no longer: then it is free and the producer works on.
//! A user who gives up leaves the gate; what is under way by then goes on.
//!
//! Nobody is let through in the middle of something else: a place that comes free is given away by an
//! event of the same instant, so that a long queue is no deep recursion. Never here: a gate of a service.

use crate::history::task::Task;
use crate::history::values::{Cause, Gate, Loss};
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::ids::TaskId;
use crate::scenario::settings::Setting;
use std::collections::VecDeque;

/// Who waits at each gate and how many places are taken behind it.
#[derive(Default)]
pub(in crate::play) struct Gates {
    waiting: [VecDeque<TaskId>; 2],
    taken: [u32; 2],
}

/// Where a task stands.
#[derive(Clone, Copy, Default)]
pub(in crate::play) struct Standing {
    /// The gate that it waits at.
    waits_at: Option<Gate>,
    /// Whether it holds a place behind each.
    holds: [bool; 2],
}

impl World<'_> {
    /// A task that has been sent comes to the first gate.
    pub fn arrive_at_gates(&mut self, task: TaskId) {
        self.knock(task, Gate::Caller);
    }

    fn knock(&mut self, task: TaskId, gate: Gate) {
        if gate == Gate::Producer && self.deploying() {
            self.turn_away(task, Cause::Deploying, Loss::NeverAsked);
            return;
        }
        if self.gates.waiting[gate as usize].is_empty() && self.has_place(gate) {
            self.pass(task, gate);
            return;
        }
        self.gates.waiting[gate as usize].push_back(task);
        self.tasks[task as usize].standing.waits_at = Some(gate);
        if gate == Gate::Producer {
            self.choose_program(task);
        }
        self.record(Task::Held { task, gate });
    }

    fn has_place(&self, gate: Gate) -> bool {
        let places = self.facts.settings.get(match gate {
            Gate::Caller => Setting::CallerWorkers,
            Gate::Producer => Setting::Workers,
        });
        places == 0 || self.gates.taken[gate as usize] < places
    }

    fn pass(&mut self, task: TaskId, gate: Gate) {
        let waited = self.tasks[task as usize].standing.waits_at.take().is_some();
        let nobody = gate == Gate::Caller && !self.facts.settings.on(Setting::CallerWorkers);
        if !nobody {
            self.gates.taken[gate as usize] += 1;
            self.tasks[task as usize].standing.holds[gate as usize] = true;
        }
        match gate {
            Gate::Caller => {
                if !nobody {
                    let patience = self.facts.settings.length(Setting::CallerTimeoutMs);
                    self.after(patience, Timer::CallerTimeout(task));
                }
                self.knock(task, Gate::Producer);
            }
            Gate::Producer => {
                if !waited {
                    self.choose_program(task);
                }
                self.start(task);
            }
        }
    }

    /// The producer has answered or ended a task.
    pub fn give_places_back(&mut self, task: TaskId) {
        self.release(task, Gate::Producer);
        self.release(task, Gate::Caller);
    }

    /// A task needs its place behind a gate no longer.
    fn release(&mut self, task: TaskId, gate: Gate) {
        let holds = &mut self.tasks[task as usize].standing.holds[gate as usize];
        if std::mem::take(holds) {
            self.gates.taken[gate as usize] -= 1;
            self.open(gate);
        }
    }

    /// Whoever waits at a gate is let through at this instant, if there are places.
    pub fn open(&mut self, gate: Gate) {
        if !self.gates.waiting[gate as usize].is_empty() && self.has_place(gate) {
            self.after(crate::sim::Duration::ZERO, Timer::GateOpens(gate));
        }
    }

    pub fn gate_opens(&mut self, gate: Gate) {
        while self.has_place(gate) {
            let Some(task) = self.gates.waiting[gate as usize].pop_front() else { return };
            self.record(Task::Admitted { task, gate });
            self.pass(task, gate);
        }
    }

    /// A task that waits at a gate goes. Whether it waited at one.
    pub fn leave_gate(&mut self, task: TaskId) -> bool {
        let Some(gate) = self.tasks[task as usize].standing.waits_at.take() else { return false };
        let waiting = &mut self.gates.waiting[gate as usize];
        if let Some(index) = waiting.iter().position(|&waiter| waiter == task) {
            waiting.remove(index);
        }
        self.record(Task::LeftGate { task, gate });
        true
    }

    /// A task comes to nothing before the producer has begun with it.
    fn turn_away(&mut self, task: TaskId, cause: Cause, loss: Loss) {
        self.end(task, Some(cause));
        self.effects.lose_unasked(task, loss, &mut self.out);
        self.release(task, Gate::Caller);
    }

    /// The user waits no longer.
    pub fn client_gave_up(&mut self, task: TaskId) {
        if self.leave_gate(task) {
            self.turn_away(task, Cause::ClientGaveUp, Loss::NeverAsked);
        } else {
            self.end(task, Some(Cause::ClientGaveUp));
        }
    }

    /// The service in front waits no longer for the producer.
    pub fn caller_gave_up(&mut self, task: TaskId) {
        if !self.tasks[task as usize].standing.holds[Gate::Caller as usize] {
            return;
        }
        if self.leave_gate(task) {
            self.turn_away(task, Cause::CallerGaveUp, Loss::NeverAsked);
        } else {
            self.end(task, Some(Cause::CallerGaveUp));
            self.release(task, Gate::Caller);
        }
    }

    /// The producer restarts: who waits for a place in it is forgotten.
    pub fn forget_gate(&mut self) {
        let waiting = std::mem::take(&mut self.gates.waiting[Gate::Producer as usize]);
        for task in waiting {
            self.leave_gate(task);
            self.turn_away(task, Cause::Restarted, Loss::Restarted);
        }
    }
}
