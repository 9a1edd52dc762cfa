//! How a task gets to the producer, and what becomes of those who wait too long.
//!
//! A place at the producer is held until the program answers or ends: what a program does in the background
//! after its answer holds none, and is without a bound. A place in front is held until the producer has
//! answered or failed, or the service in front waits no longer: then it is free and the producer works on.
//! A user who gives up leaves the gate; what is under way by then goes on. Never here: who holds a place.

use crate::history::values::{Cause, Gate, Loss};
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::ids::TaskId;

impl World<'_> {
    /// A task that has been sent comes to the first gate.
    pub fn arrive_at_gates(&mut self, task: TaskId) {
        self.enter(task, Gate::Caller);
    }

    fn enter(&mut self, task: TaskId, gate: Gate) {
        if gate == Gate::Producer && self.deployment.is_under_way() {
            self.turn_away(task, Cause::Deploying, Loss::NeverAsked);
            return;
        }
        if self.gates.is_open(gate, &self.facts.settings) {
            self.pass(task, gate);
            return;
        }
        if gate == Gate::Producer {
            self.tasks.choose_program(task);
        }
        self.gates.wait(task, gate, &mut self.out);
    }

    fn pass(&mut self, task: TaskId, gate: Gate) {
        let waited = self.gates.pass(task);
        match gate {
            Gate::Caller => {
                if self.facts.settings.caller_workers() > 0 {
                    self.gates.take_place(task, gate);
                    let patience = self.facts.settings.caller_timeout();
                    self.after(patience, Timer::CallerTimeout(task));
                }
                self.enter(task, Gate::Producer);
            }
            Gate::Producer => {
                self.gates.take_place(task, gate);
                if !waited {
                    self.tasks.choose_program(task);
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

    fn release(&mut self, task: TaskId, gate: Gate) {
        self.gates.release(task, gate, &self.facts.settings, &mut self.out);
    }

    pub fn gate_opens(&mut self, gate: Gate) {
        while let Some(task) = self.gates.admit(gate, &self.facts.settings, &mut self.out) {
            self.pass(task, gate);
        }
    }

    /// A task comes to nothing before the producer has begun with it.
    fn turn_away(&mut self, task: TaskId, cause: Cause, loss: Loss) {
        self.end(task, Some(cause));
        self.effects.end_attempt(task, &mut self.out);
        self.effects.lose_unasked(task, loss, &mut self.out);
        self.release(task, Gate::Caller);
    }

    /// The user waits no longer.
    pub fn client_gave_up(&mut self, task: TaskId) {
        if self.gates.leave(task, &mut self.out) {
            self.turn_away(task, Cause::ClientGaveUp, Loss::NeverAsked);
        } else {
            self.end(task, Some(Cause::ClientGaveUp));
        }
    }

    /// The service in front waits no longer for the producer.
    pub fn caller_gave_up(&mut self, task: TaskId) {
        if !self.gates.holds(task, Gate::Caller) {
            return;
        }
        if self.gates.leave(task, &mut self.out) {
            self.turn_away(task, Cause::CallerGaveUp, Loss::NeverAsked);
        } else {
            self.end(task, Some(Cause::CallerGaveUp));
            self.release(task, Gate::Caller);
        }
    }

    /// The producer restarts: who waits for a place in it is forgotten.
    pub fn forget_gate(&mut self) {
        for task in self.gates.waiting_for_producer() {
            self.gates.leave(task, &mut self.out);
            self.turn_away(task, Cause::Restarted, Loss::Restarted);
        }
    }
}
