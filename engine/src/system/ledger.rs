//! What a task does and what becomes of it: its program step by step, its outcome, and the effects that
//! it owes.
//!
//! An owed effect is owed to each service present when the task was sent, and is then done, missing or
//! cancelled, once and for good. Never here: how a step is carried out.

use super::run::{Happening, World};
use super::{Cause, Effect, Loss, ServiceId, Step, TaskId, What};

/// A task on its way.
pub(super) struct Task {
    /// The version of the program that it runs, and where it stands in it.
    program: u32,
    step: u32,
    /// Whether the program still runs.
    running: bool,
    /// Whether the program has passed `Respond`.
    responded: bool,
    /// Whether the user has stopped waiting, and with what luck.
    ended: bool,
    failed: bool,
    half_done: bool,
    /// Calls of a `CallAll` still out.
    outstanding: u8,
    done: u8,
    effects: std::ops::Range<u32>,
}

/// An effect that a task owes to a service.
pub(super) struct Owed {
    service: ServiceId,
    state: State,
    /// Whether the service has it, in hand, in its queue or in the log.
    asked: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Pending,
    Done,
    Missing,
    Cancelled,
}

/// What a step led to.
enum Progress {
    Next,
    Wait,
    Fail(Cause),
}

impl World<'_> {
    pub fn send(&mut self) {
        let task = self.tasks.len() as TaskId;
        let first = self.effects.len() as u32;
        let present = self.present();
        self.effects.extend(present.iter().map(|&service| Owed {
            service,
            state: State::Pending,
            asked: false,
        }));
        self.tasks.push(Task {
            program: self.programs.len() as u32 - 1,
            step: 0,
            running: true,
            responded: false,
            ended: false,
            failed: false,
            half_done: false,
            outstanding: 0,
            done: 0,
            effects: first..self.effects.len() as u32,
        });
        self.record(What::Sent { task, owed: present.len() as u8 });
        self.after(self.scenario.producer.client_timeout, Happening::ClientTimeout(task));
        self.advance(task);
    }

    /// Runs the program of a task until it has to wait.
    fn advance(&mut self, task: TaskId) {
        while self.tasks[task as usize].running {
            let Task { program, step, .. } = self.tasks[task as usize];
            let Some(step) = self.programs[program as usize].steps.get(step as usize) else {
                self.tasks[task as usize].running = false;
                return;
            };
            match self.execute(task, step.clone()) {
                Progress::Next => self.tasks[task as usize].step += 1,
                Progress::Wait => return,
                Progress::Fail(cause) => self.fail_step(task, cause),
            }
        }
    }

    fn execute(&mut self, task: TaskId, step: Step) -> Progress {
        match step {
            Step::Save => {
                let save = self.scenario.producer.save;
                if save.0 > 0 {
                    self.after(save, Happening::Saved(task));
                    return Progress::Wait;
                }
                self.record(What::Saved { task });
                Progress::Next
            }
            Step::Call(service) => match self.call(task, service) {
                None => Progress::Next,
                Some(true) => Progress::Wait,
                Some(false) => Progress::Fail(Cause::Refused(service)),
            },
            Step::CallAll(services) => self.call_all(task, &services),
            Step::Publish => {
                self.publish(task);
                Progress::Wait
            }
            Step::Respond => {
                self.tasks[task as usize].responded = true;
                self.end(task, None);
                Progress::Next
            }
        }
    }

    /// Every call is made before the first refusal is looked at, as gathering coroutines does.
    fn call_all(&mut self, task: TaskId, services: &[ServiceId]) -> Progress {
        let mut refused = None;
        for &service in services {
            match self.call(task, service) {
                Some(true) => self.tasks[task as usize].outstanding += 1,
                Some(false) => refused = refused.or(Some(service)),
                None => {}
            }
        }
        match refused {
            Some(service) => Progress::Fail(Cause::Refused(service)),
            None if self.tasks[task as usize].outstanding == 0 => Progress::Next,
            None => Progress::Wait,
        }
    }

    /// A step failed: before the answer that ends the program, after it the next step is taken.
    fn fail_step(&mut self, task: TaskId, cause: Cause) {
        if self.tasks[task as usize].responded {
            self.tasks[task as usize].step += 1;
            return;
        }
        self.tasks[task as usize].running = false;
        if !self.end(task, Some(cause)) {
            self.record(What::Stopped { task });
        }
        let loss = match cause {
            Cause::Undelivered => Loss::Undelivered,
            Cause::Restarted => Loss::Restarted,
            _ => Loss::NeverAsked,
        };
        self.lose_unasked(task, loss);
    }

    /// The user's wait ends, unless it had ended before. Whether it does.
    fn end(&mut self, task: TaskId, cause: Option<Cause>) -> bool {
        let state = &mut self.tasks[task as usize];
        if std::mem::replace(&mut state.ended, true) {
            return false;
        }
        state.failed = cause.is_some();
        self.record(match cause {
            None => What::Answered { task },
            Some(cause) => What::Failed { task, cause },
        });
        self.note_half_done(task);
        true
    }

    pub fn saved(&mut self, task: TaskId) {
        if self.tasks[task as usize].running {
            self.record(What::Saved { task });
            self.step_done(task);
        }
    }

    pub fn client_gave_up(&mut self, task: TaskId) {
        self.end(task, Some(Cause::ClientGaveUp));
    }

    /// The step that a task waited on is done.
    pub fn step_done(&mut self, task: TaskId) {
        let state = &mut self.tasks[task as usize];
        state.outstanding = state.outstanding.saturating_sub(1);
        if state.running && state.outstanding == 0 {
            state.step += 1;
            self.advance(task);
        }
    }

    /// The step that a task waited on has failed.
    pub fn step_failed(&mut self, task: TaskId, cause: Cause) {
        if self.tasks[task as usize].running {
            self.fail_step(task, cause);
            self.advance(task);
        }
    }

    /// Whether the producer still runs the program of a task.
    pub fn runs(&self, task: TaskId) -> bool {
        self.tasks[task as usize].running
    }

    /// The producer's process restarts: programs end where they stand.
    pub fn restart(&mut self) {
        self.record(What::ProducerRestarted);
        for task in 0..self.tasks.len() as TaskId {
            if !self.runs(task) {
                continue;
            }
            self.lose_record(task);
            self.tasks[task as usize].running = false;
            self.record(What::Stopped { task });
            self.end(task, Some(Cause::Restarted));
            self.lose_unasked(task, Loss::Restarted);
        }
    }

    /// The service has the task now, in hand or in its queue.
    pub fn asked(&mut self, task: TaskId, service: ServiceId) {
        if let Some(owed) = self.owed(task, service) {
            owed.asked = true;
        }
    }

    /// Every service will read the task from the log.
    pub fn asked_all(&mut self, task: TaskId) {
        for index in self.tasks[task as usize].effects.clone() {
            self.effects[index as usize].asked = true;
        }
    }

    fn lose_unasked(&mut self, task: TaskId, why: Loss) {
        for index in self.tasks[task as usize].effects.clone() {
            let owed = &self.effects[index as usize];
            if !owed.asked {
                self.lose(task, owed.service, why);
            }
        }
    }

    /// An owed effect will never happen.
    pub fn lose(&mut self, task: TaskId, service: ServiceId, why: Loss) {
        if let Some(owed) = self.owed(task, service)
            && owed.state == State::Pending
        {
            owed.state = State::Missing;
            self.record(What::Missing { task, service, why });
        }
    }

    /// What a finished piece of work counts as; `seen` if its group has finished this record before.
    pub fn take_effect(&mut self, task: TaskId, service: ServiceId, seen: bool) -> Effect {
        let Some(owed) = self.owed(task, service) else {
            return if seen { Effect::Repeated } else { Effect::Backfilled };
        };
        match owed.state {
            State::Pending => {
                owed.state = State::Done;
                self.tasks[task as usize].done += 1;
                Effect::Done
            }
            // Nobody works for an effect that is settled otherwise: a lost call leaves its worker, a lost
            // record never reaches the log, and a service that leaves drops what it has in hand.
            state => {
                debug_assert!(state == State::Done, "work for {state:?}");
                Effect::Repeated
            }
        }
    }

    pub fn note_half_done(&mut self, task: TaskId) {
        let state = &mut self.tasks[task as usize];
        if state.failed && state.done > 0 && !state.half_done {
            state.half_done = true;
            self.record(What::HalfDone { task });
        }
    }

    /// Cancels what is still owed to a service.
    pub fn cancel_effects(&mut self, service: ServiceId) {
        for task in 0..self.tasks.len() as TaskId {
            if let Some(owed) = self.owed(task, service)
                && owed.state == State::Pending
            {
                owed.state = State::Cancelled;
                self.record(What::Cancelled { task, service });
            }
        }
    }

    fn owed(&mut self, task: TaskId, service: ServiceId) -> Option<&mut Owed> {
        let effects = self.tasks[task as usize].effects.clone();
        self.effects[effects.start as usize..effects.end as usize]
            .iter_mut()
            .find(|owed| owed.service == service)
    }
}
