//! How consumer groups go: members join, leave, crash and are evicted, and partitions are shared out anew.
//!
//! Never here: who is a member, or reading a record.

use crate::history::group::Group;
use crate::play::kafka::groups::{Assignor, DelayEnd};
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::choices::Client;
use crate::scenario::ids::ServiceId;
use crate::scenario::intervention::Start;
use crate::scenario::program::Style;
use crate::sim::{Duration, Stream, draw};
use std::ops::Range;

impl World<'_> {
    /// The groups that are there when the run begins, with everybody assigned.
    pub fn found_groups(&mut self) {
        for service in self.services.present() {
            self.enter_all(service);
            for worker in self.services.workers(service) {
                let seed = self.facts.scenario.seed;
                let bits = |which| draw(seed, Stream::Clock, service.into(), worker as u64, which);
                self.groups.of(service).consumer(worker).is_found(bits(0), bits(1));
            }
            let assignor = self.assignor();
            self.groups.of(service).share_out(self.log.read_by(service), assignor);
        }
    }

    fn assignor(&self) -> Assignor {
        match self.facts.settings.client() {
            Client::Java => Assignor::Range,
            Client::Aiokafka => Assignor::RoundRobin,
        }
    }

    /// A new group begins to read.
    pub fn join_group(&mut self, service: ServiceId, start: Start) {
        self.groups.of(service).begin(start);
        for partition in self.log.read_by(service) {
            let offset = match start {
                Start::Latest => self.log.end(partition),
                Start::Earliest => self.log.start(partition),
            };
            self.groups.of(service).offsets_mut(partition).begin_at(offset);
        }
        self.resume_group(service);
    }

    /// A group reads on from where it has committed.
    pub fn resume_group(&mut self, service: ServiceId) {
        let was_empty = !self.groups.get(service).has_members();
        let joins: Vec<u8> = self.enter_all(service);
        self.rebalance(service, was_empty, &joins);
    }

    /// The workers that live become members. Gives those that were none.
    fn enter_all(&mut self, service: ServiceId) -> Vec<u8> {
        let (services, now) = (&self.services, self.out.aged());
        let alive = services.workers(service).filter(|&worker| services.is_alive(service, worker));
        let group = self.groups.of(service);
        alive.map(|worker| worker as u8).filter(|&worker| group.join(worker, now)).collect()
    }

    /// Every member leaves at once, with the record that it has in hand unfinished.
    pub fn leave_group(&mut self, service: ServiceId) {
        let mut stale = Vec::new();
        for worker in self.services.workers(service) {
            self.commit_on_close(service, worker);
            stale.extend(self.stale_records(service, worker));
        }
        self.services.abandon(service, &mut self.out);
        self.lose_stale(service, stale);
        self.stop_rebalance(service);
        if self.groups.of(service).dissolve() {
            self.group_emptied(service);
        }
    }

    /// Nobody is left to share anything out to.
    fn stop_rebalance(&mut self, service: ServiceId) {
        if self.groups.of(service).stop_rebalance() {
            self.record(Group::Rebalancing { service, done: true });
        }
    }

    fn group_emptied(&mut self, service: ServiceId) {
        let emptied = self.groups.of(service).empty();
        let length = self.facts.settings.offsets_retention();
        self.after(length, Timer::Forget { service, emptied });
    }

    /// Kafka forgets the position of a group that has been empty for too long.
    pub fn forget(&mut self, service: ServiceId, emptied: u32) {
        if self.services.is_present(service) && self.groups.of(service).forget(emptied) {
            self.record(Group::OffsetsForgotten { service });
        }
    }

    /// A member dies without a word: the group counts on it until its session times out.
    pub fn member_crashed(&mut self, service: ServiceId, worker: u8) {
        if let Some(life) = self.groups.of(service).crash(worker) {
            let now = self.out.aged();
            let every = self.facts.settings.heartbeat_interval();
            let consumer = self.groups.of(service).consumer(worker.into());
            let silent = now - consumer.heartbeat().last(now, every);
            let session = self.facts.settings.session_timeout();
            let left = Duration(session.0.saturating_sub(silent.0));
            self.after(left, Timer::SessionEnds { service, worker, life });
        }
    }

    /// A worker becomes a member: it is new, or a crashed or evicted one is back. A service that is down has
    /// no members.
    pub fn member_joined(&mut self, service: ServiceId, worker: u8) {
        if self.services.is_out(service) {
            return;
        }
        let was_empty = !self.groups.get(service).has_members();
        if self.groups.of(service).join(worker, self.out.aged()) {
            self.record(Group::MemberJoined { service, worker });
            self.rebalance(service, was_empty, &[worker]);
        }
    }

    /// A member is no longer wanted: it leaves in good order once it has finished what it has in hand.
    pub fn member_dismissed(&mut self, service: ServiceId, worker: usize) {
        let idle = self.services.is_idle(service, worker);
        if idle && self.groups.of(service).consumer(worker).is_done() {
            self.member_left(service, worker as u8);
        }
    }

    /// A member leaves in good order, with nothing in hand.
    pub fn member_left(&mut self, service: ServiceId, worker: u8) {
        self.commit_on_close(service, worker.into());
        let stale = self.stale_records(service, worker.into());
        self.lose_stale(service, stale);
        if self.groups.of(service).leave(worker) {
            self.member_gone(service, worker, false);
        }
    }

    pub fn session_ends(&mut self, service: ServiceId, worker: u8, life: u32) {
        if self.groups.of(service).end_session(worker, life) {
            self.member_gone(service, worker, false);
        }
    }

    /// A member has not polled in time: the group goes on without it, and it works on.
    pub fn poll_overdue(&mut self, service: ServiceId, worker: u8, poll: u32) {
        if self.groups.of(service).evict(worker, poll) {
            self.member_gone(service, worker, true);
        }
    }

    /// The group misses a member, and shares out what that one had read.
    fn member_gone(&mut self, service: ServiceId, worker: u8, evicted: bool) {
        self.note_loss(service, worker, evicted);
        if self.groups.get(service).has_living_members() {
            if !self.groups.get(service).is_rebalancing() {
                self.rebalance(service, false, &[]);
            }
            self.try_rebalance(service);
        } else {
            self.stop_rebalance(service);
            if !self.groups.get(service).has_members() {
                self.group_emptied(service);
            }
        }
    }

    fn note_loss(&mut self, service: ServiceId, worker: u8, evicted: bool) {
        let rejoined = self.groups.get(service).is_member(worker.into());
        self.record(Group::MemberLost { service, worker, evicted, rejoined });
        let keeps = evicted && self.commits_alone(service, worker.into());
        if !rejoined && !keeps {
            self.groups.of(service).disown(worker);
        }
    }

    /// Membership has changed: the group shares its partitions out anew, once every member has rejoined. Those
    /// who bring it about know of it, and the others hear of it with their next heartbeat.
    fn rebalance(&mut self, service: ServiceId, was_empty: bool, knowing: &[u8]) {
        let delay = self.facts.settings.rebalance_delay();
        let delayed = was_empty && delay > Duration::ZERO;
        let begun = self.groups.of(service).rebalance(delayed);
        self.tell_of_rebalance(service, knowing);
        let Some(number) = begun else { return };
        if !delayed && self.broker.is_up() && self.all_have_rejoined(service) {
            return self.share_out(service);
        }
        self.record(Group::Rebalancing { service, done: false });
        if delayed {
            self.after(delay, Timer::RebalancePaused { service, number });
        }
        let patience = self.facts.settings.max_poll_interval();
        self.after(patience, Timer::RebalanceTimeout { service, number });
        let (now, every) = (self.out.aged(), self.facts.settings.heartbeat_interval());
        for worker in self.groups.get(service).unaware(number) {
            let heartbeat = self.groups.of(service).consumer(worker.into()).heartbeat();
            let wait = heartbeat.next(now, every);
            self.after(wait, Timer::RebalanceHeard { service, worker, number });
        }
    }

    fn tell_of_rebalance(&mut self, service: ServiceId, workers: &[u8]) {
        let group = self.groups.of(service);
        if let Some(number) = group.rebalance_number() {
            workers.iter().for_each(|&worker| group.consumer(worker.into()).hear(number));
        }
    }

    /// A member hears that its group shares out anew, if it still does.
    pub fn rebalance_heard(&mut self, service: ServiceId, worker: u8, number: u32) {
        if self.groups.get(service).rebalance_number() == Some(number) {
            self.tell_of_rebalance(service, &[worker]);
            self.try_rebalance(service);
        }
    }

    /// The delay of a group that was empty ends. Whoever joins in it makes it last as long again.
    pub fn rebalance_paused(&mut self, service: ServiceId, number: u32) {
        match self.groups.of(service).end_delay(number) {
            DelayEnd::Stale => {}
            DelayEnd::Again => {
                let delay = self.facts.settings.rebalance_delay();
                self.after(delay, Timer::RebalancePaused { service, number });
            }
            DelayEnd::Over => self.try_rebalance(service),
        }
    }

    /// A rebalance waits for its members no longer than they may take between two polls.
    pub fn rebalance_timed_out(&mut self, service: ServiceId, number: u32) {
        let back: Vec<bool> =
            self.services.workers(service).map(|worker| self.is_back(service, worker)).collect();
        let is_back = |worker: usize| back.get(worker).is_some_and(|back| *back);
        for (worker, crashed) in self.groups.of(service).end_wait(number, is_back) {
            self.note_loss(service, worker, !crashed);
        }
        if self.groups.get(service).has_members() {
            self.try_rebalance(service);
        } else if self.groups.get(service).is_rebalancing() {
            self.stop_rebalance(service);
            self.group_emptied(service);
        }
    }

    /// Ends a rebalance when nobody holds it up any longer, and the broker is there to share out.
    pub fn try_rebalance(&mut self, service: ServiceId) {
        let ready = self.broker.is_up() && self.groups.get(service).can_share_out();
        if ready && self.all_have_rejoined(service) {
            self.record(Group::Rebalancing { service, done: true });
            self.share_out(service);
        }
    }

    fn all_have_rejoined(&self, service: ServiceId) -> bool {
        self.groups.get(service).all_have_rejoined(|worker| self.is_back(service, worker))
    }

    /// Whether a member that has heard of a rebalance rejoins. In Java a poll does that, so that it has worked
    /// through its last one; aiokafka rejoins in the background while the handler goes on.
    fn is_back(&self, service: ServiceId, worker: usize) -> bool {
        self.facts.settings.client() == Client::Aiokafka
            || self.services.is_idle(service, worker) && self.groups.get(service).is_done(worker)
    }

    /// The partitions are shared out, and every member reads on from what the group has committed; where it
    /// has committed nothing, the first poll decides.
    fn share_out(&mut self, service: ServiceId) {
        for worker in self.services.workers(service) {
            self.commit_on_close(service, worker);
            let busy = !self.services.is_idle(service, worker);
            let group = self.groups.of(service);
            if group.is_member(worker) && (busy || !group.is_done(worker)) {
                group.consumer(worker).go_stale();
            }
        }
        let (partitions, assignor) = (self.known_to(service), self.assignor());
        self.groups.of(service).share_out(partitions.clone(), assignor);
        self.plan_look(service);
        for partition in partitions {
            let resumed = self.groups.of(service).offsets_mut(partition).resume();
            if let Some((offset, unread)) = resumed {
                self.record(Group::Resumed { service, partition: partition as u8, offset });
                self.pass_by(service, partition, unread);
            }
        }
        self.poll_all(service);
    }

    /// The partitions that a group's leader knows of. None is given up that has been shared out.
    fn known_to(&mut self, service: ServiceId) -> Range<usize> {
        let all = self.log.read_by(service);
        if self.facts.style == Style::Commands {
            return all;
        }
        let (now, every) = (self.out.aged(), self.facts.settings.metadata_max_age());
        let group = self.groups.of(service);
        let shared = group.shared();
        let Some(leader) = group.leader() else { return all.start..shared };
        let renewed = group.consumer(leader).metadata().last(now, every);
        all.start..self.log.live_before(renewed).max(shared)
    }

    /// If there are partitions that a group does not know of, its leader will find them.
    fn plan_look(&mut self, service: ServiceId) {
        let (now, every) = (self.out.aged(), self.facts.settings.metadata_max_age());
        let live = self.log.read_by(service).len();
        let group = self.groups.of(service);
        if let Some(leader) = group.leader()
            && group.shared() < live
            && group.plan_look()
        {
            let wait = group.consumer(leader).metadata().next(now, every);
            self.after(wait, Timer::MetadataRenewed { service });
        }
    }

    /// The leader of a group may see new partitions: they are shared out too.
    pub fn metadata_renewed(&mut self, service: ServiceId) {
        self.groups.of(service).look();
        let known = self.known_to(service).len();
        let group = self.groups.get(service);
        if group.has_living_members() && known > group.shared() {
            let leader: Vec<u8> = group.leader().map(|leader| leader as u8).into_iter().collect();
            self.rebalance(service, false, &leader);
        } else {
            self.plan_look(service);
        }
    }

    /// The topic has more partitions, which clients will find when their metadata is renewed.
    pub fn grow_topic(&mut self, partitions: u32) {
        if self.log.grow(partitions, &mut self.out) {
            self.services.present().into_iter().for_each(|service| self.plan_look(service));
        }
    }
}
