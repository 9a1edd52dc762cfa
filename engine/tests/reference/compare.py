"""Runs scenarios in the reference and in the engine, and says where they disagree."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from direct import Direct
from generate import scenario
from kafka import Kafka
from scenario import read
from world import Effect, World

STYLES = ["sequential", "parallel", "background", "kafka"]


def ms(us: int | None) -> float | None:
    return None if us is None else us / 1000


def played(text: str, style: str) -> World:
    facts = read(text)
    world = Kafka(facts) if style == "kafka" else Direct(facts, style)
    world.run()
    return world


def effect_row(effect: Effect) -> list[Any]:
    repeats = [[ms(at) for at in of] for of in (effect.repeated, effect.recognised, effect.erred)]
    outcome = "pending" if effect.outcome == "backfill" else effect.outcome
    return [outcome, ms(effect.at), effect.why, *repeats]


def reference(text: str, style: str) -> dict[str, Any]:
    """What the reference says, in the words of the engine's JSON."""
    world = played(text, style)
    names = [service.facts.name for service in world.services]
    rows: dict[str, Any] = {}
    for task in world.tasks:
        word, at = task.cause if task.cause else (None, None)
        service = None if at is None else names[at]
        what = [ms(task.sent), task.outcome, ms(task.ended), word, service, ms(task.saved)]
        rows[f"task {task.number + 1}"] = what
        stored = [[partition, offset, ms(at)] for partition, offset, at in task.records]
        rows[f"task {task.number + 1}, records"] = stored
        for ident, effect in task.effects.items():
            rows[f"task {task.number + 1} at {names[ident]}"] = effect_row(effect)
    if isinstance(world, Kafka):
        for number, log in enumerate(world.log.partitions):
            rows[f"partition {number}"] = len(log)
            for group in world.groups:
                if group.service.present:
                    rows[f"partition {number} of {group.service.facts.name}"] = [
                        group.polled.get(number, 0),
                        group.committed.get(number, 0),
                    ]
    return rows


def engine(run: dict[str, Any]) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for row in run["each_task"]:
        task = f"task {row['task']}"
        fields = ("sent_at_ms", "outcome", "ended_at_ms", "cause", "cause_service", "saved_at_ms")
        rows[task] = [row[name] for name in fields]
        rows[f"{task}, records"] = [[r["partition"], r["offset"], r["at_ms"]] for r in row["records"]]
        for effect in row["effects"]:
            fields = ("outcome", "at_ms", "why", "repeated_at_ms", "recognised_at_ms", "erred_at_ms")
            rows[f"{task} at {effect['service']}"] = [effect[name] for name in fields]
    for number, partition in enumerate(run["records"]["partitions"]):
        rows[f"partition {number}"] = partition["log_end"]
        for group in partition["groups"]:
            place = [group["position"], group["committed"]]
            rows[f"partition {number} of {group['service']}"] = place
    return rows


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    keys = list(dict.fromkeys([*ours, *theirs]))
    return [
        f"{key}: reference {ours.get(key)}, engine {theirs.get(key)}"
        for key in keys
        if ours.get(key) != theirs.get(key)
    ]


def compare(text: str, simulate: str, styles: list[str]) -> dict[str, list[str]]:
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(text)
        file.flush()
        command = [simulate, "simulate", file.name, "--style", "all", "--json"]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        return {"all": [ran.stderr]}
    report = json.loads(ran.stdout)
    runs = {run["style"]: run for run in report["runs"]}
    found = {style: differences(reference(text, style), engine(runs[style])) for style in styles}
    return {style: rows for style, rows in found.items() if rows}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--simulate", required=True, help="the program that has `simulate`")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--only", type=int, help="the scenario of this number, in full")
    parser.add_argument("--style", action="append", choices=STYLES)
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    styles = options.style or STYLES
    numbers = range(options.count) if options.only is None else [options.only]
    texts = {str(path): path.read_text() for path in options.files}
    texts = texts or {str(number): scenario(options.seed, number) for number in numbers}
    wrong = 0
    with ThreadPoolExecutor(2) as pool:
        compared = pool.map(lambda text: compare(text, options.simulate, styles), texts.values())
    for (name, text), found in zip(texts.items(), compared, strict=True):
        wrong += bool(found)
        if found and options.only is not None:
            print(text)
        for style, rows in found.items():
            print(f"seed {options.seed}, scenario {name}, {style}: {len(rows)} differ")
            for row in rows[: 40 if options.only is not None else 2]:
                print(f"    {row}")
    print(f"{len(texts) - wrong} of {len(texts)} scenarios agree in {', '.join(styles)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
