//! The state of a run at an instant, folded from what happened up to it.
//!
//! It is small whatever the load: counts where there may be many, names only where the number is
//! bounded. Never here: anything that is still to come.

use crate::history::values::{Breaker, Effect, ReadOutcome};
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::intervention::{Mode, Start};
use crate::sim::{Duration, Instant};

/// The state at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Every service of the roster, by id.
    pub services: Vec<ServiceState>,
    /// Whether the broker is up.
    pub broker_up: bool,
    /// The next offset of each partition.
    pub log_end: Vec<u32>,
    /// The oldest offset that each partition still holds.
    pub log_start: Vec<u32>,
    /// How many of those partitions there are by now.
    pub partitions: u8,
    /// Whether each service reads a topic of its own, of one partition, rather than all of them one topic.
    pub own_topics: bool,
    /// What the producer holds.
    pub publishing: Publishing,
    /// What became of tasks and effects.
    pub ledger: Ledger,
    /// The task whose user's wait ended last.
    pub last_ended: Option<TaskId>,
    /// A task sent when nobody else waited, while nobody's wait has ended since.
    pub lone: Option<TaskId>,
    /// Tasks that wait for a place at the service in front of the producer, and at the producer.
    pub held: [u32; 2],
    /// Whether the producer is being deployed.
    pub deploying: bool,
    /// Events in the outbox that the relay has not marked as published.
    pub outbox: u32,
    /// What users saw who read their own writes.
    pub reads: Reads,
    /// Minutes that have been skipped.
    pub skipped_minutes: u32,
}

/// Reads by users of their own writes, by what they saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// The write.
    pub fresh: u32,
    /// Not the write.
    pub stale: u32,
    /// Not the write, but something honest in its place.
    pub covered: u32,
}

/// Records between the producer and the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Publishing {
    /// Held back because their batch lingers or the broker is away.
    pub buffered: u32,
    /// Sends that wait for room in the buffer.
    pub blocked: u32,
}

/// A service at an instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceState {
    /// Whether it is part of the system.
    pub present: bool,
    /// Up, down, hanging, slow.
    pub mode: Mode,
    /// What each worker does; behind those that there are, what one does that goes when it is done.
    pub in_hand: Vec<Option<InHand>>,
    /// Calls that wait for a worker.
    pub queued: u32,
    /// The last task that failed before this service was asked.
    pub never_asked: Option<TaskId>,
    /// Its consumer group; on the direct side of no meaning.
    pub group: GroupState,
    /// Its workers, as many bits from the lowest.
    pub workers: u32,
    /// Workers that have crashed, a bit each.
    pub crashed: u32,
    /// The producer's circuit breaker for it.
    pub breaker: Breaker,
    /// Calls to it that wait to be made again.
    pub retrying: u32,
    /// Calls to it that were made again.
    pub retries: u32,
}

/// A consumer group at an instant, by partition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupState {
    /// The offset of the next record to fetch.
    pub position: Vec<u32>,
    /// The offset of the first record to read after a failure.
    pub committed: Vec<u32>,
    /// Whether it shares its partitions out anew.
    pub rebalancing: bool,
    /// The members that it counts on, a bit each.
    pub members: u32,
    /// Records that it has parked in the dead-letter topic.
    pub dead_letters: u32,
}

/// A piece of work in a worker's hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InHand {
    /// For this task.
    pub task: TaskId,
    /// Since then.
    pub since: Instant,
    /// For so long, if nothing comes between.
    pub lasts: Duration,
    /// Read from this partition.
    pub partition: u8,
    /// Read at this offset.
    pub offset: u32,
}

/// Counts of tasks and effects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Tasks that users sent.
    pub sent: u32,
    /// Tasks whose users had an answer.
    pub answered: u32,
    /// Tasks whose users had an error or gave up.
    pub failed: u32,
    /// Failed tasks with at least one effect done.
    pub half_done: u32,
    /// Effects that tasks have owed.
    pub owed: u32,
    /// Owed effects that happened.
    pub done: u32,
    /// Owed effects that will never happen.
    pub missing: u32,
    /// Owed effects whose service was removed.
    pub cancelled: u32,
    /// Work done more often than once.
    pub repeated: u32,
    /// Work done for tasks older than the service.
    pub backfilled: u32,
    /// Work left because the service recognised the task.
    pub recognised: u32,
    /// Work that failed at its end.
    pub erred: u32,
    /// Tasks that are a user's second or later attempt; they are among those sent.
    pub sent_again: u32,
    /// Tasks in the producer's database.
    pub saved: u32,
    /// Records in the log.
    pub appended: u32,
}

impl Ledger {
    /// Tasks whose users still wait.
    pub fn waiting(&self) -> u32 {
        self.sent - self.answered - self.failed
    }

    /// Owed effects that may still happen.
    pub fn pending(&self) -> u32 {
        self.owed - self.done - self.missing - self.cancelled
    }

    /// Answered among those sent, in whole per cent; `None` while none is. Rounded down, so that 100
    /// means all.
    pub fn per_cent_answered(&self) -> Option<u32> {
        (100 * self.answered).checked_div(self.sent)
    }
}

impl Ledger {
    pub(crate) fn count(&mut self, effect: Effect) {
        match effect {
            Effect::Done => self.done += 1,
            Effect::Repeated => self.repeated += 1,
            Effect::Backfilled => self.backfilled += 1,
            Effect::Recovered => {
                self.missing -= 1;
                self.done += 1;
            }
            Effect::Recognised => self.recognised += 1,
        }
    }
}

impl ServiceState {
    pub(crate) fn new(present: bool, workers: u32, partitions: u32) -> Self {
        let zeros = || vec![0; partitions as usize];
        let all = bits(workers);
        Self {
            present,
            in_hand: vec![None; workers as usize],
            workers: all,
            group: GroupState {
                position: zeros(),
                committed: zeros(),
                members: if present { all } else { 0 },
                ..GroupState::default()
            },
            ..Self::default()
        }
    }

    pub(crate) fn set_mode(&mut self, mode: Mode) {
        match (self.mode, mode) {
            (_, Mode::Down) => self.group.members = 0,
            (Mode::Down, _) => self.group.members = self.workers & !self.crashed,
            _ => {}
        }
        self.mode = mode;
    }

    pub(crate) fn scale(&mut self, workers: u8) {
        let length = self.in_hand.len().max(usize::from(workers));
        self.in_hand.resize(length, None);
        self.workers = bits(workers.into());
        self.crashed &= self.workers;
        self.let_idle_go();
    }

    pub(crate) fn take_up(&mut self, worker: u8, in_hand: InHand) {
        // A worker is free only when nobody queues, so that whatever starts behind a queue is its head.
        self.queued = self.queued.saturating_sub(1);
        self.in_hand[usize::from(worker)] = Some(in_hand);
        let position = &mut self.group.position[usize::from(in_hand.partition)];
        *position = (*position).max(in_hand.offset + 1);
    }

    pub(crate) fn put_down(&mut self, worker: u8) {
        self.in_hand[usize::from(worker)] = None;
        self.let_idle_go();
    }

    /// Workers that there are no longer go when they have nothing in hand.
    fn let_idle_go(&mut self) {
        let wanted = self.workers.count_ones() as usize;
        while self.in_hand.len() > wanted && self.in_hand.last() == Some(&None) {
            self.in_hand.pop();
        }
    }

    /// How many workers are busy.
    pub fn busy(&self) -> usize {
        self.in_hand.iter().flatten().count()
    }
}

/// As many bits as there are workers.
fn bits(workers: u32) -> u32 {
    u32::MAX.checked_shr(32 - workers.min(32)).unwrap_or(0)
}

impl Snapshot {
    pub(crate) fn new(
        services: Vec<ServiceState>,
        partitions: u32,
        live: u8,
        own_topics: bool,
    ) -> Self {
        Self {
            services,
            broker_up: true,
            log_end: vec![0; partitions as usize],
            publishing: Publishing::default(),
            ledger: Ledger::default(),
            last_ended: None,
            lone: None,
            log_start: vec![0; partitions as usize],
            partitions: live,
            own_topics,
            held: [0, 0],
            deploying: false,
            outbox: 0,
            reads: Reads::default(),
            skipped_minutes: 0,
        }
    }

    /// Records of a partition that a group has still to finish: log end less committed offset.
    pub fn lag_of(&self, service: ServiceId, partition: usize) -> u32 {
        let committed = self.services[usize::from(service)].group.committed[partition];
        self.log_end[partition].saturating_sub(committed)
    }

    /// The partitions that a group reads.
    pub fn read_by(&self, service: ServiceId) -> std::ops::Range<usize> {
        match usize::from(service) {
            topic if self.own_topics => topic..topic + 1,
            _ => 0..self.log_end.len(),
        }
    }

    /// Records that a group has still to finish, over all partitions that it reads.
    pub fn lag(&self, service: ServiceId) -> u32 {
        self.read_by(service).map(|partition| self.lag_of(service, partition)).sum()
    }

    pub(crate) fn bytes(&self) -> usize {
        let per_partition = self.log_end.len() * size_of::<u32>();
        let service = |state: &ServiceState| {
            size_of::<ServiceState>()
                + state.in_hand.len() * size_of::<Option<InHand>>()
                + 2 * per_partition
        };
        size_of::<Self>() + 2 * per_partition + self.services.iter().map(service).sum::<usize>()
    }

    pub(crate) fn service_mut(&mut self, service: ServiceId) -> &mut ServiceState {
        &mut self.services[usize::from(service)]
    }

    pub(crate) fn add(&mut self, service: ServiceId, start: Start) {
        // Its group may take a while to form, and is behind from here meanwhile.
        let begins = match start {
            Start::Latest => self.log_end.clone(),
            Start::Earliest => self.log_start.clone(),
        };
        let state = self.service_mut(service);
        state.present = true;
        state.group.members = state.workers;
        state.group.committed.clone_from(&begins);
        state.group.position = begins;
    }

    /// The wait of this task's user is over.
    pub(crate) fn end(&mut self, task: TaskId) {
        self.last_ended = Some(task);
        self.lone = None;
    }
}

impl Reads {
    pub(crate) fn count(&mut self, outcome: ReadOutcome) {
        match outcome {
            ReadOutcome::Fresh => self.fresh += 1,
            ReadOutcome::Stale => self.stale += 1,
            ReadOutcome::Entity | ReadOutcome::Cached | ReadOutcome::Processing => {
                self.covered += 1;
            }
        }
    }
}
