//! A consumer's loop: poll, handle what came record by record, commit, poll again.
//!
//! Whoever waits before another try of a failed record has sought back and goes on polling, so that a
//! poison record blocks its partition and not its membership. Never here: whose partitions they are
//! ([`crate::play::kafka::groups`]).

use crate::history::group::Group;
use crate::history::values::Loss;
use crate::history::work::Work;
use crate::play::timer::Timer;
use crate::play::world::{Job, World};
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::settings::Setting;
use crate::sim::Duration;

/// The values of `commit`.
const AFTER: u32 = 0;
const BEFORE: u32 = 1;
const AUTO: u32 = 2;

impl World<'_> {
    /// A record was appended: its reader in each group looks for it.
    pub fn deliver(&mut self, partition: u8) {
        for service in self.present() {
            if self.log.read_by(service).contains(&partition.into())
                && let Some(worker) = self.group(service).owners[usize::from(partition)]
            {
                self.poll(service, worker.into());
            }
        }
    }

    pub fn poll_all(&mut self, service: ServiceId) {
        for worker in 0..self.servers[usize::from(service)].workers.len() {
            self.poll(service, worker);
        }
    }

    /// The broker is back: what was finished meanwhile is committed, and reading goes on.
    pub fn catch_up(&mut self, service: ServiceId) {
        if self.facts.settings.get(Setting::Commit) == AFTER {
            for partition in self.log.read_by(service) {
                self.commit(service, partition);
            }
        }
        self.poll_all(service);
    }

    /// An idle member goes on with what its last poll returned, or polls again.
    pub fn poll(&mut self, service: ServiceId, worker: usize) {
        let able = self.is_idle(service, worker) && self.is_alive(service, worker);
        if self.servers[usize::from(service)].mode.is_out() || !able {
            return;
        }
        let readable = self.readable();
        let group = self.group(service);
        if group.hand(worker).batch.is_empty() {
            if !readable || group.rebalance.is_some() || !group.is_member(worker) {
                return;
            }
            self.auto_commit(service, worker);
            self.fetch(service, worker);
        }
        self.handle_next(service, worker);
    }

    /// Fetches up to `max.poll.records` records of the member's partitions, from the oldest on.
    fn fetch(&mut self, service: ServiceId, worker: usize) {
        let most = self.facts.settings.get(Setting::MaxPollRecords);
        let now = self.out.now();
        let hand = self.group(service).hand(worker);
        hand.poll += 1;
        hand.polled = now;
        let mut room = most;
        while room > 0 {
            let Some(partition) = self.oldest_unread(service, worker) else { return };
            let from = self.group(service).offsets[partition].position;
            let count = self.log.partitions[partition].end().saturating_sub(from).min(room);
            for offset in from..from + count {
                if let Some(record) = self.log.partitions[partition].get(offset) {
                    let next = (partition as u8, offset, record.task);
                    self.group(service).hand(worker).batch.push_back(next);
                }
            }
            room -= count;
            self.group(service).offsets[partition].position = from + count;
            self.note_fetched(service, worker, partition, from, count);
        }
    }

    fn note_fetched(&mut self, service: ServiceId, worker: usize, p: usize, from: u32, count: u32) {
        let (worker, partition) = (worker as u8, p as u8);
        if self.facts.settings.get(Setting::MaxPollRecords) > 1 {
            let count = count as u16;
            self.record(Group::Polled { service, worker, partition, from, count });
        }
        if self.facts.settings.get(Setting::Commit) == BEFORE {
            let offsets = &mut self.group(service).offsets[p];
            (offsets.committed, offsets.finished) = (from + count, from + count);
            let offset = from + count;
            self.record(Group::Committed { service, partition, offset });
        }
    }

    /// The partition of a member whose next record is the oldest.
    fn oldest_unread(&mut self, service: ServiceId, worker: usize) -> Option<usize> {
        for partition in self.log.read_by(service) {
            let mine = self.group(service).owners[partition] == Some(worker as u8);
            let position = self.group(service).offsets[partition].position;
            if mine && position < self.log.partitions[partition].start {
                self.reset(service, partition);
            }
        }
        let group = &self.log.groups[usize::from(service)];
        let mine = |partition: &usize| {
            group.owners[*partition] == Some(worker as u8) && !group.offsets[*partition].paused
        };
        let unread = self.log.read_by(service).filter(mine).filter_map(|partition| {
            let next = self.log.partitions[partition].get(group.offsets[partition].position)?;
            Some((next.appended, partition))
        });
        unread.min().map(|(_, partition)| partition)
    }

    /// A group whose position is gone goes on where `auto.offset.reset` says.
    pub fn reset(&mut self, service: ServiceId, partition: usize) {
        let latest = self.facts.settings.get(Setting::OffsetReset) == 0;
        let log = &self.log.partitions[partition];
        let (start, end) = (log.start, log.end());
        let offset = if latest { end } else { start };
        let offsets = &mut self.group(service).offsets[partition];
        let unread = offsets.furthest.max(start)..offset;
        (offsets.finished, offsets.committed) = (offset, offset);
        offsets.start_at(offset);
        self.record(Group::Resumed { service, partition: partition as u8, offset });
        self.pass_by(service, partition, unread);
    }

    /// A group goes on beyond records that it has not finished: nobody will read them for it any more.
    pub fn pass_by(&mut self, service: ServiceId, partition: usize, unread: std::ops::Range<u32>) {
        for offset in unread {
            if let Some(record) = self.log.partitions[partition].get(offset) {
                self.effects.lose(record.task, service, Loss::Unread, &mut self.out);
            }
        }
    }

    fn handle_next(&mut self, service: ServiceId, worker: usize) {
        let Some((partition, offset, task)) = self.group(service).hand(worker).batch.pop_front()
        else {
            return;
        };
        let lasts = self.begin(service, worker, task, Job::Record { partition, offset });
        self.watch_poll(service, worker, lasts);
    }

    /// Plans the eviction of a member that will not have polled in time.
    fn watch_poll(&mut self, service: ServiceId, worker: usize, lasts: Duration) {
        let interval = self.facts.settings.length(Setting::MaxPollIntervalMs);
        let now = self.out.now();
        let hand = self.group(service).hand(worker);
        let (due, poll) = (hand.polled + interval, hand.poll);
        if now <= due && now + lasts > due && !hand.evicted {
            let worker = worker as u8;
            self.after(due - now, Timer::PollOverdue { service, worker, poll });
        }
    }

    /// A member's handler of a record has come to its end.
    pub fn record_served(&mut self, service: ServiceId, worker: u8, task: TaskId, job: (u8, u32)) {
        let (partition, offset) = job;
        let member = usize::from(worker);
        let seen = self.seen(service, Job::Record { partition, offset });
        let tries = self.group(service).offsets[usize::from(partition)].tries;
        if !self.recognises(service, task, seen) && self.fails(service, task, tries) {
            self.record(Work::Failed { service, worker, task });
            return self.record_failed(service, member, job, task);
        }
        let effect = self.take_effect(task, service, seen);
        self.record(Work::Ended { service, worker, task, effect });
        self.note_half_done(task);
        self.check_view(task, service);
        self.reply(task, service);
        self.handled(service, member, partition, offset);
    }

    /// A member has finished a record.
    fn handled(&mut self, service: ServiceId, worker: usize, partition: u8, offset: u32) {
        let group = self.group(service);
        let evicted = group.hand(worker).evicted;
        let offsets = &mut group.offsets[usize::from(partition)];
        offsets.tries = 0;
        offsets.furthest = offsets.furthest.max(offset + 1);
        if !evicted {
            offsets.finished = offsets.finished.max(offset + 1);
        }
        self.after_record(service, worker);
    }

    /// The handler of a record has failed.
    fn record_failed(&mut self, service: ServiceId, worker: usize, job: (u8, u32), task: TaskId) {
        let on_error = self.facts.settings.get(Setting::OnError);
        let attempts = self.facts.settings.get(Setting::Attempts);
        let (partition, offset) = job;
        let group = self.group(service);
        if group.hand(worker).evicted {
            return self.after_record(service, worker);
        }
        let offsets = &mut group.offsets[usize::from(partition)];
        offsets.tries += 1;
        if on_error == 0 || offsets.tries < attempts {
            return self.seek_back(service, worker, partition, offset);
        }
        if on_error == 1 {
            self.record(Group::PassedOver { service, task });
            self.effects.lose(task, service, Loss::PassedOver, &mut self.out);
        } else {
            self.record(Group::DeadLettered { service, task });
            self.effects.lose(task, service, Loss::DeadLettered, &mut self.out);
        }
        self.handled(service, worker, partition, offset);
    }

    /// A failed record is fetched again after a pause, in which the other partitions are read.
    fn seek_back(&mut self, service: ServiceId, worker: usize, partition: u8, offset: u32) {
        let group = self.group(service);
        group.hand(worker).batch.retain(|&(from, ..)| from != partition);
        let offsets = &mut group.offsets[usize::from(partition)];
        offsets.position = offset;
        offsets.pause += 1;
        offsets.paused = true;
        let pause = offsets.pause;
        let length = self.facts.settings.length(Setting::RetryMs);
        self.after(length, Timer::TryAgain { service, partition, pause });
        self.after_record(service, worker);
    }

    pub fn try_again(&mut self, service: ServiceId, partition: u8, pause: u32) {
        let group = self.group(service);
        let offsets = &mut group.offsets[usize::from(partition)];
        if offsets.pause == pause
            && std::mem::take(&mut offsets.paused)
            && let Some(worker) = group.owners[usize::from(partition)]
        {
            self.poll(service, worker.into());
        }
    }

    /// The next record of the batch, or what comes after the batch.
    fn after_record(&mut self, service: ServiceId, worker: usize) {
        let wanted = self.is_alive(service, worker);
        let hand = self.group(service).hand(worker);
        match (wanted, hand.batch.is_empty(), hand.evicted) {
            (false, ..) => {
                self.commit_after(service, worker);
                self.member_left(service, worker as u8);
            }
            (true, false, _) => self.handle_next(service, worker),
            (true, true, true) => {
                self.record(Group::CommitFailed { service, worker: worker as u8 });
                self.member_joined(service, worker as u8);
            }
            (true, true, false) => {
                self.commit_after(service, worker);
                self.try_rebalance(service);
                self.poll(service, worker);
            }
        }
    }

    fn commit_after(&mut self, service: ServiceId, worker: usize) {
        if self.facts.settings.get(Setting::Commit) == AFTER {
            self.commit_owned(service, worker);
        }
    }

    /// Inside a poll: what earlier polls returned is committed, if it is time.
    fn auto_commit(&mut self, service: ServiceId, worker: usize) {
        if self.facts.settings.get(Setting::Commit) != AUTO {
            return;
        }
        let interval = self.facts.settings.length(Setting::AutoCommitMs);
        let now = self.out.now();
        let hand = self.group(service).hand(worker);
        let due = hand.auto_committed + interval;
        if due <= now {
            hand.auto_committed = now;
            self.commit_owned(service, worker);
        } else if !std::mem::replace(&mut hand.auto_planned, true) {
            let worker = worker as u8;
            self.after(due - now, Timer::AutoCommit { service, worker });
        }
    }

    /// An idle member polls all the time; here only when it has something to commit.
    pub fn auto_commit_due(&mut self, service: ServiceId, worker: u8) {
        self.group(service).hand(worker.into()).auto_planned = false;
        self.poll(service, worker.into());
    }

    fn commit_owned(&mut self, service: ServiceId, worker: usize) {
        for partition in self.log.read_by(service) {
            if self.group(service).owners[partition] == Some(worker as u8) {
                self.commit(service, partition);
            }
        }
    }

    /// The broker learns what the group has finished, if the broker is there.
    fn commit(&mut self, service: ServiceId, partition: usize) {
        if !self.readable() || self.servers[usize::from(service)].mode.is_out() {
            return;
        }
        let offsets = &mut self.group(service).offsets[partition];
        if offsets.committed < offsets.finished {
            offsets.committed = offsets.finished;
            let offset = offsets.finished;
            self.record(Group::Committed { service, partition: partition as u8, offset });
        }
    }
}
