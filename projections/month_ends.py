"""The portfolio's key figures as they were known at month ends: what had been recorded by then counts, as of one
contract (`as_of`). No event is read: what changed them is added up (`count_changes`, migration 0222)."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from domain.calendar import date_in_stockholm
from domain.vocabulary import Phase

if TYPE_CHECKING:
    import asyncpg


@dataclass(frozen=True)
class MonthEnd:
    """`late`: steps that are open though their last day is over. Places are counted, not people: `started` may be a
    small number, or tell by how few it has grown, which who shows it hides."""

    day: date
    phases: Mapping[Phase, int]
    held: int
    late: int
    promised: int
    started: int

    @property
    def contracts(self) -> int:
        return sum(self.phases.values())


def month_ends_of(year: int, today: date) -> list[date]:
    """Those that are over, and today where the year still runs."""
    ends = [date(year, month, monthrange(year, month)[1]) for month in range(1, 13)]
    over = [day for day in ends if day < today]
    return [*over, today] if date(year, 1, 1) <= today <= ends[-1] else over


async def first_known(pool: "asyncpg.Pool[Any]", today: date) -> date:
    """When the first was recorded; today, where nothing is."""
    at: datetime | None = await pool.fetchval("SELECT recorded_at FROM event ORDER BY position LIMIT 1")
    return date_in_stockholm(at) if at else today


async def month_ends(pool: "asyncpg.Pool[Any]", days: Sequence[date]) -> list[MonthEnd]:
    """`days` in order. Of the contracts that the pool's viewer sees."""
    return [
        MonthEnd(
            row["day"],
            {phase: row[phase] for phase in Phase},
            row["held"],
            row["late"],
            row["promised"],
            row["started"],
        )
        for row in await pool.fetch("SELECT * FROM counted_at($1)", days)
    ]
