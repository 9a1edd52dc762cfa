//! Where a consumer group stands in a partition: what is committed, and what its member has read and finished.
//!
//! Never here: whose partition it is, or the records themselves.

use std::ops::Range;

/// A group's offsets in one partition. Where it reads and what it has finished is known to the member that
/// owns the partition, and gone with it; what is committed the broker remembers.
#[derive(Clone, Copy)]
pub(crate) struct Offsets {
    /// The next record that a poll returns.
    position: u32,
    /// What its member holds before this offset is handed out, deleted or not.
    fetched: u32,
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
            fetched: 0,
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
        self.known && (self.position >= start || self.position < self.fetched)
    }

    /// Whether the group has gone on without a record.
    pub fn has_passed(&self, offset: u32) -> bool {
        offset < self.passed
    }

    /// Whether a member holds what it has not handed out yet.
    pub fn holds(&self, offset: u32) -> bool {
        self.known && offset < self.fetched
    }

    /// A member that holds nothing more fetches what is there, up to this offset.
    pub fn prefetch(&mut self, end: u32) {
        if self.known && self.fetched <= self.position {
            self.fetched = self.position.max(end);
        }
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
        Some((offset, self.pass_by(offset)))
    }

    /// Nobody knows the position; reading goes on from here. Gives what that leaves out.
    pub fn reset(&mut self, offset: u32) -> Range<u32> {
        self.read_from(offset);
        self.pass_by(offset)
    }

    /// What is left out, and was not before, by reading on from an offset.
    pub fn pass_by(&mut self, offset: u32) -> Range<u32> {
        let from = self.furthest.max(self.passed);
        self.passed = self.passed.max(offset);
        from..offset
    }

    /// Whether a record may still be worked on, for want of a member that has: it is neither fetched, by
    /// one that is still there, nor finished nor passed by.
    pub fn is_unread(&self, offset: u32, out: bool) -> bool {
        let fetched = !out && self.known && offset < self.position.max(self.fetched);
        !fetched && offset >= self.furthest.max(self.passed)
    }

    fn read_from(&mut self, offset: u32) {
        (self.position, self.begun, self.finished) = (offset, offset, offset);
        self.fetched = offset;
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

    /// A record has been handled, or passed over. Who has it from an earlier assignment moves the group no
    /// further.
    pub fn handled(&mut self, offset: u32, stale: bool) {
        self.furthest = self.furthest.max(offset + 1);
        if !stale {
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
        (self.position, self.fetched) = (offset, offset);
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
