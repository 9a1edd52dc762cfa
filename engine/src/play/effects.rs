//! The effects that tasks owe: one to each service present when the task was sent.
//!
//! An owed effect is pending, and then done, missing or cancelled. It is not given up for lost while the
//! producer works on another attempt of its user, or while that user is to send the task again. A task sent
//! again owes nothing of its own; its work counts for the first. Never here: how a service comes to do its
//! work.

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
    /// By the task that its user sent first: attempts that the producer works on, or that are planned.
    attempts: Vec<u16>,
}

/// Which effects a task owes.
#[derive(Clone)]
struct Debt {
    /// The task that its user sent first.
    origin: TaskId,
    effects: Range<u32>,
    /// Whether the producer works on this attempt.
    open: bool,
}

/// An effect that a task owes to a service.
struct Owed {
    service: ServiceId,
    state: State,
    /// From how many places it may still come: the service has the task in hand, in its queue or in the
    /// log, or is to be asked again.
    sources: u16,
    /// Why it would have been given up, had nothing else been left that it could come from.
    given_up: Option<Loss>,
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
        let owed = |&service| Owed { service, state: State::Pending, sources: 0, given_up: None };
        self.owed.extend(services.iter().map(owed));
        let origin = self.debts.len() as TaskId;
        self.debts.push(Debt { origin, effects: first..self.owed.len() as u32, open: true });
        self.attempts.push(1);
    }

    /// The user of a task is to send it again.
    pub fn plan_attempt(&mut self, task: TaskId) {
        let origin = self.debts[task as usize].origin;
        self.attempts[origin as usize] += 1;
    }

    /// The next task is another one sent again, as planned: it owes what that one does. Gives the task that
    /// its user sent first.
    pub fn owe_again(&mut self, of: TaskId) -> TaskId {
        let debt = Debt { open: true, ..self.debts[of as usize].clone() };
        let origin = debt.origin;
        self.debts.push(debt);
        self.attempts.push(0);
        origin
    }

    /// The producer goes no further with an attempt. If it was the last, what was given up meanwhile is lost.
    pub fn end_attempt(&mut self, task: TaskId, out: &mut Output) {
        let debt = &mut self.debts[task as usize];
        debug_assert!(debt.open, "an attempt at task {task} ends twice");
        debt.open = false;
        let origin = debt.origin;
        self.attempts[origin as usize] -= 1;
        if self.attempts[origin as usize] > 0 {
            return;
        }
        for owed in self.all_mut(task).iter_mut().filter(|owed| owed.sources == 0) {
            if let Some(why) = owed.given_up {
                owed.lose(origin, why, out);
            }
        }
    }

    /// Whether another attempt of the same user may bring about what this one does not.
    fn has_others(&self, task: TaskId) -> bool {
        let Debt { origin, open, .. } = self.debts[task as usize];
        self.attempts[origin as usize] > u16::from(open)
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

    /// Whatever the task owes to services that have it nowhere will never happen, unless another attempt
    /// brings it about.
    pub fn lose_unasked(&mut self, task: TaskId, why: Loss, out: &mut Output) {
        let (origin, others) = (self.debts[task as usize].origin, self.has_others(task));
        for owed in self.all_mut(task).iter_mut().filter(|owed| owed.sources == 0) {
            let why = owed.given_up.unwrap_or(why);
            owed.give_up(origin, why, others, out);
        }
    }

    /// An owed effect will never happen, unless it may still come from somewhere.
    pub fn give_up(&mut self, task: TaskId, service: ServiceId, why: Loss, out: &mut Output) {
        let (origin, others) = (self.debts[task as usize].origin, self.has_others(task));
        if let Some(owed) = self.owed_mut(task, service) {
            owed.give_up(origin, why, others, out);
        }
    }

    /// An owed effect will not come from this attempt, and the user would make another.
    pub fn doubt(&mut self, task: TaskId, service: ServiceId, why: Loss) {
        if let Some(owed) = self.owed_mut(task, service) {
            owed.given_up = Some(why);
        }
    }

    /// A record of the task will never be worked on by the service.
    pub fn lose_record(&mut self, task: TaskId, service: ServiceId, why: Loss, out: &mut Output) {
        if let Some(owed) = self.owed_mut(task, service) {
            owed.sources = owed.sources.saturating_sub(1);
        }
        self.give_up(task, service, why, out);
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
    fn give_up(&mut self, origin: TaskId, why: Loss, others: bool, out: &mut Output) {
        match (self.sources, others) {
            (0, false) => self.lose(origin, why, out),
            _ => self.given_up = Some(why),
        }
    }

    fn lose(&mut self, origin: TaskId, why: Loss, out: &mut Output) {
        if self.state == State::Pending {
            self.state = State::Missing;
            out.record(Work::Missing { task: origin, service: self.service, why });
        }
    }
}
