"""What a consumer does about a record whose work failed."""

import asyncio
from collections import Counter
from contextlib import suppress

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import IllegalStateError

failures: Counter[tuple[str, int, int]] = Counter()


async def seek_back(
    consumer: AIOKafkaConsumer,
    record: ConsumerRecord,
    wait: float,
    attempts: int | None = None,
) -> bool:
    """Waits and goes back to the record; false if it has had its attempts."""
    which = (record.topic, record.partition, record.offset)
    failures[which] += 1
    if attempts is not None and failures[which] >= attempts:
        del failures[which]
        return False
    await asyncio.sleep(wait)
    # If the partition has gone to another member, that one reads the record.
    with suppress(IllegalStateError):
        consumer.seek(TopicPartition(record.topic, record.partition), record.offset)
    return True
