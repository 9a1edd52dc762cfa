//! A consumer's loop: poll, handle what came record by record, commit, poll again.
//!
//! Whoever waits before another try of a failed record has sought back, paused its partition and goes on
//! polling, so that a poison record blocks its partition only; or waits in its handler, and blocks all that
//! the member reads, and in the end its membership. Never here: whose partitions they are, or
//! where a group stands in them.

use crate::history::group::Group;
use crate::history::values::Loss;
use crate::history::work::Work;
use crate::play::kafka::consumer::{AutoCommit, Offsets, Wait};
use crate::play::services::Job;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::choices::{Client, Commit, Holds, OffsetReset, OnError};
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::intervention::Start;
use crate::scenario::settings::Setting;
use crate::sim::{Duration, Instant};
use std::ops::Range;

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

    /// The broker is back: who has finished a batch meanwhile commits it, and reading goes on.
    pub fn catch_up(&mut self, service: ServiceId) {
        for worker in self.services.workers(service) {
            let is_done = self.services.is_idle(service, worker)
                && self.groups.of(service).consumer(worker).is_done();
            if is_done {
                self.commit_after(service, worker);
            }
        }
        self.poll_all(service);
    }

    /// An idle member goes on with what its last poll returned, or polls again.
    pub fn poll(&mut self, service: ServiceId, worker: usize) {
        if !self.can_work(service, worker) {
            return;
        }
        if self.groups.of(service).consumer(worker).has_emptied_batch() {
            if !self.can_fetch(service, worker) {
                return;
            }
            self.auto_commit(service, worker);
            let delay = self.services.network_delay(service);
            if delay > Duration::ZERO {
                return self.send_fetch(service, worker, delay);
            }
            return self.take_in(service, worker, self.out.aged());
        }
        self.handle_next(service, worker);
    }

    fn can_work(&mut self, service: ServiceId, worker: usize) -> bool {
        !self.services.is_out(service)
            && self.services.is_free(service, worker)
            && !self.groups.of(service).consumer(worker).is_waiting()
    }

    fn can_fetch(&mut self, service: ServiceId, worker: usize) -> bool {
        let readable = self.broker.is_readable(&self.facts.settings);
        let group = self.groups.of(service);
        let waits = group.is_rebalancing() || group.consumer(worker).is_fetching();
        readable && !waits && group.is_member(worker)
    }

    /// A fetch sets out over a slow network, if there is anything to fetch.
    fn send_fetch(&mut self, service: ServiceId, worker: usize, delay: Duration) {
        let now = self.out.aged();
        if self.oldest_unread(service, worker, now).is_some() {
            let fetch = self.groups.of(service).consumer(worker).send_fetch(now);
            let worker = worker as u8;
            self.after(delay, Timer::FetchArrives { service, worker, fetch });
        }
    }

    /// A fetch comes back with what was there when it had set out.
    pub fn fetch_arrives(&mut self, service: ServiceId, worker: usize, fetch: u32) {
        let consumer = self.groups.of(service).consumer(worker);
        let Some(since) = consumer.end_fetch(fetch) else { return };
        if self.can_work(service, worker) && self.can_fetch(service, worker) {
            self.take_in(service, worker, since);
            if self.groups.of(service).consumer(worker).has_emptied_batch() {
                self.poll(service, worker);
            }
        }
    }

    /// A poll returns what had been appended by then. It is committed, if that comes first, and worked on.
    fn take_in(&mut self, service: ServiceId, worker: usize, appended_by: Instant) {
        self.fetch(service, worker, appended_by);
        if self.groups.of(service).consumer(worker).has_emptied_batch() {
            return;
        }
        if self.facts.settings.commit() == Commit::Before {
            if self.facts.settings.on(Setting::CommitMs) {
                return self.wait(service, worker, Wait::CommitBefore, Setting::CommitMs);
            }
            self.commit_positions(service, worker);
        }
        self.handle_next(service, worker);
    }

    /// A member waits between two records, for as long as a setting says.
    fn wait(&mut self, service: ServiceId, worker: usize, what: Wait, length: Setting) {
        let length = self.facts.settings.length(length);
        let wait = self.groups.of(service).consumer(worker).wait(what);
        self.watch_poll(service, worker, length);
        let worker = worker as u8;
        self.after(length, Timer::WaitEnds { service, worker, wait });
    }

    /// A member has waited, unless it is another one since.
    pub fn wait_ends(&mut self, service: ServiceId, worker: usize, wait: u32) {
        let Some(what) = self.groups.of(service).consumer(worker).end_wait(wait) else { return };
        match what {
            Wait::Retry if self.services.is_alive(service, worker) => {
                self.handle_next(service, worker);
            }
            Wait::Retry => self.member_left(service, worker as u8),
            Wait::CommitAfter => {
                self.commit_after(service, worker);
                self.after_batch(service, worker);
            }
            Wait::CommitBefore if self.groups.of(service).consumer(worker).is_evicted() => {
                self.groups.of(service).consumer(worker).drop_batch();
                self.after_batch(service, worker);
            }
            Wait::CommitBefore if self.broker.is_readable(&self.facts.settings) => {
                self.commit_positions(service, worker);
                self.handle_next(service, worker);
            }
            Wait::CommitBefore => {
                self.wait(service, worker, Wait::CommitBefore, Setting::CommitMs);
            }
        }
    }

    /// Fetches up to `max.poll.records` records of the member's partitions that had been appended by
    /// then, from the oldest on.
    fn fetch(&mut self, service: ServiceId, worker: usize, appended_by: Instant) {
        let mut room = self.facts.settings.get(Setting::MaxPollRecords);
        self.groups.of(service).consumer(worker).begin_poll(self.out.now());
        while room > 0 {
            let Some(partition) = self.oldest_unread(service, worker, appended_by) else { return };
            let group = self.groups.of(service);
            let from = group.offsets(partition).position();
            let there = (from..self.log.end(partition)).take(room as usize).map_while(|offset| {
                let record = self.log.get(partition, offset)?;
                (record.appended <= appended_by).then_some((partition as u8, offset, record.task))
            });
            let mut next = from;
            for record in there {
                group.consumer(worker).take_in(record);
                next += 1;
            }
            room -= next - from;
            group.offsets_mut(partition).fetched(next);
            self.note_fetched(service, worker, partition, from..next);
        }
    }

    fn note_fetched(&mut self, service: ServiceId, worker: usize, index: usize, what: Range<u32>) {
        let (worker, partition) = (worker as u8, index as u8);
        let Range { start: from, end: offset } = what;
        if self.facts.settings.get(Setting::MaxPollRecords) > 1 {
            let count = (offset - from) as u16;
            self.record(Group::Polled { service, worker, partition, from, count });
        }
    }

    /// The partition of a member whose next record is the oldest of those appended by then.
    fn oldest_unread(
        &mut self,
        service: ServiceId,
        worker: usize,
        appended_by: Instant,
    ) -> Option<usize> {
        for partition in self.log.read_by(service) {
            let group = self.groups.get(service);
            let known = group.offsets(partition).is_known(self.log.start(partition));
            if group.owns(worker, partition) && !known {
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
            (next.appended <= appended_by).then_some((next.appended, partition))
        });
        unread.min().map(|(_, partition)| partition)
    }

    /// A group that has no position goes on where `auto.offset.reset` says.
    fn reset(&mut self, service: ServiceId, partition: usize) {
        let start = self.log.start(partition);
        let from_start = match self.groups.get(service).start() {
            Some(own) => own == Start::Earliest,
            None => self.facts.settings.offset_reset() == OffsetReset::Earliest,
        };
        let offset = if from_start { start } else { self.log.end(partition) };
        let unread = self.groups.of(service).offsets_mut(partition).reset(offset, start);
        self.record(Group::Resumed { service, partition: partition as u8, offset });
        self.pass_by(service, partition, unread);
    }

    /// A group goes on beyond records that it has not finished: nobody will read them for it any more.
    pub fn pass_by(&mut self, service: ServiceId, partition: usize, unread: Range<u32>) {
        for offset in unread {
            if let Some(record) = self.log.get(partition, offset) {
                self.effects.lose_record(record.task, service, Loss::Unread, &mut self.out);
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
        let tries = self.groups.get(service).offsets(partition.into()).tries(offset);
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
        let on_error = self.facts.settings.on_error();
        let attempts = self.facts.settings.get(Setting::Attempts);
        let group = self.groups.of(service);
        if group.consumer(worker).is_evicted() {
            return self.after_record(service, worker);
        }
        let tries = group.offsets_mut(job.0.into()).failed(job.1);
        let why = match on_error {
            OnError::Skip if tries >= attempts => {
                self.record(Group::PassedOver { service, task });
                Loss::PassedOver
            }
            OnError::DeadLetter if tries >= attempts => {
                self.record(Group::DeadLettered { service, task });
                Loss::DeadLettered
            }
            OnError::Retry | OnError::Skip | OnError::DeadLetter => {
                return self.seek_back(service, worker, job, task);
            }
        };
        self.effects.lose_record(task, service, why, &mut self.out);
        self.handled(service, worker, job);
    }

    /// A failed record is tried again later. Its partition waits, and the others are read; or the member
    /// waits with all of them.
    fn seek_back(&mut self, service: ServiceId, worker: usize, job: (u8, u32), task: TaskId) {
        let (partition, offset) = job;
        if self.facts.settings.retry_holds() == Holds::Member
            && self.services.is_alive(service, worker)
        {
            self.groups.of(service).consumer(worker).put_back((partition, offset, task));
            return self.wait(service, worker, Wait::Retry, Setting::RetryMs);
        }
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
            (true, true, true) => self.after_batch(service, worker),
            (true, true, false) => {
                let waits = self.facts.settings.on(Setting::CommitMs);
                if waits && self.facts.settings.commit() == Commit::After {
                    return self.wait(service, worker, Wait::CommitAfter, Setting::CommitMs);
                }
                self.commit_after(service, worker);
                self.after_batch(service, worker);
            }
        }
    }

    /// A member is done with its batch: it leaves if it is no longer wanted, learns that its group has gone on
    /// without it, rejoins if its group wants that, or polls.
    fn after_batch(&mut self, service: ServiceId, worker: usize) {
        if !self.services.is_alive(service, worker) {
            return self.member_left(service, worker as u8);
        }
        if self.groups.of(service).consumer(worker).is_evicted() {
            self.record(Group::CommitFailed { service, worker: worker as u8 });
            return self.member_joined(service, worker as u8);
        }
        self.try_rebalance(service);
        self.poll(service, worker);
    }

    fn commit_after(&mut self, service: ServiceId, worker: usize) {
        if self.facts.settings.commit() == Commit::After {
            self.commit_owned(service, worker, Offsets::commit_finished);
        }
    }

    /// A member that commits by itself polls: in Java what earlier polls returned is committed, if it is time;
    /// in aiokafka the clock in the background goes on.
    fn auto_commit(&mut self, service: ServiceId, worker: usize) {
        if self.facts.settings.commit() != Commit::Auto {
            return;
        }
        if self.facts.settings.client() == Client::Aiokafka {
            return self.arm_clock(service, worker);
        }
        let interval = self.facts.settings.length(Setting::AutoCommitMs);
        let consumer = self.groups.of(service).consumer(worker);
        match consumer.auto_commit(self.out.now(), interval) {
            AutoCommit::Now => self.commit_positions(service, worker),
            AutoCommit::Later(wait) => {
                let (worker, life) = (worker as u8, consumer.life());
                self.after(wait, Timer::AutoCommit { service, worker, life });
            }
            AutoCommit::Scheduled => {}
        }
    }

    fn arm_clock(&mut self, service: ServiceId, worker: usize) {
        let interval = self.facts.settings.length(Setting::AutoCommitMs);
        let consumer = self.groups.of(service).consumer(worker);
        if let Some(wait) = consumer.arm_clock(self.out.now(), interval) {
            let (worker, life) = (worker as u8, consumer.life());
            self.after(wait, Timer::AutoCommit { service, worker, life });
        }
    }

    /// The clock of a member ticks. In aiokafka it commits what has been handed out, whatever is done of
    /// that. In Java an idle member polls all the time; here only when it has something to commit.
    pub fn auto_commit_due(&mut self, service: ServiceId, worker: u8, life: u32) {
        let member = usize::from(worker);
        if !self.groups.of(service).consumer(member).auto_commit_due(life) {
            return;
        }
        let settings = &self.facts.settings;
        if settings.client() == Client::Java || settings.commit() != Commit::Auto {
            return self.poll(service, member);
        }
        self.commit_positions(service, member);
        let done = self.groups.of(service).consumer(member).is_done();
        if !done || !self.services.is_idle(service, member) {
            self.arm_clock(service, member);
        }
    }

    /// A member under auto-commit that leaves, or joins anew, commits what its last poll returned, whether
    /// it has worked through that or not.
    pub fn commit_on_close(&mut self, service: ServiceId, worker: usize) {
        let auto = self.facts.settings.commit() == Commit::Auto;
        if auto && self.groups.get(service).is_member(worker) {
            self.commit_positions(service, worker);
        }
    }

    fn commit_positions(&mut self, service: ServiceId, worker: usize) {
        self.commit_owned(service, worker, Offsets::commit_position);
    }

    /// A member commits in each of its partitions, if the broker is there.
    fn commit_owned(
        &mut self,
        service: ServiceId,
        worker: usize,
        commit: fn(&mut Offsets) -> Option<u32>,
    ) {
        if !self.broker.is_readable(&self.facts.settings) {
            return;
        }
        for index in self.log.read_by(service) {
            let group = self.groups.of(service);
            if group.owns(worker, index)
                && let Some(offset) = commit(group.offsets_mut(index))
            {
                let partition = index as u8;
                self.record(Group::Committed { service, partition, offset });
            }
        }
    }
}
