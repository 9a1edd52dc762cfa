"""A scenario file, as docs/scenarios.md describes it, in the part that the reference understands.

A field that it does not understand is an error: a scenario is compared as a whole or not at all.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import Any


class NotUnderstoodError(Exception):
    """The reference leaves this out."""


def us(ms: float) -> int:
    return round(ms * 1000)


@dataclass
class ServiceFacts:
    name: str
    latency: int
    workers: int = 1
    queue: int = 0
    fails_on: int = 0
    optional: bool = False
    idempotent: bool = False
    network_delay: int = 0


@dataclass
class Load:
    pattern: str = "by hand"
    every: int = 0
    tasks: int | None = None


@dataclass
class Scenario:
    seed: int
    horizon: int
    services: list[ServiceFacts]
    load: Load
    timeline: list[dict[str, Any]]
    hop: int = 0
    save: int = 0
    call_timeout: int = 5_000_000
    client_timeout: int = 30_000_000
    workers: int = 0
    retries: int = 0
    backoff: int = 100_000
    exponential: bool = True
    backoff_max: int = 10_000_000
    kafka: dict[str, Any] = field(default_factory=dict)


KAFKA = {
    "partitions": 1,
    "publish_ms": 10,
    "ack_ms": 0,
    "commit_ms": 0,
    "delivery_timeout_ms": 30000,
    "max_poll_records": 1,
    "key": "task",
    "customers": 4,
    "await_ack": True,
    "linger_ms": 0,
    "batch_size": 16384,
    "record_size": 1000,
    "commit": "after",
    "session_timeout_ms": 10000,
    "heartbeat_interval_ms": 3000,
    "on_error": "retry",
    "attempts": 3,
    "retry_ms": 1000,
}


def service(table: dict[str, Any]) -> ServiceFacts:
    known = {"name", "latency_ms", "workers", "needs", "queue", "fails_on", "optional", "idempotent"}
    understood(table, known | {"network_delay_ms"})
    latency = table["latency_ms"]
    if not isinstance(latency, (int, float)):
        raise NotUnderstoodError("a latency that is drawn")
    return ServiceFacts(
        table["name"],
        us(latency),
        table.get("workers", 1),
        table.get("queue", 0),
        table.get("fails_on", 0),
        table.get("optional", False),
        table.get("idempotent", False),
        us(table.get("network_delay_ms", 0)),
    )


def load(table: dict[str, Any]) -> Load:
    understood(table, {"pattern", "every_ms", "tasks"})
    pattern = table.get("pattern", "by hand")
    if pattern not in ("by hand", "steady", "burst"):
        raise NotUnderstoodError(f"the load {pattern}")
    return Load(pattern, us(table.get("every_ms", 0)), table.get("tasks"))


def understood(table: dict[str, Any], known: set[str]) -> None:
    for key in table:
        if key not in known:
            raise NotUnderstoodError(key)


def read(text: str) -> Scenario:
    root = tomllib.loads(text)
    understood(
        root,
        {"format", "title", "about", "seed", "horizon_ms", "left", "right"}
        | {"network", "producer", "event", "kafka", "load", "services", "timeline"},
    )
    producer = root.get("producer", {})
    understood(
        producer,
        {"name", "save_ms", "call_timeout_ms", "client_timeout_ms", "workers", "retries"}
        | {"backoff_ms", "backoff", "backoff_max_ms"},
    )
    kafka = root.get("kafka", {})
    understood(kafka, set(KAFKA))
    return Scenario(
        root.get("seed", 1),
        us(root["horizon_ms"]),
        [service(table) for table in root["services"]],
        load(root.get("load", {})),
        root.get("timeline", []),
        us(root.get("network", {}).get("hop_ms", 0)),
        us(producer.get("save_ms", 0)),
        us(producer.get("call_timeout_ms", 5000)),
        us(producer.get("client_timeout_ms", 30000)),
        producer.get("workers", 0),
        producer.get("retries", 0),
        us(producer.get("backoff_ms", 100)),
        producer.get("backoff", "exponential") == "exponential",
        us(producer.get("backoff_max_ms", 10000)),
        KAFKA | kafka,
    )
