//! Everything that happened in a run, in order, and the state at any instant of it.
//!
//! The occurrences are the whole truth: the state at an instant is the nearest checkpoint with the
//! occurrences since folded into it. A checkpoint is taken when those weigh as much as it does, so that
//! all checkpoints together weigh no more than the occurrences, however many services there are.
//! Never here: deciding what happens.

use super::{Load, Mode, Service, ServiceId, Snapshot, Start, Style, TaskId};
use crate::sim::{Duration, Instant};

/// The fewest occurrences between two checkpoints.
const EVERY: usize = 256;

/// Something that happened, at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// When.
    pub at: Instant,
    /// What.
    pub what: What,
}

/// What can happen.
#[expect(missing_docs, reason = "the fields are ids, and say what the variant says")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A service's state was set.
    ModeSet { service: ServiceId, mode: Mode },
    /// The broker's power was set.
    BrokerSet { up: bool },
    /// A service joined.
    ServiceAdded { service: ServiceId, start: Start },
    /// A service left.
    ServiceRemoved { service: ServiceId },
    /// The producer's process restarted.
    ProducerRestarted,
    /// The load was changed.
    LoadSet { load: Load },
    /// A user sent a task; it owes this many effects.
    Sent { task: TaskId, owed: u8 },
    /// The producer's database has the task.
    Saved { task: TaskId },
    /// The producer called a service, which took the call.
    Called { task: TaskId, service: ServiceId },
    /// The call waits: every worker is busy.
    Queued { task: TaskId, service: ServiceId },
    /// The service is down and refused the call.
    Refused { task: TaskId, service: ServiceId },
    /// The service went down with the call.
    CallLost { task: TaskId, service: ServiceId },
    /// The producer waited no longer for the call.
    CallTimedOut { task: TaskId, service: ServiceId },
    /// The call was answered.
    CallReturned { task: TaskId, service: ServiceId },
    /// The service was removed, and with it the call.
    CallDropped { task: TaskId, service: ServiceId },
    /// The producer sent the record to the broker, for the first time or from its buffer.
    Publishing { task: TaskId, partition: u8, again: bool },
    /// The broker is away; the record waits in the producer.
    Buffered { task: TaskId, partition: u8 },
    /// The broker stored the record and acknowledged it.
    Appended { task: TaskId, partition: u8, offset: u32 },
    /// The producer gave up or lost the record, which was under way or in its buffer.
    Undelivered { task: TaskId, under_way: bool },
    /// A worker began to work for a task, and will for `lasts_us` if nothing comes between. On the
    /// direct side partition and offset are 0.
    HandlingStarted {
        service: ServiceId,
        worker: u8,
        partition: u8,
        task: TaskId,
        offset: u32,
        lasts_us: u32,
    },
    /// A worker finished.
    HandlingEnded { service: ServiceId, worker: u8, task: TaskId, effect: Effect },
    /// A worker was cut short.
    HandlingAbandoned { service: ServiceId, worker: u8, task: TaskId },
    /// A waiting call was lost with its service.
    QueueLost { task: TaskId, service: ServiceId },
    /// A group's next record to read, after a failure, is at this offset.
    Committed { service: ServiceId, partition: u8, offset: u32 },
    /// A group begins or resumes at this offset.
    Resumed { service: ServiceId, partition: u8, offset: u32 },
    /// An owed effect will never happen.
    Missing { task: TaskId, service: ServiceId, why: Loss },
    /// An owed effect was cancelled, because its service was removed.
    Cancelled { task: TaskId, service: ServiceId },
    /// The producer goes no further with a task: it forgot it, or a step failed when the user had
    /// already given up. Where the user learns of the failure, that says it.
    Stopped { task: TaskId },
    /// A failed task has taken effect somewhere.
    HalfDone { task: TaskId },
    /// The user had an answer.
    Answered { task: TaskId },
    /// The user had an error, or gave up.
    Failed { task: TaskId, cause: Cause },
}

/// What a finished piece of work counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The first for an owed effect.
    Done,
    /// Once more.
    Repeated,
    /// The first for a task older than the service.
    Backfilled,
}

/// Why an owed effect will never happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The program ended before it called.
    NeverAsked,
    /// The service refused.
    Refused,
    /// The service went down with the call.
    ServiceDown,
    /// The producer restarted before it called or published.
    Restarted,
    /// The record never reached the log.
    Undelivered,
}

/// Why a task failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// This service refused.
    Refused(ServiceId),
    /// This service went down with the call.
    ServiceDown(ServiceId),
    /// This service did not answer in time.
    TimedOut(ServiceId),
    /// The user waited no longer.
    ClientGaveUp,
    /// The record was not acknowledged in time.
    Undelivered,
    /// The producer restarted.
    Restarted,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// At its horizon.
    Horizon,
    /// At this instant, because more happened than one run may hold
    /// ([`super::OCCURRENCE_LIMIT`]).
    Limit(Instant),
}

/// When a task was sent, and when and how its user's wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskTimes {
    /// When it was sent.
    pub sent: Instant,
    /// When its user's wait ended, and the cause if in failure.
    pub ended: Option<(Instant, Option<Cause>)>,
    /// The index of its first occurrence.
    pub first: u32,
}

impl TaskTimes {
    /// How long the user had waited by `at`.
    pub fn waited(&self, at: Instant) -> Duration {
        match self.ended {
            Some((ended, _)) if ended <= at => ended - self.sent,
            _ => at - self.sent,
        }
    }
}

/// A whole run.
#[derive(Clone, Debug)]
pub struct History {
    style: Style,
    roster: Vec<Service>,
    occurrences: Vec<Occurrence>,
    checkpoints: Vec<Snapshot>,
    /// How many occurrences lie between two checkpoints; a state weighs the same all the run long.
    every: usize,
    head: Snapshot,
    tasks: Vec<TaskTimes>,
    horizon: Instant,
    end: End,
}

impl History {
    pub(super) fn begin(
        style: Style,
        roster: Vec<Service>,
        head: Snapshot,
        horizon: Instant,
    ) -> Self {
        Self {
            style,
            roster,
            occurrences: Vec::new(),
            checkpoints: vec![head.clone()],
            every: (head.bytes() / size_of::<Occurrence>()).max(EVERY),
            head,
            tasks: Vec::new(),
            horizon,
            end: End::Horizon,
        }
    }

    pub(super) fn record(&mut self, at: Instant, what: What) {
        match what {
            What::Sent { .. } => self.tasks.push(TaskTimes {
                sent: at,
                ended: None,
                first: self.occurrences.len() as u32,
            }),
            What::Answered { task } => self.tasks[task as usize].ended = Some((at, None)),
            What::Failed { task, cause } => {
                self.tasks[task as usize].ended = Some((at, Some(cause)));
            }
            _ => {}
        }
        let occurrence = Occurrence { at, what };
        self.occurrences.push(occurrence);
        self.head.apply(occurrence);
        if self.occurrences.len().is_multiple_of(self.every) {
            self.checkpoints.push(self.head.clone());
        }
    }

    pub(super) fn cut(&mut self, at: Instant) {
        self.end = End::Limit(at);
    }

    /// The style that ran.
    pub fn style(&self) -> Style {
        self.style
    }

    /// Every service of the run, by id.
    pub fn roster(&self) -> &[Service] {
        &self.roster
    }

    /// Everything that happened, in order.
    pub fn occurrences(&self) -> &[Occurrence] {
        &self.occurrences
    }

    /// Every task, by id.
    pub fn tasks(&self) -> &[TaskTimes] {
        &self.tasks
    }

    /// How far the run was to go.
    pub fn horizon(&self) -> Instant {
        self.horizon
    }

    /// How it ended.
    pub fn end(&self) -> End {
        self.end
    }

    /// How many occurrences lie at or before an instant.
    pub fn count_until(&self, at: Instant) -> usize {
        self.occurrences.partition_point(|occurrence| occurrence.at <= at)
    }

    /// The occurrences after `after`, up to and including `until`.
    pub fn between(&self, after: Instant, until: Instant) -> &[Occurrence] {
        &self.occurrences
            [self.count_until(after)..self.count_until(until).max(self.count_until(after))]
    }

    /// The state before anything happened.
    pub fn initial(&self) -> &Snapshot {
        &self.checkpoints[0]
    }

    /// The state at an instant: everything at it included, nothing later.
    pub fn at(&self, at: Instant) -> Snapshot {
        let count = self.count_until(at);
        let nearest = count / self.every;
        let mut snapshot = self.checkpoints[nearest].clone();
        for &occurrence in &self.occurrences[nearest * self.every..count] {
            snapshot.apply(occurrence);
        }
        snapshot
    }

    /// The next instant at which something happens.
    pub fn next_after(&self, at: Instant) -> Option<Instant> {
        self.occurrences.get(self.count_until(at)).map(|next| next.at)
    }

    /// The last instant before `at` at which something happened.
    pub fn last_before(&self, at: Instant) -> Option<Instant> {
        let count = self.occurrences.partition_point(|occurrence| occurrence.at < at);
        self.occurrences[..count].last().map(|last| last.at)
    }

    /// The tasks sent at or before an instant.
    pub fn sent_until(&self, at: Instant) -> &[TaskTimes] {
        &self.tasks[..self.tasks.partition_point(|task| task.sent <= at)]
    }

    /// What happened to one task up to an instant, in order.
    pub fn of_task(&self, task: TaskId, until: Instant) -> impl Iterator<Item = &Occurrence> {
        let first = self.tasks.get(task as usize).map_or(usize::MAX, |times| times.first as usize);
        let end = self.count_until(until);
        self.occurrences[first.min(end)..end]
            .iter()
            .filter(move |occurrence| occurrence.what.task() == Some(task))
    }

    /// A digest of the whole history. Two runs are the same if theirs are.
    pub fn hash(&self) -> u64 {
        self.occurrences.iter().fold(0xcbf2_9ce4_8422_2325, |hash, occurrence| {
            let fields = occurrence.what.words();
            [occurrence.at.0].iter().chain(&fields).fold(hash, |hash, &word| {
                (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(29)
            })
        })
    }

    /// Bytes of memory that the history occupies, near enough to state a limit.
    pub fn bytes(&self) -> usize {
        self.occurrences.capacity() * size_of::<Occurrence>()
            + self.tasks.capacity() * size_of::<TaskTimes>()
            + self.checkpoints.len() * self.head.bytes()
    }
}

impl What {
    /// The task that it happened to, if it happened to one.
    pub fn task(&self) -> Option<TaskId> {
        match *self {
            Self::Sent { task, .. }
            | Self::Saved { task }
            | Self::Called { task, .. }
            | Self::Queued { task, .. }
            | Self::Refused { task, .. }
            | Self::CallLost { task, .. }
            | Self::CallTimedOut { task, .. }
            | Self::CallReturned { task, .. }
            | Self::CallDropped { task, .. }
            | Self::Publishing { task, .. }
            | Self::Cancelled { task, .. }
            | Self::Stopped { task }
            | Self::Buffered { task, .. }
            | Self::Appended { task, .. }
            | Self::Undelivered { task, .. }
            | Self::HandlingStarted { task, .. }
            | Self::HandlingEnded { task, .. }
            | Self::HandlingAbandoned { task, .. }
            | Self::QueueLost { task, .. }
            | Self::Missing { task, .. }
            | Self::HalfDone { task }
            | Self::Answered { task }
            | Self::Failed { task, .. } => Some(task),
            Self::ModeSet { .. }
            | Self::BrokerSet { .. }
            | Self::ServiceAdded { .. }
            | Self::ServiceRemoved { .. }
            | Self::ProducerRestarted
            | Self::LoadSet { .. }
            | Self::Committed { .. }
            | Self::Resumed { .. } => None,
        }
    }

    /// Itself as numbers, for hashing: a tag, then its fields.
    fn words(&self) -> [u64; 4] {
        let pair = |tag: u64, task: TaskId, service: ServiceId| {
            [tag, u64::from(task), u64::from(service), 0]
        };
        let three = |tag: u64, a: u64, b: u64| [tag, a, b, 0];
        match *self {
            Self::ModeSet { service, mode } => three(1, service.into(), mode.word()),
            Self::BrokerSet { up } => three(2, up.into(), 0),
            Self::ServiceAdded { service, start } => {
                three(3, service.into(), (start == Start::Earliest).into())
            }
            Self::ServiceRemoved { service } => three(4, service.into(), 0),
            Self::ProducerRestarted => three(5, 0, 0),
            Self::LoadSet { load } => {
                let [kind, every] = load.pattern.words();
                [6, kind, every, load.tasks.map_or(u64::MAX, u64::from)]
            }
            Self::Sent { task, owed } => pair(7, task, owed),
            Self::Saved { task } => pair(8, task, 0),
            Self::Called { task, service } => pair(9, task, service),
            Self::Queued { task, service } => pair(10, task, service),
            Self::Refused { task, service } => pair(11, task, service),
            Self::CallLost { task, service } => pair(12, task, service),
            Self::CallTimedOut { task, service } => pair(13, task, service),
            Self::CallReturned { task, service } => pair(14, task, service),
            Self::CallDropped { task, service } => pair(15, task, service),
            Self::Publishing { task, partition, again } => {
                [16, task.into(), partition.into(), again.into()]
            }
            Self::Buffered { task, partition } => [17, task.into(), partition.into(), 0],
            Self::Appended { task, partition, offset } => {
                [18, task.into(), partition.into(), offset.into()]
            }
            Self::Undelivered { task, under_way } => pair(19, task, under_way.into()),
            Self::HandlingStarted { service, worker, partition, task, offset, lasts_us } => [
                20,
                u64::from(service) << 16 | u64::from(worker) << 8 | u64::from(partition),
                u64::from(task) << 32 | u64::from(offset),
                lasts_us.into(),
            ],
            Self::HandlingEnded { service, worker, task, effect } => {
                [21, u64::from(service) << 8 | u64::from(worker), task.into(), effect as u64]
            }
            Self::HandlingAbandoned { service, worker, task } => {
                [22, service.into(), worker.into(), task.into()]
            }
            Self::QueueLost { task, service } => pair(23, task, service),
            Self::Committed { service, partition, offset } => {
                [24, service.into(), partition.into(), offset.into()]
            }
            Self::Resumed { service, partition, offset } => {
                [25, service.into(), partition.into(), offset.into()]
            }
            Self::Missing { task, service, why } => [26, task.into(), service.into(), why as u64],
            Self::HalfDone { task } => pair(27, task, 0),
            Self::Answered { task } => pair(28, task, 0),
            Self::Failed { task, cause } => [29, task.into(), cause.word(), 0],
            Self::Cancelled { task, service } => pair(30, task, service),
            Self::Stopped { task } => pair(31, task, 0),
        }
    }
}

impl Cause {
    fn word(self) -> u64 {
        match self {
            Self::Refused(service) => 1 << 8 | u64::from(service),
            Self::ServiceDown(service) => 2 << 8 | u64::from(service),
            Self::TimedOut(service) => 3 << 8 | u64::from(service),
            Self::ClientGaveUp => 4 << 8,
            Self::Undelivered => 5 << 8,
            Self::Restarted => 6 << 8,
        }
    }
}

impl Mode {
    fn word(self) -> u64 {
        match self {
            Self::Up => 0,
            Self::Down => 1,
            Self::Hanging => 2,
            Self::Slow(factor) => 1 << 32 | u64::from(factor),
        }
    }
}
