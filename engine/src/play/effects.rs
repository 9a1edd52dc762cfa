//! The effects that tasks owe: one to each service present when the task was sent.
//!
//! An owed effect is pending, and then done, missing or cancelled. Of these only missing can be wrong: an
//! effect given up for lost may happen after all, when a user sends the task again. A task sent again owes
//! nothing of its own; its work counts for the first. Never here: how a service comes to do its work.

use crate::history::values::{Effect, Loss};
use crate::history::work::Work;
use crate::play::output::Output;
use crate::scenario::ids::{ServiceId, TaskId};
use std::ops::Range;

/// What all tasks of a run owe.
#[derive(Default)]
pub(crate) struct Effects {
    owed: Vec<Owed>,
    /// By task, whether sent first or again.
    debts: Vec<Debt>,
}

/// Which effects a task owes.
#[derive(Clone)]
struct Debt {
    /// The task that its user sent first.
    origin: TaskId,
    effects: Range<u32>,
}

/// An effect that a task owes to a service.
struct Owed {
    service: ServiceId,
    state: State,
    /// From how many places it may still come: the service has the task in hand, in its queue or in the
    /// log, or is to be asked again.
    sources: u16,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Pending,
    Done,
    Missing,
    Cancelled,
}

impl Effects {
    /// The next task owes an effect to each of these services.
    pub fn owe(&mut self, services: &[ServiceId]) {
        let first = self.owed.len() as u32;
        let owed = |&service| Owed { service, state: State::Pending, sources: 0 };
        self.owed.extend(services.iter().map(owed));
        let origin = self.debts.len() as TaskId;
        self.debts.push(Debt { origin, effects: first..self.owed.len() as u32 });
    }

    /// The next task is another one sent again: it owes what that one does. Gives the task that its user
    /// sent first.
    pub fn owe_again(&mut self, of: TaskId) -> TaskId {
        let debt = self.debts[of as usize].clone();
        let origin = debt.origin;
        self.debts.push(debt);
        origin
    }

    /// The effect may come from the service, which has the task now or is to be asked again.
    pub fn add_source(&mut self, task: TaskId, service: ServiceId) {
        if let Some(owed) = self.owed_mut(task, service) {
            owed.sources = owed.sources.saturating_add(1);
        }
    }

    /// Every service will read the task from the log.
    pub fn add_source_for_all(&mut self, task: TaskId) {
        for owed in self.all_mut(task) {
            owed.sources = owed.sources.saturating_add(1);
        }
    }

    /// The service has the task no longer, or is not to be asked again after all.
    pub fn remove_source(&mut self, task: TaskId, service: ServiceId) {
        if let Some(owed) = self.owed_mut(task, service) {
            debug_assert!(owed.sources > 0, "task {task} comes from nowhere for {service}");
            owed.sources -= 1;
        }
    }

    /// Whatever the task owes to services that have it nowhere will never happen.
    pub fn lose_unasked(&mut self, task: TaskId, why: Loss, out: &mut Output) {
        let origin = self.debts[task as usize].origin;
        for owed in self.all_mut(task).iter_mut().filter(|owed| owed.sources == 0) {
            owed.lose(origin, why, out);
        }
    }

    /// An owed effect will never happen, unless it may still come from somewhere.
    pub fn give_up(&mut self, task: TaskId, service: ServiceId, why: Loss, out: &mut Output) {
        let origin = self.debts[task as usize].origin;
        if let Some(owed) = self.owed_mut(task, service).filter(|owed| owed.sources == 0) {
            owed.lose(origin, why, out);
        }
    }

    /// An owed effect will never happen, wherever the task may be.
    pub fn lose(&mut self, task: TaskId, service: ServiceId, why: Loss, out: &mut Output) {
        let origin = self.debts[task as usize].origin;
        if let Some(owed) = self.owed_mut(task, service) {
            owed.lose(origin, why, out);
        }
    }

    /// Cancels what is still owed to a service.
    pub fn cancel(&mut self, service: ServiceId, out: &mut Output) {
        for task in 0..self.debts.len() as TaskId {
            if let Some(owed) = self.owed_mut(task, service)
                && owed.state == State::Pending
            {
                owed.state = State::Cancelled;
                out.record(Work::Cancelled { task, service });
            }
        }
    }

    /// What a finished piece of work counts as. `seen` if the service's group has finished this record
    /// before, `recognises` if the service recognises work that it has done before.
    pub fn take(
        &mut self,
        task: TaskId,
        service: ServiceId,
        seen: bool,
        recognises: bool,
    ) -> Effect {
        let again = if recognises { Effect::Recognised } else { Effect::Repeated };
        let Some(owed) = self.owed_mut(task, service) else {
            return if seen { again } else { Effect::Backfilled };
        };
        let effect = match owed.state {
            State::Pending => Effect::Done,
            State::Missing => Effect::Recovered,
            // Nobody works for a cancelled effect: a service that leaves drops what it has in hand.
            State::Done | State::Cancelled => return again,
        };
        owed.state = State::Done;
        effect
    }

    /// Whether a service has worked for a task before, with effect.
    pub fn has_happened(&self, task: TaskId, service: ServiceId, seen: bool) -> bool {
        self.owed(task, service).map_or(seen, |owed| owed.state == State::Done)
    }

    /// Whether a service has worked for a task, or never owed it anything.
    pub fn is_settled(&self, task: TaskId, service: ServiceId) -> bool {
        self.owed(task, service).is_none_or(|owed| owed.state == State::Done)
    }

    fn owed(&self, task: TaskId, service: ServiceId) -> Option<&Owed> {
        let Range { start, end } = self.debts[task as usize].effects;
        self.owed[start as usize..end as usize].iter().find(|owed| owed.service == service)
    }

    fn owed_mut(&mut self, task: TaskId, service: ServiceId) -> Option<&mut Owed> {
        self.all_mut(task).iter_mut().find(|owed| owed.service == service)
    }

    fn all_mut(&mut self, task: TaskId) -> &mut [Owed] {
        let Range { start, end } = self.debts[task as usize].effects;
        &mut self.owed[start as usize..end as usize]
    }
}

impl Owed {
    fn lose(&mut self, origin: TaskId, why: Loss, out: &mut Output) {
        if self.state == State::Pending {
            self.state = State::Missing;
            out.record(Work::Missing { task: origin, service: self.service, why });
        }
    }
}
