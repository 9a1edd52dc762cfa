//! When a consumer group commits: after its work, before it, or by its client's own clock.
//!
//! Never here: what is committed, or what a member works on.

use crate::history::group::Group;
use crate::play::kafka::consumer::AutoCommit;
use crate::play::kafka::offsets::Offsets;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::choices::{Client, Commit};
use crate::scenario::ids::ServiceId;

impl World<'_> {
    /// What a member has finished is committed, if that comes after the work.
    pub fn commit_after(&mut self, service: ServiceId, worker: usize) {
        if self.facts.settings.commit() == Commit::After {
            self.commit_owned(service, worker, Offsets::commit_finished);
        }
    }

    /// The broker is back: what a clock could not commit it commits at its next tick.
    pub fn rearm_clock(&mut self, service: ServiceId, worker: usize) {
        let settings = &self.facts.settings;
        let ticks = settings.client() == Client::Aiokafka && settings.commit() == Commit::Auto;
        if ticks && self.groups.get(service).is_member(worker) {
            self.arm_clock(service, worker);
        }
    }

    /// A member that commits by itself polls: in Java what earlier polls returned is committed, if it is time;
    /// in aiokafka the clock in the background goes on.
    pub fn auto_commit(&mut self, service: ServiceId, worker: usize) {
        if self.facts.settings.commit() != Commit::Auto {
            return;
        }
        if self.facts.settings.client() == Client::Aiokafka {
            return self.arm_clock(service, worker);
        }
        let interval = self.facts.settings.auto_commit_interval();
        let consumer = self.groups.of(service).consumer(worker);
        match consumer.auto_commit(self.out.aged(), interval) {
            AutoCommit::Now => self.commit_positions(service, worker),
            AutoCommit::Later(wait) => {
                let (worker, life) = (worker as u8, consumer.life());
                self.after(wait, Timer::AutoCommit { service, worker, life });
            }
            AutoCommit::Scheduled => {}
        }
    }

    /// The clock is to tick once more: there may be something to commit, which is so after a poll, and when
    /// the broker is back.
    fn arm_clock(&mut self, service: ServiceId, worker: usize) {
        let interval = self.facts.settings.auto_commit_interval();
        let consumer = self.groups.of(service).consumer(worker);
        if let Some(wait) = consumer.arm_clock(self.out.aged(), interval) {
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
    }

    /// A member under auto-commit that leaves, or joins anew, commits what its last poll returned, whether
    /// it has worked through that or not.
    pub fn commit_on_close(&mut self, service: ServiceId, worker: usize) {
        let auto = self.facts.settings.commit() == Commit::Auto;
        if auto && self.groups.get(service).is_member(worker) {
            self.commit_positions(service, worker);
        }
    }

    /// Whether one that its group has gone on without may commit all the same: an empty group takes what comes
    /// without a generation, which is how aiokafka commits once it has left. Measured: Apache Kafka 4.3.0,
    /// aiokafka 0.14.0.
    pub fn commits_alone(&mut self, service: ServiceId, worker: usize) -> bool {
        let group = self.groups.of(service);
        self.facts.settings.client() == Client::Aiokafka
            && group.consumer(worker).is_evicted()
            && !group.has_members()
    }

    /// One that had to leave alone commits by itself before it joins again.
    pub fn commit_on_return(&mut self, service: ServiceId, worker: usize) {
        if self.facts.settings.commit() == Commit::Auto {
            self.commit_positions(service, worker);
        }
    }

    /// What a member has been handed is committed.
    pub fn commit_positions(&mut self, service: ServiceId, worker: usize) {
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
