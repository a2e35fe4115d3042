"""What has changed since somebody was here last: a line a contract, with the newest that happened to it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.policy import Policy
from projections.news import News
from web.dates import Dates
from web.timeline import Entry, timeline

SHOWN = 8  # contracts


@dataclass(frozen=True)
class NewsRow:
    """`more`: how many other things have happened to it."""

    contract: UUID
    name: str
    entry: Entry
    more: int


@dataclass(frozen=True)
class NewsView:
    rows: Sequence[NewsRow]
    contracts: int


def news_view(news: Sequence[News], policy: Policy, dates: Dates) -> NewsView:
    """`news`: newest first."""
    by_contract: dict[UUID, list[News]] = {}
    for each in news:
        by_contract.setdefault(each.record.stream, []).append(each)
    return NewsView(list(_rows(list(by_contract.values())[:SHOWN], policy, dates)), len(by_contract))


def _rows(contracts: Sequence[Sequence[News]], policy: Policy, dates: Dates) -> Iterator[NewsRow]:
    for happened in contracts:
        entries = timeline([each.record for each in reversed(happened)], policy, dates)
        yield NewsRow(happened[0].record.stream, happened[0].name, entries[0], len(entries) - 1)
