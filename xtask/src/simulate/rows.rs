//! Each task of a run as a row: when it was sent, how its user's wait ended, and what each service did for it.
//!
//! A task that a user sends again is a row of its own, and what services do for it stands in the row of the
//! first: it is that one's effects that are owed. Never here: a figure over several tasks.

use engine::history::{
    Cause, Control, Effect, Entry, History, Loss, Occurrence, Publish, ReadOutcome, Task, User,
    Work,
};
use engine::scenario::TaskId;
use engine::sim::Instant;
use serde::{Deserialize, Serialize};

/// A task. These names are the JSON's.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Row {
    /// Counted from 1, as the page does.
    pub(super) task: u32,
    pub(super) again_of: Option<u32>,
    pub(super) sent_at_ms: f64,
    pub(super) saved_at_ms: Option<f64>,
    pub(super) outcome: Outcome,
    pub(super) ended_at_ms: Option<f64>,
    pub(super) wait_ms: Option<f64>,
    pub(super) cause: Option<String>,
    pub(super) cause_service: Option<String>,
    pub(super) half_done: bool,
    pub(super) read: Option<Read>,
    pub(super) records: Vec<Record>,
    pub(super) effects: Vec<EffectRow>,
}

/// How a user's wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    Answered,
    Failed,
    Waiting,
}

/// What a user saw who read their own write.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Read {
    pub(super) at_ms: f64,
    pub(super) saw: String,
}

/// Where the task lies in the log.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Record {
    pub(super) partition: u8,
    pub(super) offset: u32,
    pub(super) at_ms: f64,
}

/// What became of a task at a service.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct EffectRow {
    pub(super) service: String,
    pub(super) outcome: Fate,
    pub(super) at_ms: Option<f64>,
    pub(super) why: Option<String>,
    pub(super) repeated_at_ms: Vec<f64>,
    pub(super) recognised_at_ms: Vec<f64>,
    pub(super) erred_at_ms: Vec<f64>,
}

/// What became of an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(super) enum Fate {
    Pending,
    Done,
    Missing,
    Cancelled,
    Backfilled,
}

/// The rows of a run, in the order in which the tasks were sent.
pub(super) fn rows(history: &History) -> Vec<Row> {
    let mut rows = Rows::new(history);
    history.occurrences().iter().for_each(|&entry| rows.note(entry));
    rows.rows
}

struct Rows<'a> {
    history: &'a History,
    present: Vec<bool>,
    rows: Vec<Row>,
    /// Of each task, the row in which its effects stand.
    first: Vec<usize>,
}

impl<'a> Rows<'a> {
    fn new(history: &'a History) -> Self {
        let present = history.initial().services.iter().map(|service| service.present).collect();
        Self { history, present, rows: Vec::new(), first: Vec::new() }
    }

    fn note(&mut self, Entry { at, what }: Entry) {
        match what {
            Occurrence::Control(Control::ServiceAdded { service, .. }) => {
                self.present[usize::from(service)] = true;
            }
            Occurrence::Control(Control::ServiceRemoved { service }) => {
                self.present[usize::from(service)] = false;
            }
            Occurrence::User(what) => self.user(at, what),
            Occurrence::Task(Task::Saved { task }) => {
                self.rows[task as usize].saved_at_ms = Some(at.ms());
            }
            Occurrence::Task(Task::HalfDone { task }) => self.rows[task as usize].half_done = true,
            Occurrence::Publish(Publish::Appended { task, partition, offset }) => {
                let record = Record { partition, offset, at_ms: at.ms() };
                self.rows[task as usize].records.push(record);
            }
            Occurrence::Work(what) => self.work(at, what),
            _ => {}
        }
    }

    fn user(&mut self, at: Instant, what: User) {
        match what {
            User::Sent { task, owed } => self.send(at, task, owed),
            User::SentAgain { task, of } => {
                self.first[task as usize] = self.first[of as usize];
                let row = &mut self.rows[task as usize];
                row.again_of = Some(of + 1);
                row.effects.clear();
            }
            User::Answered { task } => self.end(at, task, None),
            User::Failed { task, cause } => self.end(at, task, Some(cause)),
            User::Read { task, outcome } => {
                let saw = seen(outcome).into();
                self.rows[task as usize].read = Some(Read { at_ms: at.ms(), saw });
            }
        }
    }

    fn send(&mut self, at: Instant, task: TaskId, owed: u8) {
        self.first.push(task as usize);
        let owing = self.present.iter().enumerate().filter(|&(_, &present)| present && owed > 0);
        let effects = owing.map(|(index, _)| EffectRow::of(self.name(index))).collect();
        self.rows.push(Row {
            task: task + 1,
            again_of: None,
            sent_at_ms: at.ms(),
            saved_at_ms: None,
            outcome: Outcome::Waiting,
            ended_at_ms: None,
            wait_ms: None,
            cause: None,
            cause_service: None,
            half_done: false,
            read: None,
            records: Vec::new(),
            effects,
        });
    }

    fn end(&mut self, at: Instant, task: TaskId, cause: Option<Cause>) {
        let sent = self.history.tasks()[task as usize].sent;
        let (word, service) = cause.map_or((None, None), |cause| {
            let (word, service) = worded(cause);
            (Some(word.into()), service.map(|service| self.name(service.into())))
        });
        let row = &mut self.rows[task as usize];
        row.outcome = if cause.is_some() { Outcome::Failed } else { Outcome::Answered };
        row.ended_at_ms = Some(at.ms());
        row.wait_ms = Some((at - sent).ms());
        (row.cause, row.cause_service) = (word, service);
    }

    fn work(&mut self, at: Instant, what: Work) {
        match what {
            Work::Started { .. } | Work::Abandoned { .. } => return,
            Work::Ended { .. }
            | Work::Failed { .. }
            | Work::Missing { .. }
            | Work::Cancelled { .. } => {}
        }
        let at_ms = at.ms();
        let effect = self.effect(what.task(), what.service().into());
        let mut set = |outcome, why: Option<Loss>| {
            (effect.outcome, effect.at_ms) = (outcome, Some(at_ms));
            effect.why = why.map(|why| lost(why).into());
        };
        match what {
            Work::Ended { effect: Effect::Done | Effect::Recovered, .. } => set(Fate::Done, None),
            Work::Ended { effect: Effect::Backfilled, .. } => set(Fate::Backfilled, None),
            Work::Ended { effect: Effect::Repeated, .. } => effect.repeated_at_ms.push(at_ms),
            Work::Ended { effect: Effect::Recognised, .. } => effect.recognised_at_ms.push(at_ms),
            Work::Failed { .. } => effect.erred_at_ms.push(at_ms),
            Work::Missing { why, .. } => set(Fate::Missing, Some(why)),
            Work::Cancelled { .. } => set(Fate::Cancelled, None),
            Work::Started { .. } | Work::Abandoned { .. } => {}
        }
    }

    /// What became of a task at a service: in the row of the first sending, where a service that is younger
    /// than the task has a place when it works for it.
    fn effect(&mut self, task: TaskId, service: usize) -> &mut EffectRow {
        let name = self.name(service);
        let effects = &mut self.rows[self.first[task as usize]].effects;
        let place = effects.iter().position(|effect| effect.service == name);
        let place = place.unwrap_or_else(|| {
            effects.push(EffectRow::of(name));
            effects.len() - 1
        });
        &mut effects[place]
    }

    fn name(&self, service: usize) -> String {
        self.history.roster()[service].name.clone()
    }
}

impl EffectRow {
    fn of(service: String) -> Self {
        Self {
            service,
            outcome: Fate::Pending,
            at_ms: None,
            why: None,
            repeated_at_ms: Vec::new(),
            recognised_at_ms: Vec::new(),
            erred_at_ms: Vec::new(),
        }
    }
}

fn worded(cause: Cause) -> (&'static str, Option<u8>) {
    match cause {
        Cause::Refused(service) => ("refused", Some(service)),
        Cause::ServiceDown(service) => ("service_down", Some(service)),
        Cause::TimedOut(service) => ("timed_out", Some(service)),
        Cause::Erred(service) => ("erred", Some(service)),
        Cause::QueueFull(service) => ("queue_full", Some(service)),
        Cause::ShortCircuited(service) => ("short_circuited", Some(service)),
        Cause::ClientGaveUp => ("client_gave_up", None),
        Cause::Undelivered => ("undelivered", None),
        Cause::Restarted => ("restarted", None),
        Cause::Deploying => ("deploying", None),
        Cause::CallerGaveUp => ("caller_gave_up", None),
        Cause::BufferFull => ("buffer_full", None),
        Cause::NoReply => ("no_reply", None),
    }
}

fn lost(why: Loss) -> &'static str {
    match why {
        Loss::NeverAsked => "never_asked",
        Loss::Refused => "refused",
        Loss::ServiceDown => "service_down",
        Loss::Restarted => "restarted",
        Loss::Undelivered => "undelivered",
        Loss::Erred => "erred",
        Loss::ShortCircuited => "short_circuited",
        Loss::QueueFull => "queue_full",
        Loss::Unread => "unread",
        Loss::PassedOver => "passed_over",
        Loss::DeadLettered => "dead_lettered",
    }
}

fn seen(outcome: ReadOutcome) -> &'static str {
    match outcome {
        ReadOutcome::Fresh => "fresh",
        ReadOutcome::Stale => "stale",
        ReadOutcome::Entity => "entity",
        ReadOutcome::Cached => "cached",
        ReadOutcome::Processing => "processing",
    }
}
