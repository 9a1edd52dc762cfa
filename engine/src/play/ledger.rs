//! What a task does and what becomes of it: its program step by step, its outcome, and the effects that
//! it owes.
//!
//! An owed effect is owed to each service present when the task was sent, and is then done, missing or
//! cancelled. Of these only missing can be wrong: an effect given up for lost may happen after all, when a
//! user sends the task again. Never here: how a step is carried out.

use crate::history::control::Control;
use crate::history::occurrence::Occurrence;
use crate::history::task::Task;
use crate::history::user::User;
use crate::history::values::{Cause, Effect, Loss};
use crate::play::direct::gate::Standing;
use crate::play::direct::retry::Budget;
use crate::play::kafka::producer::Sent;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::program::Step;

/// A task on its way.
#[derive(Default)]
pub(in crate::play) struct TaskState {
    /// The number, among those sent first, of the task that its user sent first, and how often the user
    /// had sent it before.
    pub number: u32,
    pub attempt: u8,
    /// Where it stands before and behind the gates.
    pub standing: Standing,
    /// The version of the program that it runs, and where it stands in it.
    pub program: u32,
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
    /// Calls of it that wait to be made again.
    pub planned: u8,
    /// Owed effects that it has brought about.
    done: u8,
}

impl TaskState {
    /// The same task, sent once more by its user.
    pub fn again(&self) -> Self {
        Self { number: self.number, attempt: self.attempt + 1, ..Self::default() }
    }
}

/// What a step led to.
pub(in crate::play) enum Progress {
    Next,
    Wait,
    Fail(Cause),
}

impl From<Sent> for Progress {
    fn from(sent: Sent) -> Self {
        match sent {
            Sent::Waits => Self::Wait,
            Sent::GoesOn => Self::Next,
        }
    }
}

impl World<'_> {
    pub fn send(&mut self) {
        let task = self.tasks.len() as TaskId;
        let present = self.present();
        self.effects.owe(&present);
        self.tasks.push(TaskState { number: self.arrivals, ..TaskState::default() });
        self.arrivals += 1;
        self.record(User::Sent { task, owed: present.len() as u8 });
        self.set_out(task);
    }

    /// A task that has been sent sets out, and its user waits.
    pub fn set_out(&mut self, task: TaskId) {
        self.after(self.facts.scenario.producer.client_timeout, Timer::ClientTimeout(task));
        self.arrive_at_gates(task);
    }

    /// The producer begins with a task.
    pub fn start(&mut self, task: TaskId) {
        self.tasks[task as usize].running = true;
        self.advance(task);
    }

    /// The producer goes no further with a task.
    fn stop(&mut self, task: TaskId) {
        self.tasks[task as usize].running = false;
        self.give_places_back(task);
    }

    /// Runs the program of a task until it has to wait.
    fn advance(&mut self, task: TaskId) {
        while self.tasks[task as usize].running {
            let TaskState { program, step, .. } = self.tasks[task as usize];
            let Some(step) = self.programs[program as usize].steps.get(step as usize) else {
                self.stop(task);
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
            Step::Save | Step::SaveWithEvent => {
                let save = self.facts.scenario.producer.save;
                if save.0 > 0 {
                    self.after(save, Timer::Saved(task));
                    return Progress::Wait;
                }
                self.note_saved(task);
                Progress::Next
            }
            Step::Call(service) => self.call(task, service),
            Step::CallAll(services) => self.call_all(task, &services),
            Step::Publish => self.publish(task, None).into(),
            Step::Command(service) if self.is_present(service) => {
                self.publish(task, Some(service)).into()
            }
            Step::Command(_) => Progress::Next,
            Step::AwaitReplies(services) if self.await_replies(task, &services) => Progress::Next,
            Step::AwaitReplies(_) => Progress::Wait,
            Step::Respond if self.must_wait_for_view(task) => Progress::Wait,
            Step::Respond => {
                self.tasks[task as usize].responded = true;
                self.end(task, None);
                self.give_places_back(task);
                Progress::Next
            }
        }
    }

    /// Every call is made before the first failure is looked at, as gathering coroutines does.
    fn call_all(&mut self, task: TaskId, services: &[ServiceId]) -> Progress {
        let mut failure = None;
        for &service in services {
            match self.call(task, service) {
                Progress::Wait => self.tasks[task as usize].outstanding += 1,
                Progress::Fail(cause) => failure = failure.or(Some(cause)),
                Progress::Next => {}
            }
        }
        match failure {
            Some(cause) => Progress::Fail(cause),
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
        self.stop(task);
        if !self.end(task, Some(cause)) {
            self.record(Task::Stopped { task });
        }
        self.call_off_retries(task);
        let loss = match cause {
            Cause::Undelivered => Loss::Undelivered,
            Cause::Restarted => Loss::Restarted,
            _ => Loss::NeverAsked,
        };
        self.effects.lose_unasked(task, loss, &mut self.out);
    }

    /// The user's wait ends, unless it had ended before. Whether it does.
    pub fn end(&mut self, task: TaskId, cause: Option<Cause>) -> bool {
        let state = &mut self.tasks[task as usize];
        if std::mem::replace(&mut state.ended, true) {
            return false;
        }
        state.failed = cause.is_some();
        self.record(match cause {
            None => Occurrence::User(User::Answered { task }),
            Some(cause) => Occurrence::User(User::Failed { task, cause }),
        });
        if cause.is_none() {
            self.plan_read(task);
        }
        self.note_half_done(task);
        if cause.is_some() {
            self.plan_to_send_again(task);
        }
        true
    }

    pub fn saved(&mut self, task: TaskId) {
        if self.tasks[task as usize].running {
            self.note_saved(task);
            self.step_done(task);
        }
    }

    fn note_saved(&mut self, task: TaskId) {
        self.record(Task::Saved { task });
        if self.step(task) == Some(&Step::SaveWithEvent) {
            self.put_in_outbox(task);
        }
    }

    /// The step that a task's program stands at, while it runs.
    fn step(&self, task: TaskId) -> Option<&Step> {
        let state = &self.tasks[task as usize];
        let steps = &self.programs[state.program as usize].steps;
        steps.get(state.step as usize).filter(|_| state.running)
    }

    /// The services whose replies a task's program waits for.
    pub fn awaited_replies(&self, task: TaskId) -> Option<Box<[ServiceId]>> {
        match self.step(task) {
            Some(Step::AwaitReplies(services)) => Some(services.clone()),
            _ => None,
        }
    }

    /// A service has left: nobody waits for its reply or its view any longer.
    pub fn stop_waiting_for(&mut self, service: ServiceId) {
        for task in 0..self.tasks.len() as TaskId {
            self.check_replies(task);
            self.check_view(task, service);
        }
    }

    /// The answer goes out if it waited for the view of this service.
    pub fn check_view(&mut self, task: TaskId, service: ServiceId) {
        let waits = self.step(task) == Some(&Step::Respond) && !self.must_wait_for_view(task);
        if waits && self.reads_from(service) {
            self.advance(task);
        }
    }

    /// The step that a task waited on goes on so.
    pub fn go_on(&mut self, task: TaskId, progress: Progress) {
        match progress {
            Progress::Wait => {}
            Progress::Next => self.step_done(task),
            Progress::Fail(cause) => self.step_failed(task, cause),
        }
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
        self.record(Control::ProducerRestarted);
        self.forget_breakers();
        self.budget = Budget::default();
        self.forget_gate();
        for task in 0..self.tasks.len() as TaskId {
            if !self.runs(task) {
                continue;
            }
            self.lose_record(task);
            self.stop(task);
            self.record(Task::Stopped { task });
            self.end(task, Some(Cause::Restarted));
            self.call_off_retries(task);
            self.effects.lose_unasked(task, Loss::Restarted, &mut self.out);
        }
        self.lose_buffer();
        self.restart_relay();
    }

    /// An owed effect will never happen, unless it may still come from somewhere.
    pub fn give_up(&mut self, task: TaskId, service: ServiceId, why: Loss) {
        self.effects.give_up(task, service, why, &mut self.out);
    }

    /// What a finished piece of work counts as; `seen` if its group has finished this record before.
    pub fn take_effect(&mut self, task: TaskId, service: ServiceId, seen: bool) -> Effect {
        let recognised = self.recognises(service, task, seen);
        let effect = self.effects.take(task, service, seen, recognised);
        if matches!(effect, Effect::Done | Effect::Recovered) {
            self.tasks[task as usize].done += 1;
        }
        effect
    }

    pub fn note_half_done(&mut self, task: TaskId) {
        let state = &mut self.tasks[task as usize];
        if state.failed && state.done > 0 && !state.half_done {
            state.half_done = true;
            self.record(Task::HalfDone { task });
        }
    }
}
