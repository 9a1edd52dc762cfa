//! What a consumer group knows of a partition, and what one of its members holds between two polls.
//!
//! Never here: whose partition it is, or the records themselves.

use crate::scenario::ids::TaskId;
use crate::sim::{Duration, Instant};
use std::collections::VecDeque;
use std::ops::Range;

/// A group's offsets in one partition. Where it reads and what it has finished is known to the member that
/// owns the partition, and gone with it; what is committed the broker remembers.
#[derive(Clone, Copy)]
pub(crate) struct Offsets {
    /// The next record to fetch.
    position: u32,
    /// Whether a member knows that position. If not, the next poll decides where to read on.
    known: bool,
    /// Where its member began to read.
    begun: u32,
    /// The next record to finish, in memory.
    finished: u32,
    /// What the broker remembers; nothing before the first commit.
    committed: Option<u32>,
    /// The furthest that the group has ever finished.
    furthest: u32,
    /// How far it has gone on without what it had not finished.
    passed: u32,
    /// How often it has tried the record at this offset, which fails.
    tries: (u32, u32),
    /// Whether it waits before it tries that record again.
    paused: bool,
    /// Which such wait this is.
    pause: u32,
}

impl Default for Offsets {
    /// A member that has been polling an empty log knows its end.
    fn default() -> Self {
        Self {
            position: 0,
            known: true,
            begun: 0,
            finished: 0,
            committed: None,
            furthest: 0,
            passed: 0,
            tries: (0, 0),
            paused: false,
            pause: 0,
        }
    }
}

impl Offsets {
    pub fn position(&self) -> u32 {
        self.position
    }

    /// Whether a member knows where to read on, in a log that begins at `start`.
    pub fn is_known(&self, start: u32) -> bool {
        self.known && self.position >= start
    }

    /// How often a record has been tried. Its attempts are its own, whoever makes them.
    pub fn tries(&self, offset: u32) -> u32 {
        if self.tries.0 == offset { self.tries.1 } else { 0 }
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
        (self.furthest, self.passed) = (offset, offset);
    }

    /// Reading goes on from what is committed, if anything is. Gives where that is and what it leaves out.
    pub fn resume(&mut self) -> Option<(u32, Range<u32>)> {
        self.lose();
        let offset = self.committed?;
        self.read_from(offset);
        Some((offset, self.pass_by(0, offset)))
    }

    /// Nobody knows the position; reading goes on from here. Gives what that leaves out, of a log that
    /// begins at `start`.
    pub fn reset(&mut self, offset: u32, start: u32) -> Range<u32> {
        self.read_from(offset);
        self.pass_by(start, offset)
    }

    /// What is left out, and was not before, by reading on from an offset in a log that begins at `start`.
    fn pass_by(&mut self, start: u32, offset: u32) -> Range<u32> {
        let from = self.furthest.max(self.passed).max(start);
        self.passed = self.passed.max(offset);
        from..offset
    }

    /// Whether a record may still be worked on, for want of a member that has: it is neither fetched, by
    /// one that is still there, nor finished nor passed by.
    pub fn is_unread(&self, offset: u32, out: bool) -> bool {
        let fetched = !out && self.known && offset < self.position;
        !fetched && offset >= self.furthest.max(self.passed)
    }

    fn read_from(&mut self, offset: u32) {
        (self.position, self.begun, self.finished) = (offset, offset, offset);
        (self.known, self.paused) = (true, false);
    }

    /// The member that read is gone, and with it what it had not committed.
    pub fn lose(&mut self) {
        (self.known, self.paused) = (false, false);
    }

    /// The broker forgets what was committed.
    pub fn forget(&mut self) {
        self.committed = None;
    }

    /// Everything before `next` has been fetched.
    pub fn fetched(&mut self, next: u32) {
        debug_assert!(next >= self.position, "a fetch goes back");
        self.position = next;
    }

    /// A record has been handled, or passed over. An evicted member moves the group no further.
    pub fn handled(&mut self, offset: u32, evicted: bool) {
        self.furthest = self.furthest.max(offset + 1);
        if !evicted {
            self.finished = self.finished.max(offset + 1);
        }
    }

    /// A record has failed once more. Gives how often it has been tried.
    pub fn failed(&mut self, offset: u32) -> u32 {
        self.tries = (offset, self.tries(offset) + 1);
        self.tries.1
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
    pub fn commit_finished(&mut self) -> Option<u32> {
        self.commit(self.finished.max(self.committed.unwrap_or(0)))
    }

    /// The broker learns what has been fetched, finished or not. Gives the committed offset, if that
    /// changes it.
    pub fn commit_position(&mut self) -> Option<u32> {
        self.commit(self.position)
    }

    fn commit(&mut self, offset: u32) -> Option<u32> {
        if !self.known {
            return None;
        }
        let before = self.committed.replace(offset).unwrap_or(self.begun);
        (before != offset).then_some(offset)
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
    /// Tells this membership from earlier ones of the same worker.
    life: u32,
    /// Whether the group has gone on without it, which it does not know yet.
    evicted: bool,
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
    }

    /// It is no member any more: what it had fetched is not its own.
    pub fn end_life(&mut self) {
        self.batch.clear();
        self.fetching = None;
        self.waiting = None;
        self.poll += 1;
        self.life += 1;
        self.evicted = false;
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
