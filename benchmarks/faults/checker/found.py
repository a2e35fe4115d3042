"""What is there when all is over: the store by its own SQL, the mails by their own reading, the notes as written.

Nothing in this folder knows the rooms: what a room gets wrong, their own code would read wrongly too.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

import asyncpg


@dataclass(frozen=True)
class Event:
    position: int
    stream: str
    version: int
    type: str
    command: str
    body: bytes
    leaf: bytes

    @property
    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass(frozen=True)
class Note:
    """Of a client, about one command: `said` is "acknowledged" with the events it was told, "refused" or "unknown"."""

    stream: str
    command: str
    key: str
    said: str
    tries: int = 1
    events: tuple[tuple[int, int, str, str], ...] = ()  # position, version, type, command id
    answer: str = ""


@dataclass(frozen=True)
class Fault:
    """`over`: when the part answered again. `under_way`: mails that somebody was at that instant about to send."""

    kind: str
    part: str
    began: float
    over: float
    under_way: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notice:
    message_id: str
    stream: str
    version: int
    sent: bool
    reply: str


@dataclass(frozen=True)
class Mail:
    message_id: str
    arrived: float  # seconds since 1970, as the catcher's file name tells


@dataclass(frozen=True)
class Found:
    """`due_until`: what was due by then had the time to be done. `head`: the last position there is."""

    events: list[Event]
    head: int
    notices: list[Notice]
    mails: list[Mail]
    notes: list[Note]
    faults: list[Fault]
    due_until: datetime
    read_models: Mapping[str, str] = field(default_factory=dict)
    rebuilt: Mapping[str, str] = field(default_factory=dict)


def written_in(file: Path) -> Iterable[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def notes_in(file: Path) -> list[Note]:
    return [Note(**each | {"events": tuple(map(tuple, each["events"]))}) for each in written_in(file)]


def faults_in(file: Path) -> list[Fault]:
    return [Fault(**each | {"under_way": tuple(each["under_way"])}) for each in written_in(file)]


def mails_in(folder: Path) -> list[Mail]:
    return [_mail(file) for file in sorted(folder.glob("*.eml"))]


def _mail(file: Path) -> Mail:
    with file.open("rb") as content:
        message_id = BytesHeaderParser().parse(content)["Message-ID"]
    at = datetime.strptime(file.name.partition("_")[0], "%Y-%m-%dT%H-%M-%S.%fZ").replace(tzinfo=UTC)
    return Mail(str(message_id), at.timestamp())


# Of each read model all that follows from the events alone: not when time looks next.
READ_MODELS = {
    "contract": "to_jsonb(t) - 'next_at'",
    "contract_part": "to_jsonb(t)",
    "contract_scope": "to_jsonb(t)",
    "contract_search": "to_jsonb(t)",
    "contract_told_by": "to_jsonb(t)",
    "deadline": "to_jsonb(t)",
    "lateness": "to_jsonb(t)",
    "open_step": "to_jsonb(t)",
    "promise": "to_jsonb(t)",
    "supplier_contact": "to_jsonb(t)",
}


async def read_models(connection: "asyncpg.Connection[Any]") -> dict[str, str]:
    """Each table's rows as one digest, with how many they are."""
    found = {}
    for table, row in READ_MODELS.items():
        rows = f"SELECT md5(({row})::text) AS row FROM {table} AS t"  # noqa: S608 - names of our own
        digest = f"SELECT count(*) || ' ' || md5(coalesce(string_agg(row, '' ORDER BY row), '')) FROM ({rows}) AS r"  # noqa: S608
        found[table] = await connection.fetchval(digest)
    return found


async def events(connection: "asyncpg.Connection[Any]") -> tuple[list[Event], int]:
    rows = await connection.fetch(
        "SELECT position, stream_id::text, version, type, command_id::text, body, leaf FROM event ORDER BY position"
    )
    return [Event(*row) for row in rows], await connection.fetchval("SELECT position FROM head")


async def notices(connection: "asyncpg.Connection[Any]") -> list[Notice]:
    """A notice that went with the day's one mail has that mail's Message-ID."""
    rows = await connection.fetch(
        "SELECT coalesce(d.message_id, n.message_id), n.contract_id::text, n.version,"
        " coalesce(d.sent_at, n.sent_at) IS NOT NULL, coalesce(d.reply, n.reply)"
        " FROM notice AS n LEFT JOIN digest AS d ON d.id = n.digest_id"
    )
    return [Notice(*row) for row in rows]
