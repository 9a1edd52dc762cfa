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
    """Goes back to the record, whose partition is read again after the wait.

    False if the record has had its attempts.
    """
    if is_over(record, attempts):
        return False
    partition = TopicPartition(record.topic, record.partition)

    def resume() -> None:
        if partition in consumer.assignment():
            consumer.resume(partition)

    # If the partition has gone to another member, that one reads the record.
    with suppress(IllegalStateError):
        consumer.seek(partition, record.offset)
        consumer.pause(partition)
        asyncio.get_running_loop().call_later(wait, resume)
    return True


async def wait_back(
    consumer: AIOKafkaConsumer,
    record: ConsumerRecord,
    wait: float,
    attempts: int | None = None,
) -> bool:
    """Waits, with all partitions of this member, and goes back to the record.

    False if the record has had its attempts.
    """
    if is_over(record, attempts):
        return False
    await asyncio.sleep(wait)
    with suppress(IllegalStateError):
        consumer.seek(TopicPartition(record.topic, record.partition), record.offset)
    return True


def is_over(record: ConsumerRecord, attempts: int | None) -> bool:
    which = (record.topic, record.partition, record.offset)
    failures[which] += 1
    if attempts is None or failures[which] < attempts:
        return False
    del failures[which]
    return True
