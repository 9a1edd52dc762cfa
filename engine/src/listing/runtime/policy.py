"""What a client does about calls that fail: it tries again, and at some point not at all."""

import random
import time
from dataclasses import dataclass

from httpx import HTTPError


class BreakerOpen(HTTPError):
    """The call was not made: too many before it had failed."""


@dataclass
class Retry:
    """So many further attempts, each after a wait that grows by a factor up to the longest."""

    times: int
    wait: float
    factor: float = 1.0
    longest: float = float("inf")
    jitter: bool = False

    def wait_before(self, retry: int) -> float:
        wait = min(self.wait * self.factor**retry, self.longest)
        return random.uniform(0, wait) if self.jitter else wait


class RetryBudget:
    """So many retries for each hundred calls; the reserve is there at first, and at most."""

    def __init__(self, percent: int, reserve: int) -> None:
        self.share = percent / 100
        self.reserve = float(reserve)
        self.left = self.reserve

    def earn(self) -> None:
        self.left = min(self.left + self.share, self.reserve)

    def spend(self) -> bool:
        if self.left < 1:
            return False
        self.left -= 1
        return True


class Breaker:
    """Opens after so many failures in a row; after a while, some probes decide whether it closes."""

    def __init__(self, failures: int, open: float, probes: int) -> None:
        self.failures, self.open, self.probes = failures, open, probes
        self.failed = 0
        self.opened: float | None = None
        self.sent = self.succeeded = 0

    def check(self) -> None:
        if self.opened is None:
            return
        if time.monotonic() < self.opened + self.open or self.sent >= self.probes:
            raise BreakerOpen("The circuit breaker is open")
        self.sent += 1

    def note(self, success: bool) -> None:
        if self.opened is None:
            self.failed = 0 if success else self.failed + 1
            if self.failed >= self.failures:
                self.trip()
        elif not success:
            self.trip()
        else:
            self.succeeded += 1
            if self.succeeded >= self.probes:
                self.failed, self.opened = 0, None

    def trip(self) -> None:
        self.opened = time.monotonic()
        self.sent = self.succeeded = 0
