//! A consumer's loop: poll, handle what came record by record, commit, poll again.
//!
//! A client fetches ahead of its polls. Never here: whose partitions they are, or
//! where a group stands in them.

use crate::history::group::Group;
use crate::history::values::Loss;
use crate::history::work::Work;
use crate::play::kafka::consumer::{Fetched, Wait};
use crate::play::kafka::log::Record;
use crate::play::kafka::offsets::Offsets;
use crate::play::services::Job;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::choices::{Commit, OffsetReset};
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::intervention::Start;
use crate::sim::{Duration, Instant};
use std::ops::Range;

/// How much of a partition a client fetches at once: `max.partition.fetch.bytes`, in both clients.
const MAX_PARTITION_FETCH_BYTES: u32 = 1_048_576;

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
                self.prefetch(service, partition);
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
            if self.groups.of(service).consumer(worker).is_waiting_for(Wait::CommitBefore) {
                self.wait(service, worker, Wait::CommitBefore, self.facts.settings.commit_delay());
            }
            self.rearm_clock(service, worker);
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
            let delay = self.way_to(service);
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
        let waits = group.waits_for_rebalance(worker) || group.consumer(worker).is_fetching();
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
            if self.facts.settings.commit_delay() > Duration::ZERO {
                return self.wait(
                    service,
                    worker,
                    Wait::CommitBefore,
                    self.facts.settings.commit_delay(),
                );
            }
            self.commit_positions(service, worker);
        }
        self.handle_next(service, worker);
    }

    /// A member waits between two records, for so long.
    pub fn wait(&mut self, service: ServiceId, worker: usize, what: Wait, length: Duration) {
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
            // It goes on waiting until the broker is back.
            Wait::CommitBefore => {
                self.groups.of(service).consumer(worker).wait(Wait::CommitBefore);
            }
        }
    }

    /// Fetches up to `max.poll.records` records of the member's partitions that had been appended by
    /// then, from the oldest on.
    fn fetch(&mut self, service: ServiceId, worker: usize, appended_by: Instant) {
        let mut room = self.facts.settings.max_poll_records();
        self.groups.of(service).consumer(worker).begin_poll(self.out.aged());
        while room > 0 {
            let Some(partition) = self.oldest_unread(service, worker, appended_by) else { return };
            let group = self.groups.get(service);
            let from = group.offsets(partition).position();
            let there: Vec<Fetched> = (from..self.log.end(partition))
                .take(room as usize)
                .map_while(|offset| {
                    let record = self.readable(group.offsets(partition), partition, offset)?;
                    (record.appended <= appended_by).then_some((
                        partition as u8,
                        offset,
                        record.task,
                    ))
                })
                .collect();
            let next = from + there.len() as u32;
            let group = self.groups.of(service);
            there.into_iter().for_each(|record| group.consumer(worker).take_in(record));
            room -= next - from;
            group.offsets_mut(partition).fetched(next);
            self.prefetch(service, partition);
            self.note_fetched(service, worker, partition, from..next);
        }
    }

    /// A record that a member can be handed: it is in the log, or in the member's memory.
    fn readable(&self, offsets: &Offsets, partition: usize, offset: u32) -> Option<Record> {
        match offsets.holds(offset) {
            true => self.log.ever(partition, offset),
            false => self.log.get(partition, offset),
        }
    }

    /// A member that has handed out what it held of a partition fetches what is there, ahead of its polls.
    fn prefetch(&mut self, service: ServiceId, partition: usize) {
        if self.broker.is_readable(&self.facts.settings) {
            let size = self.facts.settings.record_size().0.max(1);
            let most = (MAX_PARTITION_FETCH_BYTES / size).max(1);
            let offsets = self.groups.of(service).offsets_mut(partition);
            let end = self.log.end(partition).min(offsets.position().saturating_add(most));
            if offsets.position() >= self.log.start(partition) {
                offsets.prefetch(end);
            }
        }
    }

    fn note_fetched(&mut self, service: ServiceId, worker: usize, index: usize, what: Range<u32>) {
        let (worker, partition) = (worker as u8, index as u8);
        let Range { start: from, end: offset } = what;
        if self.facts.settings.max_poll_records() > 1 {
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
            let next = self.readable(offsets, partition, offsets.position())?;
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
        let unread = self.groups.of(service).offsets_mut(partition).reset(offset);
        self.record(Group::Resumed { service, partition: partition as u8, offset });
        self.pass_by(service, partition, unread);
    }

    /// A group goes on beyond records that it has not finished: nobody will read them for it any more. Who
    /// holds one from an earlier assignment still works on it.
    pub fn pass_by(&mut self, service: ServiceId, partition: usize, unread: Range<u32>) {
        for offset in unread {
            if let Some(record) = self.log.ever(partition, offset)
                && !self.is_held(service, (partition as u8, offset))
            {
                self.effects.lose_record(record.task, service, Loss::Unread, &mut self.out);
            }
        }
    }

    fn is_held(&self, service: ServiceId, record: (u8, u32)) -> bool {
        let group = self.groups.get(service);
        self.services.workers(service).any(|worker| {
            group.is_in_batch(worker, record)
                || self.services.record_in_hand(service, worker).is_some_and(|(_, it)| it == record)
        })
    }

    /// What a member holds from an earlier assignment.
    pub fn stale_records(&mut self, service: ServiceId, worker: usize) -> Vec<Fetched> {
        let consumer = self.groups.of(service).consumer(worker);
        if !consumer.is_stale() {
            return Vec::new();
        }
        let in_hand = self.services.record_in_hand(service, worker);
        let in_hand = in_hand.map(|(task, (partition, offset))| (partition, offset, task));
        consumer.batch().chain(in_hand).collect()
    }

    /// Who held these records is gone: those that the group has gone on without are lost.
    pub fn lose_stale(&mut self, service: ServiceId, records: Vec<Fetched>) {
        for (partition, offset, task) in records {
            if self.groups.get(service).offsets(partition.into()).has_passed(offset) {
                self.effects.lose_record(task, service, Loss::Unread, &mut self.out);
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
        let interval = self.facts.settings.max_poll_interval();
        let consumer = self.groups.of(service).consumer(worker);
        if let Some((after, poll)) = consumer.overdue(self.out.aged(), interval, works) {
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
    pub fn handled(&mut self, service: ServiceId, worker: usize, (partition, offset): (u8, u32)) {
        let alone = self.commits_alone(service, worker);
        let group = self.groups.of(service);
        let stale = group.consumer(worker).is_stale() && !alone;
        group.offsets_mut(partition.into()).handled(offset, stale);
        self.after_record(service, worker);
    }

    /// The next record of the batch, or what comes after the batch.
    pub fn after_record(&mut self, service: ServiceId, worker: usize) {
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
                let waits = self.facts.settings.commit_delay() > Duration::ZERO;
                if waits && self.facts.settings.commit() == Commit::After {
                    return self.wait(
                        service,
                        worker,
                        Wait::CommitAfter,
                        self.facts.settings.commit_delay(),
                    );
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
            if self.commits_alone(service, worker) {
                self.commit_after(service, worker);
                self.commit_on_return(service, worker);
            } else {
                self.record(Group::CommitFailed { service, worker: worker as u8 });
            }
            return self.member_joined(service, worker as u8);
        }
        self.try_rebalance(service);
        self.poll(service, worker);
    }
}
