"""Measures what the simulation claims of Kafka and of its clients; `cargo xtask kafka record` runs it.

    python facts.py WORD ADDRESS PROXIED JAVA...   the facts with that word in their names; JAVA is the command of
                                                   Facts.java's programs; without it, aiokafka alone
    python facts.py member|sender ARGUMENTS...     a consumer or a producer of aiokafka, to be watched or killed

A fact is a line on standard output, `fact NAME = LOW..HIGH`, over all runs. What the proxy or the broker is to do is asked
for in lines that begin with `proxy` or `broker`, and done when a line comes back.
"""

import asyncio
import contextlib
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

RUNS = 3
RECORDS = 10
WORK_MS = 100


def settings(pairs: list[str]) -> dict[str, object]:
    def value(text: str) -> object:
        if text in ("True", "False"):
            return text == "True"
        return int(text) if text.lstrip("-").isdigit() else text

    return {name: value(text) for name, text in (pair.split("=", 1) for pair in pairs)}


async def member(address: str, topic: str, group: str, commit: str, *pairs: str) -> None:
    """Reads, works, commits as it is told to, and says what it has done."""
    most = 10 if commit in ("auto", "batch") else 1
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=address,
        group_id=group,
        enable_auto_commit=commit == "auto",
        **settings(list(pairs)),
    )
    me = asyncio.current_task()
    assert me is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, me.cancel)
    async with consumer:
        print("started", flush=True)
        with contextlib.suppress(asyncio.CancelledError):
            while True:
                batch = await consumer.getmany(timeout_ms=100, max_records=most)
                for record in [record for records in batch.values() for record in records]:
                    if commit == "before":
                        await consumer.commit()
                    print("begun", record.offset, flush=True)
                    await asyncio.sleep(WORK_MS / 1000)
                    print("done", record.offset, flush=True)
                    if commit == "after":
                        await consumer.commit()
                if batch and commit == "batch":
                    await consumer.commit()


async def sender(address: str, topic: str, count: str, every_ms: str, *pairs: str) -> None:
    """Sends records without a key, and says how long a send kept its caller and what failed."""
    producer = AIOKafkaProducer(bootstrap_servers=address, **settings(list(pairs)))
    blocked, failed = 0.0, []

    async def outcome(sent: Awaitable[object], at: float) -> None:
        try:
            await sent
        except Exception:  # noqa: BLE001  Whatever it is, the send has failed.
            failed.append((time.monotonic() - at) * 1000)

    async with producer:
        await producer.partitions_for(topic)
        print("started", flush=True)
        outcomes = []
        for _ in range(int(count)):
            at = time.monotonic()
            sent = await producer.send(topic, b"x" * 10)
            blocked = max(blocked, (time.monotonic() - at) * 1000)
            outcomes.append(asyncio.create_task(outcome(sent, at)))
            await asyncio.sleep(int(every_ms) / 1000)
        await asyncio.gather(*outcomes)
    print("blocked_ms", round(blocked), flush=True)
    print("failed", len(failed), flush=True)
    if failed:
        print("failed_first_ms", round(failed[0]), flush=True)


class Program:
    """A consumer or a producer in a process of its own."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.lines: list[tuple[float, str]] = []

    def until(self, words: str) -> float:
        """Reads until it says these words; when it did."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append((time.monotonic(), line.strip()))
            if line.strip() == words:
                return self.lines[-1][0]
        raise SystemExit(f"{self.process.args} ended before `{words}`")

    def said(self) -> dict[str, int]:
        """What it says at its end."""
        assert self.process.stdout
        pairs = (line.split() for line in self.process.stdout)
        return {name: int(number) for name, number in pairs}

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()


class Bench:
    """One client, and how its settings are called."""

    def __init__(self, client: str, command: list[str], address: str, proxied: str) -> None:
        self.client, self.command = client, command
        self.address, self.proxied = address, proxied

    def setting(self, name: str, value: object) -> str:
        if self.client == "java":
            return f"{name.replace('_', '.')}={str(value).lower()}"
        return f"{name}={value}"

    def program(self, kind: str, address: str, *arguments: str, **given: object) -> Program:
        pairs = [self.setting(name, value) for name, value in given.items()]
        return Program([*self.command, kind, address, *arguments, *pairs])

    def member(self, topic: str, group: str, commit: str, **given: object) -> Program:
        given = {"auto_offset_reset": "earliest", "session_timeout_ms": 6000, **given}
        return self.program("member", self.address, topic, group, commit, **given)

    async def topic(self, partitions: int = 1, records: int = 0) -> str:
        name = "t" + uuid.uuid4().hex[:10]
        async with admin(self.address) as it:
            await it.create_topics([NewTopic(name, partitions, 1)])
        async with AIOKafkaProducer(bootstrap_servers=self.address) as producer:
            while len(await producer.partitions_for(name)) < partitions:
                await asyncio.sleep(0.05)
        await self.send(name, records)
        return name

    async def send(self, topic: str, records: int) -> None:
        async with AIOKafkaProducer(bootstrap_servers=self.address, acks="all") as producer:
            for number in range(records):
                await producer.send_and_wait(topic, str(number).encode(), partition=0)

    async def committed(self, group: str) -> int:
        async with admin(self.address) as it:
            offsets = await it.list_consumer_group_offsets(group)
        return sum(max(at.offset, 0) for at in offsets.values())

    async def stored(self, topic: str, partitions: int = 1) -> list[int]:
        async with AIOKafkaConsumer(bootstrap_servers=self.address) as consumer:
            which = [TopicPartition(topic, number) for number in range(partitions)]
            ends = await consumer.end_offsets(which)
        return [ends[one] for one in which]


@contextlib.asynccontextmanager
async def admin(address: str) -> AsyncIterator[AIOKafkaAdminClient]:
    it = AIOKafkaAdminClient(bootstrap_servers=address)
    await it.start()
    try:
        yield it
    finally:
        await it.close()


def proxy(what: str) -> None:
    print("proxy", what, flush=True)
    sys.stdin.readline()


def broker(what: str) -> None:
    print("broker", what, flush=True)
    sys.stdin.readline()


@contextlib.contextmanager
def losing(every: int) -> Iterator[None]:
    proxy(f"lose {every}")
    yield
    proxy("lose 0")


# Each fact gives figures by name.
Figures = dict[str, float]


async def killed(bench: Bench, commit: str, **given: object) -> Figures:
    """Killed in the middle of the sixth of ten records: how far the group has committed."""
    topic = await bench.topic(records=RECORDS)
    one = bench.member(topic, "g" + topic, commit, **given)
    one.until("begun 5")
    await asyncio.sleep(WORK_MS / 2000)
    one.kill()
    return {"committed": await bench.committed("g" + topic)}


async def closed(bench: Bench, commit: str, **given: object) -> Figures:
    """Closed in the middle of the sixth of ten records."""
    topic = await bench.topic(records=RECORDS)
    one = bench.member(topic, "g" + topic, commit, **given)
    one.until("begun 5")
    await asyncio.sleep(WORK_MS / 2000)
    one.close()
    return {"committed": await bench.committed("g" + topic)}


async def latest(bench: Bench, commit: str) -> Figures:
    """A group that has read nothing goes; five records come; it comes back."""
    topic = await bench.topic()
    given = {"auto_offset_reset": "latest"}
    one = bench.member(topic, "g" + topic, commit, **given)
    one.until("started")
    await asyncio.sleep(3)
    one.close()
    await bench.send(topic, 5)
    again = bench.member(topic, "g" + topic, commit, **given)
    again.until("started")
    await asyncio.sleep(4)
    again.kill()
    assert again.process.stdout
    return {"done": sum(line.startswith("done") for line in again.process.stdout)}


async def takeover(bench: Bench, ends: Callable[[Program], None]) -> Figures:
    """How long after the end of one of two members the other works on its partition."""
    topic = await bench.topic(partitions=2)
    given = {"heartbeat_interval_ms": 2000}
    two = [bench.member(topic, "g" + topic, "after", **given) for _ in range(2)]
    for one in two:
        one.until("started")
    await asyncio.sleep(6)
    at = time.monotonic()
    ends(two[0])
    async with AIOKafkaProducer(bootstrap_servers=bench.address) as producer:
        for partition in range(2):
            await producer.send_and_wait(topic, b"x", partition=partition)
    loop = asyncio.get_running_loop()
    begun = [await loop.run_in_executor(None, two[1].until, "begun 0") for _ in range(2)]
    two[1].kill()
    return {"after_ms": (begun[1] - at) * 1000}


async def keyless(bench: Bench) -> Figures:
    """300 small records without a key, 5 ms apart, to three partitions."""
    topic = await bench.topic(partitions=3)
    one = bench.program("sender", bench.address, topic, "300", "5")
    one.until("started")
    one.said()
    stored = await bench.stored(topic, 3)
    return {"fewest": min(stored), "most": max(stored)}


async def lost(bench: Bench, **given: object) -> Figures:
    """Each twentieth acknowledgement of 200 is lost: how many records there are too many."""
    topic = await bench.topic()
    with losing(20):
        one = bench.program("sender", bench.proxied, topic, "200", "10", **given)
        one.until("started")
        failed = one.said()["failed"]
    return {"extra": sum(await bench.stored(topic)) - 200 + failed}


async def away(bench: Bench, **given: object) -> Figures:
    """The only broker is away for five seconds, while a record is sent every 100 ms."""
    topic = await bench.topic()
    one = bench.program("sender", bench.proxied, topic, "30", "100", **given)
    one.until("started")
    await asyncio.sleep(0.55)
    proxy("away")
    await asyncio.sleep(5)
    proxy("back")
    said = one.said()
    return said | {"stored": sum(await bench.stored(topic))}


async def frozen(bench: Bench, **given: object) -> Figures:
    """The only broker is frozen while ten records are sent, until all are given up, and goes on then."""
    topic = await bench.topic()
    one = bench.program("sender", bench.address, topic, "10", "100", **given)
    one.until("started")
    await asyncio.sleep(0.25)
    broker("freeze")
    said = await asyncio.get_running_loop().run_in_executor(None, one.said)
    broker("thaw")
    await asyncio.sleep(3)
    return {"failed": said["failed"], "failed_and_stored": sum(await bench.stored(topic)) - 10 + said["failed"]}


async def measure(bench: Bench, word: str) -> None:
    timeout = {"request_timeout_ms": 2000}
    if bench.client == "java":
        timeout = {"delivery_timeout_ms": 2000, "request_timeout_ms": 1500, "linger_ms": 0,
                   "metadata_recovery_strategy": "none"}  # fmt: skip
    quick, slow = {"auto_commit_interval_ms": 200}, {"auto_commit_interval_ms": 5000}
    plain = {"acks": 1, "enable_idempotence": False}
    facts: dict[str, Callable[[], Awaitable[Figures]]] = {
        "killed.auto-200": lambda: killed(bench, "auto", **quick),
        "killed.auto-5000": lambda: killed(bench, "auto", **slow),
        "killed.after": lambda: killed(bench, "after"),
        "killed.before": lambda: killed(bench, "before"),
        "killed.batch": lambda: killed(bench, "batch"),
        "closed.auto": lambda: closed(bench, "auto", **slow),
        "closed.after": lambda: closed(bench, "after"),
        "latest.after": lambda: latest(bench, "after"),
        "latest.auto": lambda: latest(bench, "auto"),
        "takeover.killed": lambda: takeover(bench, Program.kill),
        "takeover.closed": lambda: takeover(bench, Program.close),
        "keyless": lambda: keyless(bench),
        "lost.plain": lambda: lost(bench, **plain),
        "lost.idempotent": lambda: lost(bench, acks="all", enable_idempotence=True),
        "away": lambda: away(bench),
        "away.timeout": lambda: away(bench, **timeout),
        "frozen": lambda: frozen(bench, **timeout),
    }
    for name, fact in facts.items():
        if word not in name:
            continue
        runs = [await fact() for _ in range(RUNS)]
        for figure in runs[0]:
            values = sorted(round(run.get(figure, 0)) for run in runs)
            low, high = values[0], values[-1]
            print(f"fact {bench.client}.{name}.{figure} = {low}..{high}", flush=True)


async def main() -> None:
    word, address, proxied, *java = sys.argv[1:]
    await measure(Bench("aiokafka", [sys.executable, __file__], address, proxied), word)
    if java:
        await measure(Bench("java", java, address, proxied), word)


if sys.argv[1] == "member":
    asyncio.run(member(*sys.argv[2:]))
elif sys.argv[1] == "sender":
    asyncio.run(sender(*sys.argv[2:]))
else:
    asyncio.run(main())
