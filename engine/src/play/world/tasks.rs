//! How a task goes: its program step by step, from its sending to the end of its user's wait.
//!
//! Never here: how a call or a record goes.

use crate::history::control::Control;
use crate::history::task::Task;
use crate::history::user::User;
use crate::history::values::{Cause, Effect, Loss};
use crate::play::kafka::sends::Sent;
use crate::play::tasks::Progress;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::program::Step;

impl From<Sent> for Progress {
    fn from(sent: Sent) -> Self {
        match sent {
            Sent::Waits => Self::Wait,
            Sent::GoesOn => Self::Next,
        }
    }
}

impl World<'_> {
    /// A user sends a task.
    pub fn send(&mut self) {
        let task = self.tasks.send();
        let present = self.services.present();
        self.effects.owe(&present);
        self.record(User::Sent { task, owed: present.len() as u8 });
        self.set_out(task);
    }

    /// A user's wait has ended in failure: they send the task again, as often as the scenario says.
    fn plan_to_send_again(&mut self, task: TaskId) {
        if self.may_be_sent_again(task) {
            self.effects.plan_attempt(task);
            self.after(self.facts.settings.user_retry_wait(), Timer::SendAgain(task));
        }
    }

    fn may_be_sent_again(&self, task: TaskId) -> bool {
        u32::from(self.tasks.attempt(task)) < self.facts.settings.user_retries()
    }

    /// Whether the user of a task still waits, and would send it again if it failed.
    pub fn would_be_sent_again(&self, task: TaskId) -> bool {
        !self.tasks.has_ended(task) && self.may_be_sent_again(task)
    }

    /// A user sends a failed task again, as a task of its own with the effects of the first. An attempt
    /// whose program is still going on goes on beside it.
    pub fn send_again(&mut self, failed: TaskId) {
        let task = self.tasks.send_again(failed);
        let of = self.effects.owe_again(failed);
        self.record(User::Sent { task, owed: 0 });
        self.record(User::SentAgain { task, of });
        self.set_out(task);
    }

    /// A task that has been sent sets out, and its user waits.
    fn set_out(&mut self, task: TaskId) {
        self.after(self.facts.scenario.producer.client_timeout, Timer::ClientTimeout(task));
        self.arrive_at_gates(task);
    }

    /// The producer begins with a task.
    pub fn start(&mut self, task: TaskId) {
        self.tasks.begin(task);
        self.advance(task);
    }

    /// The producer goes no further with a task.
    fn stop(&mut self, task: TaskId) {
        self.tasks.stop(task);
        self.give_places_back(task);
    }

    /// Runs the program of a task until it has to wait.
    fn advance(&mut self, task: TaskId) {
        while self.tasks.runs(task) {
            let Some(step) = self.tasks.step(task).cloned() else {
                self.stop(task);
                return self.effects.end_attempt(task, &mut self.out);
            };
            match self.execute(task, step) {
                Progress::Next => self.tasks.advance(task),
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
            Step::Command(service) if self.services.is_present(service) => {
                self.publish(task, Some(service)).into()
            }
            Step::Command(_) => Progress::Next,
            Step::AwaitReplies(services) if self.await_replies(task, &services) => Progress::Next,
            Step::AwaitReplies(_) => Progress::Wait,
            Step::Respond if self.must_wait_for_view(task) => Progress::Wait,
            Step::Respond => {
                self.tasks.respond(task);
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
                Progress::Wait => self.tasks.call_out(task),
                Progress::Fail(cause) => failure = failure.or(Some(cause)),
                Progress::Next => {}
            }
        }
        match failure {
            Some(cause) => Progress::Fail(cause),
            None if !self.tasks.has_calls_out(task) => Progress::Next,
            None => Progress::Wait,
        }
    }

    /// A step failed: before the answer that ends the program, after it the next step is taken.
    fn fail_step(&mut self, task: TaskId, cause: Cause) {
        if self.tasks.has_responded(task) {
            return self.tasks.advance(task);
        }
        self.stop(task);
        if !self.end(task, Some(cause)) {
            self.record(Task::Stopped { task });
        }
        self.effects.end_attempt(task, &mut self.out);
        self.call_off_retries(task);
        let loss = match cause {
            Cause::Undelivered | Cause::BufferFull => Loss::Undelivered,
            Cause::Restarted => Loss::Restarted,
            _ => Loss::NeverAsked,
        };
        self.effects.lose_unasked(task, loss, &mut self.out);
    }

    /// The user's wait ends, unless it had ended before. Whether it does.
    pub fn end(&mut self, task: TaskId, cause: Option<Cause>) -> bool {
        if !self.tasks.end(task, cause, &mut self.out) {
            return false;
        }
        if cause.is_none() {
            self.plan_read(task);
        }
        self.tasks.note_half_done(task, &mut self.out);
        if cause.is_some() {
            self.plan_to_send_again(task);
        }
        true
    }

    pub fn saved(&mut self, task: TaskId) {
        if self.tasks.runs(task) {
            self.note_saved(task);
            self.step_done(task);
        }
    }

    fn note_saved(&mut self, task: TaskId) {
        self.record(Task::Saved { task });
        if self.tasks.step(task) == Some(&Step::SaveWithEvent) {
            self.put_in_outbox(task);
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
        if self.tasks.complete(task) {
            self.advance(task);
        }
    }

    /// The step that a task waited on has failed.
    pub fn step_failed(&mut self, task: TaskId, cause: Cause) {
        if self.tasks.runs(task) {
            self.fail_step(task, cause);
            self.advance(task);
        }
    }

    /// The answer goes out if it waited for the view of this service.
    pub fn check_view(&mut self, task: TaskId, service: ServiceId) {
        let responds = self.tasks.step(task) == Some(&Step::Respond);
        if responds && !self.must_wait_for_view(task) && self.reads_from(service) {
            self.advance(task);
        }
    }

    /// A service has left: nobody waits for its reply or its view any longer.
    pub fn stop_waiting_for(&mut self, service: ServiceId) {
        for task in 0..self.tasks.count() {
            self.check_replies(task);
            self.check_view(task, service);
        }
    }

    /// The producer's process restarts: programs end where they stand.
    pub fn restart(&mut self) {
        self.record(Control::ProducerRestarted);
        let present = self.services.present();
        self.breakers.forget(&present, &self.facts.settings, &mut self.out);
        self.retries.refill();
        self.forget_gate();
        for task in 0..self.tasks.count() {
            if !self.tasks.runs(task) {
                continue;
            }
            self.lose_record(task);
            self.stop(task);
            self.record(Task::Stopped { task });
            self.end(task, Some(Cause::Restarted));
            self.effects.end_attempt(task, &mut self.out);
            self.call_off_retries(task);
            self.effects.lose_unasked(task, Loss::Restarted, &mut self.out);
        }
        self.lose_buffer();
        self.outbox.restart();
    }

    /// Whether a service has worked for a task before and recognises it. `seen` if its group has finished
    /// this record before.
    pub fn recognises(&self, service: ServiceId, task: TaskId, seen: bool) -> bool {
        self.services.settings(service).is_idempotent()
            && self.effects.has_happened(task, service, seen)
    }

    /// Whether a service fails at the end of its work for a task, worked on for the `attempt`th time
    /// again (0 for the first). A fact of the scenario, the same in every style.
    pub fn fails(&self, service: ServiceId, task: TaskId, attempt: u32) -> bool {
        let which = self.tasks.attempt_of(task, attempt);
        self.services.fails(self.facts.scenario.seed, service, self.tasks.number(task), which)
    }

    /// What a finished piece of work counts as; `seen` if its group has finished this record before.
    pub fn take_effect(&mut self, task: TaskId, service: ServiceId, seen: bool) -> Effect {
        let recognised = self.recognises(service, task, seen);
        let effect = self.effects.take(task, service, seen, recognised);
        if matches!(effect, Effect::Done | Effect::Recovered) {
            self.tasks.count_effect(task);
        }
        effect
    }
}
