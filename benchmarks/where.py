"""Where a person's command's time goes: each statement of it in the order in which it is sent, and what lies between.

One client, the application in this process, the engine away: what is measured is one command, not a crowd.
"""

import asyncio
import json
import socket
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from api import app
from benchmarks.drive import quantile
from benchmarks.keep_alive import CaseWorker, Line
from benchmarks.processor import shares, used
from benchmarks.town import Town, size, today, town
from event_store.connection import Writing
from tests.served import answering

FULL = 400  # commands, half of them registrations
WARM = 40
LONGEST = 70  # characters of a statement that are shown


@dataclass(frozen=True)
class Asked:
    statement: str
    ended: float
    took: float


HEARD: list[Asked] = []


class Heard(Writing):
    """Writes down what it is asked."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.add_query_logger(_note)


async def _note(query: Any) -> None:
    HEARD.append(Asked(" ".join(query.query.split()), time.perf_counter(), query.elapsed))


def measure() -> dict[str, Any]:
    return asyncio.run(_measured(size(FULL)))


async def _measured(number: int) -> dict[str, Any]:
    setattr(app, "Writing", Heard)  # noqa: B010 - the application's pool makes connections that are heard
    async with town(worker=False) as here:
        commands, postgres = await _commands(here, number)
    register, triage = commands[WARM::2], commands[WARM + 1 :: 2]
    both = {"register": _shares(register), "triage": _shares(triage)}
    return {"cpu_ms_postgres": round(1000 * postgres, 2), **both}


@dataclass(frozen=True)
class Command:
    began: float
    ended: float
    processor: float
    asked: Sequence[Asked]


async def _commands(here: Town, number: int) -> tuple[list[Command], float]:
    """And how many seconds of processor PostgreSQL took for each."""
    settings = replace(here.settings, api_port=_a_port())
    day, token = (await today(here)).isoformat(), here.http.headers["Authorization"]
    async with answering(settings) as address:
        line = await Line.to(address, token)
        person, before = CaseWorker(line, day), used()
        found = [await _one(person) for _ in range(number + WARM)]
        postgres = shares(before)["our_cpu_s_by"].get("postgres", 0.0)
        line.close()
        return found, postgres / len(found)


async def _one(person: CaseWorker) -> Command:
    HEARD.clear()
    began, processor = time.perf_counter(), time.process_time()
    await person.next_command()
    ended, processor = time.perf_counter(), time.process_time() - processor
    await asyncio.sleep(0)  # a connection is given back after the answer
    return Command(began, ended, processor, [each for each in HEARD if each.ended >= began])


def _a_port() -> int:
    with socket.socket() as any_free:
        any_free.bind(("127.0.0.1", 0))
        found: int = any_free.getsockname()[1]
        return found


def _shares(commands: Sequence[Command]) -> dict[str, Any]:
    """In milliseconds, medians. The usual sequence of statements: others are those in which a plan was laid."""
    usual = statistics.mode(tuple(each.statement for each in one.asked) for one in commands)
    alike = [one for one in commands if tuple(each.statement for each in one.asked) == usual]
    database = _median([sum(each.took for each in one.asked) for one in alike])
    return {
        "commands": len(alike),
        "statements": len(usual),
        "ms": (whole := _median([one.ended - one.began for one in alike])),
        "ms_in_statements": database,
        "ms_between": round(whole - database, 2),
        "cpu_ms_python": _median([one.processor for one in alike]),
        "cpu_ms_python_p10": round(
            1000 * quantile([one.processor for one in alike], 0.1), 2
        ),  # least disturbed
        "by_statement": [
            [statement[:LONGEST], _median([one.asked[n].took for one in alike])]
            for n, statement in enumerate(usual)
        ],
    }


def _median(seconds: Sequence[float]) -> float:
    return round(1000 * statistics.median(seconds), 2)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
