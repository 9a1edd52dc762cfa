"""Runs members of a group until they are told to end, and lets them leave it."""

import asyncio
import logging
import signal
from collections.abc import Coroutine
from contextlib import suppress


def run(*members: Coroutine[object, object, None]) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    asyncio.run(until_told(members))


async def until_told(members: tuple[Coroutine[object, object, None], ...]) -> None:
    tasks = [asyncio.create_task(member) for member in members]
    everybody = asyncio.gather(*tasks)
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, everybody.cancel)
    try:
        with suppress(asyncio.CancelledError):
            await everybody
    finally:
        # Each closes its consumer on its way out, and so leaves the group.
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
