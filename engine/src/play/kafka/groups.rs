//! Consumer groups: who is a member, and which partition each reads.
//!
//! The classic protocol with the range assignor. A group shares out anew only when every member that it
//! counts on has come back from its batch, so that a crashed one that it still counts on holds up the
//! rest until the session timeout. Never here: reading a record.

use crate::play::kafka::consumer::{Consumer, Offsets};
use crate::scenario::ids::ServiceId;
use std::ops::Range;

/// The consumer group of every service, by id.
pub(crate) struct Groups {
    groups: Vec<ConsumerGroup>,
}

/// A consumer group.
pub(crate) struct ConsumerGroup {
    /// By partition.
    offsets: Vec<Offsets>,
    /// By partition, the worker that reads it.
    owners: Vec<Option<u8>>,
    /// By worker.
    consumers: Vec<Consumer>,
    /// Whom the group counts on, in order of their workers.
    members: Vec<Member>,
    /// The number of the rebalance under way.
    rebalance: Option<u32>,
    /// Whether the pause of the rebalance is over.
    paused: bool,
    /// How many rebalances there have been.
    rebalances: u32,
    /// Whether Kafka has forgotten its position.
    forgotten: bool,
    /// Goes up when the group gains its first member or loses its last.
    emptied: u32,
}

/// Somebody whom the group counts on.
#[derive(Clone, Copy)]
struct Member {
    worker: u8,
    /// Whether it has crashed, which the group does not know yet.
    crashed: bool,
}

/// How a rebalance begins.
pub(crate) struct Rebalance {
    /// Tells it from an earlier one.
    pub number: u32,
    /// Whether none was under way.
    pub begins: bool,
}

impl Groups {
    pub fn new(services: usize, partitions: usize) -> Self {
        Self { groups: (0..services).map(|_| ConsumerGroup::new(partitions)).collect() }
    }

    pub fn get(&self, service: ServiceId) -> &ConsumerGroup {
        &self.groups[usize::from(service)]
    }

    pub fn of(&mut self, service: ServiceId) -> &mut ConsumerGroup {
        &mut self.groups[usize::from(service)]
    }

    /// Whether a service's group has finished this record before.
    pub fn has_finished(&self, service: ServiceId, partition: u8, offset: u32) -> bool {
        self.get(service).offsets[usize::from(partition)].has_finished(offset)
    }

    /// Whether nobody of a group has finished a record, or holds it; one that is out holds nothing.
    pub fn is_unread(&self, service: ServiceId, partition: usize, offset: u32, out: bool) -> bool {
        let offsets = &self.get(service).offsets[partition];
        !offsets.has_finished(offset) && (out || offset >= offsets.position())
    }
}

impl ConsumerGroup {
    fn new(partitions: usize) -> Self {
        Self {
            offsets: vec![Offsets::default(); partitions],
            owners: vec![None; partitions],
            consumers: Vec::new(),
            members: Vec::new(),
            rebalance: None,
            paused: false,
            rebalances: 0,
            forgotten: false,
            emptied: 0,
        }
    }

    pub fn offsets(&self, partition: usize) -> &Offsets {
        &self.offsets[partition]
    }

    pub fn offsets_mut(&mut self, partition: usize) -> &mut Offsets {
        &mut self.offsets[partition]
    }

    /// The worker that reads a partition.
    pub fn owner(&self, partition: usize) -> Option<usize> {
        self.owners[partition].map(usize::from)
    }

    /// Whether a worker reads a partition.
    pub fn owns(&self, worker: usize, partition: usize) -> bool {
        self.owner(partition) == Some(worker)
    }

    /// What a worker holds as a consumer.
    pub fn consumer(&mut self, worker: usize) -> &mut Consumer {
        if self.consumers.len() <= worker {
            self.consumers.resize_with(worker + 1, Consumer::default);
        }
        &mut self.consumers[worker]
    }

    /// Whether a worker is a member that has not crashed.
    pub fn is_member(&self, worker: usize) -> bool {
        self.members.iter().any(|member| usize::from(member.worker) == worker && !member.crashed)
    }

    pub fn has_members(&self) -> bool {
        !self.members.is_empty()
    }

    /// These workers become members, those that are not yet.
    pub fn enter_all(&mut self, workers: impl Iterator<Item = usize>) {
        for worker in workers {
            if !self.is_member(worker) {
                self.enter(worker as u8);
            }
        }
        self.emptied += 1;
    }

    /// A worker becomes a member, with nothing fetched. Whether it was none.
    pub fn join(&mut self, worker: u8) -> bool {
        let joins = !self.is_member(worker.into());
        if joins {
            self.emptied += 1;
            self.enter(worker);
            self.consumer(worker.into()).drop_batch();
        }
        joins
    }

    fn enter(&mut self, worker: u8) {
        let place = self.members.partition_point(|member| member.worker <= worker);
        self.members.insert(place, Member { worker, crashed: false });
    }

    /// A member leaves in good order. Whether the group had counted on it.
    pub fn leave(&mut self, worker: u8) -> bool {
        self.consumer(worker.into()).drop_batch();
        self.remove(worker, false)
    }

    /// A member dies without a word. Whether the group counts on it, and does not know.
    pub fn crash(&mut self, worker: u8) -> bool {
        self.consumer(worker.into()).drop_batch();
        let lives = |member: &&mut Member| member.worker == worker && !member.crashed;
        let member = self.members.iter_mut().find(lives);
        member.map(|member| member.crashed = true).is_some()
    }

    /// The session of a crashed member has timed out. Whether the group had counted on it.
    pub fn end_session(&mut self, worker: u8) -> bool {
        self.remove(worker, true)
    }

    /// A member has not polled in time, unless it has polled since. Whether the group goes on without it.
    pub fn evict(&mut self, worker: u8, poll: u32) -> bool {
        self.is_member(worker.into())
            && self.consumer(worker.into()).evict(poll)
            && self.remove(worker, false)
    }

    fn remove(&mut self, worker: u8, crashed: bool) -> bool {
        let gone = |member: &Member| member.worker == worker && member.crashed == crashed;
        let place = self.members.iter().position(gone);
        place.map(|place| self.members.remove(place)).is_some()
    }

    /// A worker reads no partition any more.
    pub fn disown(&mut self, worker: u8) {
        self.owners.iter_mut().filter(|owner| **owner == Some(worker)).for_each(|owner| {
            *owner = None;
        });
    }

    /// Nobody reads, and nobody holds anything.
    pub fn dissolve(&mut self) {
        self.members.clear();
        self.owners.iter_mut().for_each(|owner| *owner = None);
        self.consumers.iter_mut().for_each(Consumer::drop_batch);
        self.rebalance = None;
    }

    /// The group has lost its last member. Gives a number that tells this time from others.
    pub fn empty(&mut self) -> u32 {
        self.emptied += 1;
        self.emptied
    }

    /// Kafka forgets the position of a group that has been empty since `emptied`. Whether it had not yet.
    pub fn forget(&mut self, emptied: u32) -> bool {
        let forgets = self.emptied == emptied && !self.has_members() && !self.forgotten;
        self.forgotten |= forgets;
        forgets
    }

    /// The group reads on. Whether its position had been forgotten.
    pub fn remember(&mut self) -> bool {
        std::mem::take(&mut self.forgotten)
    }

    /// Membership has changed: the group is to share its partitions out anew.
    pub fn rebalance(&mut self, at_once: bool) -> Rebalance {
        let begins = self.rebalance.is_none();
        self.rebalances += 1;
        self.rebalance = Some(self.rebalances);
        self.paused = at_once;
        Rebalance { number: self.rebalances, begins }
    }

    pub fn is_rebalancing(&self) -> bool {
        self.rebalance.is_some()
    }

    /// The pause of a rebalance is over, unless another has begun.
    pub fn end_pause(&mut self, number: u32) -> bool {
        let current = self.rebalance == Some(number);
        self.paused |= current;
        current
    }

    /// Nobody is left to share anything out to. Whether a rebalance was under way.
    pub fn stop_rebalance(&mut self) -> bool {
        self.rebalance.take().is_some()
    }

    /// Whether a rebalance under way only waits for members.
    pub fn can_share_out(&self) -> bool {
        self.rebalance.is_some() && self.paused
    }

    /// Whether every member has come back from its batch. One that has crashed never does.
    pub fn all_have_rejoined(&self, is_idle: impl Fn(usize) -> bool) -> bool {
        self.members.iter().all(|member| {
            let worker = usize::from(member.worker);
            let emptied = self.consumers.get(worker).is_none_or(Consumer::has_emptied_batch);
            !member.crashed && is_idle(worker) && emptied
        })
    }

    /// Every member is assigned its share of these partitions.
    pub fn share_out(&mut self, partitions: Range<usize>) {
        self.rebalance = None;
        for (index, member) in self.members.iter().enumerate() {
            for partition in assigned(index, self.members.len(), partitions.len()) {
                self.owners[partitions.start + partition] = Some(member.worker);
            }
        }
    }
}

/// The partitions of a member among `members`, as the range assignor gives them.
fn assigned(member: usize, members: usize, partitions: usize) -> Range<usize> {
    let (each, extra) = (partitions / members, partitions % members);
    let first = member * each + member.min(extra);
    first..first + each + usize::from(member < extra)
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
