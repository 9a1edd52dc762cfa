//! Figures of a whole run: waits, handling delays and lag.
//!
//! Never here: a figure that is not counted from the history.

use crate::history::call::Call;
use crate::history::control::Control;
use crate::history::group::Group;
use crate::history::occurrence::{Entry, Occurrence};
use crate::history::publish::Publish;
use crate::history::recording::History;
use crate::history::snapshot::{Ledger, ServiceState, Snapshot};
use crate::history::user::User;
use crate::history::values::Effect;
use crate::history::work::Work;
use crate::sim::{Duration, Instant};

/// The mean and the order statistics of a set of lengths, the latter by the nearest-rank method: each is a
/// length that occurred.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Percentiles {
    /// How many lengths there were.
    pub count: usize,
    /// Their sum by their number, to the whole microsecond below.
    pub mean: Duration,
    /// The smallest.
    pub min: Duration,
    /// Half are no longer.
    pub p50: Duration,
    /// 95 in 100 are no longer.
    pub p95: Duration,
    /// 99 in 100 are no longer.
    pub p99: Duration,
    /// The largest.
    pub max: Duration,
}

/// The figures of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The ledger at the horizon.
    pub ledger: Ledger,
    /// From sending to answer, of answered tasks.
    pub answered_after: Percentiles,
    /// From sending to error or giving up, of failed tasks.
    pub failed_after: Percentiles,
    /// By service: from the first sending of a task to the end of its handling there, of owed effects done.
    pub done_after: Vec<Percentiles>,
    /// By service: the most records that its group was behind once everything of an instant had happened,
    /// and how many at the end. Zero on the direct side.
    pub lag: Vec<(u32, u32)>,
    /// By service: the most calls that waited for a worker once everything of an instant had happened. Zero
    /// on the Kafka side.
    pub queue: Vec<u32>,
}

impl Percentiles {
    /// Of these lengths, in any order.
    pub fn of(mut lengths: Vec<Duration>) -> Self {
        lengths.sort_unstable();
        let count = lengths.len();
        let rank = |per_cent: usize| {
            let index = (count * per_cent).div_ceil(100).saturating_sub(1);
            lengths.get(index).copied().unwrap_or_default()
        };
        let sum: u128 = lengths.iter().map(|length| u128::from(length.0)).sum();
        // The mean of lengths is no longer than the longest, which fits.
        let mean = sum.checked_div(count as u128).map_or(0, |mean| mean as u64);
        Self {
            count,
            mean: Duration(mean),
            min: rank(0),
            p50: rank(50),
            p95: rank(95),
            p99: rank(99),
            max: rank(100),
        }
    }
}

/// Counts the figures of a run.
pub fn summarise(history: &History) -> Summary {
    let services = history.roster().len();
    let mut done: Vec<Vec<Duration>> = vec![Vec::new(); services];
    let mut lag = Backlog::new(history.initial());
    let mut queues = vec![Queue::default(); services];
    let mut first_sent: Vec<Instant> = history.tasks().iter().map(|task| task.sent).collect();
    for entry in history.occurrences() {
        lag.note(*entry);
        match entry.what {
            Occurrence::Work(Work::Ended {
                service,
                task,
                effect: Effect::Done | Effect::Recovered,
                ..
            }) => {
                done[usize::from(service)].push(entry.at - first_sent[task as usize]);
            }
            Occurrence::User(User::SentAgain { task, of }) => {
                first_sent[task as usize] = first_sent[of as usize]
            }
            Occurrence::Call(Call::Queued { service, .. }) => {
                queues[usize::from(service)].set(entry.at, |length| length + 1);
            }
            Occurrence::Work(Work::Started { service, .. })
            | Occurrence::Call(Call::QueueLost { service, .. }) => {
                queues[usize::from(service)].set(entry.at, |length| length.saturating_sub(1));
            }
            Occurrence::Control(Control::ServiceRemoved { service }) => {
                queues[usize::from(service)].set(entry.at, |_| 0);
            }
            _ => {}
        }
    }
    let waits = |failed: bool| {
        let ended = history.tasks().iter().filter_map(|task| {
            let (at, cause) = task.ended?;
            (cause.is_some() == failed).then_some(at - task.sent)
        });
        Percentiles::of(ended.collect())
    };
    Summary {
        ledger: history.at(history.horizon()).ledger,
        answered_after: waits(false),
        failed_after: waits(true),
        done_after: done.into_iter().map(Percentiles::of).collect(),
        lag: lag.figures(),
        queue: queues.into_iter().map(Queue::peak).collect(),
    }
}

/// The calls that wait for a service, followed through a run. Its peak is taken between instants: a call
/// may arrive just before the one that it would wait for ends.
#[derive(Clone, Copy, Default)]
struct Queue {
    at: Instant,
    length: u32,
    most: u32,
}

impl Queue {
    fn set(&mut self, at: Instant, next: impl Fn(u32) -> u32) {
        if self.at < at {
            self.most = self.peak();
            self.at = at;
        }
        self.length = next(self.length);
    }

    fn peak(self) -> u32 {
        self.most.max(self.length)
    }
}

/// The lag of each group, followed through a run. Its peak is taken between instants: a group resumes one
/// partition after another, and is behind on none of them meanwhile.
struct Backlog {
    at: Instant,
    own_topics: bool,
    ends: Vec<u32>,
    committed: Vec<Option<Vec<u32>>>,
    most: Vec<u32>,
}

impl Backlog {
    fn new(initial: &Snapshot) -> Self {
        let reading = |service: &ServiceState| service.present.then(|| initial.log_end.clone());
        Self {
            at: Instant::START,
            own_topics: initial.own_topics,
            ends: initial.log_end.clone(),
            committed: initial.services.iter().map(reading).collect(),
            most: vec![0; initial.services.len()],
        }
    }

    fn note(&mut self, Entry { at, what }: Entry) {
        let moves = matches!(
            what,
            Occurrence::Publish(Publish::Appended { .. })
                | Occurrence::Group(Group::Committed { .. })
                | Occurrence::Group(Group::Resumed { .. })
                | Occurrence::Control(Control::ServiceRemoved { .. })
        );
        if moves && self.at < at {
            self.peak();
            self.at = at;
        }
        match what {
            Occurrence::Publish(Publish::Appended { partition, offset, .. }) => {
                self.ends[usize::from(partition)] = offset + 1;
            }
            Occurrence::Group(Group::Committed { service, partition, offset })
            | Occurrence::Group(Group::Resumed { service, partition, offset }) => {
                let partitions = self.ends.len();
                let group =
                    self.committed[usize::from(service)].get_or_insert_with(|| vec![0; partitions]);
                group[usize::from(partition)] = offset;
            }
            Occurrence::Control(Control::ServiceRemoved { service, .. }) => {
                self.committed[usize::from(service)] = None
            }
            _ => {}
        }
    }

    fn peak(&mut self) {
        for service in 0..self.most.len() {
            self.most[service] = self.most[service].max(self.lag(service));
        }
    }

    fn lag(&self, service: usize) -> u32 {
        let Some(committed) = &self.committed[service] else { return 0 };
        let own = if self.own_topics { service..service + 1 } else { 0..self.ends.len() };
        own.map(|partition| self.ends[partition].saturating_sub(committed[partition])).sum()
    }

    fn figures(mut self) -> Vec<(u32, u32)> {
        self.peak();
        (0..self.most.len()).map(|service| (self.most[service], self.lag(service))).collect()
    }
}
