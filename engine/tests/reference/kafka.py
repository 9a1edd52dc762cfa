"""The producer publishes an event, and each service reads it in a consumer group of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from chance import CLOCK, draw
from log import Log
from scenario import Scenario, us
from world import Service, Task, World


@dataclass
class Read:
    """A record that a poll has returned."""

    partition: int
    offset: int
    task: Task


@dataclass(eq=False)
class Member:
    """A worker of a service as a member of its group."""

    worker: int
    joined_at: int
    found: int | None = None
    """For a member that was one before the run began: where the run finds its clock."""
    partitions: list[int] = field(default_factory=list)
    batch: list[Read] = field(default_factory=list)
    finished: dict[int, int] = field(default_factory=dict)
    """What it has worked through and not committed: by partition, the next offset."""
    work: Any = None
    hears: Any = None
    waits: bool = False
    """For a commit, while Kafka is away."""
    alive: bool = True
    joined: bool = True
    """Whether it has joined for the assignment to come, or has the one that is."""
    fetch: Any = None
    """Until what was asked for is there."""
    held: dict[int, Any] = field(default_factory=dict)
    """The partitions that wait with a record that failed."""
    stale: bool = False
    """Whether partitions were shared out while it worked on its batch, which it does not commit then."""
    leaving: bool = False
    """Whether it goes when the record in hand is done."""


class Group:
    """A service's group. Dead members are in it until their session is over."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.members: list[Member] = []
        self.stable = True
        self.position: dict[int, int] = {}
        self.polled: dict[int, int] = {}
        """By partition, the offset after the last record that a poll has returned or a member begun."""
        self.committed: dict[int, int] = {}
        self.attempts: dict[tuple[int, int], int] = {}
        """How often the record at a partition and offset has failed."""
        self.to_join: list[int] = []
        """Workers that join when Kafka is back."""

    def hands(self) -> set[int]:
        """The tasks that members work for."""
        return {m.batch[0].task.number for m in self.members if m.work is not None}


class Kafka(World):
    """A side with Kafka between the producer and the services."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario)
        self.facts = scenario.kafka
        self.log = Log(self.agenda, scenario.kafka, scenario.hop)
        self.log.appended = self.poll_all
        self.groups = [Group(service) for service in self.services]
        for group in self.groups:
            self.begin(group)
            for member in group.members:
                member.found = draw(scenario.seed, CLOCK, group.service.ident, member.worker, 1)

    # The producer.

    def work_on(self, task: Task) -> None:
        if self.scenario.save:
            self.agenda.after(self.scenario.save, lambda: self.saved(task))
        else:
            self.saved(task)

    def saved(self, task: Task) -> None:
        if not task.alive:
            return
        task.saved = self.agenda.now
        key = str(task.number + 1)
        if self.facts["key"] == "customer":
            key = str(task.number % self.facts["customers"] + 1)

        def sent() -> None:
            if not self.facts["await_ack"]:
                self.answer(task)
                self.finished(task)

        self.log.send(task, key, lambda why: self.acknowledged(task, why), sent)

    def acknowledged(self, task: Task, why: str | None) -> None:
        awaited = task.alive
        if why is not None:
            for service in list(task.effects):
                self.miss(task, service, "undelivered")
        if awaited and why is None:
            self.answer(task)
        elif awaited:
            self.fail(task, (why or "", None))
        if awaited:
            self.finished(task)

    def restart(self) -> None:
        self.forget_places()
        lost = self.log.forget()
        for task in self.tasks:
            if task.alive or task in lost:
                for service in list(task.effects):
                    if not task.records:
                        self.miss(task, service, "restarted" if task.alive else "undelivered")
            if task.alive:
                task.alive = False
                self.fail(task, ("restarted", None))

    # Membership.

    def begin(self, group: Group) -> None:
        """All workers of a service join."""
        service = group.service
        if service.present and service.mode != "down":
            self.join(group, [w for w in range(service.workers) if w not in service.crashed])

    def join(self, group: Group, workers: list[int]) -> None:
        if not self.log.up:
            group.to_join += workers
            return
        for worker in workers:
            group.members.append(Member(worker, self.agenda.now))
        self.rebalance(group)

    def rebalance(self, group: Group) -> None:
        """Each member hears of it at its next heartbeat; when all have joined, partitions are shared out."""
        if group.stable:
            for member in group.members:
                member.joined = member.joined_at == self.agenda.now and not member.partitions
                if member.alive and not member.joined:
                    self.hear(group, member)
        group.stable = False
        self.complete(group)

    def last_beat(self, member: Member) -> int:
        """Its last heartbeat, or when it joined."""
        every = us(self.facts["heartbeat_interval_ms"])
        first = member.joined_at + (every if member.found is None else member.found % every + 1)
        if self.agenda.now < first:
            return member.joined_at
        return self.agenda.now - (self.agenda.now - first) % every

    def next_beat(self, member: Member) -> int:
        every = us(self.facts["heartbeat_interval_ms"])
        first = member.joined_at + (every if member.found is None else member.found % every + 1)
        if self.agenda.now < first:
            return first
        return self.last_beat(member) + every

    def hear(self, group: Group, member: Member) -> None:
        def heard() -> None:
            member.hears, member.joined = None, True
            self.complete(group)

        member.hears = self.agenda.at(self.next_beat(member), heard)

    def complete(self, group: Group) -> None:
        if group.stable or not self.log.up:
            return
        if all(member.alive and member.joined for member in group.members):
            self.share(group)

    def share(self, group: Group) -> None:
        group.stable = True
        members = sorted(group.members, key=lambda member: member.worker)
        count = len(self.log.partitions)
        for index, member in enumerate(members):
            member.partitions = [p for p in range(count) if p % len(members) == index]
            member.finished = {}
            member.stale = bool(member.batch) or member.waits
            for timer in member.held.values():
                timer.cancel()
            member.held = {}
        if not members:
            return
        for partition in range(count):
            start = group.committed.get(partition, 0)
            group.position[partition] = group.polled[partition] = start
            self.went_past(group, partition, start)
        for member in members:
            self.poll(group, member)

    def went_past(self, group: Group, partition: int, start: int) -> None:
        """What was committed and never worked through will never be."""
        hands = group.hands()
        for entry in self.log.partitions[partition][:start]:
            if entry.task.number not in hands:
                self.miss(entry.task, group.service.ident, "unread")

    def dies(self, group: Group, member: Member) -> None:
        self.stop(group, member)
        member.alive = False
        session = self.last_beat(member) + us(self.facts["session_timeout_ms"])
        self.agenda.at(max(session, self.agenda.now), lambda: self.is_missed(group, member))

    def is_missed(self, group: Group, member: Member) -> None:
        if member in group.members:
            group.members.remove(member)
            self.rebalance(group)

    def stop(self, group: Group, member: Member) -> None:
        held, stale = member.batch, member.stale
        for timer in (member.work, member.hears, member.fetch, *member.held.values()):
            if timer is not None:
                timer.cancel()
        member.work = member.hears = member.fetch = None
        member.batch = []
        for read in held if stale else []:
            # The group has gone on without it.
            others = [each for other in group.members if other is not member for each in other.batch]
            if read.offset < group.committed.get(read.partition, 0) and read not in others:
                self.miss(read.task, group.service.ident, "unread")

    def leave(self, group: Group, member: Member) -> None:
        self.stop(group, member)
        group.members.remove(member)

    # A member at work.

    def poll_all(self) -> None:
        for group in self.groups:
            for member in sorted(group.members, key=lambda member: member.worker):
                self.poll(group, member)

    def can_poll(self, group: Group, member: Member) -> bool:
        busy = member.batch or member.waits or member.fetch or not member.alive
        return not busy and self.log.up and (group.stable or not member.joined)

    def poll(self, group: Group, member: Member) -> None:
        if not self.can_poll(group, member):
            return
        delay, since = self.scenario.hop + group.service.facts.network_delay, self.agenda.now
        if not delay:
            self.take_in(group, member, since)
        elif self.takes(group, member, since):
            member.fetch = self.agenda.after(delay, lambda: self.arrives(group, member, since))

    def arrives(self, group: Group, member: Member, since: int) -> None:
        """What was there when Kafka was asked has arrived."""
        member.fetch = None
        if self.can_poll(group, member):
            self.take_in(group, member, since)
            if not member.batch:
                self.poll(group, member)

    def take_in(self, group: Group, member: Member, since: int) -> None:
        room = self.facts["max_poll_records"]
        while len(member.batch) < room and (there := self.takes(group, member, since)):
            # The partition with the oldest record, as far as there is room; then the next.
            _, partition = min(there)
            log, start = self.log.partitions[partition], group.position[partition]
            end = start
            while end < len(log) and log[end].at <= since and end - start < room - len(member.batch):
                end += 1
            member.batch += [Read(partition, at, log[at].task) for at in range(start, end)]
            group.position[partition] = group.polled[partition] = end
        if member.batch:
            if self.facts["commit"] == "before":
                # A commit is of the position in every partition, one that waits with a failed record included.
                for partition in member.partitions:
                    group.committed[partition] = group.position[partition]
            self.work(group, member)

    def takes(self, group: Group, member: Member, since: int) -> list[tuple[int, int]]:
        """The partitions with a record that was stored by then, each with the time of its oldest."""
        oldest = [
            (self.log.partitions[partition][group.position[partition]].at, partition)
            for partition in member.partitions
            if partition not in member.held
            and group.position[partition] < len(self.log.partitions[partition])
        ]
        return [(at, partition) for at, partition in oldest if at <= since]

    def work(self, group: Group, member: Member) -> None:
        read = member.batch[0]
        begun = max(group.polled.get(read.partition, 0), read.offset + 1)
        group.polled[read.partition] = begun
        if self.recognises(read.task, group.service):
            self.next(group, member)
            return
        lasts = group.service.lasts()
        member.work = self.agenda.after(lasts, lambda: self.ends(group, member))

    def ends(self, group: Group, member: Member) -> None:
        member.work = None
        read = member.batch[0]
        if not self.is_poison(read.task, group.service):
            if not self.recognises(read.task, group.service):
                self.worked(read.task, group.service)
            self.next(group, member)
            return
        self.erred(read.task, group.service)
        record = (read.partition, read.offset)
        group.attempts[record] = group.attempts.get(record, 0) + 1
        kind = self.facts["on_error"]
        if kind != "retry" and group.attempts[record] >= self.facts["attempts"]:
            why = "passed_over" if kind == "skip" else "dead_lettered"
            self.miss(read.task, group.service.ident, why)
            self.next(group, member)
        else:
            self.hold(group, member, read)

    def hold(self, group: Group, member: Member, failed: Read) -> None:
        """The consumer goes back to a record that failed, and lets its partition wait."""
        partition = failed.partition
        member.batch = [read for read in member.batch if read.partition != partition]
        group.position[partition] = failed.offset
        wait = us(self.facts["retry_ms"])
        member.held[partition] = self.agenda.after(wait, lambda: self.release(group, member, partition))
        self.go_on(group, member)

    def release(self, group: Group, member: Member, partition: int) -> None:
        del member.held[partition]
        self.poll(group, member)

    def next(self, group: Group, member: Member) -> None:
        done = member.batch.pop(0)
        member.finished[done.partition] = done.offset + 1
        self.go_on(group, member)

    def go_on(self, group: Group, member: Member) -> None:
        if member.leaving:
            member.batch = []
        if member.batch:
            self.work(group, member)
            return
        if self.facts["commit"] == "after":
            if not self.log.up:
                member.waits = True
                return
            self.commit(group, member)
        if member.leaving:
            self.leave(group, member)
            self.rebalance(group)
            return
        self.poll(group, member)

    def commit(self, group: Group, member: Member) -> None:
        for partition, offset in member.finished.items():
            if not member.stale:
                group.committed[partition] = offset
        member.finished, member.stale = {}, False

    # What is done to the services and to Kafka.

    def went_down(self, service: Service) -> None:
        group = self.groups[service.ident]
        group.to_join = []
        for member in [member for member in group.members if member.alive]:
            self.leave(group, member)

    def came_up(self, service: Service) -> None:
        self.begin(self.groups[service.ident])

    def revived(self, service: Service, workers: list[int]) -> None:
        # Each worker starts by itself, and the first of them may have a group of its own for a moment.
        for worker in workers:
            self.join(self.groups[service.ident], [worker])

    def worker_crashed(self, service: Service, worker: int) -> None:
        group = self.groups[service.ident]
        for member in group.members:
            if member.worker == worker and member.alive:
                self.dies(group, member)

    def all_crashed(self, service: Service) -> None:
        pass

    def removed(self, service: Service) -> None:
        self.went_down(service)

    def added(self, service: Service, start: str) -> None:
        group = Group(service)
        for partition, log in enumerate(self.log.partitions):
            group.committed[partition] = len(log) if start == "latest" else 0
            group.position[partition] = group.polled[partition] = group.committed[partition]
        self.groups.append(group)
        self.begin(group)

    def scale(self, service: Service, workers: int) -> None:
        group = self.groups[service.ident]
        service.workers, before = workers, service.workers
        service.crashed = {worker for worker in service.crashed if worker < workers}
        if service.mode == "down" or not service.present:
            return
        gone = [m for m in group.members if m.alive and m.worker >= workers]
        for member in gone:
            if member.work is not None:
                member.leaving = True
            else:
                self.leave(group, member)
        if workers > before:
            for worker in range(before, workers):
                self.join(group, [worker])
        elif gone:
            self.rebalance(group)

    def set_broker(self, up: bool) -> None:
        self.log.set_up(up)
        if not up:
            return
        for group in self.groups:
            workers, group.to_join = group.to_join, []
            if workers:
                self.join(group, workers)
            self.complete(group)
            for member in list(group.members):
                if member.waits and member.alive:
                    member.waits = False
                    self.commit(group, member)
                self.poll(group, member)

    def set_partitions(self, count: int) -> None:
        pass
