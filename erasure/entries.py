"""The encrypted entries of a stream: where each stands, and whether its key is still there."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from unicodedata import normalize
from uuid import UUID

from domain.erasing import ErasedEntry
from event_store.envelope import opened, unseal
from projections.search import spelled

if TYPE_CHECKING:
    import asyncpg


@dataclass(frozen=True)
class Entry:
    """`text`: None when its key is gone."""

    version: int
    field: str
    type: str
    occurred_on: date
    key: UUID
    text: str | None

    @property
    def to_erase(self) -> ErasedEntry:
        return ErasedEntry(version=self.version, field=self.field, key=self.key)

    def has(self, words: str) -> bool:
        """Whole words, in this order, as `sought` gives them. No words are in every text, also in an erased one."""
        return not words or f" {words} " in f" {sought(self.text or '')} "


def sought(text: str) -> str:
    """Its words alone, in small letters: by half a word, the rest of it could be found out letter by letter."""
    return spelled([normalize("NFC", text)])


def entries_in(rows: "Sequence[asyncpg.Record]", keys: Mapping[UUID, bytes]) -> Iterator[Entry]:
    """In order. Raises ValueError on a text that was tampered with."""
    for row in rows:
        yield from _of(json.loads(row["body"]), keys)


def _of(body: Mapping[str, Any], keys: Mapping[UUID, bytes]) -> list[Entry]:
    found: list[Entry] = []
    stream, version, day = UUID(body["stream"]), body["version"], date.fromisoformat(body["occurred_on"])

    def note(entry: Mapping[str, str], path: str) -> str:
        key = UUID(entry["key"])
        text = unseal(entry, path, stream, version, keys) if key in keys else None
        found.append(Entry(version, path, body["type"], day, key, text))
        return ""

    opened(body["data"], note)
    return found
