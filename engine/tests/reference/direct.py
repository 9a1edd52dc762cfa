"""The producer calls the services: one after another, all at once, or after it has answered."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from scenario import Scenario
from world import Service, Task, World

Done = Callable[[str | None], None]
"""Is told why a call failed, or None when it was answered."""


class Call:
    """One attempt of the producer at a service."""

    def __init__(self, task: Task, service: Service, done: Done) -> None:
        self.task = task
        self.service = service
        self.done: Done | None = done
        self.timeout: Any = None
        self.work: Any = None

    def end(self, failure: str | None) -> None:
        """The producer learns how it ended, unless it waits no longer."""
        done, self.done = self.done, None
        if done is not None:
            self.timeout.cancel()
            done(failure)


class Bench:
    """The workers of a service that is called, and those who wait for one."""

    def __init__(self) -> None:
        self.busy: dict[int, Call] = {}
        self.queue: deque[Call] = deque()


class Direct(World):
    """A side on which services are called."""

    def __init__(self, scenario: Scenario, style: str) -> None:
        super().__init__(scenario)
        self.style = style
        self.benches = [Bench() for _ in self.services]
        self.open: list[list[Call]] = [[] for _ in self.services]
        """All calls to a service."""
        self.asked: dict[tuple[int, int], str] = {}
        """Task and service of the calls that the producer waits for or will make again."""
        self.planned: dict[tuple[int, int], tuple[Any, Callable[[], None]]] = {}
        """The calls that wait to be made again, and how the producer goes on without one."""
        self.on_its_way: dict[tuple[int, int], int] = {}
        """How many calls of a task are on their way to a service or in it."""

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
        services = [s for s in self.services if s.present and s.ident in task.effects]
        if self.style == "parallel":
            self.all_at_once(task, services)
        else:
            if self.style == "background":
                self.answer(task)
                self.give_place_back(task)
            self.one_after_another(task, services)

    def one_after_another(self, task: Task, services: list[Service]) -> None:
        if not services:
            self.answer(task)
            self.finished(task)
            return

        def done(failure: str | None) -> None:
            if failure is None or services[0].facts.optional:
                self.one_after_another(task, services[1:])
                return
            if self.style == "background":
                self.one_after_another(task, services[1:])
                return
            self.fail(task, (failure, services[0].ident))
            self.miss_all(task, "never_asked")
            self.finished(task)

        self.call(task, services[0], 0, done)

    def all_at_once(self, task: Task, services: list[Service]) -> None:
        """Waits until all have answered, or one has failed; the other calls go on without being waited for."""
        waiting, calling = len(services), True
        failures: list[tuple[str, int]] = []

        def done(failure: str | None, *, service: Service) -> None:
            nonlocal waiting
            waiting -= 1
            if failure is not None and not service.facts.optional:
                failures.append((failure, service.ident))
            if not calling:
                look()

        def look() -> None:
            if task.alive and failures:
                self.fail(task, failures[0])
                self.finished(task)
                self.miss_all(task, "never_asked")
            elif task.alive and waiting == 0:
                self.answer(task)
                self.finished(task)

        for each in services:
            self.call(task, each, 0, partial(done, service=each))
        # Every call is made before the first failure is looked at.
        calling = False
        look()

    def miss_all(self, task: Task, why: str) -> None:
        """The producer goes no further: what has not been asked for will never happen."""
        for service in list(task.effects):
            plan = self.planned.pop((task.number, service), None)
            if plan is not None:
                plan[0].cancel()
            asked = self.asked.pop((task.number, service), None)
            self.settle(task, service, asked or why)

    def settle(self, task: Task, service: int, why: str) -> None:
        """An effect is missing once the producer will not call again and no call is on its way."""
        key = (task.number, service)
        if key not in self.asked and not self.on_its_way.get(key):
            self.miss(task, service, why)

    def call(self, task: Task, service: Service, attempt: int, done: Done) -> None:
        """Calls a service, and again after a failure as often as is stated."""
        facts, key = self.scenario, (task.number, service.ident)
        if not service.present:
            done(None)
            return

        def again(failure: str | None) -> None:
            if failure is None or attempt >= facts.retries or failure == "dropped":
                self.asked.pop(key, None)
                if failure is not None:
                    self.settle(task, service.ident, failure)
                done(None if failure == "dropped" else failure)
                return
            wait = facts.backoff * (2**attempt if facts.exponential else 1)
            wait = min(wait, facts.backoff_max)
            self.asked[key] = failure
            timer = self.agenda.after(wait, retry)
            self.planned[key] = (timer, lambda: done(None))

        def retry() -> None:
            self.planned.pop(key, None)
            if task.alive:
                self.call(task, service, attempt + 1, done)
            elif failed := self.asked.pop(key, None):
                self.settle(task, service.ident, failed)

        def heard(failure: str | None) -> None:
            if task.alive:
                again(failure)
            else:
                self.asked.pop(key, None)
                if failure is not None:
                    self.settle(task, service.ident, failure)

        call = Call(task, service, heard)
        self.open[service.ident].append(call)
        self.asked.setdefault(key, "")
        self.on_its_way[key] = self.on_its_way.get(key, 0) + 1
        call.timeout = self.agenda.after(facts.call_timeout, lambda: call.end("timed_out"))
        self.later(service, lambda: self.arrives(call))

    def later(self, service: Service, action: Callable[[], None]) -> None:
        """After the network's delay; at once if there is none."""
        if way := self.scenario.hop + service.facts.network_delay:
            self.agenda.after(way, action)
        else:
            action()

    def restart(self) -> None:
        self.forget_places()
        for task in self.tasks:
            if task.alive:
                task.alive = False
                self.fail(task, ("restarted", None))
                self.miss_all(task, "restarted")

    # The services.

    def arrives(self, call: Call) -> None:
        service, bench = call.service, self.benches[call.service.ident]
        if not service.present:
            self.gone(call)
        elif service.is_out():
            self.lost(call, "refused")
        elif (worker := self.free(service)) is not None:
            self.starts(call, worker)
        elif service.facts.queue and len(bench.queue) >= service.facts.queue:
            self.lost(call, "queue_full")
        else:
            bench.queue.append(call)

    def free(self, service: Service) -> int | None:
        bench = self.benches[service.ident]
        for worker in range(service.workers):
            if worker not in bench.busy and worker not in service.crashed:
                return worker
        return None

    def starts(self, call: Call, worker: int) -> None:
        service = call.service
        self.benches[service.ident].busy[worker] = call
        lasts = 0 if self.knows(call.task, service) else service.lasts()
        call.work = self.agenda.after(lasts, lambda: self.ends(call, worker))

    def ends(self, call: Call, worker: int) -> None:
        service = call.service
        bench = self.benches[service.ident]
        del bench.busy[worker]
        failed = not self.knows(call.task, service) and self.is_poison(call.task, service)
        if failed:
            self.erred(call.task, service)
        else:
            self.gone(call)
            if not self.recognises(call.task, service):
                self.worked(call.task, service)
        # Who waits is served before the producer hears, and calls again.
        self.next(service)
        if failed:
            self.lost(call, "erred")
        else:
            self.replies(call, None)

    def next(self, service: Service) -> None:
        bench = self.benches[service.ident]
        while bench.queue and not service.is_out():
            worker = self.free(service)
            if worker is None:
                return
            self.starts(bench.queue.popleft(), worker)

    def lost(self, call: Call, why: str) -> None:
        """A call ends in failure; a service that goes down with it sends no answer, and its caller knows at once."""
        self.gone(call)
        key = (call.task.number, call.service.ident)

        def heard() -> None:
            if key in self.asked:
                self.asked[key] = why
            self.settle(call.task, call.service.ident, why)
            call.end(why)

        if why == "service_down":
            heard()
        else:
            self.later(call.service, heard)

    def gone(self, call: Call) -> None:
        self.on_its_way[call.task.number, call.service.ident] -= 1

    def replies(self, call: Call, failure: str | None) -> None:
        self.later(call.service, lambda: call.end(failure))

    def went_down(self, service: Service) -> None:
        bench = self.benches[service.ident]
        calls = [call for _, call in sorted(bench.busy.items())] + list(bench.queue)
        for call in bench.busy.values():
            call.work.cancel()
        bench.busy.clear()
        bench.queue.clear()
        for call in calls:
            self.lost(call, "service_down")

    def came_up(self, service: Service) -> None:
        self.next(service)

    def revived(self, service: Service, workers: list[int]) -> None:
        self.next(service)

    def worker_crashed(self, service: Service, worker: int) -> None:
        bench = self.benches[service.ident]
        call = bench.busy.pop(worker, None)
        if call is not None:
            call.work.cancel()
            self.lost(call, "service_down")

    def all_crashed(self, service: Service) -> None:
        self.went_down(service)

    def removed(self, service: Service) -> None:
        """Whoever waits for it, or would call it again, goes on without it at once."""
        bench = self.benches[service.ident]
        for call in bench.busy.values():
            call.work.cancel()
        for call in [call for _, call in sorted(bench.busy.items())] + list(bench.queue):
            self.gone(call)
        bench.busy.clear()
        bench.queue.clear()
        for call in self.open[service.ident]:
            call.end("dropped")
        planned = [key for key in self.planned if key[1] == service.ident]
        for key in planned:
            timer, go_on = self.planned.pop(key)
            timer.cancel()
            self.asked.pop(key, None)
            if self.tasks[key[0]].alive:
                go_on()

    def added(self, service: Service, start: str) -> None:
        self.benches.append(Bench())
        self.open.append([])

    def scale(self, service: Service, workers: int) -> None:
        service.workers = workers
        service.crashed = {worker for worker in service.crashed if worker < workers}
        self.next(service)

    def set_broker(self, up: bool) -> None:
        pass

    def set_partitions(self, count: int) -> None:
        pass
