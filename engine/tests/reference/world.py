"""What both sides share: users and their tasks, what services owe them, the load, and what is done to a system.

Never here: how the producer reaches a service.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from agenda import INTERVENTION, Agenda
from scenario import Load, NotUnderstoodError, Scenario, ServiceFacts, load, service, us

HANGING = 30_000_000


@dataclass
class Effect:
    """What a service owes a task, or did for one older than itself."""

    outcome: str = "pending"
    at: int | None = None
    why: str | None = None
    repeated: list[int] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)
    erred: list[int] = field(default_factory=list)


@dataclass
class Task:
    number: int
    sent: int
    effects: dict[int, Effect]
    outcome: str = "waiting"
    ended: int | None = None
    cause: tuple[str, int | None] | None = None
    saved: int | None = None
    records: list[tuple[int, int, int]] = field(default_factory=list)
    """Partition, offset and instant of each record."""
    alive: bool = True
    """Whether the producer still has it in memory."""
    gives_up: Any = None


class Service:
    """A service: what is stated of it, and the state that it is in."""

    def __init__(self, ident: int, facts: ServiceFacts) -> None:
        self.ident = ident
        self.facts = facts
        self.present = True
        self.mode: str = "up"
        self.factor = 1
        self.crashed: set[int] = set()
        self.workers = facts.workers
        self.worked: set[int] = set()
        """The tasks that it has worked for."""

    def is_out(self) -> bool:
        return self.mode == "down" or len(self.crashed) >= self.workers

    def lasts(self) -> int:
        if self.mode == "hanging":
            return HANGING
        return self.facts.latency * (self.factor if self.mode == "slow" else 1)


class World:
    """A run. A side derives from it and says what the producer does with a task."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.agenda = Agenda()
        self.services = [Service(i, facts) for i, facts in enumerate(scenario.services)]
        self.tasks: list[Task] = []
        self.load = scenario.load
        self.sent_by_load = 0
        self.arrival: Any = None
        self.held: deque[Task] = deque()
        self.under_way: set[int] = set()

    def run(self) -> None:
        for entry in self.scenario.timeline:
            self.agenda.at(us(entry["at_ms"]), partial(self.act, entry), rank=INTERVENTION)
        self.begin_load()
        self.agenda.run(self.scenario.horizon)

    # The load.

    def begin_load(self) -> None:
        """The first task of a steady load comes at once."""
        if self.load.pattern == "steady":
            self.arrival = self.agenda.after(0, self.arrive)
        elif self.load.pattern == "burst":
            self.agenda.after(0, lambda: self.send(self.load.tasks or 0))

    def arrive(self) -> None:
        if self.load.tasks is not None and self.sent_by_load >= self.load.tasks:
            return
        self.sent_by_load += 1
        self.arrival = self.agenda.after(self.load.every, self.arrive)
        self.send(1)

    def set_load(self, new: Load) -> None:
        if self.arrival is not None:
            self.arrival.cancel()
        self.load = new
        self.sent_by_load = 0
        self.begin_load()

    def send(self, count: int) -> None:
        for _ in range(count):
            effects = {s.ident: Effect() for s in self.services if s.present}
            task = Task(len(self.tasks), self.agenda.now, effects)
            self.tasks.append(task)
            wait = self.scenario.client_timeout
            task.gives_up = self.agenda.after(wait, partial(self.give_up, task))
            self.take(task)

    # The places at the producer.

    def take(self, task: Task) -> None:
        """The producer begins with a task, or lets it wait for a place."""
        limit = self.scenario.workers
        if limit and len(self.under_way) >= limit:
            self.held.append(task)
        else:
            self.begin_work(task)

    def begin_work(self, task: Task) -> None:
        self.under_way.add(task.number)
        self.work_on(task)

    def finished(self, task: Task) -> None:
        """The producer has nothing more to do for a task."""
        task.alive = False
        self.give_place_back(task)

    def give_place_back(self, task: Task) -> None:
        """Another task may begin: this one is answered, or is worked on no further."""
        self.under_way.discard(task.number)
        while self.held and len(self.under_way) < self.scenario.workers:
            self.begin_work(self.held.popleft())

    def forget_places(self) -> None:
        self.under_way.clear()
        self.held.clear()

    # A task.

    def give_up(self, task: Task) -> None:
        self.fail(task, ("client_gave_up", None))
        if task in self.held:
            self.held.remove(task)
            task.alive = False
            for service in list(task.effects):
                self.miss(task, service, "never_asked")

    def answer(self, task: Task) -> None:
        self.end(task, "answered", None)

    def fail(self, task: Task, cause: tuple[str, int | None]) -> None:
        self.end(task, "failed", cause)

    def end(self, task: Task, outcome: str, cause: tuple[str, int | None] | None) -> None:
        if task.outcome == "waiting":
            task.outcome, task.cause, task.ended = outcome, cause, self.agenda.now
            task.gives_up.cancel()

    def effect(self, task: Task, service: Service) -> Effect:
        return task.effects.setdefault(service.ident, Effect(outcome="backfill"))

    def worked(self, task: Task, service: Service) -> None:
        """A service has finished its work for a task."""
        effect, now = self.effect(task, service), self.agenda.now
        service.worked.add(task.number)
        if effect.outcome == "backfill":
            effect.outcome, effect.at = "backfilled", now
        elif effect.outcome in ("pending", "missing"):
            effect.outcome, effect.at, effect.why = "done", now, None
        else:
            effect.repeated.append(now)

    def erred(self, task: Task, service: Service) -> None:
        self.effect(task, service).erred.append(self.agenda.now)

    def knows(self, task: Task, service: Service) -> bool:
        return service.facts.idempotent and task.number in service.worked

    def recognises(self, task: Task, service: Service) -> bool:
        """Whether an idempotent service knows the task, and leaves it."""
        known = self.knows(task, service)
        if known:
            self.effect(task, service).recognised.append(self.agenda.now)
        return known

    def miss(self, task: Task, service: int, why: str) -> None:
        effect = task.effects.get(service)
        if effect is not None and effect.outcome == "pending":
            effect.outcome, effect.at, effect.why = "missing", self.agenda.now, why

    def is_poison(self, task: Task, service: Service) -> bool:
        return service.facts.fails_on == task.number + 1

    # What is done to a system.

    def act(self, entry: dict[str, Any]) -> None:
        named = {service.facts.name: service for service in self.services}
        actions: dict[str, Callable[[Any], None]] = {
            "down": lambda name: self.set_down(named[name]),
            "up": lambda name: self.set_up(named[name]),
            "hanging": lambda name: self.set_mode(named[name], "hanging", 1),
            "slow": lambda name: self.set_mode(named[name], "slow", entry.get("factor", 10)),
            "crash": lambda name: self.crash(named[name], entry.get("worker")),
            "scale": lambda name: self.scale(named[name], entry["workers"]),
            "remove": lambda name: self.remove(named[name]),
            "add": lambda facts: self.add(service(facts), entry.get("read_from", "latest")),
            "broker": lambda word: self.set_broker(word == "up"),
            "partitions": self.set_partitions,
            "send": self.send,
            "load": lambda table: self.set_load(load(table)),
            "restart": lambda _: self.restart(),
        }
        for word, value in entry.items():
            if word in actions:
                actions[word](value)
                return
        raise NotUnderstoodError(str(entry))

    def set_mode(self, service: Service, mode: str, factor: int) -> None:
        if not service.present:
            return
        was_down, crashed = service.mode == "down", sorted(service.crashed)
        if mode != "up" and not service.is_out():
            crashed = []
        service.mode, service.factor = mode, factor
        if was_down or crashed:
            service.crashed.clear()
        if was_down:
            self.came_up(service)
        elif crashed:
            self.revived(service, crashed)

    def set_up(self, service: Service) -> None:
        self.set_mode(service, "up", 1)

    def set_down(self, service: Service) -> None:
        if service.present and service.mode != "down":
            service.mode = "down"
            self.went_down(service)

    def crash(self, service: Service, worker: int | None) -> None:
        if not service.present or service.mode == "down":
            return
        which = range(service.workers) if worker is None else [worker - 1]
        dead = [w for w in which if w < service.workers and w not in service.crashed]
        service.crashed |= set(dead)
        all_at_once = service.is_out()
        if all_at_once:
            # Whoever starts in their place is as new.
            service.mode, service.factor = "up", 1
        for index in dead:
            self.worker_crashed(service, index)
        if all_at_once:
            self.all_crashed(service)

    def remove(self, service: Service) -> None:
        if not service.present:
            return
        service.present = False
        for task in self.tasks:
            effect = task.effects.get(service.ident)
            if effect is not None and effect.outcome == "pending":
                effect.outcome, effect.at = "cancelled", self.agenda.now
        self.removed(service)

    def add(self, facts: ServiceFacts, start: str) -> None:
        self.services.append(Service(len(self.services), facts))
        self.added(self.services[-1], start)

    # What a side says.

    def work_on(self, task: Task) -> None:
        raise NotImplementedError

    def went_down(self, service: Service) -> None:
        raise NotImplementedError

    def came_up(self, service: Service) -> None:
        raise NotImplementedError

    def revived(self, service: Service, workers: list[int]) -> None:
        raise NotImplementedError

    def worker_crashed(self, service: Service, worker: int) -> None:
        raise NotImplementedError

    def all_crashed(self, service: Service) -> None:
        raise NotImplementedError

    def removed(self, service: Service) -> None:
        raise NotImplementedError

    def added(self, service: Service, start: str) -> None:
        raise NotImplementedError

    def scale(self, service: Service, workers: int) -> None:
        raise NotImplementedError

    def restart(self) -> None:
        raise NotImplementedError

    def set_broker(self, up: bool) -> None:
        raise NotImplementedError

    def set_partitions(self, count: int) -> None:
        raise NotImplementedError
