//! Consumer groups: who is a member, and which partition each reads.
//!
//! The classic protocol, eager. A group shares out anew only when every member that it counts on has
//! rejoined, so that a crashed one that it still counts on holds up the rest until the session timeout.
//! Never here: reading a record.

use crate::play::kafka::consumer::Consumer;
use crate::play::kafka::offsets::Offsets;
use crate::scenario::ids::ServiceId;
use crate::scenario::intervention::Start;
use crate::sim::Instant;
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
    /// The rebalance under way.
    rebalance: Option<Rebalance>,
    /// How many rebalances there have been.
    rebalances: u32,
    /// How many partitions are shared out.
    shared: usize,
    /// Whether its leader's next look at the topic is planned.
    looking: bool,
    /// Where it begins that has no position, if it is otherwise than the setting says.
    start: Option<Start>,
    /// Goes up when the group gains its first member or loses its last.
    emptied: u32,
}

/// Somebody whom the group counts on.
#[derive(Clone, Copy)]
struct Member {
    worker: u8,
    /// Tells it from an earlier member of the same worker.
    life: u32,
    /// Whether it has crashed, which the group does not know yet.
    crashed: bool,
}

/// How a group shares its partitions out: as the Java client does it by default, or aiokafka.
#[derive(Clone, Copy)]
pub(crate) enum Assignor {
    Range,
    RoundRobin,
}

/// A rebalance under way.
#[derive(Clone, Copy)]
pub(crate) struct Rebalance {
    /// Tells it from an earlier one.
    pub number: u32,
    /// Whether it waits for others, because the group was empty when it began.
    delayed: bool,
    /// Whether somebody has joined since that wait began.
    joined: bool,
}

/// What becomes of the initial delay of a rebalance when it ends.
pub(crate) enum DelayEnd {
    /// Another rebalance has begun since, or none is left.
    Stale,
    /// Somebody has joined meanwhile: it begins anew.
    Again,
    Over,
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
        self.get(service).offsets[partition].is_unread(offset, out)
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
            rebalances: 0,
            shared: 0,
            looking: false,
            start: None,
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

    /// Whether a worker is done with its last poll, but for the record that it has in hand.
    pub fn is_done(&self, worker: usize) -> bool {
        self.consumers.get(worker).is_none_or(Consumer::is_done)
    }

    /// Whether a worker holds a record that it has not begun.
    pub fn is_in_batch(&self, worker: usize, record: (u8, u32)) -> bool {
        self.consumers.get(worker).is_some_and(|consumer| consumer.holds(record))
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

    /// Whether a member is left that has not crashed.
    pub fn has_living_members(&self) -> bool {
        self.members.iter().any(|member| !member.crashed)
    }

    /// A worker becomes a member, with nothing fetched. Whether it was none.
    pub fn join(&mut self, worker: u8, now: Instant) -> bool {
        let joins = !self.is_member(worker.into());
        if joins {
            self.emptied += 1;
            let consumer = self.consumer(worker.into());
            consumer.begin_life(now);
            let life = consumer.life();
            let place = self.members.partition_point(|member| member.worker <= worker);
            self.members.insert(place, Member { worker, life, crashed: false });
        }
        joins
    }

    /// A member leaves in good order. Whether the group had counted on it.
    pub fn leave(&mut self, worker: u8) -> bool {
        self.consumer(worker.into()).end_life();
        self.remove(|member| member.worker == worker && !member.crashed)
    }

    /// A member dies without a word, and with it what it had not committed. Gives its life, if the group
    /// counts on it and does not know.
    pub fn crash(&mut self, worker: u8) -> Option<u32> {
        self.consumer(worker.into()).end_life();
        let lives = |member: &&mut Member| member.worker == worker && !member.crashed;
        let member = self.members.iter_mut().find(lives)?;
        member.crashed = true;
        let life = member.life;
        self.lose_positions(worker);
        Some(life)
    }

    /// The session of a crashed member has timed out. Whether the group had counted on it.
    pub fn end_session(&mut self, worker: u8, life: u32) -> bool {
        self.remove(|member| (member.worker, member.life, member.crashed) == (worker, life, true))
    }

    /// A member has not polled in time, unless it has polled since. Whether the group goes on without it.
    pub fn evict(&mut self, worker: u8, poll: u32) -> bool {
        let overdue = self.is_member(worker.into())
            && self.consumer(worker.into()).is_overdue(poll)
            && self.remove(|member| member.worker == worker && !member.crashed);
        if overdue {
            self.consumer(worker.into()).evict();
        }
        overdue
    }

    fn remove(&mut self, gone: impl Fn(&Member) -> bool) -> bool {
        let place = self.members.iter().position(gone);
        place.map(|place| self.members.remove(place)).is_some()
    }

    fn lose_positions(&mut self, worker: u8) {
        for (owner, offsets) in self.owners.iter().zip(&mut self.offsets) {
            if *owner == Some(worker) {
                offsets.lose();
            }
        }
    }

    /// A worker reads no partition any more.
    pub fn disown(&mut self, worker: u8) {
        self.lose_positions(worker);
        self.owners.iter_mut().filter(|owner| **owner == Some(worker)).for_each(|owner| {
            *owner = None;
        });
    }

    /// Every member leaves in good order: nobody reads, and nobody holds anything. The group still counts on
    /// one that has crashed. Whether that leaves it empty.
    pub fn dissolve(&mut self) -> bool {
        self.members.retain(|member| member.crashed);
        self.owners.iter_mut().for_each(|owner| *owner = None);
        self.offsets.iter_mut().for_each(Offsets::lose);
        self.consumers.iter_mut().for_each(Consumer::end_life);
        self.members.is_empty()
    }

    /// The group has lost its last member. Gives a number that tells this time from others.
    pub fn empty(&mut self) -> u32 {
        self.emptied += 1;
        self.emptied
    }

    /// Kafka forgets the position of a group that has been empty since `emptied`. Whether it had one.
    pub fn forget(&mut self, emptied: u32) -> bool {
        let forgets = self.emptied == emptied && !self.has_members();
        if forgets {
            self.offsets.iter_mut().for_each(Offsets::forget);
        }
        forgets
    }

    /// Where the group begins that has no position.
    pub fn start(&self) -> Option<Start> {
        self.start
    }

    /// The group begins there whenever it has no position.
    pub fn begin(&mut self, start: Start) {
        self.start = Some(start);
    }

    /// Membership has changed: the group is to share its partitions out anew, after a delay if it was empty.
    /// Gives the number of the rebalance, if none was under way.
    pub fn rebalance(&mut self, delayed: bool) -> Option<u32> {
        if let Some(rebalance) = &mut self.rebalance {
            rebalance.joined = true;
            return None;
        }
        self.rebalances += 1;
        let number = self.rebalances;
        self.rebalance = Some(Rebalance { number, delayed, joined: false });
        Some(number)
    }

    pub fn is_rebalancing(&self) -> bool {
        self.rebalance.is_some()
    }

    /// The number of the rebalance under way.
    pub fn rebalance_number(&self) -> Option<u32> {
        self.rebalance.map(|rebalance| rebalance.number)
    }

    /// Whether a worker has rejoined its group, or is about to, and reads nothing until it has shared out.
    pub fn waits_for_rebalance(&self, worker: usize) -> bool {
        let consumer = self.consumers.get(worker);
        self.rebalance.is_some_and(|rebalance| {
            consumer.is_none_or(|consumer| consumer.has_heard(rebalance.number))
        })
    }

    /// The workers of the members that have not heard of a rebalance.
    pub fn unaware(&self, number: u32) -> Vec<u8> {
        let living = self.members.iter().filter(|member| !member.crashed);
        let unaware = |worker: &u8| {
            let consumer = self.consumers.get(usize::from(*worker));
            consumer.is_some_and(|consumer| !consumer.has_heard(number))
        };
        living.map(|member| member.worker).filter(unaware).collect()
    }

    /// The initial delay of a rebalance ends, unless somebody has joined in it.
    pub fn end_delay(&mut self, number: u32) -> DelayEnd {
        let current = self.rebalance.as_mut().filter(|rebalance| rebalance.number == number);
        let Some(rebalance) = current else { return DelayEnd::Stale };
        if std::mem::take(&mut rebalance.joined) {
            return DelayEnd::Again;
        }
        rebalance.delayed = false;
        DelayEnd::Over
    }

    /// A rebalance has waited long enough, unless another is under way: the members who have not come back
    /// are no members any more. Gives their workers.
    pub fn end_wait(&mut self, number: u32, is_back: impl Fn(usize) -> bool) -> Vec<(u8, bool)> {
        let current = self.rebalance.as_mut().filter(|rebalance| rebalance.number == number);
        let Some(rebalance) = current else { return Vec::new() };
        rebalance.delayed = false;
        let consumers = &self.consumers;
        let (back, late): (Vec<_>, Vec<_>) = self
            .members
            .iter()
            .partition(|member| has_rejoined(member, number, consumers, &is_back));
        self.members = back;
        for member in late.iter().filter(|member| !member.crashed) {
            self.consumer(member.worker.into()).evict();
        }
        late.into_iter().map(|member| (member.worker, member.crashed)).collect()
    }

    /// Nobody is left to share anything out to. Whether a rebalance was under way.
    pub fn stop_rebalance(&mut self) -> bool {
        self.rebalance.take().is_some()
    }

    /// Whether a rebalance under way only waits for members.
    pub fn can_share_out(&self) -> bool {
        self.rebalance.is_some_and(|rebalance| !rebalance.delayed)
    }

    /// Whether every member has rejoined: it has heard of the rebalance, and is back from its batch. One that
    /// has crashed never does.
    pub fn all_have_rejoined(&self, is_back: impl Fn(usize) -> bool) -> bool {
        self.rebalance.is_none_or(|Rebalance { number, .. }| {
            let consumers = &self.consumers;
            self.members.iter().all(|member| has_rejoined(member, number, consumers, &is_back))
        })
    }

    /// The member that shares out, which alone looks for new partitions.
    pub fn leader(&self) -> Option<usize> {
        self.members.iter().find(|member| !member.crashed).map(|member| member.worker.into())
    }

    /// The leader is to look at the topic when its metadata is renewed. Whether that was not planned yet.
    pub fn plan_look(&mut self) -> bool {
        !std::mem::replace(&mut self.looking, true)
    }

    /// The leader looks at the topic.
    pub fn look(&mut self) {
        self.looking = false;
    }

    /// How many partitions are shared out.
    pub fn shared(&self) -> usize {
        self.shared
    }

    /// Every member is assigned its share of these partitions.
    pub fn share_out(&mut self, partitions: Range<usize>, assignor: Assignor) {
        self.rebalance = None;
        self.shared = partitions.len();
        for (index, member) in self.members.iter().enumerate() {
            let share: &mut dyn Iterator<Item = usize> = match assignor {
                Assignor::Range => &mut ranged(index, self.members.len(), partitions.len()),
                Assignor::RoundRobin => &mut (index..partitions.len()).step_by(self.members.len()),
            };
            for partition in share {
                self.owners[partitions.start + partition] = Some(member.worker);
            }
        }
    }
}

fn has_rejoined(
    member: &Member,
    rebalance: u32,
    consumers: &[Consumer],
    is_back: &impl Fn(usize) -> bool,
) -> bool {
    let worker = usize::from(member.worker);
    let heard = consumers.get(worker).is_none_or(|consumer| consumer.has_heard(rebalance));
    !member.crashed && heard && is_back(worker)
}

/// The partitions of a member among `members`, as the range assignor gives them.
fn ranged(member: usize, members: usize, partitions: usize) -> Range<usize> {
    let (each, extra) = (partitions / members, partitions % members);
    let first = member * each + member.min(extra);
    first..first + each + usize::from(member < extra)
}

#[cfg(test)]
mod tests {
    use super::ranged;

    #[test]
    fn each_partition_has_exactly_one_reader_and_extra_members_idle() {
        for partitions in 1..=12 {
            for members in 1..=32 {
                let mut readers = vec![0; partitions];
                for member in 0..members {
                    ranged(member, members, partitions).for_each(|p| readers[p] += 1);
                }
                assert!(readers.iter().all(|&count| count == 1), "{members} of {partitions}");
            }
        }
    }

    #[test]
    fn the_range_assignor_gives_the_first_members_the_extra_partitions() {
        let ranges: Vec<_> = (0..3).map(|member| ranged(member, 3, 7)).collect();
        assert_eq!(ranges, [0..3, 3..5, 5..7]);
    }
}
