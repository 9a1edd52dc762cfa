"""What is to happen, in order of time.

What is scheduled for the same instant happens in the order in which it was scheduled; what somebody does to
the system comes after everything else of its instant, and a batch leaves after that. Knows nothing of services.
Times are whole microseconds.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable

Action = Callable[[], None]

USUAL, INTERVENTION, BATCH = range(3)
"""What comes first of an instant, and what last."""


class Timer:
    """Something scheduled, which can be taken off again."""

    def __init__(self, action: Action) -> None:
        self.action: Action | None = action

    def cancel(self) -> None:
        self.action = None


class Agenda:
    """The clock of a run, and what is still to come."""

    def __init__(self) -> None:
        self.now = 0
        self._heap: list[tuple[int, int, int, Timer]] = []
        self._count = 0

    def at(self, when: int, action: Action, rank: int = USUAL) -> Timer:
        timer = Timer(action)
        self._count += 1
        heapq.heappush(self._heap, (when, rank, self._count, timer))
        return timer

    def after(self, length: int, action: Action) -> Timer:
        return self.at(self.now + length, action)

    def run(self, until: int) -> None:
        while self._heap and self._heap[0][0] <= until:
            self.now, _, _, timer = heapq.heappop(self._heap)
            if timer.action is not None:
                timer.action()
        self.now = until
