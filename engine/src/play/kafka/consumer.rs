//! What a member of a consumer group holds between two polls, and when its clocks tick.
//!
//! Never here: whose partition it is, where the group stands in it, or the records themselves.

use crate::play::kafka::clock::Clock;
use crate::scenario::ids::TaskId;
use crate::sim::{Duration, Instant};
use std::collections::VecDeque;

/// A record that a member has fetched: its partition, its offset and its task.
pub(crate) type Fetched = (u8, u32, TaskId);

/// What a worker holds as a member of its group.
#[derive(Default)]
pub(crate) struct Consumer {
    /// What its last poll returned and it has not begun.
    batch: VecDeque<Fetched>,
    polled: Instant,
    /// Goes up with each poll.
    poll: u32,
    /// Tells this membership from earlier ones of the same worker.
    life: u32,
    /// When its metadata is renewed.
    metadata: Clock,
    /// When its group hears from it.
    heartbeat: Clock,
    /// The last rebalance that it has heard of.
    heard: u32,
    /// Whether the group has gone on without it, which it does not know yet.
    evicted: bool,
    /// Whether its group has shared out anew while it worked on what its last poll returned.
    stale: bool,
    /// Fetches that it has sent over a slow network.
    fetches: u32,
    /// The one under way, and since when.
    fetching: Option<(u32, Instant)>,
    /// Goes up with each wait between two records.
    waits: u32,
    /// What it waits for now.
    waiting: Option<Wait>,
    /// When it last committed by itself, or began.
    auto_committed: Instant,
    /// Whether it will look once more whether it has to commit.
    auto_scheduled: bool,
}

/// What a member waits for between two records.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Wait {
    /// To try a failed record again.
    Retry,
    /// For its commit of what it has worked through.
    CommitAfter,
    /// For its commit of what it is to work on.
    CommitBefore,
}

/// Whether a consumer commits by itself in this poll.
pub(crate) enum AutoCommit {
    Now,
    /// It looks again after this time.
    Later(Duration),
    /// It looks again anyway.
    Scheduled,
}

impl Consumer {
    /// A poll begins.
    pub fn begin_poll(&mut self, now: Instant) {
        self.poll += 1;
        self.polled = now;
        self.stale = false;
    }

    /// Its group shares out anew while it works. What it has in hand is another's to read, or its own anew.
    pub fn go_stale(&mut self) {
        self.stale = true;
    }

    /// Whether what it works on moves the group no further.
    pub fn is_stale(&self) -> bool {
        self.stale || self.evicted
    }

    /// Whether it holds a record that it has not begun.
    pub fn holds(&self, (partition, offset): (u8, u32)) -> bool {
        self.batch.iter().any(|&(in_batch, at, _)| (in_batch, at) == (partition, offset))
    }

    /// What it holds and has not begun.
    pub fn batch(&self) -> impl Iterator<Item = Fetched> {
        self.batch.iter().copied()
    }

    /// A fetch sets out at this instant. Gives its number.
    pub fn send_fetch(&mut self, now: Instant) -> u32 {
        self.fetches += 1;
        self.fetching = Some((self.fetches, now));
        self.fetches
    }

    /// Whether a fetch is under way.
    pub fn is_fetching(&self) -> bool {
        self.fetching.is_some()
    }

    /// A fetch has come back, unless nobody waits for it any more. Gives when it had set out.
    pub fn end_fetch(&mut self, fetch: u32) -> Option<Instant> {
        self.fetching.take_if(|(number, _)| *number == fetch).map(|(_, since)| since)
    }

    /// It waits, and polls nothing. Gives the number of the wait.
    pub fn wait(&mut self, what: Wait) -> u32 {
        self.waits += 1;
        self.waiting = Some(what);
        self.waits
    }

    pub fn is_waiting(&self) -> bool {
        self.waiting.is_some()
    }

    pub fn is_waiting_for(&self, what: Wait) -> bool {
        self.waiting == Some(what)
    }

    /// A wait is over, unless it has been given up. Gives what it was for.
    pub fn end_wait(&mut self, wait: u32) -> Option<Wait> {
        self.waiting.take_if(|_| self.waits == wait)
    }

    /// A record is to be tried again before the rest of the batch.
    pub fn put_back(&mut self, record: Fetched) {
        self.batch.push_front(record);
    }

    pub fn take_in(&mut self, record: Fetched) {
        self.batch.push_back(record);
    }

    /// The next record of the batch.
    pub fn next(&mut self) -> Option<Fetched> {
        self.batch.pop_front()
    }

    /// Whether it has begun with all that its last poll returned.
    pub fn has_emptied_batch(&self) -> bool {
        self.batch.is_empty()
    }

    /// Whether it is done with its last poll, but for the record that its worker has in hand.
    pub fn is_done(&self) -> bool {
        self.batch.is_empty() && self.waiting.is_none()
    }

    /// The records of a partition will be fetched again.
    pub fn drop_partition(&mut self, partition: u8) {
        self.batch.retain(|&(from, ..)| from != partition);
    }

    /// Nothing of what it had fetched is worked on.
    pub fn drop_batch(&mut self) {
        self.batch.clear();
    }

    /// It is a new member from now on, with nothing fetched and a clock of its own.
    pub fn begin_life(&mut self, now: Instant) {
        self.end_life();
        self.auto_committed = now;
        (self.metadata, self.heartbeat) = (Clock::from(now), Clock::from(now));
    }

    /// It was a member before the run began, whose clocks are found somewhere in their intervals.
    pub fn is_found(&mut self, metadata: u64, heartbeat: u64) {
        (self.metadata, self.heartbeat) = (Clock::found(metadata), Clock::found(heartbeat));
    }

    pub fn heartbeat(&self) -> Clock {
        self.heartbeat
    }

    /// It hears that its group shares out anew.
    pub fn hear(&mut self, rebalance: u32) {
        self.heard = rebalance;
    }

    /// Whether it knows of a rebalance, and waits for it once it is done with its last poll.
    pub fn has_heard(&self, rebalance: u32) -> bool {
        self.heard == rebalance
    }

    pub fn metadata(&self) -> Clock {
        self.metadata
    }

    /// It is no member any more: what it had fetched is not its own.
    pub fn end_life(&mut self) {
        self.batch.clear();
        self.fetching = None;
        self.waiting = None;
        self.poll += 1;
        self.life += 1;
        (self.evicted, self.stale) = (false, false);
        self.auto_scheduled = false;
    }

    pub fn life(&self) -> u32 {
        self.life
    }

    pub fn is_evicted(&self) -> bool {
        self.evicted
    }

    /// Whether it has not polled again since this poll.
    pub fn is_overdue(&self, poll: u32) -> bool {
        self.poll == poll
    }

    /// The group goes on without it.
    pub fn evict(&mut self) {
        self.evicted = true;
    }

    /// When it will be overdue while it works for so long, and in which poll.
    pub fn overdue(
        &self,
        now: Instant,
        interval: Duration,
        works: Duration,
    ) -> Option<(Duration, u32)> {
        let due = self.polled + interval;
        let overdue = now <= due && now + works > due && !self.evicted;
        overdue.then(|| (due - now, self.poll))
    }

    /// Whether it is time to commit.
    pub fn auto_commit(&mut self, now: Instant, interval: Duration) -> AutoCommit {
        let due = self.auto_committed + interval;
        if due <= now {
            self.auto_committed = now;
            AutoCommit::Now
        } else if std::mem::replace(&mut self.auto_scheduled, true) {
            AutoCommit::Scheduled
        } else {
            AutoCommit::Later(due - now)
        }
    }

    /// The clock of a member that commits in the background is to tick once more, unless it is anyway. Gives
    /// the time until then: whole intervals after the member began.
    pub fn arm_clock(&mut self, now: Instant, interval: Duration) -> Option<Duration> {
        if std::mem::replace(&mut self.auto_scheduled, true) {
            return None;
        }
        let interval = interval.0.max(1_000);
        let since = (now - self.auto_committed).0;
        Some(Duration(interval - since % interval))
    }

    /// It looks now whether it has to commit, unless it is another member since.
    pub fn auto_commit_due(&mut self, life: u32) -> bool {
        let due = self.life == life;
        self.auto_scheduled &= !due;
        due
    }
}
