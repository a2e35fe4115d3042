"""Contracts found for a list: narrowed, searched, sorted, a page at a time, at any size (migration 0194)."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args
from uuid import UUID

import asyncpg

from projections.reading import Row
from projections.search import MOST_WORDS, words_of

Sort = Literal["due", "supplier", "number", "signed_on", "ends_on", "changed_at"]
SORTS: tuple[Sort, ...] = get_args(Sort)
COUNTED = 500  # further nobody counts

# The ids come from a function that may use every index; the rows are read under the reader's own policies.
PAGE = """
SELECT contract.*, page.key, EXISTS (SELECT FROM trouble WHERE contract_id = contract.id) AS in_trouble
FROM contracts_found($1, $2, $3, $4, $5, $6) WITH ORDINALITY AS page (id, key, place)
     JOIN contract ON contract.id = page.id
ORDER BY place
"""


@dataclass(frozen=True)
class Filters:
    """Empty means all. `text` is looked for in title, number, supplier, buyer and procurement, each word by how it
    begins; `department`, `step`: that somebody has something to do; `mine`: whoever looks; days are both included."""

    text: str = ""
    phase: str = ""
    department: str = ""
    clause: str = ""
    step: str = ""
    supplier: str = ""
    buyer: str = ""
    overdue: bool = False
    mine: bool = False
    due_from: date | None = None
    due_to: date | None = None
    signed_from: date | None = None
    signed_to: date | None = None
    ends_from: date | None = None
    ends_to: date | None = None
    changed_since: datetime | None = None

    @property
    def asked(self) -> str:
        """Those that say something, as the database takes them."""
        told = {name: _plain(value) for name, value in vars(self).items() if value}
        words = {
            name: words_of(told[name])[:MOST_WORDS] for name in ("text", "supplier", "buyer") if name in told
        }
        return json.dumps(told | words)


def _plain(value: Any) -> Any:
    """PostgreSQL keeps no text with a zero byte in it."""
    return value.isoformat() if isinstance(value, date) else str(value).replace("\0", "")


@dataclass(frozen=True)
class Order:
    """`falling`: the last first."""

    by: Sort = "due"
    falling: bool = False


@dataclass(frozen=True)
class Place:
    """Of a row in a list, by which the next page goes on: what it was sorted by, and which it was."""

    key: str
    id: str


async def contracts_found(
    pool: "asyncpg.Pool[Any]", filters: Filters, order: Order, limit: int, after: Place | None = None
) -> list[Row]:
    """Raises ValueError where `after` is no place in this order."""
    try:
        key, contract = (after.key, UUID(after.id)) if after else (None, None)
        return await pool.fetch(PAGE, filters.asked, order.by, order.falling, key, contract, limit)
    except asyncpg.DataError as error:  # such as a name where there should be a day
        raise ValueError(after) from error


async def how_many(pool: "asyncpg.Pool[Any]", filters: Filters, most: int = COUNTED + 1) -> int:
    """Counted no further than `most`."""
    number: int = await pool.fetchval("SELECT contracts_counted($1, $2)", filters.asked, most)
    return number
