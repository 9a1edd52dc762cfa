"""Kafka's log, and the client that a producer sends with: aiokafka's, one request under way for a partition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from agenda import BATCH, Agenda
from scenario import us
from world import Task

Acknowledged = Callable[[str | None], None]
"""Is told why a record was given up, or None when it is stored."""


def murmur2(data: bytes) -> int:
    """The hash by which Kafka's clients choose a partition for a key."""
    mask, m, length = 0xFFFFFFFF, 0x5BD1E995, len(data)
    h = (0x9747B28C ^ length) & mask
    for i in range(0, length - 3, 4):
        k = int.from_bytes(data[i : i + 4], "little") * m & mask
        k ^= k >> 24
        h = (h * m & mask) ^ (k * m & mask)
    rest = data[length & ~3 :]
    if rest:
        h = (h ^ int.from_bytes(rest, "little")) * m & mask
    h ^= h >> 13
    h = h * m & mask
    return h ^ (h >> 15)


def partition_of(key: str, partitions: int) -> int:
    return (murmur2(key.encode()) & 0x7FFFFFFF) % partitions


@dataclass
class Entry:
    """A record in the log."""

    task: Task
    at: int


@dataclass
class Batch:
    """Records for a partition that travel together; its time begins with the first of them."""

    created: int
    records: list[tuple[Task, Acknowledged]] = field(default_factory=list)
    expires: Any = None


@dataclass
class Pipe:
    """What the producer holds for a partition: batches in their order, the last of them open."""

    batches: list[Batch] = field(default_factory=list)
    under_way: Batch | None = None
    timer: Any = None
    """Until what is under way is stored, or until the first batch leaves."""


class Log:
    """A topic, whether its broker can be reached, and what the producer holds for it."""

    def __init__(self, agenda: Agenda, facts: dict[str, Any], hop: int) -> None:
        self.agenda = agenda
        self.facts = facts
        self.hop = hop
        self.up = True
        self.partitions: list[list[Entry]] = [[] for _ in range(facts["partitions"])]
        self.known = facts["partitions"]
        """The partitions that the producer knows of."""
        self.pipes: dict[int, Pipe] = {}
        self.appended: Callable[[], None] = lambda: None
        self.blind = False
        """Whether the producer knows no topic, because it started while Kafka was away."""
        self.blocked: list[tuple[Task, tuple[str, Acknowledged], Callable[[], None]]] = []

    def send(self, task: Task, key: str, told: Acknowledged, sent: Callable[[], None]) -> None:
        """Hands a record to the client; `sent` is called when it has taken it."""
        if self.blind:
            self.blocked.append((task, (key, told), sent))
            wait = us(self.facts["delivery_timeout_ms"])
            self.agenda.after(wait, lambda: self.give_up(task, told))
            return
        partition = partition_of(key, self.known)
        pipe = self.pipes.setdefault(partition, Pipe())
        room = self.facts["batch_size"] // self.facts["record_size"]
        if not pipe.batches or len(pipe.batches[-1].records) >= room:
            pipe.batches.append(self.open(partition))
        pipe.batches[-1].records.append((task, told))
        self.go(partition)
        sent()

    def open(self, partition: int) -> Batch:
        batch = Batch(self.agenda.now)
        wait = us(self.facts["delivery_timeout_ms"])
        batch.expires = self.agenda.after(wait, lambda: self.expire(partition, batch))
        return batch

    def go(self, partition: int) -> None:
        """The first batch leaves when it has lingered, and once everything of this instant is in it."""
        pipe = self.pipes[partition]
        if pipe.under_way or pipe.timer or not pipe.batches:
            return
        ready = pipe.batches[0].created + us(self.facts["linger_ms"])
        when = max(ready, self.agenda.now)
        if not self.up and when == self.agenda.now:
            # A client that cannot send has nothing to wait for.
            self.leaves(partition)
            return
        pipe.timer = self.agenda.at(when, lambda: self.leaves(partition), rank=BATCH)

    def leaves(self, partition: int) -> None:
        pipe = self.pipes[partition]
        if pipe.timer:
            pipe.timer.cancel()
        pipe.under_way, pipe.timer = pipe.batches.pop(0), None
        self.request(partition)

    def request(self, partition: int) -> None:
        """A request that meets no broker is made again when there is one; its batch is closed meanwhile."""
        if self.up:
            wait = self.hop + us(self.facts["publish_ms"])
            self.pipes[partition].timer = self.agenda.after(wait, lambda: self.stored(partition))

    def stored(self, partition: int) -> None:
        pipe = self.pipes[partition]
        batch = pipe.under_way
        assert batch is not None
        batch.expires.cancel()
        log, wait = self.partitions[partition], us(self.facts["ack_ms"]) + self.hop
        for task, _ in batch.records:
            task.records.append((partition, len(log), self.agenda.now))
            log.append(Entry(task, self.agenda.now))
            self.appended()
        if wait:
            pipe.timer = self.agenda.after(wait, lambda: self.acknowledged(partition))
        else:
            self.acknowledged(partition)

    def acknowledged(self, partition: int) -> None:
        pipe = self.pipes[partition]
        batch, pipe.under_way, pipe.timer = pipe.under_way, None, None
        assert batch is not None
        for _, told in batch.records:
            told(None)
        self.go(partition)

    def expire(self, partition: int, batch: Batch) -> None:
        pipe = self.pipes[partition]
        if batch is pipe.under_way and self.up:
            return
        if batch is pipe.under_way:
            pipe.under_way = None
        else:
            pipe.batches.remove(batch)
            if pipe.timer and not pipe.under_way:
                pipe.timer.cancel()
                pipe.timer = None
        linger = us(self.facts["linger_ms"])
        lingered = [b for b in pipe.batches[:1] if b.created + linger <= self.agenda.now]
        if pipe.under_way is None and lingered:
            self.leaves(partition)
        else:
            self.go(partition)
        for _, told in batch.records:
            told("undelivered")

    def set_up(self, up: bool) -> None:
        if self.up == up:
            return
        self.up = up
        if up:
            self.blind = False
            blocked, self.blocked = self.blocked, []
            for task, (key, told), sent in blocked:
                self.send(task, key, told, sent)
        for partition, pipe in sorted(self.pipes.items()):
            if pipe.under_way and up:
                self.request(partition)
            elif pipe.under_way and pipe.timer:
                pipe.timer.cancel()
                pipe.timer = None

    def give_up(self, task: Task, told: Acknowledged) -> None:
        """A send that waits to learn of the topic waits no longer."""
        for blocked in self.blocked:
            if blocked[0] is task:
                self.blocked.remove(blocked)
                told("buffer_full")
                return

    def forget(self) -> list[Task]:
        """The producer restarts: what it held and had not sent is gone. One that starts while Kafka is away waits."""
        gone = []
        for pipe in self.pipes.values():
            for batch in pipe.batches + ([pipe.under_way] if pipe.under_way else []):
                batch.expires.cancel()
                gone += [task for task, _ in batch.records if not task.records]
            if pipe.timer:
                pipe.timer.cancel()
        gone += [task for task, _, _ in self.blocked]
        self.pipes, self.blocked = {}, []
        self.blind = not self.up
        return gone
