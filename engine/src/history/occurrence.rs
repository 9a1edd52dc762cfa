//! What can happen in a run, and what it counts as.
//!
//! Never here: deciding that it happens, or the state that follows from it ([`crate::history::snapshot`]).

use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::intervention::{Mode, Start};
use crate::scenario::settings::{ServiceSetting, Setting};
use crate::scenario::statement::Load;
use crate::sim::Instant;

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
    /// The record waits in the producer: its batch lingers, or the broker is away.
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

    /// A setting was changed.
    Tuned { setting: Setting, value: u32 },
    /// A setting of a service was changed.
    ServiceTuned { service: ServiceId, setting: ServiceSetting, value: u32 },
    /// A service has this many workers now.
    Scaled { service: ServiceId, workers: u8 },
    /// A worker died without a word.
    Crashed { service: ServiceId, worker: u8 },
    /// A crashed worker is back.
    Revived { service: ServiceId, worker: u8 },
    /// So many minutes passed at once.
    Skipped { minutes: u32 },
    /// The producer is being deployed and refuses tasks, or is back.
    Deploying { up: bool },
    /// A user sent a failed task again; it goes on as `task`, and its effects are those of `of`.
    SentAgain { task: TaskId, of: TaskId },
    /// A task waits before a gate: every place behind it is taken.
    Held { task: TaskId, gate: Gate },
    /// A task that waited is let through.
    Admitted { task: TaskId, gate: Gate },
    /// A task that waited goes, because its user does.
    LeftGate { task: TaskId, gate: Gate },
    /// A service worked for a task and failed at the end.
    HandlingFailed { service: ServiceId, worker: u8, task: TaskId },
    /// The service answered the call with an error.
    CallFailed { task: TaskId, service: ServiceId },
    /// The service's queue is full and it refused the call.
    QueueFull { task: TaskId, service: ServiceId },
    /// The producer will make a failed call again, for the `attempt`th time, after a wait.
    RetryPlanned { task: TaskId, service: ServiceId, attempt: u8, after_us: u32 },
    /// The wait before a retry is over; it is made unless the task is no longer worked on.
    RetryDue { task: TaskId, service: ServiceId, made: bool },
    /// The budget allows no retry.
    RetryDenied { task: TaskId, service: ServiceId },
    /// The producer's circuit breaker for a service changed its state.
    BreakerSet { service: ServiceId, breaker: Breaker },
    /// The breaker is open: the call was not made.
    ShortCircuited { task: TaskId, service: ServiceId },
    /// The call failed, is optional, and the producer goes on without it.
    FellBack { task: TaskId, service: ServiceId },

    /// A send waits for room in the producer's buffer.
    Blocked { task: TaskId },
    /// A send that waited has room now, or waits no longer.
    Unblocked { task: TaskId },
    /// The record was sent and nobody will say whether it arrived.
    Unconfirmed { task: TaskId, partition: u8 },
    /// The topic has this many partitions now.
    Partitioned { partitions: u8 },
    /// A member has fetched these records, to be processed one after another.
    Polled { service: ServiceId, worker: u8, partition: u8, from: u32, count: u16 },
    /// The group has missed a crashed member, or has evicted one that did not poll in time.
    MemberLost { service: ServiceId, worker: u8, evicted: bool },
    /// A member has joined its group, or come back to it.
    MemberJoined { service: ServiceId, worker: u8 },
    /// The group shares its partitions out anew and reads nothing, or has done so.
    Rebalancing { service: ServiceId, done: bool },
    /// A commit was refused: the group has gone on without the member.
    CommitFailed { service: ServiceId, worker: u8 },
    /// The log deleted the records before this offset: their time was up.
    Deleted { partition: u8, before: u32 },
    /// Kafka forgot the position of a group that had been empty for too long.
    OffsetsForgotten { service: ServiceId },
    /// The consumer passed over a record that failed.
    PassedOver { service: ServiceId, task: TaskId },
    /// The consumer parked a record that failed in the dead-letter topic.
    DeadLettered { service: ServiceId, task: TaskId },
    /// The outbox has the event, saved with the task.
    Outboxed { task: TaskId },
    /// The relay has marked the event as published.
    Relayed { task: TaskId },
    /// A service's answer came back over the reply topic.
    Replied { task: TaskId, service: ServiceId },
    /// A user read their own write.
    Read { task: TaskId, outcome: ReadOutcome },
}

/// Where tasks may have to wait before the producer works on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// For a place at the service in front of the producer.
    Caller,
    /// For a place at the producer.
    Producer,
}

/// The state of a circuit breaker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Breaker {
    /// Lets every call through.
    #[default]
    Closed,
    /// Lets none through.
    Open,
    /// Lets a few through, to see.
    HalfOpen,
}

/// What a user saw who read their own write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadOutcome {
    /// The write.
    Fresh,
    /// Not the write.
    Stale,
    /// Not the write, but what the answer had carried.
    Entity,
    /// Not the write, but what the pending cache holds.
    Cached,
    /// Not the write, but that it is being processed.
    Processing,
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
    /// The first for an owed effect that had been given up for lost.
    Recovered,
    /// None: the service had worked for the task before, and recognised it.
    Recognised,
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
    /// The service failed with it.
    Erred,
    /// The breaker was open.
    ShortCircuited,
    /// The service's queue was full.
    QueueFull,
    /// The log deleted the record before it was read, or the group went past it.
    Unread,
    /// The consumer passed over the record.
    PassedOver,
    /// The record lies in the dead-letter topic.
    DeadLettered,
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
    /// This service answered with an error.
    Erred(ServiceId),
    /// This service's queue was full.
    QueueFull(ServiceId),
    /// The breaker for this service was open.
    ShortCircuited(ServiceId),
    /// The producer was being deployed.
    Deploying,
    /// The service in front of the producer waited no longer.
    CallerGaveUp,
    /// No room in the producer's buffer came free in time.
    BufferFull,
    /// Not every reply came in time.
    NoReply,
}

impl What {
    /// The service that it happened to or at, if there is one.
    pub fn service(&self) -> Option<ServiceId> {
        match *self {
            Self::ModeSet { service, .. }
            | Self::ServiceAdded { service, .. }
            | Self::ServiceRemoved { service }
            | Self::Called { service, .. }
            | Self::Queued { service, .. }
            | Self::Refused { service, .. }
            | Self::CallLost { service, .. }
            | Self::CallTimedOut { service, .. }
            | Self::CallReturned { service, .. }
            | Self::CallDropped { service, .. }
            | Self::HandlingStarted { service, .. }
            | Self::HandlingEnded { service, .. }
            | Self::HandlingAbandoned { service, .. }
            | Self::QueueLost { service, .. }
            | Self::Committed { service, .. }
            | Self::Resumed { service, .. }
            | Self::Missing { service, .. }
            | Self::Cancelled { service, .. }
            | Self::ServiceTuned { service, .. }
            | Self::Scaled { service, .. }
            | Self::Crashed { service, .. }
            | Self::Revived { service, .. }
            | Self::HandlingFailed { service, .. }
            | Self::CallFailed { service, .. }
            | Self::QueueFull { service, .. }
            | Self::RetryPlanned { service, .. }
            | Self::RetryDue { service, .. }
            | Self::RetryDenied { service, .. }
            | Self::BreakerSet { service, .. }
            | Self::ShortCircuited { service, .. }
            | Self::FellBack { service, .. }
            | Self::Polled { service, .. }
            | Self::MemberLost { service, .. }
            | Self::MemberJoined { service, .. }
            | Self::Rebalancing { service, .. }
            | Self::CommitFailed { service, .. }
            | Self::OffsetsForgotten { service }
            | Self::PassedOver { service, .. }
            | Self::DeadLettered { service, .. }
            | Self::Replied { service, .. } => Some(service),
            _ => None,
        }
    }

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
            | Self::Failed { task, .. }
            | Self::SentAgain { task, .. }
            | Self::Held { task, .. }
            | Self::Admitted { task, .. }
            | Self::LeftGate { task, .. }
            | Self::HandlingFailed { task, .. }
            | Self::CallFailed { task, .. }
            | Self::QueueFull { task, .. }
            | Self::RetryPlanned { task, .. }
            | Self::RetryDenied { task, .. }
            | Self::ShortCircuited { task, .. }
            | Self::FellBack { task, .. }
            | Self::Blocked { task }
            | Self::Unblocked { task }
            | Self::RetryDue { task, .. }
            | Self::Unconfirmed { task, .. }
            | Self::PassedOver { task, .. }
            | Self::DeadLettered { task, .. }
            | Self::Outboxed { task }
            | Self::Relayed { task }
            | Self::Replied { task, .. }
            | Self::Read { task, .. } => Some(task),
            Self::ModeSet { .. }
            | Self::BrokerSet { .. }
            | Self::ServiceAdded { .. }
            | Self::ServiceRemoved { .. }
            | Self::ProducerRestarted
            | Self::LoadSet { .. }
            | Self::Committed { .. }
            | Self::Resumed { .. }
            | Self::Tuned { .. }
            | Self::ServiceTuned { .. }
            | Self::Scaled { .. }
            | Self::Crashed { .. }
            | Self::Revived { .. }
            | Self::Skipped { .. }
            | Self::Deploying { .. }
            | Self::BreakerSet { .. }
            | Self::Partitioned { .. }
            | Self::Polled { .. }
            | Self::MemberLost { .. }
            | Self::MemberJoined { .. }
            | Self::Rebalancing { .. }
            | Self::CommitFailed { .. }
            | Self::Deleted { .. }
            | Self::OffsetsForgotten { .. } => None,
        }
    }
}
