"""Event ↔ the canonical bytes that are stored and hashed. This format is for good (docs/storage-format.md)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic_core import from_json

from domain.events import BY_TYPE
from domain.happened import Happened
from event_store.canonical import canonical
from event_store.envelope import change, opened, seal, shape_of, unseal
from event_store.keyring import EntryKey
from event_store.upcasting import upcast

NO_PREVIOUS = bytes(32)
_uuid = lru_cache(1024)(UUID)  # a stream's is read again with each event, a command's with each of its own


@dataclass(frozen=True)
class Origin:
    """Whose doing: one command, by an opaque actor in a role, on a day, recorded at an instant (UTC)."""

    command_id: UUID
    actor: str
    role: str
    occurred_on: date
    recorded_at: datetime


@dataclass(frozen=True)
class Recorded:
    position: int
    stream: UUID
    version: int
    event: Happened
    origin: Origin
    leaf: bytes


@dataclass(frozen=True)
class Row:
    """What `append` takes; `leaf` links the stream's next event to this one."""

    stream: UUID
    version: int
    type: str
    origin: Origin
    body: bytes
    leaf: bytes


def encode(
    stream: UUID,
    version: int,
    previous: bytes,
    events: Sequence[Happened],
    origin: Origin,
    days: Sequence[date] = (),
) -> tuple[list[Row], list[EntryKey]]:
    """Rows in order, each bound to the one before, and the keys that their texts were encrypted with.

    `days`: on which each of them happened, where that is not one day."""
    rows: list[Row] = []
    keys: list[EntryKey] = []
    days = days or [origin.occurred_on] * len(events)
    for number, (event, day) in enumerate(zip(events, days, strict=True), version + 1):
        own = origin if day == origin.occurred_on else replace(origin, occurred_on=day)
        body = canonical(_body(stream, number, previous, event, own, keys))
        previous = leaf_of(body)
        rows.append(Row(stream, number, event.type, own, body, previous))
    return rows, keys


def _body(
    stream: UUID, version: int, previous: bytes, event: Happened, origin: Origin, keys: list[EntryKey]
) -> dict[str, Any]:
    def sealed(text: str, path: str) -> dict[str, str]:
        return seal(text, path, stream, version, keys)

    plain = event.model_dump(mode="json", exclude={"type"}, exclude_none=True)
    return {
        "actor": origin.actor,
        "command_id": str(origin.command_id),
        "data": change(plain, shape_of(type(event)), sealed),
        "occurred_on": origin.occurred_on.isoformat(),
        "previous": previous.hex(),
        "recorded_at": origin.recorded_at.astimezone(UTC)
        .isoformat(timespec="microseconds")
        .replace("+00:00", "Z"),
        "role": origin.role,
        "schema": event.schema_version,
        "stream": str(stream),
        "type": event.type,
        "version": version,
    }


def beginnings(past: Sequence[Recorded]) -> tuple[int, ...]:
    """At which versions a decision began: one command id, one decision."""
    commands = [None, *(record.origin.command_id for record in past)]
    return tuple(n for n in range(1, len(commands)) if commands[n] != commands[n - 1])


def placed(recorded: Sequence[Recorded], last: int) -> list[Recorded]:
    """With the positions that appending gave them; `last` is that of the last one."""
    first = last - len(recorded) + 1
    return [replace(record, position=first + number) for number, record in enumerate(recorded)]


def leaf_of(body: bytes) -> bytes:
    """The event's leaf in the one tree (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + body).digest()


def decode(position: int, body: bytes, leaf: bytes, keys: Mapping[UUID, bytes]) -> Recorded:
    """Without a text's key its place holder stands there. Raises ValueError on a body that is no event."""
    written = from_json(body)
    stream, version = _uuid(written["stream"]), written["version"]

    def open_entry(entry: Mapping[str, str], path: str) -> str:
        return unseal(entry, path, stream, version, keys)

    if written["type"] not in BY_TYPE:
        raise ValueError(f"position {position}: no event is called {written['type']}")
    data = opened(written["data"], open_entry) if b'"ciphertext"' in body else written["data"]
    data = upcast(written["type"], written["schema"], data)
    event = BY_TYPE[written["type"]].model_validate({"type": written["type"], **data})
    origin = Origin(
        command_id=_uuid(written["command_id"]),
        actor=written["actor"],
        role=written["role"],
        occurred_on=date.fromisoformat(written["occurred_on"]),
        recorded_at=datetime.fromisoformat(written["recorded_at"]),
    )
    return Recorded(position, stream, version, event, origin, leaf)


def decoded_if_known(position: int, body: bytes, leaf: bytes) -> Recorded | None:
    """With place holders for texts. None: no event that this version knows; for whoever shows many, of which one is not
    to hide the others."""
    try:
        return decode(position, body, leaf, {})
    except (ValueError, LookupError, TypeError):
        return None
