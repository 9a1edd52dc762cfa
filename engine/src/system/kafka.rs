//! The partitioned log: the producer's sends, the records, and a consumer group a service.
//!
//! The group protocol is the classic one with the range assignor. Joining and leaving take no time, and a
//! group commits after each record: both differ from Kafka's defaults, and the stage says so.
//! Never here: who owes what to whom.

use super::run::{Happening, Job, World};
use super::{Cause, Mode, ServiceId, Start, TaskId, What, partition_of};
use crate::sim::Instant;
use std::collections::VecDeque;

/// The broker, and what the producer holds for it.
pub(super) struct Log {
    up: bool,
    partitions: Vec<Vec<Record>>,
    groups: Vec<Offsets>,
    /// Sends without an acknowledgement, in order.
    sending: VecDeque<Sending>,
    tickets: u32,
}

struct Record {
    task: TaskId,
    appended: Instant,
}

/// A send without an acknowledgement.
struct Sending {
    task: TaskId,
    partition: u8,
    /// `None` while it waits for the broker.
    ticket: Option<u32>,
}

/// A group's offsets, by partition.
#[derive(Clone)]
struct Offsets {
    /// The next record to fetch.
    position: Vec<u32>,
    /// The next record to finish, in memory.
    finished: Vec<u32>,
    /// What the broker remembers of `finished`.
    committed: Vec<u32>,
    /// The furthest that the group has ever finished.
    furthest: Vec<u32>,
}

impl Log {
    pub fn new(services: usize, partitions: u32) -> Self {
        let zeros = vec![0; partitions as usize];
        let offsets = Offsets {
            position: zeros.clone(),
            finished: zeros.clone(),
            committed: zeros.clone(),
            furthest: zeros,
        };
        Self {
            up: true,
            partitions: (0..partitions).map(|_| Vec::new()).collect(),
            groups: vec![offsets; services],
            sending: VecDeque::new(),
            tickets: 0,
        }
    }

    /// Whether a group has finished this record before.
    pub fn seen(&self, service: ServiceId, partition: u8, offset: u32) -> bool {
        offset < self.groups[usize::from(service)].furthest[usize::from(partition)]
    }

    fn end(&self, partition: usize) -> u32 {
        self.partitions[partition].len() as u32
    }

    /// Takes a send out, if it is still there.
    fn take_sending(&mut self, task: TaskId) -> Option<Sending> {
        let index = self.sending.iter().position(|sending| sending.task == task)?;
        self.sending.remove(index)
    }
}

/// The partitions of a member among `members`, as the range assignor gives them.
fn assigned(member: usize, members: usize, partitions: usize) -> std::ops::Range<usize> {
    let (each, extra) = (partitions / members, partitions % members);
    let first = member * each + member.min(extra);
    first..first + each + usize::from(member < extra)
}

impl World<'_> {
    pub fn publish(&mut self, task: TaskId) {
        let partition = partition_of(task, self.log.partitions.len() as u32) as u8;
        self.after(self.scenario.kafka.delivery_timeout, Happening::DeliveryTimeout(task));
        let ticket = self.log.up.then(|| self.transmit(task));
        self.log.sending.push_back(Sending { task, partition, ticket });
        self.record(if ticket.is_some() {
            What::Publishing { task, partition, again: false }
        } else {
            What::Buffered { task, partition }
        });
    }

    fn transmit(&mut self, task: TaskId) -> u32 {
        self.log.tickets += 1;
        let ticket = self.log.tickets;
        self.after(self.scenario.kafka.publish, Happening::PublishEnds { task, ticket });
        ticket
    }

    pub fn publish_ends(&mut self, task: TaskId, ticket: u32) {
        let current = |sending: &Sending| sending.task == task && sending.ticket == Some(ticket);
        if !self.log.sending.iter().any(current) {
            return;
        }
        let Some(Sending { partition, .. }) = self.log.take_sending(task) else { return };
        let offset = self.log.end(usize::from(partition));
        self.log.partitions[usize::from(partition)].push(Record { task, appended: self.now });
        self.asked_all(task);
        self.record(What::Appended { task, partition, offset });
        self.step_done(task);
        for service in self.present() {
            let members = self.servers[usize::from(service)].workers.len();
            let reads = |member: &usize| {
                assigned(*member, members, self.log.partitions.len()).contains(&partition.into())
            };
            if let Some(member) = (0..members).find(reads) {
                self.fetch(service, member);
            }
        }
    }

    pub fn delivery_timed_out(&mut self, task: TaskId) {
        if self.lose_record(task) {
            self.step_failed(task, Cause::Undelivered);
        }
    }

    /// The producer loses a record that it holds. Whether it held one.
    pub fn lose_record(&mut self, task: TaskId) -> bool {
        let Some(sending) = self.log.take_sending(task) else { return false };
        self.record(What::Undelivered { task, under_way: sending.ticket.is_some() });
        true
    }

    pub fn set_broker(&mut self, up: bool) {
        if self.log.up == up {
            return;
        }
        self.log.up = up;
        self.record(What::BrokerSet { up });
        for index in 0..self.log.sending.len() {
            let Sending { task, partition, .. } = self.log.sending[index];
            if up {
                self.log.sending[index].ticket = Some(self.transmit(task));
                self.record(What::Publishing { task, partition, again: true });
            } else {
                self.log.sending[index].ticket = None;
                self.record(What::Buffered { task, partition });
            }
        }
        if up {
            for service in self.present() {
                self.commit(service);
                self.fetch_all(service);
            }
        }
    }

    /// A new group begins to read.
    pub fn join_group(&mut self, service: ServiceId, start: Start) {
        for partition in 0..self.log.partitions.len() {
            let offset = match start {
                Start::Latest => self.log.end(partition),
                Start::Earliest => 0,
            };
            self.log.groups[usize::from(service)].furthest[partition] = offset;
            self.log.groups[usize::from(service)].committed[partition] = offset;
        }
        self.resume_group(service);
    }

    /// A group reads on from where it has committed.
    pub fn resume_group(&mut self, service: ServiceId) {
        for partition in 0..self.log.partitions.len() {
            let group = &mut self.log.groups[usize::from(service)];
            let offset = group.committed[partition];
            group.position[partition] = offset;
            group.finished[partition] = offset;
            self.record(What::Resumed { service, partition: partition as u8, offset });
        }
        self.fetch_all(service);
    }

    /// Every member leaves at once, with the record that it has in hand unfinished.
    pub fn leave_group(&mut self, service: ServiceId) {
        self.abandon_workers(service);
    }

    pub fn handled(&mut self, service: ServiceId, member: usize, partition: u8, offset: u32) {
        let group = &mut self.log.groups[usize::from(service)];
        let partition = usize::from(partition);
        group.finished[partition] = offset + 1;
        group.furthest[partition] = group.furthest[partition].max(offset + 1);
        self.commit(service);
        self.fetch(service, member);
    }

    /// The broker learns what the group has finished, if the broker is there.
    fn commit(&mut self, service: ServiceId) {
        if !self.log.up || self.servers[usize::from(service)].mode == Mode::Down {
            return;
        }
        for partition in 0..self.log.partitions.len() {
            let group = &mut self.log.groups[usize::from(service)];
            let offset = group.finished[partition];
            if group.committed[partition] < offset {
                group.committed[partition] = offset;
                self.record(What::Committed { service, partition: partition as u8, offset });
            }
        }
    }

    fn fetch_all(&mut self, service: ServiceId) {
        for member in 0..self.servers[usize::from(service)].workers.len() {
            self.fetch(service, member);
        }
    }

    /// An idle member takes the oldest unread record of its partitions.
    fn fetch(&mut self, service: ServiceId, member: usize) {
        let server = &self.servers[usize::from(service)];
        if !self.log.up || server.mode == Mode::Down || server.workers[member].job.is_some() {
            return;
        }
        let mine = assigned(member, server.workers.len(), self.log.partitions.len());
        let group = &self.log.groups[usize::from(service)];
        let unread = mine.filter_map(|partition| {
            let offset = group.position[partition];
            let record = self.log.partitions[partition].get(offset as usize)?;
            Some((record.appended, partition, offset, record.task))
        });
        if let Some((_, partition, offset, task)) = unread.min() {
            self.log.groups[usize::from(service)].position[partition] = offset + 1;
            let job = Job::Record { partition: partition as u8, offset };
            self.begin(service, member, task, job);
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
