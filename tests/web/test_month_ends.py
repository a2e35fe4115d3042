"""The month ends of the demo's story, reckoned a second time from every event; and whom they are told."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from projections.count_changes import sum_up_days
from projections.month_ends import MonthEnd, first_known, month_ends
from projections.rebuild import rebuild_contract
from tests.month_ends_reckoned import reckoned
from tests.visitor import Visitor
from tests.web.overlooking import overlooking
from tests.web.story import Told
from tests.web.test_who_may import sign_in

DAY = timedelta(days=1)


@pytest.fixture(scope="session")
async def days(told: Told) -> Sequence[date]:
    """Each of the story's, the one before it and the one after it."""
    async with overlooking(told.served.settings) as pool:
        first = await first_known(pool, told.today) - DAY
    return [first + n * DAY for n in range((told.today - first).days + 2)]


async def told_of(told: Told, days: Sequence[date], *viewer: str) -> list[MonthEnd]:
    async with overlooking(told.served.settings, *viewer) as pool:
        return await month_ends(pool, days)


async def test_each_day_is_told_as_reckoned_from_all_events_recorded_by_then(
    told: Told, days: Sequence[date]
) -> None:
    async with told.served.handler.pool.acquire() as connection:
        again = await reckoned(connection, days)
    found = await told_of(told, days)
    assert [each.day for each in found] == list(days)
    assert [(each, other) for each, other in zip(found, again, strict=True) if each != other] == []
    for figure in ("contracts", "held", "late", "promised", "started"):
        assert max(getattr(each, figure) for each in found) > 0, figure


async def test_days_are_told_by_themselves_as_among_others(told: Told, days: Sequence[date]) -> None:
    some = days[::97]
    assert await told_of(told, some) == [each for each in await told_of(told, days) if each.day in some]
    assert await told_of(told, []) == []


async def test_who_may_see_no_contract_is_told_no_number(told: Told) -> None:
    for viewer in ("{}", '{"reach": "own", "contracts": []}'):
        (nothing,) = await told_of(told, [told.today], viewer)
        assert not any((nothing.contracts, nothing.held, nothing.late, nothing.promised, nothing.started))


async def test_a_contract_that_is_hidden_from_somebody_is_not_counted_for_them(told: Told) -> None:
    others = '{"reach": "open", "texts": "none", "people": [], "departments": []}'
    pool, contract = told.served.handler.pool, told.contracts["BYGG-101"]
    mark = "UPDATE contract_scope SET secret = $2 WHERE contract_id = $1"
    (everything,) = await told_of(told, [told.today])
    await pool.execute(mark, contract, True)
    try:
        (seen,) = await told_of(told, [told.today], others)
        assert await told_of(told, [told.today]) == [everything]
    finally:
        await pool.execute(mark, contract, False)
    assert seen.contracts == everything.contracts - 1
    assert seen.promised < everything.promised


async def test_the_page_has_the_figures_of_each_month_of_a_year(told: Told) -> None:
    year = told.today.year - 1
    ends = [date(year + month // 12, month % 12 + 1, 1) - DAY for month in range(1, 13)]
    async with Visitor(told.served.url) as browser:
        await sign_in(browser, await told.served.sign_in_link())
        page = await browser.get("/insikt/manader", params={"ar": year})
    rows = [re.split('<td class="number"[^>]*>', row)[1:] for row in page.text.split('<th scope="row">')[1:]]
    shown = [[int(cell.split("<")[0]) for cell in row[:-1]] for row in rows]
    assert shown == [
        [each.contracts, *each.phases.values(), each.held, each.late, each.promised]
        for each in await told_of(told, ends)
    ]


async def test_a_rebuild_of_a_contract_leaves_the_rows_that_its_life_left(told: Told) -> None:
    handler, rows = told.served.handler, "SELECT * FROM count_change ORDER BY contract_id, day"
    before = [tuple(row) for row in await handler.pool.fetch(rows)]
    async with handler.pool.acquire() as connection:
        for contract in told.contracts.values():
            assert await rebuild_contract(connection, contract, handler.keyring, handler.policies)
    assert [tuple(row) for row in await handler.pool.fetch(rows)] == before


async def test_the_same_is_told_whether_days_that_are_over_are_summed_up_or_not(
    told: Told, days: Sequence[date]
) -> None:
    others = '{"reach": "open", "texts": "none", "people": [], "departments": []}'
    pool, some = told.served.handler.pool, days[::31]
    mark = "UPDATE contract_scope SET secret = $2 WHERE contract_id = $1"
    await pool.execute(mark, told.contracts["BYGG-101"], True)
    try:
        summed = []
        for until in (days[0], days[len(days) // 2], days[-1]):  # none, some, all that are over
            await sum_up_until(pool, until)
            summed.append([await told_of(told, some), await told_of(told, some, others)])
    finally:
        await pool.execute(mark, told.contracts["BYGG-101"], False)
    assert summed[0] == summed[1] == summed[2]
    assert summed[0][0] != summed[0][1]


async def sum_up_until(pool: Any, day: date) -> None:
    """As the sweep does, but that no newer day has come yet."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("DELETE FROM count_of_day")
        await sum_up_days(connection)
        await connection.execute("DELETE FROM count_of_day WHERE day > $1", day)
