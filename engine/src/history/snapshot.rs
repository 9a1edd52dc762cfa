//! The state of a run at an instant, folded from what happened up to it.
//!
//! It is small whatever the load: counts where there may be many, names only where the number is
//! bounded. Never here: anything that is still to come.

use crate::history::occurrence::{Breaker, Cause, Effect, Loss, Occurrence, ReadOutcome, What};
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
    pub group: Group,
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
pub struct Group {
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

impl ServiceState {
    pub(crate) fn new(present: bool, workers: u32, partitions: u32) -> Self {
        let zeros = || vec![0; partitions as usize];
        let all = bits(workers);
        Self {
            present,
            in_hand: vec![None; workers as usize],
            workers: all,
            group: Group {
                position: zeros(),
                committed: zeros(),
                members: if present { all } else { 0 },
                ..Group::default()
            },
            ..Self::default()
        }
    }

    fn put_down(&mut self, worker: u8) {
        self.in_hand[usize::from(worker)] = None;
        self.let_idle_go();
    }

    /// Workers that there are no longer go when they have nothing in hand.
    fn let_idle_go(&mut self) {
        let staff = self.workers.count_ones() as usize;
        while self.in_hand.len() > staff && self.in_hand.last() == Some(&None) {
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

    pub(crate) fn apply(&mut self, occurrence: Occurrence) {
        let at = occurrence.at;
        match occurrence.what {
            What::ModeSet { service, mode } => self.set_mode(service, mode),
            What::BrokerSet { up } => self.broker_up = up,
            What::Scaled { .. }
            | What::Crashed { .. }
            | What::Revived { .. }
            | What::MemberLost { .. }
            | What::MemberJoined { .. } => self.apply_to_workers(occurrence.what),
            What::Skipped { minutes } => self.skipped_minutes += minutes,
            What::Deploying { up } => self.deploying = !up,
            What::SentAgain { .. } => self.ledger.sent_again += 1,
            What::Held { gate, .. } => self.held[gate as usize] += 1,
            What::Admitted { gate, .. } | What::LeftGate { gate, .. } => {
                self.held[gate as usize] -= 1;
            }
            What::HandlingFailed { service, worker, .. } => {
                self.service(service).put_down(worker);
                self.ledger.erred += 1;
            }
            What::RetryPlanned { service, .. } => self.service(service).retrying += 1,
            What::RetryDue { service, made, .. } => {
                let state = self.service(service);
                state.retrying -= 1;
                state.retries += u32::from(made);
            }
            What::BreakerSet { service, breaker } => self.service(service).breaker = breaker,
            What::Blocked { .. } => self.publishing.blocked += 1,
            What::Unblocked { .. } => self.publishing.blocked -= 1,
            What::Partitioned { partitions } => self.partitions = partitions,
            What::Polled { service, partition, from, count, .. } => {
                let position = &mut self.service(service).group.position;
                position[usize::from(partition)] = from + u32::from(count);
            }
            What::Rebalancing { service, done } => self.service(service).group.rebalancing = !done,
            What::Deleted { partition, before } => {
                self.log_start[usize::from(partition)] = before;
            }
            What::DeadLettered { service, .. } => self.service(service).group.dead_letters += 1,
            What::Outboxed { .. } => self.outbox += 1,
            What::Relayed { .. } => self.outbox -= 1,
            What::Read { outcome, .. } => self.reads.count(outcome),
            What::ServiceAdded { service, start } => {
                // Its group may take a while to form, and is behind from here meanwhile.
                let begins = match start {
                    Start::Latest => self.log_end.clone(),
                    Start::Earliest => self.log_start.clone(),
                };
                let state = self.service(service);
                state.present = true;
                state.group.members = state.workers;
                state.group.committed.clone_from(&begins);
                state.group.position = begins;
            }
            What::ServiceRemoved { service } => {
                self.service(service).present = false;
                self.service(service).queued = 0;
            }
            What::Saved { .. } => self.ledger.saved += 1,
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
                self.ledger.appended += 1;
            }
            What::HandlingStarted { service, worker, partition, task, offset, lasts_us } => {
                let lasts = Duration(lasts_us.into());
                let in_hand = InHand { task, since: at, lasts, partition, offset };
                self.start(service, worker, in_hand);
            }
            What::HandlingEnded { service, worker, effect, .. } => {
                self.service(service).put_down(worker);
                self.count(effect);
            }
            What::HandlingAbandoned { service, worker, .. } => {
                self.service(service).put_down(worker);
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
            | What::Tuned { .. }
            | What::ServiceTuned { .. }
            | What::CallFailed { .. }
            | What::QueueFull { .. }
            | What::RetryDenied { .. }
            | What::ShortCircuited { .. }
            | What::FellBack { .. }
            | What::Unconfirmed { .. }
            | What::CommitFailed { .. }
            | What::OffsetsForgotten { .. }
            | What::PassedOver { .. }
            | What::Replied { .. }
            | What::Called { .. }
            | What::CallLost { .. }
            | What::CallTimedOut { .. }
            | What::CallReturned { .. }
            | What::CallDropped { .. } => {}
        }
    }

    fn set_mode(&mut self, service: ServiceId, mode: Mode) {
        let state = self.service(service);
        match (state.mode, mode) {
            (_, Mode::Down) => state.group.members = 0,
            (Mode::Down, _) => state.group.members = state.workers & !state.crashed,
            _ => {}
        }
        state.mode = mode;
    }

    fn apply_to_workers(&mut self, what: What) {
        match what {
            What::Scaled { service, workers } => {
                let state = self.service(service);
                let length = state.in_hand.len().max(usize::from(workers));
                state.in_hand.resize(length, None);
                state.workers = bits(workers.into());
                state.crashed &= state.workers;
                state.let_idle_go();
            }
            What::Crashed { service, worker } => self.service(service).crashed |= 1 << worker,
            What::Revived { service, worker } => self.service(service).crashed &= !(1 << worker),
            What::MemberLost { service, worker, .. } => {
                self.service(service).group.members &= !(1 << worker);
            }
            What::MemberJoined { service, worker } => {
                self.service(service).group.members |= 1 << worker;
            }
            _ => {}
        }
    }

    fn start(&mut self, service: ServiceId, worker: u8, in_hand: InHand) {
        let state = self.service(service);
        // A worker is free only when nobody queues, so that whatever starts behind a queue is its head.
        state.queued = state.queued.saturating_sub(1);
        state.in_hand[usize::from(worker)] = Some(in_hand);
        let position = &mut state.group.position[usize::from(in_hand.partition)];
        *position = (*position).max(in_hand.offset + 1);
    }

    fn count(&mut self, effect: Effect) {
        match effect {
            Effect::Done => self.ledger.done += 1,
            Effect::Repeated => self.ledger.repeated += 1,
            Effect::Backfilled => self.ledger.backfilled += 1,
            Effect::Recovered => {
                self.ledger.missing -= 1;
                self.ledger.done += 1;
            }
            Effect::Recognised => self.ledger.recognised += 1,
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

impl Reads {
    fn count(&mut self, outcome: ReadOutcome) {
        match outcome {
            ReadOutcome::Fresh => self.fresh += 1,
            ReadOutcome::Stale => self.stale += 1,
            ReadOutcome::Entity | ReadOutcome::Cached | ReadOutcome::Processing => {
                self.covered += 1;
            }
        }
    }
}
