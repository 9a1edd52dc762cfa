//! What a consumer group knows of a partition, and what one of its members holds between two polls.
//!
//! Never here: whose partition it is, or the records themselves.

use crate::scenario::ids::TaskId;
use crate::sim::{Duration, Instant};
use std::collections::VecDeque;
use std::ops::Range;

/// A group's offsets in one partition.
#[derive(Clone, Copy, Default)]
pub(crate) struct Offsets {
    /// The next record to fetch.
    position: u32,
    /// The next record to finish, in memory.
    finished: u32,
    /// What the broker remembers.
    committed: u32,
    /// The furthest that the group has ever finished.
    furthest: u32,
    /// How often it has tried the record at its position, which fails.
    tries: u32,
    /// Whether it waits before it tries that record again.
    paused: bool,
    /// Which such wait this is.
    pause: u32,
}

impl Offsets {
    pub fn position(&self) -> u32 {
        self.position
    }

    pub fn tries(&self) -> u32 {
        self.tries
    }

    pub fn is_paused(&self) -> bool {
        self.paused
    }

    /// Whether the group has finished this record before.
    pub fn has_finished(&self, offset: u32) -> bool {
        offset < self.furthest
    }

    /// A new group begins here; what lies before is not its own.
    pub fn begin_at(&mut self, offset: u32) {
        (self.furthest, self.committed) = (offset, offset);
    }

    /// Reading goes on from what is committed. Gives where that is and what it leaves out.
    pub fn resume(&mut self) -> (u32, Range<u32>) {
        let offset = self.committed;
        self.finished = offset;
        self.read_from(offset);
        (offset, self.furthest..offset)
    }

    /// The position is gone; reading goes on from here. Gives what that leaves out, of a log that begins
    /// at `start`.
    pub fn reset(&mut self, offset: u32, start: u32) -> Range<u32> {
        let left_out = self.furthest.max(start)..offset;
        (self.finished, self.committed) = (offset, offset);
        self.read_from(offset);
        left_out
    }

    fn read_from(&mut self, offset: u32) {
        (self.position, self.tries, self.paused) = (offset, 0, false);
    }

    /// Everything before `next` has been fetched.
    pub fn fetched(&mut self, next: u32) {
        debug_assert!(next >= self.position, "a fetch goes back");
        self.position = next;
    }

    /// Everything before `next` is committed although nobody has handled it yet.
    pub fn commit_ahead(&mut self, next: u32) {
        (self.committed, self.finished) = (next, next);
    }

    /// A record has been handled, or passed over. An evicted member moves the group no further.
    pub fn handled(&mut self, offset: u32, evicted: bool) {
        self.tries = 0;
        self.furthest = self.furthest.max(offset + 1);
        if !evicted {
            self.finished = self.finished.max(offset + 1);
        }
    }

    /// The record at hand has failed once more. Gives how often it has been tried.
    pub fn failed(&mut self) -> u32 {
        self.tries += 1;
        self.tries
    }

    /// A failed record is to be fetched again after a pause. Gives the number of the pause.
    pub fn seek_back(&mut self, offset: u32) -> u32 {
        self.position = offset;
        self.pause += 1;
        self.paused = true;
        self.pause
    }

    /// A pause is over, unless the group reads on already.
    pub fn end_pause(&mut self, pause: u32) -> bool {
        self.pause == pause && std::mem::take(&mut self.paused)
    }

    /// The broker learns what is finished. Gives the committed offset, if that changes it.
    pub fn commit(&mut self) -> Option<u32> {
        let moves = self.committed < self.finished;
        self.committed = self.committed.max(self.finished);
        moves.then_some(self.committed)
    }
}

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
    /// Whether the group has gone on without it, which it does not know yet.
    evicted: bool,
    /// Fetches that it has sent over a slow network.
    fetches: u32,
    /// The one under way, and since when.
    fetching: Option<(u32, Instant)>,
    auto_committed: Instant,
    /// Whether it will look once more whether it has to commit.
    auto_scheduled: bool,
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

    /// The records of a partition will be fetched again.
    pub fn drop_partition(&mut self, partition: u8) {
        self.batch.retain(|&(from, ..)| from != partition);
    }

    /// It is a new member, or none any more: what it had fetched is not its own.
    pub fn drop_batch(&mut self) {
        self.batch.clear();
        self.fetching = None;
        self.poll += 1;
        self.evicted = false;
    }

    pub fn is_evicted(&self) -> bool {
        self.evicted
    }

    /// The group goes on without it, unless it has polled again. Whether it does.
    pub fn evict(&mut self, poll: u32) -> bool {
        let overdue = self.poll == poll;
        self.evicted |= overdue;
        overdue
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

    /// It looks now whether it has to commit.
    pub fn auto_commit_due(&mut self) {
        self.auto_scheduled = false;
    }
}
