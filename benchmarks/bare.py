"""The append alone, of rows that commands have written: what the database takes for them, without any rule.

asyncpg and the standard library alone: what is compared with us runs it in an environment of its own.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from typing import Any
from uuid import uuid4

APPEND = "SELECT append($1, $2, $3, $4, $5, $6)"

Rows = list[list[str]]  # of one command: type and body of each event


@dataclass(frozen=True)
class Task:
    """What a peer is asked to do: the same rows, by as many clients, for as long."""

    url: str
    commands: Sequence[Rows]
    clients: Sequence[int]
    seconds: float
    temporal: str = ""

    @classmethod
    def read(cls) -> "Task":
        return cls(**json.load(sys.stdin))

    def one_after_another(self) -> Iterator[Rows]:
        return cycle(self.commands)


def arguments(rows: Rows) -> tuple[Any, ...]:
    """Of `append`: the rows as a stream of their own."""
    stream, command, now = uuid4(), uuid4(), datetime.now(UTC)
    number = len(rows)
    return (
        [stream] * number,
        list(range(1, number + 1)),
        [kind for kind, _ in rows],
        [now] * number,
        [command] * number,
        [body.encode() for _, body in rows],
    )


def tell(figures: dict[int, dict[str, float]]) -> None:
    print(json.dumps(figures))
