//! Counting figures off a history, for the list of measures.
//!
//! Never here: a name, or a unit.

use super::run::{Played, Run};
use engine::history::{
    Cause, Control, Effect, Group, Occurrence, Percentiles, TaskTimes, User, Work,
};
use engine::listing::{Listing, ProducerDiff, producer, producer_diff};
use engine::scenario::{Mode, ServiceId};
use engine::sim::{Duration, Instant};

pub(super) fn count(number: u32) -> Option<u64> {
    Some(u64::from(number) * 1_000)
}

/// One of several lengths, in thousandths of a millisecond; nothing if there were none.
pub(super) fn length(of: Percentiles, pick: fn(Percentiles) -> Duration) -> Option<u64> {
    (of.count > 0).then(|| pick(of).0)
}

pub(super) fn done_after(played: &Played, of: Option<ServiceId>) -> Option<Percentiles> {
    played.summary.done_after.get(usize::from(of?)).copied()
}

/// How often something happened to a service, or to any.
pub(super) fn tally(
    played: &Played,
    of: Option<ServiceId>,
    at: fn(Occurrence) -> Option<ServiceId>,
) -> Option<u64> {
    let happened = played.history.occurrences().iter().filter_map(|entry| at(entry.what));
    count(happened.filter(|service| of.is_none_or(|of| of == *service)).count() as u32)
}

pub(super) fn ended(played: &Played, of: Option<ServiceId>, wanted: Effect) -> Option<u64> {
    let ended = played.history.occurrences().iter().filter(|entry| match entry.what {
        Occurrence::Work(Work::Ended { service, effect, .. }) => {
            effect == wanted && of.is_none_or(|of| of == service)
        }
        _ => false,
    });
    count(ended.count() as u32)
}

/// From the sending of a task until the last of its services is done, of tasks that all were done for.
pub(super) fn complete(played: &Played) -> Percentiles {
    let tasks = played.history.tasks();
    let mut owed = vec![0u8; tasks.len()];
    let mut lengths = Vec::new();
    for entry in played.history.occurrences() {
        match entry.what {
            Occurrence::User(User::Sent { task, owed: services }) => {
                if let Some(left) = owed.get_mut(task as usize) {
                    *left = services;
                }
            }
            Occurrence::Work(Work::Ended {
                task,
                effect: Effect::Done | Effect::Recovered,
                ..
            }) => {
                let (Some(left), Some(times)) =
                    (owed.get_mut(task as usize), tasks.get(task as usize))
                else {
                    continue;
                };
                *left = left.saturating_sub(1);
                if *left == 0 {
                    lengths.push(entry.at - times.sent);
                }
            }
            _ => {}
        }
    }
    Percentiles::of(lengths)
}

/// The last return of a service, or its joining, and when its group first had nothing left to read.
pub(super) fn caught_up(played: &Played, service: ServiceId) -> Option<(Instant, Instant)> {
    let history = &played.history;
    let back = history.occurrences().iter().rev().find(|entry| match entry.what {
        Occurrence::Control(Control::ModeSet { service: whose, mode: Mode::Up }) => {
            whose == service
        }
        Occurrence::Control(Control::ServiceAdded { service: whose, .. }) => whose == service,
        _ => false,
    })?;
    let moves = |what| match what {
        Occurrence::Group(Group::Committed { service: whose, .. })
        | Occurrence::Group(Group::Resumed { service: whose, .. }) => whose == service,
        _ => false,
    };
    let from = history.count_until(back.at).saturating_sub(1);
    // A group of the direct side never moves, so that nothing is found there.
    let moved = history.occurrences().get(from..)?.iter().filter(|next| moves(next.what));
    let mut instants: Vec<_> = moved.map(|next| next.at).collect();
    instants.dedup();
    let level = instants.into_iter().find(|at| history.at(*at).lag(service) == 0)?;
    Some((back.at, level))
}

/// A length in thousandths of a second.
pub(super) fn seconds(length: Duration) -> u64 {
    length.0 / 1_000
}

/// The producer's source before anything happened and at the end.
pub(super) fn sources(run: &Run, played: &Played) -> (Listing, Listing) {
    let Run { scenario, interventions, .. } = run;
    let present =
        |services: Vec<ServiceId>| producer(scenario, played.style, interventions, &services);
    let first = (0..scenario.services.len()).filter_map(|id| ServiceId::try_from(id).ok());
    let last = scenario.present(interventions, played.history.horizon());
    (present(first.collect()), present(last))
}

pub(super) fn diff(run: &Run, played: &Played) -> ProducerDiff {
    let (before, after) = sources(run, played);
    producer_diff(&before, &after)
}

/// Tasks that failed for this reason.
pub(super) fn failed_by(played: &Played, why: Cause) -> Option<u64> {
    let failed = |task: &&TaskTimes| task.ended.is_some_and(|(_, cause)| cause == Some(why));
    count(played.history.tasks().iter().filter(failed).count() as u32)
}
