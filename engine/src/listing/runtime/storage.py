"""What the producer stores. Yours stands here; this one is a file."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import uuid4

Statement = tuple[str, tuple[object, ...]]


@dataclass
class Task:
    """What users send. Who sends it again gives the same id, so that it is recognised."""

    task_id: str = field(default_factory=lambda: uuid4().hex)


class Database:
    """A file. What is written in a transaction is written at its end, all or nothing."""

    def __init__(self) -> None:
        self.file = sqlite3.connect("storage.db")
        self.file.execute("create table if not exists saved (id primary key, fields)")
        self.file.execute(
            "create table if not exists outbox"
            " (row integer primary key, topic, value, key, marked default 0)"
        )
        self.outbox = Outbox(self)
        self.under_way: ContextVar[list[Statement] | None] = ContextVar(
            "under_way", default=None
        )

    async def save(self, task: Task) -> Task:
        insert = "insert or replace into saved values (?, ?)"
        self.write((insert, (task.task_id, json.dumps(asdict(task)))))
        return task

    def write(self, statement: Statement) -> None:
        transaction = self.under_way.get()
        if transaction is None:
            with self.file:
                self.file.execute(*statement)
        else:
            transaction.append(statement)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        statements: list[Statement] = []
        token = self.under_way.set(statements)
        try:
            yield
        finally:
            self.under_way.reset(token)
        with self.file:
            for statement in statements:
                self.file.execute(*statement)


class Outbox:
    """Events that were saved with what they tell of, and are still to be sent."""

    def __init__(self, db: Database) -> None:
        self.db = db

    async def add(self, topic: str, value: bytes, key: bytes | None = None) -> None:
        insert = "insert into outbox (topic, value, key) values (?, ?, ?)"
        self.db.write((insert, (topic, value, key)))

    async def unmarked(self) -> list[tuple[int, dict[str, Any]]]:
        rows = self.db.file.execute(
            "select row, topic, value, key from outbox where not marked order by row"
        )
        return [
            (row, {"topic": topic, "value": value, "key": key})
            for row, topic, value, key in rows
        ]

    async def mark(self, row: int) -> None:
        self.db.write(("update outbox set marked = 1 where row = ?", (row,)))


db = Database()
