"""A contract as it was known at the end of an earlier day, and what came between two such days.

What was recorded counts, not what had happened: a meeting registered a week late was not known in between. What has
been erased since is erased here too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from domain.calendar import end_of
from domain.contract import Contract
from domain.facts import ContractFacts
from domain.happened import fold
from domain.open_steps import open_steps
from domain.phase import phase_of
from domain.vocabulary import Phase
from event_store.codec import Recorded
from projections.deadlines import deadlines_told_by
from projections.reading import ContractDetail, Row


def as_of(detail: ContractDetail, day: date) -> ContractDetail | None:
    """None where nobody knew of the contract yet."""
    end = end_of(day)
    recorded = [record for record in detail.recorded if record.origin.recorded_at < end]
    if not recorded:
        return None
    return replace(
        detail,
        state=fold(Contract(), [record.event for record in recorded]),
        recorded=recorded,
        deadlines=deadlines_told_by([record.event for record in recorded]),
        notices=[_notice(row, end) for row in detail.notices if row["queued_at"] < end],
        trouble=None,
        today=day,
        now=end - timedelta(microseconds=1),
    )


def _notice(row: Row, end: datetime) -> Row:
    """What the mail server has said since was not known."""
    if row["sent_at"] and row["sent_at"] < end:
        return row
    return {**row, "sent_at": None, "sent_to": "", "reply": ""}


@dataclass(frozen=True)
class LastDay:
    """Of a step, at one of the two days; `due` None: it had none."""

    due: date | None = None
    outcome: str = ""


@dataclass(frozen=True)
class Difference:
    """`facts`: field, what it was, what it is; `last_days`: step, what it was, what it is."""

    phase: tuple[Phase | None, Phase]
    opened: Sequence[str]
    ended: Sequence[str]
    facts: Sequence[tuple[str, Any, Any]]
    last_days: Sequence[tuple[str, LastDay, LastDay]]
    happened: Sequence[Recorded]


def difference(earlier: ContractDetail | None, later: ContractDetail) -> Difference:
    before = earlier.state if earlier else Contract()
    was, now = (open_steps(before) if earlier else ()), open_steps(later.state)
    return Difference(
        phase=(phase_of(before) if earlier else None, phase_of(later.state)),
        opened=[step for step in now if step not in was],
        ended=[step for step in was if step not in now],
        facts=list(_facts(before.facts, later.state.facts)),
        last_days=list(_last_days(earlier.deadlines if earlier else (), later.deadlines)),
        happened=later.recorded[len(earlier.recorded) if earlier else 0 :],
    )


def _facts(was: ContractFacts | None, now: ContractFacts | None) -> Iterator[tuple[str, Any, Any]]:
    for name in ContractFacts.model_fields:
        before, after = getattr(was, name, None), getattr(now, name, None)
        if before != after and (before or after):
            yield name, before, after


def _last_days(was: Sequence[Row], now: Sequence[Row]) -> Iterator[tuple[str, LastDay, LastDay]]:
    before = {row["step"]: LastDay(row["due"], row["outcome"]) for row in was}
    after = {row["step"]: LastDay(row["due"], row["outcome"]) for row in now}
    for step in dict.fromkeys([*before, *after]):
        one, other = before.get(step, LastDay()), after.get(step, LastDay())
        if one != other:
            yield step, one, other
