"""What is in Kafka and in the services' notes after some runs, as JSON.

    python observe.py < request > answer

The request names the broker's address, topics, groups and files of notes.
"""

import asyncio
import json
import sqlite3
import sys

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient


async def topics(address: str, names: list[str]) -> dict[str, list[list[str]]]:
    """The values of each topic, a list for each partition."""
    if not names:
        return {}
    # No group: it is given all partitions, and commits nothing.
    consumer = AIOKafkaConsumer(*names, bootstrap_servers=address, auto_offset_reset="earliest")
    async with consumer:
        which = sorted(consumer.assignment())
        ends = await consumer.end_offsets(which)
        values: dict[TopicPartition, list[str]] = {one: [] for one in which}
        while sum([await consumer.position(one) for one in which]) < sum(ends.values()):
            for one, records in (await consumer.getmany(timeout_ms=1000)).items():
                values[one] += [record.value.decode() for record in records]
    return {name: [values[one] for one in which if one.topic == name] for name in names}


async def groups(address: str, names: list[str]) -> dict[str, dict[str, list[list[int]]]]:
    """The committed offsets of each group: pairs of partition and offset, by topic."""
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    found: dict[str, dict[str, list[list[int]]]] = {}
    for name in names:
        offsets = await admin.list_consumer_group_offsets(name)
        for one, at in offsets.items():
            if at.offset >= 0:
                found.setdefault(name, {}).setdefault(one.topic, []).append([one.partition, at.offset])
    await admin.close()
    return found


def notes(paths: list[str]) -> dict[str, list[tuple[float, str]]]:
    """What was done, in the order in which it was done: when, and with which fields."""
    found = {}
    for path in paths:
        file = sqlite3.connect(path)
        try:
            found[path] = file.execute("select at, fields from done order by at").fetchall()
        except sqlite3.OperationalError:
            # The program was never started.
            found[path] = []
        file.close()
    return found


async def main() -> None:
    request = json.load(sys.stdin)
    answer = {
        "topics": await topics(request["address"], request["topics"]),
        "groups": await groups(request["address"], request["groups"]),
        "notes": notes(request["notes"]),
    }
    json.dump(answer, sys.stdout)


asyncio.run(main())
