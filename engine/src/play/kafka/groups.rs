//! Consumer groups: who is a member, which partition each reads, and what happens when that changes.
//!
//! The classic protocol with the range assignor. A group shares out anew only when every member that it
//! counts on has come back from its batch, so that a crashed one that it still counts on holds up the
//! rest until the session timeout. Never here: reading a record ([`crate::play::kafka::consumer`]).

use crate::history::group::Group;
use crate::history::topic::Topic;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::intervention::Start;
use crate::scenario::program::Style;
use crate::scenario::settings::Setting;
use crate::sim::Instant;
use std::collections::VecDeque;

/// A consumer group.
pub(in crate::play) struct ConsumerGroup {
    /// By partition.
    pub offsets: Vec<Offsets>,
    /// Which worker reads each partition.
    pub owners: Vec<Option<u8>>,
    /// What each worker holds as a consumer.
    pub hands: Vec<Hand>,
    /// Whom the group counts on, in order of their workers.
    members: Vec<Member>,
    /// Goes up with each rebalance; `Some` while one lasts.
    pub rebalance: Option<u32>,
    /// Whether the pause of the rebalance is over.
    paused: bool,
    rebalances: u32,
    /// Whether Kafka has forgotten its position.
    forgotten: bool,
    /// Goes up when the group gains its first member or loses its last.
    emptied: u32,
}

/// A group's offsets in one partition.
#[derive(Clone, Copy, Default)]
pub(in crate::play) struct Offsets {
    /// The next record to fetch.
    pub position: u32,
    /// The next record to finish, in memory.
    pub finished: u32,
    /// What the broker remembers.
    pub committed: u32,
    /// The furthest that the group has ever finished.
    pub furthest: u32,
    /// How often it has tried the record at its position, which fails.
    pub tries: u32,
    /// Whether it waits before it tries that record again, and which such wait this is.
    pub paused: bool,
    pub pause: u32,
}

impl Offsets {
    /// Reading goes on from here.
    pub fn start_at(&mut self, offset: u32) {
        (self.position, self.tries, self.paused) = (offset, 0, false);
    }
}

/// What a worker holds as a consumer.
#[derive(Default)]
pub(in crate::play) struct Hand {
    /// The records that its last poll returned and that it has not begun.
    pub batch: VecDeque<(u8, u32, TaskId)>,
    pub polled: Instant,
    /// Goes up with each poll.
    pub poll: u32,
    /// Whether the group has gone on without it, which it does not know yet.
    pub evicted: bool,
    pub auto_committed: Instant,
    pub auto_planned: bool,
}

/// Somebody whom the group counts on.
struct Member {
    worker: u8,
    /// Whether it has crashed, which the group does not know yet.
    ghost: bool,
}

impl ConsumerGroup {
    pub fn new(partitions: usize) -> Self {
        Self {
            offsets: vec![Offsets::default(); partitions],
            owners: vec![None; partitions],
            hands: Vec::new(),
            members: Vec::new(),
            rebalance: None,
            paused: false,
            rebalances: 0,
            forgotten: false,
            emptied: 0,
        }
    }

    /// What a worker holds as a consumer.
    pub fn hand(&mut self, worker: usize) -> &mut Hand {
        if self.hands.len() <= worker {
            self.hands.resize_with(worker + 1, Hand::default);
        }
        &mut self.hands[worker]
    }

    pub fn is_member(&self, worker: usize) -> bool {
        self.members.iter().any(|member| usize::from(member.worker) == worker && !member.ghost)
    }

    fn enter(&mut self, worker: u8) {
        let place = self.members.partition_point(|member| member.worker <= worker);
        self.members.insert(place, Member { worker, ghost: false });
    }

    fn leave(&mut self, worker: u8, ghost: bool) -> bool {
        let gone = |member: &Member| member.worker == worker && member.ghost == ghost;
        let place = self.members.iter().position(gone);
        place.map(|place| self.members.remove(place)).is_some()
    }

    /// Nobody reads, and nobody holds anything.
    fn dissolve(&mut self) {
        self.members.clear();
        self.owners.iter_mut().for_each(|owner| *owner = None);
        self.hands.iter_mut().for_each(Hand::drop_batch);
        self.rebalance = None;
    }
}

impl Hand {
    pub fn drop_batch(&mut self) {
        self.batch.clear();
        self.poll += 1;
        self.evicted = false;
    }
}

/// The partitions of a member among `members`, as the range assignor gives them.
fn assigned(member: usize, members: usize, partitions: usize) -> std::ops::Range<usize> {
    let (each, extra) = (partitions / members, partitions % members);
    let first = member * each + member.min(extra);
    first..first + each + usize::from(member < extra)
}

impl World<'_> {
    pub fn group(&mut self, service: ServiceId) -> &mut ConsumerGroup {
        &mut self.log.groups[usize::from(service)]
    }

    /// The groups that are there when the run begins, with everybody assigned.
    pub fn found_groups(&mut self) {
        for service in self.present() {
            self.enter_all(service);
            self.share_out(service);
        }
    }

    /// A new group begins to read.
    pub fn join_group(&mut self, service: ServiceId, start: Start) {
        for partition in self.log.read_by(service) {
            let log = &self.log.partitions[partition];
            let offset = match start {
                Start::Latest => log.end(),
                Start::Earliest => log.start,
            };
            let offsets = &mut self.group(service).offsets[partition];
            (offsets.furthest, offsets.committed) = (offset, offset);
        }
        self.resume_group(service);
    }

    /// A group reads on from where it has committed.
    pub fn resume_group(&mut self, service: ServiceId) {
        self.enter_all(service);
        self.rebalance(service);
    }

    fn enter_all(&mut self, service: ServiceId) {
        for worker in 0..self.servers[usize::from(service)].workers.len() {
            if self.is_alive(service, worker) && !self.group(service).is_member(worker) {
                self.group(service).enter(worker as u8);
            }
        }
        self.group(service).emptied += 1;
    }

    /// Every member leaves at once, with the record that it has in hand unfinished.
    pub fn leave_group(&mut self, service: ServiceId) {
        self.abandon_workers(service);
        self.stop_rebalance(service);
        self.group(service).dissolve();
        self.group_emptied(service);
    }

    /// Nobody is left to share anything out to.
    fn stop_rebalance(&mut self, service: ServiceId) {
        if self.group(service).rebalance.take().is_some() {
            self.record(Group::Rebalancing { service, done: true });
        }
    }

    fn group_emptied(&mut self, service: ServiceId) {
        let group = self.group(service);
        group.emptied += 1;
        let emptied = group.emptied;
        let length = self.facts.settings.length(Setting::OffsetsRetention);
        self.after(length, Timer::Forget { service, emptied });
    }

    /// Kafka forgets the position of a group that has been empty for too long.
    pub fn forget(&mut self, service: ServiceId, emptied: u32) {
        let present = self.is_present(service);
        let group = self.group(service);
        if present && group.emptied == emptied && group.members.is_empty() && !group.forgotten {
            group.forgotten = true;
            self.record(Group::OffsetsForgotten { service });
        }
    }

    /// A member dies without a word: the group counts on it until its session times out.
    pub fn member_crashed(&mut self, service: ServiceId, worker: u8) {
        let group = self.group(service);
        group.hand(worker.into()).drop_batch();
        for member in &mut group.members {
            if member.worker == worker && !member.ghost {
                member.ghost = true;
                let length = self.facts.settings.length(Setting::SessionTimeoutMs);
                self.after(length, Timer::SessionEnds { service, worker });
                return;
            }
        }
    }

    /// A crashed member is back, as a new one.
    pub fn member_joined(&mut self, service: ServiceId, worker: u8) {
        let group = self.group(service);
        if group.is_member(worker.into()) {
            return;
        }
        group.emptied += 1;
        group.enter(worker);
        group.hand(worker.into()).drop_batch();
        self.record(Group::MemberJoined { service, worker });
        self.rebalance(service);
    }

    /// A member is no longer wanted: it leaves in good order once it has finished what it has in hand.
    pub fn member_dismissed(&mut self, service: ServiceId, worker: usize) {
        let idle = self.is_idle(service, worker);
        let hand = self.group(service).hand(worker);
        if idle && hand.batch.is_empty() {
            self.member_left(service, worker as u8);
        }
    }

    /// A member leaves in good order, with nothing in hand.
    pub fn member_left(&mut self, service: ServiceId, worker: u8) {
        self.group(service).hand(worker.into()).drop_batch();
        if self.group(service).leave(worker, false) {
            self.member_gone(service, worker, false);
        }
    }

    pub fn session_ends(&mut self, service: ServiceId, worker: u8) {
        if self.group(service).leave(worker, true) {
            self.member_gone(service, worker, false);
        }
    }

    /// A member has not polled in time: the group goes on without it, and it works on.
    pub fn poll_overdue(&mut self, service: ServiceId, worker: u8, poll: u32) {
        let group = self.group(service);
        if group.hand(worker.into()).poll == poll && group.leave(worker, false) {
            group.hand(worker.into()).evicted = true;
            self.member_gone(service, worker, true);
        }
    }

    fn member_gone(&mut self, service: ServiceId, worker: u8, evicted: bool) {
        self.record(Group::MemberLost { service, worker, evicted });
        let group = self.group(service);
        for owner in &mut group.owners {
            if *owner == Some(worker) {
                *owner = None;
            }
        }
        if group.members.is_empty() {
            self.stop_rebalance(service);
            self.group_emptied(service);
        } else {
            self.rebalance(service);
        }
    }

    /// Membership has changed: the group shares its partitions out anew, as soon as it can.
    fn rebalance(&mut self, service: ServiceId) {
        let pause = self.facts.settings.length(Setting::RebalanceMs);
        let group = self.group(service);
        let begins = group.rebalance.is_none();
        group.rebalances += 1;
        let number = group.rebalances;
        group.rebalance = Some(number);
        group.paused = pause.0 == 0;
        if group.paused && self.all_have_rejoined(service) && begins {
            self.share_out(service);
            self.read_on(service);
            return;
        }
        if begins {
            self.record(Group::Rebalancing { service, done: false });
        }
        self.after(pause, Timer::RebalancePaused { service, number });
    }

    pub fn rebalance_paused(&mut self, service: ServiceId, number: u32) {
        if self.group(service).rebalance == Some(number) {
            self.group(service).paused = true;
            self.try_rebalance(service);
        }
    }

    /// Ends a rebalance when nobody holds it up any longer.
    pub fn try_rebalance(&mut self, service: ServiceId) {
        let ready = self.group(service).rebalance.is_some() && self.group(service).paused;
        if ready && self.all_have_rejoined(service) {
            self.share_out(service);
            self.record(Group::Rebalancing { service, done: true });
            self.read_on(service);
        }
    }

    /// Whether every member has come back from its batch. One that has crashed never does.
    fn all_have_rejoined(&self, service: ServiceId) -> bool {
        let group = &self.log.groups[usize::from(service)];
        group.members.iter().all(|member| {
            let idle = self.is_idle(service, member.worker.into());
            let hand = group.hands.get(usize::from(member.worker));
            !member.ghost && idle && hand.is_none_or(|hand| hand.batch.is_empty())
        })
    }

    fn share_out(&mut self, service: ServiceId) {
        let partitions = self.log.read_by(service);
        let group = self.group(service);
        group.rebalance = None;
        for index in 0..group.members.len() {
            let range = assigned(index, group.members.len(), partitions.len());
            let worker = group.members[index].worker;
            for partition in range {
                group.owners[partitions.start + partition] = Some(worker);
            }
        }
    }

    /// Every member reads on from what the group has committed.
    fn read_on(&mut self, service: ServiceId) {
        if std::mem::take(&mut self.group(service).forgotten) {
            self.log.read_by(service).for_each(|partition| self.reset(service, partition));
        } else {
            for partition in self.log.read_by(service) {
                let offsets = &mut self.group(service).offsets[partition];
                let offset = offsets.committed;
                offsets.finished = offset;
                offsets.start_at(offset);
                let unread = offsets.furthest..offset;
                self.record(Group::Resumed { service, partition: partition as u8, offset });
                self.pass_by(service, partition, unread);
            }
        }
        self.poll_all(service);
    }

    /// The topic has more partitions: what a key is mapped to changes, and every group shares out anew.
    pub fn partition(&mut self, partitions: u32) {
        let wanted = (partitions as usize).min(self.log.partitions.len());
        if wanted <= self.log.live || self.facts.style == Style::Commands {
            return;
        }
        self.log.live = wanted;
        self.record(Topic::Partitioned { partitions: wanted as u8 });
        for service in self.present() {
            if !self.group(service).members.is_empty() {
                self.rebalance(service);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::assigned;

    #[test]
    fn each_partition_has_exactly_one_reader_and_extra_members_idle() {
        for partitions in 1..=12 {
            for members in 1..=32 {
                let mut readers = vec![0; partitions];
                for member in 0..members {
                    assigned(member, members, partitions).for_each(|p| readers[p] += 1);
                }
                assert!(readers.iter().all(|&count| count == 1), "{members} of {partitions}");
            }
        }
    }

    #[test]
    fn the_range_assignor_gives_the_first_members_the_extra_partitions() {
        let ranges: Vec<_> = (0..3).map(|member| assigned(member, 3, 7)).collect();
        assert_eq!(ranges, [0..3, 3..5, 5..7]);
    }
}
