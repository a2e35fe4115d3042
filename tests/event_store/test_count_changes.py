"""What is counted at the end of any day is the sum of the changes up to it: of random lives, and where it is easily got
wrong. Each is written as the live projection writes it, and taken back."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase as Stage, event, given, settings as told

from command_handler import CommandHandler
from domain.calendar import date_in_stockholm
from domain.contract import Contract
from domain.happened import fold
from domain.process.correction import StrikeEntry
from domain.process.ending import StrikeOff
from domain.process.registration import RegisterContract
from domain.process.triage import TriageClause
from domain.vocabulary import Clause, Phase
from event_store.codec import Recorded
from projections.count_changes import count_change_writes, counted
from projections.month_ends import MonthEnd
from projections.story import CHANGES_NOTHING
from projections.together import write_together
from tests.builders import RECORD_DIALOGUE
from tests.domain.any_command import known
from tests.event_store.lives import Life, lives
from tests.month_ends_reckoned import reckoned_of

DAY = timedelta(days=1)
FIGURES = (*Phase, "held", "late", "promised", "started")


@pytest.fixture
async def connection(handler: CommandHandler) -> AsyncIterator[Any]:
    async with handler.pool.acquire() as acquired:
        yield acquired


async def rows_of(connection: Any, life: Life) -> list[dict[str, Any]]:
    transaction = connection.transaction()
    await transaction.start()
    state = Contract()
    for decision in life.decisions:
        state = fold(state, [record.event for record in decision])
        await write_together(connection, *count_change_writes(state, decision))
    query = "SELECT * FROM count_change WHERE contract_id = $1 ORDER BY day"
    rows = await connection.fetch(query, life.contract)
    await transaction.rollback()
    return [dict(row) for row in rows]


def summed(rows: Sequence[dict[str, Any]], day: date) -> MonthEnd:
    found = {name: sum(row[name] for row in rows if row["day"] <= day) for name in FIGURES}
    return MonthEnd(
        day, {phase: found[phase] for phase in Phase}, *(found[name] for name in FIGURES[len(Phase) :])
    )


def days_of(stream: Sequence[Recorded], rows: Sequence[dict[str, Any]]) -> list[date]:
    """On which something happens, those beside them, and long after."""
    days = {date_in_stockholm(record.origin.recorded_at) for record in stream} | {row["day"] for row in rows}
    return sorted({day + n * DAY for day in days for n in (-1, 0, 1)} | {max(days) + 400 * DAY})


@pytest.mark.timeout(900)
@told(
    max_examples=40,
    deadline=None,
    phases=[Stage.generate],
    suppress_health_check=list(HealthCheck),
)
@given(life=lives())
async def test_of_any_life_the_changes_add_up_to_what_was_known_at_the_end_of_each_day(
    connection: Any, life: Life
) -> None:
    rows = await rows_of(connection, life)
    days = days_of(life.stream, rows)
    assert [summed(rows, day) for day in days] == reckoned_of([life.stream], days)
    assert all(any(row[name] for name in FIGURES) for row in rows)
    for figure in ("late", "promised", "started"):
        event(f"{figure}: {any(row[figure] for row in rows)}")
    event(f"struck: {bool(life.state.struck)}, void: {life.state.void}")


@pytest.mark.timeout(900)
@told(max_examples=40, deadline=None, phases=[Stage.generate], suppress_health_check=list(HealthCheck))
@given(life=lives())
def test_what_is_said_to_change_nothing_changes_nothing_of_it(life: Life) -> None:
    state = Contract()
    for record in life.stream:
        after = fold(state, [record.event])
        if isinstance(record.event, CHANGES_NOTHING):
            assert counted(after) == counted(state)
        state = after


@pytest.fixture
def life() -> Life:
    """In its dialogue, which is to be held within some weeks."""
    begun = Life()
    begun.gives(RegisterContract(facts=known(begun.today, None)))
    begun.gives(TriageClause(clause=Clause.DIALOGUE, count_from=begun.today))
    return begun


async def test_a_step_is_late_from_the_day_after_its_last_though_nothing_is_recorded_then(
    connection: Any, life: Life
) -> None:
    last_days = sorted(deadline.plan.due for deadline in life.state.deadlines.values())
    rows = await rows_of(connection, life)
    assert [summed(rows, day).late for day in last_days[:2]] == [0, 1]
    assert summed(rows, last_days[-1] + DAY).late == len(last_days)


async def test_a_step_that_ends_before_its_last_day_is_never_late(connection: Any, life: Life) -> None:
    was_to_be_late = life.state.deadlines["hold"].plan.due + DAY
    life.now += DAY
    life.gives(RECORD_DIALOGUE.model_copy(update={"held_on": life.today}))
    rows = await rows_of(connection, life)
    assert was_to_be_late not in {row["day"] for row in rows if row["late"]}
    assert summed(rows, life.today).held == 1


async def test_what_is_struck_was_known_until_then(connection: Any, life: Life) -> None:
    life.now += DAY
    life.gives(RECORD_DIALOGUE.model_copy(update={"held_on": life.today}))
    entry = life.decisions[-1][0].version
    life.now += 40 * DAY
    life.gives(StrikeEntry(entry=entry, reason="Fel avtal."))
    rows = await rows_of(connection, life)
    assert [summed(rows, life.today - n * DAY).held for n in (41, 40, 1, 0)] == [0, 1, 1, 0]


async def test_what_was_registered_by_mistake_counted_until_that_was_known(
    connection: Any, life: Life
) -> None:
    life.now += 90 * DAY
    life.gives(StrikeOff(reason="Registrerat två gånger."))
    assert life.state.void
    rows = await rows_of(connection, life)
    before, after = summed(rows, life.today - DAY), summed(rows, life.today + 90 * DAY)
    assert (before.contracts, before.late > 0, after.contracts, after.late) == (1, True, 0, 0)
