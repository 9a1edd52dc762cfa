"""Scenarios at random, within what the reference understands."""

from __future__ import annotations

from random import Random
from typing import Any

NAMES = ["Audit", "Billing", "Search", "Mail"]


def written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {written(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(written(each) for each in value) + "]"
    return str(value)


def lines(table: dict[str, Any]) -> str:
    return "".join(f"{key} = {written(value)}\n" for key, value in table.items())


class Chooser:
    """Chooses the parts of one scenario. On the grid many things happen at the same instant."""

    def __init__(self, draw: Random) -> None:
        self.draw = draw
        self.grid = draw.random() < 0.3
        self.poison = draw.random() < 0.25
        """Whether records fail. Members come and go only where none does."""
        self.before = False
        """Whether groups commit before the work. Their members come and go only all at once."""

    def chance(self, probability: float) -> bool:
        return self.draw.random() < probability

    def ms(self, low: int, high: int) -> float:
        if self.grid:
            step = 100 if high >= 1000 else 10
            return max(step, self.draw.randint(low, high) // step * step)
        return self.draw.randint(low * 1000, high * 1000) / 1000

    def whole(self, low: int, high: int) -> int:
        """The value of a setting: whole milliseconds."""
        return int(self.ms(low, high)) or low

    def service(self, name: str) -> dict[str, Any]:
        table: dict[str, Any] = {"name": name, "latency_ms": self.ms(10, 900), "needs": ["task_id"]}
        if self.chance(0.4):
            table["workers"] = self.draw.randint(2, 4)
        if self.chance(0.2):
            table["queue"] = self.draw.randint(1, 4)
        if self.chance(0.2):
            table["optional"] = True
        if self.poison and self.chance(0.5):
            table["fails_on"] = self.draw.randint(1, 6)
        if self.chance(0.2):
            table["network_delay_ms"] = self.whole(1, 60)
        if self.chance(0.2):
            table["idempotent"] = True
        return table

    def producer(self) -> dict[str, Any]:
        table: dict[str, Any] = {}
        if self.chance(0.3):
            table["save_ms"] = self.ms(1, 50)
        if self.chance(0.5):
            table["call_timeout_ms"] = self.ms(200, 3000)
        if self.chance(0.3):
            table["client_timeout_ms"] = self.ms(500, 5000)
        if self.chance(0.2):
            table["workers"] = self.draw.randint(1, 4)
        if self.chance(0.4):
            table["retries"] = self.draw.randint(1, 4)
            table["backoff_ms"] = self.whole(10, 2000)
            table["backoff"] = self.draw.choice(["fixed", "exponential"])
            table["backoff_max_ms"] = self.whole(100, 3000)
        return table

    def kafka(self) -> dict[str, Any]:
        table: dict[str, Any] = {}
        if self.chance(0.5):
            table["partitions"] = self.draw.randint(2, 5)
        if self.chance(0.5):
            table["publish_ms"] = self.ms(1, 50)
        if self.chance(0.3):
            table["ack_ms"] = self.whole(1, 20)
        if self.chance(0.4):
            table["max_poll_records"] = self.draw.randint(2, 6)
        if self.chance(0.3):
            table["commit"] = "before"
            self.before = True
        if self.chance(0.3):
            table["key"] = "customer"
            table["customers"] = self.draw.randint(1, 6)
        if self.chance(0.3):
            table["delivery_timeout_ms"] = self.ms(1000, 6000)
        if self.chance(0.2):
            table["await_ack"] = False
        if self.chance(0.3):
            table["on_error"] = self.draw.choice(["skip", "dead letter"])
        if self.chance(0.3):
            table["attempts"] = self.draw.randint(1, 4)
        if self.chance(0.3):
            table["retry_ms"] = self.whole(50, 2000)
        if self.chance(0.3):
            table["session_timeout_ms"] = self.whole(1000, 9000)
        if self.chance(0.3):
            table["heartbeat_interval_ms"] = self.whole(300, 2500)
        if self.chance(0.2):
            table["linger_ms"] = self.whole(1, 300)
        return table

    def load(self) -> dict[str, Any]:
        if self.chance(0.2):
            return {"pattern": "burst", "tasks": self.draw.randint(1, 8)}
        return {"pattern": "steady", "every_ms": self.ms(150, 1500), "tasks": self.draw.randint(2, 25)}

    def intervention(self, names: list[str], horizon: int) -> dict[str, Any]:
        name = self.draw.choice(names)
        members: list[dict[str, Any]] = [
            {"down": name},
            {"down": name},
            {"up": name},
            {"up": name},
            {"hanging": name},
            {"slow": name, "factor": self.draw.randint(2, 9)},
            {"crash": name},
            {"crash": name, "worker": self.draw.randint(1, 2)},
            {"scale": name, "workers": self.draw.randint(1, 5)},
            {"scale": name, "workers": self.draw.randint(1, 5)},
        ]
        others: list[dict[str, Any]] = [
            {"broker": "down"},
            {"broker": "up"},
            {"broker": "up"},
            {"add": self.service("Newcomer"), "read_from": self.draw.choice(["earliest", "latest"])},
            {"remove": name},
            {"send": self.draw.randint(1, 4)},
            {"restart": True},
            {"load": self.load()},
        ]
        alone = [entry for entry in members if "scale" in entry or "worker" in entry]
        if self.before:
            members = [entry for entry in members if entry not in alone]
        entry = self.draw.choice(others if self.poison else members + others)
        return {"at_ms": self.ms(1, horizon * 3 // 4)} | entry

    def timeline(self, names: list[str], horizon: int) -> list[dict[str, Any]]:
        entries = [self.intervention(names, horizon) for _ in range(self.draw.randint(0, 5))]
        kept: list[dict[str, Any]] = []
        for entry in sorted(entries, key=lambda entry: entry["at_ms"]):
            once = [key for key in ("add", "remove") if key in entry]
            if not any(key in other for key in once for other in kept):
                kept.append(entry)
        return kept


def scenario(seed: int, number: int) -> str:
    """The scenario of that number among those of a seed."""
    choose = Chooser(Random(f"{seed} {number}"))
    names = NAMES[: choose.draw.randint(1, 4)]
    horizon = choose.draw.randint(4, 30) * 1000
    head = {"format": 1, "title": f"{seed}, {number}", "seed": choose.draw.randint(1, 10**9)}
    text = lines(head | {"horizon_ms": horizon})
    text += f"\n[producer]\n{lines(choose.producer())}\n[kafka]\n{lines(choose.kafka())}"
    if choose.chance(0.2):
        text += f"\n[network]\n{lines({'hop_ms': choose.whole(1, 30)})}"
    text += f"\n[load]\n{lines(choose.load())}"
    for name in names:
        text += f"\n[[services]]\n{lines(choose.service(name))}"
    present = [name for name in names]
    for entry in choose.timeline(present, horizon):
        if len(names) == 1 and "remove" in entry:
            continue
        text += f"\n[[timeline]]\n{lines(entry)}"
    return text
