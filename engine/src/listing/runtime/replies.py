"""The replies of the services, by the id of what they answer."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Self

from aiokafka import AIOKafkaConsumer

from config import KAFKA

# Replies that nobody waits for any more are forgotten, the oldest first.
MOST = 10_000


class Replies:
    def __init__(self, topic: str, id: str) -> None:
        # No group: each process of the producer reads all replies.
        self.consumer = AIOKafkaConsumer(topic, bootstrap_servers=KAFKA)
        self.id = id
        self.senders: defaultdict[str, set[str]] = defaultdict(set)
        self.arrived = asyncio.Condition()

    async def __aenter__(self) -> Self:
        await self.consumer.start()
        # From here on, before the first request is sent.
        await self.consumer.seek_to_end()
        self.reader = asyncio.create_task(self.read())
        return self

    async def __aexit__(self, *error: object) -> None:
        self.reader.cancel()
        await self.consumer.stop()

    async def read(self) -> None:
        async for record in self.consumer:
            reply = json.loads(record.value)
            async with self.arrived:
                self.senders[reply[self.id]].add(reply["from"])
                while len(self.senders) > MOST:
                    del self.senders[next(iter(self.senders))]
                self.arrived.notify_all()

    async def wait(self, id: str, senders: Iterable[str], timeout: float) -> None:
        """Waits for the reply of each; raises TimeoutError if one is late."""
        async with asyncio.timeout(timeout), self.arrived:
            await self.arrived.wait_for(lambda: self.senders[id].issuperset(senders))
        del self.senders[id]
