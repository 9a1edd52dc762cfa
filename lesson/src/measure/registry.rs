//! The one list of what can be read off a run, each with its unit and what it means.
//!
//! A new measure is one entry here and is at once known to expectations, feedback and prose. Never here:
//! a figure that needs more than a run.

use super::run::Played;
use super::{Absent, Run};
use engine::sim::Duration;
use engine::system::{
    Effect, Mode, Percentiles, ProducerDiff, ServiceId, What, producer, producer_diff,
};

/// What a measure counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// Seconds.
    S,
    /// Things: tasks, calls, records, lines.
    Count,
    /// Of a hundred.
    Percent,
}

impl Unit {
    /// What follows a number of it.
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Ms => " ms",
            Self::S => " s",
            Self::Count => "",
            Self::Percent => " %",
        }
    }
}

/// Whose figure a measure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The run's as a whole.
    Run,
    /// One service's, which has to be named.
    Service,
    /// Of all services together, or of one if it is named.
    Either,
}

/// A kind of figure.
pub struct Measure {
    /// Its name, families first: `wait.p50_ms`.
    pub name: &'static str,
    /// What it counts in.
    pub unit: Unit,
    /// Whose it is.
    pub of: Of,
    /// What it says, for authors.
    pub about: &'static str,
    read: fn(&Run, &Played, Option<ServiceId>) -> Option<u64>,
}

impl Measure {
    pub(super) fn read(&self, run: &Run, played: &Played, of: Option<ServiceId>) -> Option<u64> {
        (self.read)(run, played, of)
    }
}

impl PartialEq for Measure {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl std::fmt::Debug for Measure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

const fn measure(
    name: &'static str,
    unit: Unit,
    of: Of,
    about: &'static str,
    read: fn(&Run, &Played, Option<ServiceId>) -> Option<u64>,
) -> Measure {
    Measure { name, unit, of, about, read }
}

/// Every measure.
pub static MEASURES: &[Measure] = &[
    // How long users wait.
    measure("wait.min_ms", Unit::Ms, Of::Run, "the shortest wait for an answer", |_, p, _| {
        length(p.summary.answered_after, |waits| waits.min)
    }),
    measure("wait.p50_ms", Unit::Ms, Of::Run, "half of the answers took no longer", |_, p, _| {
        length(p.summary.answered_after, |waits| waits.p50)
    }),
    measure("wait.p95_ms", Unit::Ms, Of::Run, "95 in 100 took no longer", |_, p, _| {
        length(p.summary.answered_after, |waits| waits.p95)
    }),
    measure("wait.p99_ms", Unit::Ms, Of::Run, "99 in 100 took no longer", |_, p, _| {
        length(p.summary.answered_after, |waits| waits.p99)
    }),
    measure("wait.max_ms", Unit::Ms, Of::Run, "the longest wait for an answer", |_, p, _| {
        length(p.summary.answered_after, |waits| waits.max)
    }),
    measure("error.min_ms", Unit::Ms, Of::Run, "the shortest wait for an error", |_, p, _| {
        length(p.summary.failed_after, |waits| waits.min)
    }),
    measure("error.p50_ms", Unit::Ms, Of::Run, "half of the errors took no longer", |_, p, _| {
        length(p.summary.failed_after, |waits| waits.p50)
    }),
    measure("error.max_ms", Unit::Ms, Of::Run, "the longest wait for an error", |_, p, _| {
        length(p.summary.failed_after, |waits| waits.max)
    }),
    // What became of tasks.
    measure("sent", Unit::Count, Of::Run, "tasks that users sent", |_, p, _| {
        count(p.summary.ledger.sent)
    }),
    measure("answered", Unit::Count, Of::Run, "tasks whose users had an answer", |_, p, _| {
        count(p.summary.ledger.answered)
    }),
    measure("answered_percent", Unit::Percent, Of::Run, "answered of those sent", |_, p, _| {
        p.summary.ledger.per_cent_answered().and_then(count)
    }),
    measure(
        "failed",
        Unit::Count,
        Of::Run,
        "tasks whose users had an error or gave up",
        |_, p, _| count(p.summary.ledger.failed),
    ),
    measure(
        "waiting",
        Unit::Count,
        Of::Run,
        "tasks whose users still wait at the end",
        |_, p, _| count(p.summary.ledger.waiting()),
    ),
    measure(
        "half_done",
        Unit::Count,
        Of::Run,
        "failed tasks that took effect somewhere",
        |_, p, _| count(p.summary.ledger.half_done),
    ),
    measure(
        "complete",
        Unit::Count,
        Of::Run,
        "tasks for which every service is done",
        |_, p, _| count(complete(p).count as u32),
    ),
    measure(
        "complete.min_ms",
        Unit::Ms,
        Of::Run,
        "sending until the last service is done, shortest",
        |_, p, _| length(complete(p), |lengths| lengths.min),
    ),
    measure(
        "complete.p50_ms",
        Unit::Ms,
        Of::Run,
        "sending until the last service is done, half",
        |_, p, _| length(complete(p), |lengths| lengths.p50),
    ),
    measure(
        "complete.max_ms",
        Unit::Ms,
        Of::Run,
        "sending until the last service is done, longest",
        |_, p, _| length(complete(p), |lengths| lengths.max),
    ),
    // What became of the services' work.
    measure("owed", Unit::Count, Of::Run, "pieces of work owed to services", |_, p, _| {
        count(p.summary.ledger.owed)
    }),
    measure("done", Unit::Count, Of::Either, "pieces of owed work that were done", |_, p, of| {
        match of {
            None => count(p.summary.ledger.done),
            Some(service) => count(p.summary.done_after.get(usize::from(service))?.count as u32),
        }
    }),
    measure(
        "done_after.p50_ms",
        Unit::Ms,
        Of::Service,
        "sending until this service is done, half",
        |_, p, of| length(done_after(p, of)?, |lengths| lengths.p50),
    ),
    measure(
        "done_after.max_ms",
        Unit::Ms,
        Of::Service,
        "sending until this service is done, longest",
        |_, p, of| length(done_after(p, of)?, |lengths| lengths.max),
    ),
    measure("pending", Unit::Count, Of::Run, "pieces of work that may still be done", |_, p, _| {
        count(p.summary.ledger.pending())
    }),
    measure(
        "missing",
        Unit::Count,
        Of::Either,
        "pieces of work that will never be done",
        |_, p, of| {
            tally(p, of, |what| match what {
                What::Missing { service, .. } => Some(service),
                _ => None,
            })
        },
    ),
    measure("cancelled", Unit::Count, Of::Run, "work for services that were removed", |_, p, _| {
        count(p.summary.ledger.cancelled)
    }),
    measure(
        "repeated",
        Unit::Count,
        Of::Either,
        "work that was done more than once",
        |_, p, of| ended(p, of, Effect::Repeated),
    ),
    measure(
        "backfilled",
        Unit::Count,
        Of::Either,
        "work for tasks older than the service",
        |_, p, of| ended(p, of, Effect::Backfilled),
    ),
    // What calls met.
    measure("calls", Unit::Count, Of::Either, "calls that a service took", |_, p, of| {
        tally(p, of, |what| match what {
            What::Called { service, .. } => Some(service),
            _ => None,
        })
    }),
    measure("refused", Unit::Count, Of::Either, "calls that a service refused", |_, p, of| {
        tally(p, of, |what| match what {
            What::Refused { service, .. } => Some(service),
            _ => None,
        })
    }),
    measure(
        "timed_out",
        Unit::Count,
        Of::Either,
        "calls that were given up after the timeout",
        |_, p, of| {
            tally(p, of, |what| match what {
                What::CallTimedOut { service, .. } => Some(service),
                _ => None,
            })
        },
    ),
    measure(
        "queue.max",
        Unit::Count,
        Of::Service,
        "the most calls that waited for a worker",
        |_, p, of| p.summary.queue.get(usize::from(of?)).copied().and_then(count),
    ),
    // What the log held.
    measure("records", Unit::Count, Of::Run, "records in the log", |_, p, _| {
        tally(p, None, |what| matches!(what, What::Appended { .. }).then_some(0))
    }),
    measure(
        "lag.max",
        Unit::Count,
        Of::Service,
        "the most records that a group was behind",
        |_, p, of| p.summary.lag.get(usize::from(of?)).and_then(|lag| count(lag.0)),
    ),
    measure(
        "lag.end",
        Unit::Count,
        Of::Service,
        "how many records a group is behind at the end",
        |_, p, of| p.summary.lag.get(usize::from(of?)).and_then(|lag| count(lag.1)),
    ),
    measure(
        "caught_up_s",
        Unit::S,
        Of::Service,
        "from a service's return until it has caught up",
        |_, p, of| caught_up(p, of?),
    ),
    // What a programmer has to change.
    measure(
        "code.lines",
        Unit::Count,
        Of::Run,
        "lines of the producer's source at the end",
        |run, p, _| count(sources(run, p).1.lines.len() as u32),
    ),
    measure(
        "diff.lines",
        Unit::Count,
        Of::Run,
        "lines of it that change as services come and go",
        |run, p, _| {
            count({
                let diff = diff(run, p);
                (diff.added + diff.removed) as u32
            })
        },
    ),
    measure(
        "diff.imports",
        Unit::Count,
        Of::Run,
        "those of them that import something",
        |run, p, _| count(diff(run, p).imports as u32),
    ),
    measure(
        "diff.redeploys",
        Unit::Count,
        Of::Run,
        "1 if the producer has to be deployed again",
        |run, p, _| count(diff(run, p).redeploys as u32),
    ),
];

/// The measure of a name.
pub(super) fn find(name: &str) -> Result<&'static Measure, Absent> {
    if let Some(found) = MEASURES.iter().find(|measure| measure.name == name) {
        return Ok(found);
    }
    fn family(name: &str) -> &str {
        name.split('.').next().unwrap_or(name)
    }
    let mut near: Vec<&str> = MEASURES.iter().map(|measure| measure.name).collect();
    if near.iter().any(|other| family(other) == family(name)) {
        near.retain(|other| family(other) == family(name));
    } else {
        near.iter_mut().for_each(|other| *other = family(other));
        near.dedup();
    }
    Err(Absent::Unknown {
        what: format!("no measure is called `{}`", engine::toml::short(name)),
        help: format!("use one of {}", near.join(", ")),
    })
}

fn count(number: u32) -> Option<u64> {
    Some(u64::from(number) * 1_000)
}

/// One of several lengths, in thousandths of a millisecond; nothing if there were none.
fn length(of: Percentiles, pick: fn(Percentiles) -> Duration) -> Option<u64> {
    (of.count > 0).then(|| pick(of).0)
}

fn done_after(played: &Played, of: Option<ServiceId>) -> Option<Percentiles> {
    played.summary.done_after.get(usize::from(of?)).copied()
}

/// How often something happened to a service, or to any.
fn tally(played: &Played, of: Option<ServiceId>, at: fn(What) -> Option<ServiceId>) -> Option<u64> {
    let happened = played.history.occurrences().iter().filter_map(|occurrence| at(occurrence.what));
    count(happened.filter(|service| of.is_none_or(|of| of == *service)).count() as u32)
}

fn ended(played: &Played, of: Option<ServiceId>, wanted: Effect) -> Option<u64> {
    let ended = played.history.occurrences().iter().filter(|occurrence| match occurrence.what {
        What::HandlingEnded { service, effect, .. } => {
            effect == wanted && of.is_none_or(|of| of == service)
        }
        _ => false,
    });
    count(ended.count() as u32)
}

/// From the sending of a task until the last of its services is done, of tasks that all were done for.
fn complete(played: &Played) -> Percentiles {
    let tasks = played.history.tasks();
    let mut owed = vec![0u8; tasks.len()];
    let mut lengths = Vec::new();
    for occurrence in played.history.occurrences() {
        match occurrence.what {
            What::Sent { task, owed: services } => {
                if let Some(left) = owed.get_mut(task as usize) {
                    *left = services;
                }
            }
            What::HandlingEnded { task, effect: Effect::Done, .. } => {
                let (Some(left), Some(times)) =
                    (owed.get_mut(task as usize), tasks.get(task as usize))
                else {
                    continue;
                };
                *left = left.saturating_sub(1);
                if *left == 0 {
                    lengths.push(occurrence.at - times.sent);
                }
            }
            _ => {}
        }
    }
    Percentiles::of(lengths)
}

/// From the last return of a service, or its joining, until its group first had nothing left to read.
fn caught_up(played: &Played, service: ServiceId) -> Option<u64> {
    let history = &played.history;
    let back = history.occurrences().iter().rev().find(|occurrence| match occurrence.what {
        What::ModeSet { service: whose, mode: Mode::Up } => whose == service,
        What::ServiceAdded { service: whose, .. } => whose == service,
        _ => false,
    })?;
    let moves = |what| match what {
        What::Committed { service: whose, .. } | What::Resumed { service: whose, .. } => {
            whose == service
        }
        _ => false,
    };
    let from = history.count_until(back.at).saturating_sub(1);
    // A group of the direct side never moves, so that nothing is found there.
    let moved = history.occurrences().get(from..)?.iter().filter(|next| moves(next.what));
    let mut instants: Vec<_> = moved.map(|next| next.at).collect();
    instants.dedup();
    let level = instants.into_iter().find(|at| history.at(*at).lag(service) == 0)?;
    // Microseconds, in thousandths of a second.
    Some((level - back.at).0 / 1_000)
}

/// The producer's source before anything happened and at the end.
fn sources(run: &Run, played: &Played) -> (engine::system::Listing, engine::system::Listing) {
    let Run { scenario, interventions, .. } = run;
    let present =
        |services: Vec<ServiceId>| producer(scenario, played.style, interventions, &services);
    let first = (0..scenario.services.len()).filter_map(|id| ServiceId::try_from(id).ok());
    let last = scenario.present(interventions, played.history.horizon());
    (present(first.collect()), present(last))
}

fn diff(run: &Run, played: &Played) -> ProducerDiff {
    let (before, after) = sources(run, played);
    producer_diff(&before, &after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_measures_have_one_name_and_families_stand_together() {
        for (index, measure) in MEASURES.iter().enumerate() {
            let same = MEASURES.iter().position(|other| other.name == measure.name);
            assert_eq!(same, Some(index), "{}", measure.name);
            assert!(!measure.about.is_empty(), "{}", measure.name);
        }
    }

    #[test]
    fn a_near_miss_is_told_its_family_and_a_far_one_all_families() {
        let help = |name| match find(name) {
            Err(Absent::Unknown { help, .. }) => help,
            found => panic!("{found:?}"),
        };
        let waits = "use one of wait.min_ms, wait.p50_ms, wait.p95_ms, wait.p99_ms, wait.max_ms";
        assert_eq!(help("wait.p51_ms"), waits);
        assert!(help("latency").contains("wait, error, sent"), "{}", help("latency"));
        assert!(help("latency").len() < 300, "a message is cut at 300 characters");
    }
}
