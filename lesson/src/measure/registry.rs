//! The one list of what can be read off a run, each with its unit and what it means.
//!
//! A new measure is one entry here and is at once known to expectations, feedback and prose. Never here:
//! a figure that needs more than a run.

use super::amount::{MeasureError, Unit};
use super::counting::{
    caught_up, complete, count, diff, done_after, ended, failed_by, length, seconds, sources, tally,
};
use super::run::{Played, Run};
use super::tracing::{deleted, lopsided, overtaken, readers, window};
use engine::history::{
    Breaker, Call, Cause, Effect, Gate, Group, Occurrence, Publish, ReadOutcome, Task, User, Work,
};
use engine::scenario::ServiceId;
use engine::sim::Instant;

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

/// How often something happened to a service, or to any.
macro_rules! tallied {
    ($name:literal, $of:expr, $about:literal, $what:pat => $service:expr) => {
        measure($name, Unit::Count, $of, $about, |_, played, of| {
            tally(played, of, |what| match what {
                $what => Some($service),
                _ => None,
            })
        })
    };
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
    measure("done_after.p50_s", Unit::S, Of::Service, "the same in seconds, half", |_, p, of| {
        length(done_after(p, of)?, |lengths| lengths.p50).map(|ms| ms / 1_000)
    }),
    measure(
        "done_after.max_s",
        Unit::S,
        Of::Service,
        "the same in seconds, longest",
        |_, p, of| length(done_after(p, of)?, |lengths| lengths.max).map(|ms| ms / 1_000),
    ),
    measure("pending", Unit::Count, Of::Run, "pieces of work that may still be done", |_, p, _| {
        count(p.summary.ledger.pending())
    }),
    tallied!("missing", Of::Either, "pieces of work that will never be done", Occurrence::Work(Work::Missing { service, .. }) => service),
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
    measure(
        "recognised",
        Unit::Count,
        Of::Either,
        "work that a service left, for it had done it before",
        |_, p, of| ended(p, of, Effect::Recognised),
    ),
    measure(
        "undone",
        Unit::Count,
        Of::Run,
        "pieces of owed work that are not done at the end",
        |_, p, _| {
            let ledger = p.summary.ledger;
            count(ledger.pending() + ledger.missing)
        },
    ),
    // What the two writes of a task left behind.
    tallied!("saved", Of::Run, "tasks in the producer's database", Occurrence::Task(Task::Saved { .. }) => 0),
    measure("saved.only", Unit::Count, Of::Run, "tasks saved, and no event of them", |_, p, _| {
        count(lopsided(p, true))
    }),
    // What calls met.
    tallied!("calls", Of::Either, "calls that a service took", Occurrence::Call(Call::Made { service, .. }) => service),
    tallied!("refused", Of::Either, "calls that a service refused", Occurrence::Call(Call::Refused { service, .. }) => service),
    tallied!("timed_out", Of::Either, "calls that were given up after the timeout", Occurrence::Call(Call::TimedOut { service, .. }) => service),
    measure(
        "queue.max",
        Unit::Count,
        Of::Service,
        "the most calls that waited for a worker",
        |_, p, of| p.summary.queue.get(usize::from(of?)).copied().and_then(count),
    ),
    tallied!("retries", Of::Either, "calls that were made again", Occurrence::Call(Call::RetryDue { service, made: true, .. }) => service),
    tallied!("retries_denied", Of::Either, "retries that the budget did not allow", Occurrence::Call(Call::RetryDenied { service, .. }) => service),
    tallied!("opened", Of::Either, "times that a circuit breaker opened", Occurrence::Call(Call::BreakerSet { service, breaker: Breaker::Open }) => service),
    tallied!("short_circuited", Of::Either, "calls that an open breaker let not through", Occurrence::Call(Call::ShortCircuited { service, .. }) => service),
    tallied!("fell_back", Of::Either, "failed calls that the producer went on without", Occurrence::Call(Call::FellBack { service, .. }) => service),
    tallied!("handled", Of::Either, "times that a worker began to work for a task", Occurrence::Work(Work::Started { service, .. }) => service),
    // What came before and after the producer.
    tallied!("sent_again", Of::Run, "failed tasks that users sent again", Occurrence::User(User::SentAgain { .. }) => 0),
    tallied!("held", Of::Run, "tasks that had to wait for a place at the producer", Occurrence::Task(Task::Held { gate: Gate::Producer, .. }) => 0),
    tallied!("held_before", Of::Run, "tasks that had to wait for a place in front of it", Occurrence::Task(Task::Held { gate: Gate::Caller, .. }) => 0),
    measure(
        "caller_gave_up",
        Unit::Count,
        Of::Run,
        "tasks that the service in front gave up on",
        |_, p, _| failed_by(p, Cause::CallerGaveUp),
    ),
    measure("gave_up", Unit::Count, Of::Run, "tasks whose users waited no longer", |_, p, _| {
        failed_by(p, Cause::ClientGaveUp)
    }),
    measure(
        "refused_deploying",
        Unit::Count,
        Of::Run,
        "tasks that met a producer being deployed",
        |_, p, _| failed_by(p, Cause::Deploying),
    ),
    measure("reads.fresh", Unit::Count, Of::Run, "reads that saw the write", |_, p, _| {
        count(p.history.at(p.history.horizon()).reads.fresh)
    }),
    measure("reads.stale", Unit::Count, Of::Run, "reads that did not see the write", |_, p, _| {
        count(p.history.at(p.history.horizon()).reads.stale)
    }),
    measure(
        "reads.covered",
        Unit::Count,
        Of::Run,
        "reads that saw something honest in its place",
        |_, p, _| count(p.history.at(p.history.horizon()).reads.covered),
    ),
    tallied!("reads.entity", Of::Run, "those that saw what the answer had carried", Occurrence::User(User::Read { outcome: ReadOutcome::Entity, .. }) => 0),
    tallied!("reads.cached", Of::Run, "those that saw the pending cache", Occurrence::User(User::Read { outcome: ReadOutcome::Cached, .. }) => 0),
    tallied!("reads.processing", Of::Run, "those that saw that it is being processed", Occurrence::User(User::Read { outcome: ReadOutcome::Processing, .. }) => 0),
    measure(
        "window.min_ms",
        Unit::Ms,
        Of::Service,
        "from the answer until this service is done, shortest",
        |_, p, of| length(window(p, of?), |lengths| lengths.min),
    ),
    measure(
        "window.p50_ms",
        Unit::Ms,
        Of::Service,
        "from the answer until this service is done, half",
        |_, p, of| length(window(p, of?), |lengths| lengths.p50),
    ),
    measure(
        "window.max_ms",
        Unit::Ms,
        Of::Service,
        "from the answer until this service is done, longest",
        |_, p, of| length(window(p, of?), |lengths| lengths.max),
    ),
    measure("window.max_s", Unit::S, Of::Service, "the longest in seconds", |_, p, of| {
        length(window(p, of?), |lengths| lengths.max).map(|ms| ms / 1_000)
    }),
    // What the producer's client did with its records.
    tallied!("buffered", Of::Run, "records that waited in the producer", Occurrence::Publish(Publish::Buffered { .. }) => 0),
    tallied!("blocked", Of::Run, "sends that waited for room in the producer", Occurrence::Publish(Publish::Blocked { .. }) => 0),
    tallied!("undelivered", Of::Run, "records that the producer gave up", Occurrence::Publish(Publish::Undelivered { .. }) => 0),
    measure(
        "blocked.failed",
        Unit::Count,
        Of::Run,
        "tasks whose send found no room in time",
        |_, p, _| failed_by(p, Cause::BufferFull),
    ),
    // What the log held.
    tallied!("dead_letters", Of::Either, "records that were parked", Occurrence::Group(Group::DeadLettered { service, .. }) => service),
    tallied!("evicted", Of::Either, "members that did not poll in time", Occurrence::Group(Group::MemberLost { service, evicted: true, .. }) => service),
    tallied!("commit_failed", Of::Either, "commits that were refused", Occurrence::Group(Group::CommitFailed { service, .. }) => service),
    tallied!("forgotten", Of::Either, "times that Kafka forgot a group's position", Occurrence::Group(Group::OffsetsForgotten { service }) => service),
    measure(
        "readers",
        Unit::Count,
        Of::Service,
        "members of a group that have read anything",
        |_, p, of| count(readers(p, of?)),
    ),
    measure("overtaken", Unit::Count, Of::Service, "tasks begun after a later one", |_, p, of| {
        count(overtaken(p, of?, 1))
    }),
    measure(
        "overtaken.own",
        Unit::Count,
        Of::Service,
        "tasks begun after a later one of the same customer",
        |run, p, of| count(overtaken(p, of?, run.scenario.settings.customers())),
    ),
    tallied!("records", Of::Run, "records in the log", Occurrence::Publish(Publish::Appended { .. }) => 0),
    measure(
        "records.only",
        Unit::Count,
        Of::Run,
        "tasks with an event, and not saved",
        |_, p, _| count(lopsided(p, false)),
    ),
    measure(
        "records.deleted",
        Unit::Count,
        Of::Run,
        "records that the log has deleted",
        |_, p, _| count(deleted(p)),
    ),
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
        |_, p, of| caught_up(p, of?).map(|(back, level)| seconds(level - back)),
    ),
    measure(
        "caught_up_at_s",
        Unit::S,
        Of::Service,
        "when in the run it has caught up",
        |_, p, of| caught_up(p, of?).map(|(_, level)| seconds(level - Instant::START)),
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
pub(super) fn find(name: &str) -> Result<&'static Measure, MeasureError> {
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
    Err(MeasureError::Unknown {
        what: format!("no measure is called `{}`", engine::toml::short(name)),
        help: format!("use one of {}", near.join(", ")),
    })
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
            Err(MeasureError::Unknown { help, .. }) => help,
            found => panic!("{found:?}"),
        };
        let waits = "use one of wait.min_ms, wait.p50_ms, wait.p95_ms, wait.p99_ms, wait.max_ms";
        assert_eq!(help("wait.p51_ms"), waits);
        assert!(help("latency").contains("wait, error, sent"), "{}", help("latency"));
        assert!(help("latency").len() < 600, "a message is cut at 600 characters");
    }
}
