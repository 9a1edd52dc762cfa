//! A consumer's loop: poll, handle what came record by record, commit, poll again.
//!
//! Whoever waits before another try of a failed record has sought back and goes on polling, so that a
//! poison record blocks its partition and not its membership. Never here: whose partitions they are, or
//! where a group stands in them.

use crate::history::group::Group;
use crate::history::values::Loss;
use crate::history::work::Work;
use crate::play::kafka::consumer::AutoCommit;
use crate::play::services::Job;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::settings::Setting;
use crate::sim::Duration;
use std::ops::Range;

/// The values of `commit`.
const AFTER: u32 = 0;
const BEFORE: u32 = 1;
const AUTO: u32 = 2;

impl World<'_> {
    /// A record was appended: its reader in each group looks for it.
    pub fn deliver(&mut self, partition: u8) {
        let partition = usize::from(partition);
        for service in self.services.all() {
            if self.services.is_present(service)
                && self.log.read_by(service).contains(&partition)
                && let Some(worker) = self.groups.get(service).owner(partition)
            {
                self.poll(service, worker);
            }
        }
    }

    pub fn poll_all(&mut self, service: ServiceId) {
        for worker in self.services.workers(service) {
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
        if self.services.is_out(service) || !self.services.is_free(service, worker) {
            return;
        }
        let readable = self.broker.is_readable(&self.facts.settings);
        let group = self.groups.of(service);
        if group.consumer(worker).has_emptied_batch() {
            if !readable || group.is_rebalancing() || !group.is_member(worker) {
                return;
            }
            self.auto_commit(service, worker);
            self.fetch(service, worker);
        }
        self.handle_next(service, worker);
    }

    /// Fetches up to `max.poll.records` records of the member's partitions, from the oldest on.
    fn fetch(&mut self, service: ServiceId, worker: usize) {
        let mut room = self.facts.settings.get(Setting::MaxPollRecords);
        self.groups.of(service).consumer(worker).begin_poll(self.out.now());
        while room > 0 {
            let Some(partition) = self.oldest_unread(service, worker) else { return };
            let group = self.groups.of(service);
            let from = group.offsets(partition).position();
            let end = self.log.end(partition);
            debug_assert!(from <= end, "a position lies beyond the end of the log");
            let count = (end - from).min(room);
            for offset in from..from + count {
                if let Some(record) = self.log.get(partition, offset) {
                    group.consumer(worker).take_in((partition as u8, offset, record.task));
                }
            }
            room -= count;
            group.offsets_mut(partition).fetched(from + count);
            self.note_fetched(service, worker, partition, from..from + count);
        }
    }

    fn note_fetched(&mut self, service: ServiceId, worker: usize, index: usize, what: Range<u32>) {
        let (worker, partition) = (worker as u8, index as u8);
        let Range { start: from, end: offset } = what;
        if self.facts.settings.get(Setting::MaxPollRecords) > 1 {
            let count = (offset - from) as u16;
            self.record(Group::Polled { service, worker, partition, from, count });
        }
        if self.facts.settings.get(Setting::Commit) == BEFORE {
            self.groups.of(service).offsets_mut(index).commit_ahead(offset);
            self.record(Group::Committed { service, partition, offset });
        }
    }

    /// The partition of a member whose next record is the oldest.
    fn oldest_unread(&mut self, service: ServiceId, worker: usize) -> Option<usize> {
        for partition in self.log.read_by(service) {
            let group = self.groups.get(service);
            let position = group.offsets(partition).position();
            if group.owns(worker, partition) && position < self.log.start(partition) {
                self.reset(service, partition);
            }
        }
        let group = self.groups.get(service);
        let unread = self.log.read_by(service).filter_map(|partition| {
            let offsets = group.offsets(partition);
            if !group.owns(worker, partition) || offsets.is_paused() {
                return None;
            }
            let next = self.log.get(partition, offsets.position())?;
            Some((next.appended, partition))
        });
        unread.min().map(|(_, partition)| partition)
    }

    /// A group whose position is gone goes on where `auto.offset.reset` says.
    pub fn reset(&mut self, service: ServiceId, partition: usize) {
        let latest = self.facts.settings.get(Setting::OffsetReset) == 0;
        let (start, end) = (self.log.start(partition), self.log.end(partition));
        let offset = if latest { end } else { start };
        let unread = self.groups.of(service).offsets_mut(partition).reset(offset, start);
        self.record(Group::Resumed { service, partition: partition as u8, offset });
        self.pass_by(service, partition, unread);
    }

    /// A group goes on beyond records that it has not finished: nobody will read them for it any more.
    pub fn pass_by(&mut self, service: ServiceId, partition: usize, unread: Range<u32>) {
        for offset in unread {
            if let Some(record) = self.log.get(partition, offset) {
                self.effects.lose(record.task, service, Loss::Unread, &mut self.out);
            }
        }
    }

    fn handle_next(&mut self, service: ServiceId, worker: usize) {
        let next = self.groups.of(service).consumer(worker).next();
        let Some((partition, offset, task)) = next else { return };
        let lasts = self.begin(service, worker, task, Job::Record { partition, offset });
        self.watch_poll(service, worker, lasts);
    }

    /// Plans the eviction of a member that will not have polled in time.
    fn watch_poll(&mut self, service: ServiceId, worker: usize, works: Duration) {
        let interval = self.facts.settings.length(Setting::MaxPollIntervalMs);
        let consumer = self.groups.of(service).consumer(worker);
        if let Some((after, poll)) = consumer.overdue(self.out.now(), interval, works) {
            let worker = worker as u8;
            self.after(after, Timer::PollOverdue { service, worker, poll });
        }
    }

    /// A member's handler of a record has come to its end.
    pub fn record_served(&mut self, service: ServiceId, worker: u8, task: TaskId, job: (u8, u32)) {
        let (partition, offset) = job;
        let member = usize::from(worker);
        let seen = self.groups.has_finished(service, partition, offset);
        let tries = self.groups.get(service).offsets(partition.into()).tries();
        if !self.recognises(service, task, seen) && self.fails(service, task, tries) {
            self.record(Work::Failed { service, worker, task });
            return self.record_failed(service, member, job, task);
        }
        let effect = self.take_effect(task, service, seen);
        self.record(Work::Ended { service, worker, task, effect });
        self.tasks.note_half_done(task, &mut self.out);
        self.check_view(task, service);
        self.reply(task, service);
        self.handled(service, member, job);
    }

    /// A member has finished a record.
    fn handled(&mut self, service: ServiceId, worker: usize, (partition, offset): (u8, u32)) {
        let group = self.groups.of(service);
        let evicted = group.consumer(worker).is_evicted();
        group.offsets_mut(partition.into()).handled(offset, evicted);
        self.after_record(service, worker);
    }

    /// The handler of a record has failed.
    fn record_failed(&mut self, service: ServiceId, worker: usize, job: (u8, u32), task: TaskId) {
        let on_error = self.facts.settings.get(Setting::OnError);
        let attempts = self.facts.settings.get(Setting::Attempts);
        let group = self.groups.of(service);
        if group.consumer(worker).is_evicted() {
            return self.after_record(service, worker);
        }
        let tries = group.offsets_mut(job.0.into()).failed();
        if on_error == 0 || tries < attempts {
            return self.seek_back(service, worker, job);
        }
        let why = if on_error == 1 {
            self.record(Group::PassedOver { service, task });
            Loss::PassedOver
        } else {
            self.record(Group::DeadLettered { service, task });
            Loss::DeadLettered
        };
        self.effects.lose(task, service, why, &mut self.out);
        self.handled(service, worker, job);
    }

    /// A failed record is fetched again after a pause, in which the other partitions are read.
    fn seek_back(&mut self, service: ServiceId, worker: usize, (partition, offset): (u8, u32)) {
        let group = self.groups.of(service);
        group.consumer(worker).drop_partition(partition);
        let pause = group.offsets_mut(partition.into()).seek_back(offset);
        let length = self.facts.settings.length(Setting::RetryMs);
        self.after(length, Timer::TryAgain { service, partition, pause });
        self.after_record(service, worker);
    }

    pub fn try_again(&mut self, service: ServiceId, partition: u8, pause: u32) {
        let group = self.groups.of(service);
        if group.offsets_mut(partition.into()).end_pause(pause)
            && let Some(worker) = group.owner(partition.into())
        {
            self.poll(service, worker);
        }
    }

    /// The next record of the batch, or what comes after the batch.
    fn after_record(&mut self, service: ServiceId, worker: usize) {
        let wanted = self.services.is_alive(service, worker);
        let consumer = self.groups.of(service).consumer(worker);
        match (wanted, consumer.has_emptied_batch(), consumer.is_evicted()) {
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
        let consumer = self.groups.of(service).consumer(worker);
        match consumer.auto_commit(self.out.now(), interval) {
            AutoCommit::Now => self.commit_owned(service, worker),
            AutoCommit::Later(wait) => {
                let worker = worker as u8;
                self.after(wait, Timer::AutoCommit { service, worker });
            }
            AutoCommit::Scheduled => {}
        }
    }

    /// An idle member polls all the time; here only when it has something to commit.
    pub fn auto_commit_due(&mut self, service: ServiceId, worker: u8) {
        self.groups.of(service).consumer(worker.into()).auto_commit_due();
        self.poll(service, worker.into());
    }

    fn commit_owned(&mut self, service: ServiceId, worker: usize) {
        for partition in self.log.read_by(service) {
            if self.groups.get(service).owns(worker, partition) {
                self.commit(service, partition);
            }
        }
    }

    /// The broker learns what the group has finished, if the broker is there.
    fn commit(&mut self, service: ServiceId, partition: usize) {
        let readable = self.broker.is_readable(&self.facts.settings);
        if !readable || self.services.is_out(service) {
            return;
        }
        if let Some(offset) = self.groups.of(service).offsets_mut(partition).commit() {
            self.record(Group::Committed { service, partition: partition as u8, offset });
        }
    }
}
