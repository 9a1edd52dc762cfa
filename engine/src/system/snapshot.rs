//! The state of a run at an instant, folded from what happened up to it.
//!
//! It is small whatever the load: counts where there may be many, names only where the number is
//! bounded. Never here: anything that is still to come.

use super::{Cause, Effect, Loss, Mode, Occurrence, ServiceId, TaskId, What};
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
    /// What the producer holds.
    pub publishing: Publishing,
    /// What became of tasks and effects.
    pub ledger: Ledger,
    /// The task whose user's wait ended last.
    pub last_ended: Option<TaskId>,
    /// A task sent when nobody else waited, while nobody's wait has ended since.
    pub lone: Option<TaskId>,
}

/// Records between the producer and the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Publishing {
    /// Held back because the broker is away.
    pub buffered: u32,
}

/// A service at an instant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceState {
    /// Whether it is part of the system.
    pub present: bool,
    /// Up, down, hanging, slow.
    pub mode: Mode,
    /// What each worker does.
    pub in_hand: Vec<Option<InHand>>,
    /// Calls that wait for a worker.
    pub queued: u32,
    /// The last task that failed before this service was asked.
    pub never_asked: Option<TaskId>,
    /// Its consumer group; on the direct side of no meaning.
    pub group: Group,
}

/// A consumer group at an instant, by partition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The offset of the next record to fetch.
    pub position: Vec<u32>,
    /// The offset of the first record to read after a failure.
    pub committed: Vec<u32>,
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

impl ServiceState {
    pub(super) fn new(present: bool, workers: u32, partitions: u32) -> Self {
        let zeros = || vec![0; partitions as usize];
        Self {
            present,
            in_hand: vec![None; workers as usize],
            group: Group { position: zeros(), committed: zeros() },
            ..Self::default()
        }
    }

    /// How many workers are busy.
    pub fn busy(&self) -> usize {
        self.in_hand.iter().flatten().count()
    }
}

impl Snapshot {
    pub(super) fn new(services: Vec<ServiceState>, partitions: u32) -> Self {
        Self {
            services,
            broker_up: true,
            log_end: vec![0; partitions as usize],
            publishing: Publishing::default(),
            ledger: Ledger::default(),
            last_ended: None,
            lone: None,
        }
    }

    /// Records of a partition that a group has still to finish: log end less committed offset.
    pub fn lag_of(&self, service: ServiceId, partition: usize) -> u32 {
        let committed = self.services[usize::from(service)].group.committed[partition];
        self.log_end[partition].saturating_sub(committed)
    }

    /// Records that a group has still to finish, over all partitions.
    pub fn lag(&self, service: ServiceId) -> u32 {
        (0..self.log_end.len()).map(|partition| self.lag_of(service, partition)).sum()
    }

    pub(super) fn bytes(&self) -> usize {
        let per_partition = self.log_end.len() * size_of::<u32>();
        let service = |state: &ServiceState| {
            size_of::<ServiceState>()
                + state.in_hand.len() * size_of::<Option<InHand>>()
                + 2 * per_partition
        };
        size_of::<Self>() + per_partition + self.services.iter().map(service).sum::<usize>()
    }

    pub(super) fn apply(&mut self, occurrence: Occurrence) {
        let at = occurrence.at;
        match occurrence.what {
            What::ModeSet { service, mode } => self.service(service).mode = mode,
            What::BrokerSet { up } => self.broker_up = up,
            What::ServiceAdded { service, .. } => self.service(service).present = true,
            What::ServiceRemoved { service } => {
                self.service(service).present = false;
                self.service(service).queued = 0;
            }
            What::Cancelled { .. } => self.ledger.cancelled += 1,
            What::Sent { task, owed } => {
                if self.ledger.waiting() == 0 {
                    self.lone = Some(task);
                }
                self.ledger.sent += 1;
                self.ledger.owed += u32::from(owed);
            }
            What::Queued { service, .. } => self.service(service).queued += 1,
            What::QueueLost { service, .. } => {
                let queued = &mut self.service(service).queued;
                *queued = queued.saturating_sub(1);
            }
            What::Publishing { again, .. } => {
                self.publishing.buffered -= u32::from(again);
            }
            What::Buffered { .. } => self.publishing.buffered += 1,
            What::Undelivered { under_way, .. } => {
                self.publishing.buffered -= u32::from(!under_way);
            }
            What::Appended { partition, offset, .. } => {
                self.log_end[usize::from(partition)] = offset + 1;
            }
            What::HandlingStarted { service, worker, partition, task, offset, lasts_us } => {
                let lasts = Duration(lasts_us.into());
                let in_hand = InHand { task, since: at, lasts, partition, offset };
                self.start(service, worker, in_hand);
            }
            What::HandlingEnded { service, worker, effect, .. } => {
                self.service(service).in_hand[usize::from(worker)] = None;
                self.count(effect);
            }
            What::HandlingAbandoned { service, worker, .. } => {
                self.service(service).in_hand[usize::from(worker)] = None;
            }
            What::Committed { service, partition, offset } => {
                self.service(service).group.committed[usize::from(partition)] = offset;
            }
            What::Resumed { service, partition, offset } => {
                let group = &mut self.service(service).group;
                group.committed[usize::from(partition)] = offset;
                group.position[usize::from(partition)] = offset;
            }
            What::Missing { service, task, why } => {
                self.ledger.missing += 1;
                if why == Loss::NeverAsked {
                    self.service(service).never_asked = Some(task);
                }
            }
            What::HalfDone { .. } => self.ledger.half_done += 1,
            What::Answered { task } => self.end(task, None),
            What::Failed { task, cause } => self.end(task, Some(cause)),
            What::ProducerRestarted
            | What::Refused { .. }
            | What::Stopped { .. }
            | What::LoadSet { .. }
            | What::Saved { .. }
            | What::Called { .. }
            | What::CallLost { .. }
            | What::CallTimedOut { .. }
            | What::CallReturned { .. }
            | What::CallDropped { .. } => {}
        }
    }

    fn start(&mut self, service: ServiceId, worker: u8, in_hand: InHand) {
        let state = self.service(service);
        // A worker is free only when nobody queues, so that whatever starts behind a queue is its head.
        state.queued = state.queued.saturating_sub(1);
        state.in_hand[usize::from(worker)] = Some(in_hand);
        state.group.position[usize::from(in_hand.partition)] = in_hand.offset + 1;
    }

    fn count(&mut self, effect: Effect) {
        match effect {
            Effect::Done => self.ledger.done += 1,
            Effect::Repeated => self.ledger.repeated += 1,
            Effect::Backfilled => self.ledger.backfilled += 1,
        }
    }

    fn end(&mut self, task: TaskId, cause: Option<Cause>) {
        match cause {
            None => self.ledger.answered += 1,
            Some(_) => self.ledger.failed += 1,
        }
        self.last_ended = Some(task);
        self.lone = None;
    }

    fn service(&mut self, service: ServiceId) -> &mut ServiceState {
        &mut self.services[usize::from(service)]
    }
}
