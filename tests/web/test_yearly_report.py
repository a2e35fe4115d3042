"""The yearly report of the demo's story, reckoned a second time from the events' own bytes."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from statistics import median_low
from typing import Any
from uuid import UUID

import pytest

from domain.calendar import STOCKHOLM
from projections.insight import Year, the_year
from tests.web.overlooking import overlooking
from tests.web.story import Told

Event = Mapping[str, Any]
YEARS = (2022, 2023, 2024, 2025, 2026)


@pytest.fixture(scope="session")
async def events(told: Told) -> Mapping[UUID, Sequence[Event]]:
    """Of each contract that was not registered by mistake, but what was struck."""
    rows = await told.served.handler.pool.fetch(
        "SELECT stream_id, body FROM event ORDER BY stream_id, version"
    )
    streams: dict[UUID, list[Event]] = defaultdict(list)
    for row in rows:
        streams[row["stream_id"]].append(json.loads(row["body"]))
    contracts = {
        stream: all_
        for stream, all_ in streams.items()
        if all_[0]["type"] == "ContractRegistered"
        and not of_type(all_, "AwardCancelled", "ContractStruckOff")
    }
    struck = {
        stream: {
            version for each in all_ if each["type"] == "EntryStruck" for version in each["data"]["entries"]
        }
        for stream, all_ in contracts.items()
    }
    return {
        stream: [each for each in all_ if each["version"] not in struck[stream]]
        for stream, all_ in contracts.items()
    }


async def year_of(told: Told, year: int) -> Year:
    async with overlooking(told.served.settings) as pool:
        return await the_year(
            pool, year, await told.served.today()
        )  # as the page has it, whatever night it is


def of_type(stream: Sequence[Event], *types: str) -> list[Event]:
    return [each for each in stream if each["type"] in types]


def recorded_on(event: Event) -> date:
    return datetime.fromisoformat(event["recorded_at"]).astimezone(STOCKHOLM).date()


@pytest.mark.parametrize("year", YEARS)
async def test_contracts_signed_by_their_clause(
    told: Told, events: Mapping[UUID, Sequence[Event]], year: int
) -> None:
    signed: Counter[str] = Counter()
    for stream in events.values():
        on = [each["data"]["signed_on"] for each in of_type(stream, "ContractSigned")]
        clauses = [each["data"]["clause"] for each in of_type(stream, "ClauseTriaged")]
        if on and on[-1].startswith(str(year)):
            signed[clauses[-1]] += 1
    found = {row["clause"]: row["signed"] for row in (await year_of(told, year)).contracts if row["clause"]}
    assert found == signed


@pytest.mark.parametrize("year", YEARS)
async def test_promises_and_what_came_of_them(
    told: Told, events: Mapping[UUID, Sequence[Event]], year: int
) -> None:
    promised: Counter[tuple[str, ...]] = Counter()
    came_about: Counter[tuple[str, ...]] = Counter()
    for stream in events.values():
        agreed = {each["data"]["commitment"]: each for each in of_type(stream, "CommitmentAgreed")}
        of_year = {
            number: (each["data"]["form"], *each["data"]["departments"])
            for number, each in agreed.items()
            if each["occurred_on"].startswith(str(year))
        }
        for number, key in of_year.items():
            promised[key] += agreed[number]["data"]["places"]
        came_about.update(of_year[number] for number in begun(stream) if number in of_year)
    found: dict[str, Counter[tuple[str, ...]]] = {"promised": Counter(), "came_about": Counter()}
    for row in (await year_of(told, year)).promises:
        if row["year"] == year:
            for part, counted in found.items():
                counted[row["form"], *row["departments"]] += row[part]
    assert +found["promised"] == promised
    assert +found["came_about"] == came_about


def begun(stream: Sequence[Event]) -> list[int]:
    """The commitments of the placements that somebody began on, once for each that counts."""
    ended = of_type(stream, "PlacementInterrupted")
    broken_off = {each["data"]["placement"] for each in ended if not each["data"]["counts"]}
    started = [each["data"] for each in of_type(stream, "PlacementStarted")]
    return [each["commitment"] for each in started if each["placement"] not in broken_off]


@pytest.mark.parametrize("year", YEARS)
async def test_last_days_kept_and_missed(
    told: Told, events: Mapping[UUID, Sequence[Event]], year: int
) -> None:
    kept: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for stream in events.values():
        due: dict[str, str] = {}
        for each in stream:
            step = each["data"].get("step", "")
            if each["type"] == "DeadlineSet":
                due[step] = each["data"]["due"]
            elif each["type"] in ("DeadlineMet", "DeadlineMissed") and due[step].startswith(str(year)):
                (kept if each["type"] == "DeadlineMet" else missed)[step] += 1
    rows = (await year_of(told, year)).last_days
    assert +Counter({row["step"]: row["in_time"] for row in rows}) == kept
    assert +Counter({row["step"]: row["late"] + row["not_done"] for row in rows}) == missed


@pytest.mark.parametrize("year", YEARS)
async def test_how_long_triage_and_award_took(
    told: Told, events: Mapping[UUID, Sequence[Event]], year: int
) -> None:
    days: dict[str, list[int]] = defaultdict(list)
    for stream in events.values():
        began = recorded_on(stream[0])
        for phase, ends in (("triage", "ClauseTriaged"), ("award", "ContractSigned")):
            ended = [recorded_on(each) for each in of_type(stream, ends)]
            if not ended:
                break
            if ended[0].year == year:
                days[phase].append((ended[0] - began).days)
            began = ended[0]
    rows = {row["name"]: row for row in (await year_of(told, year)).ended if row["kind"] == "phase"}
    for phase in ("triage", "award"):
        assert (rows[phase]["number"] if phase in rows else 0) == len(days[phase])
        if days[phase]:
            assert rows[phase]["days"][0] == median_low(days[phase])


async def test_each_step_that_opened_is_in_the_course_on_the_day_that_it_did(
    told: Told, events: Mapping[UUID, Sequence[Event]]
) -> None:
    """But those that opened again where what ended them was struck: they go on."""
    rows = await told.served.handler.pool.fetch(
        "SELECT contract_id, name, began_on FROM course WHERE kind = 'step'"
    )
    known = {tuple(row) for row in rows}
    opened = {
        (stream, each["data"]["step"], recorded_on(each))
        for stream, all_ in events.items()
        for each in of_type(all_, "StepOpened")
        if each["command_id"] not in {striking["command_id"] for striking in of_type(all_, "EntryStruck")}
    }
    assert opened <= known


async def test_who_may_see_no_contract_is_told_no_number(told: Told) -> None:
    for viewer in ("{}", '{"reach": "own", "contracts": []}'):
        async with overlooking(told.served.settings, viewer) as pool:
            assert not any(vars(await the_year(pool, 2024, told.today)).values())


async def test_a_contract_that_is_hidden_from_somebody_is_not_counted_for_them(told: Told) -> None:
    others = '{"reach": "open", "texts": "none", "people": [], "departments": []}'
    pool, contract = told.served.handler.pool, told.contracts["BYGG-101"]
    mark = "UPDATE contract_scope SET secret = $2 WHERE contract_id = $1"
    everything = await year_of(told, 2023)
    await pool.execute(mark, contract, True)
    try:
        async with overlooking(told.served.settings, others) as reading:
            seen = await the_year(reading, 2023, told.today)
        assert await year_of(told, 2023) == everything
    finally:
        await pool.execute(mark, contract, False)
    for part, number in (("ended", "number"), ("last_days", "in_time"), ("promises", "promised")):
        assert total(seen, part, number) < total(everything, part, number)


def total(year: Year, part: str, number: str) -> int:
    return sum(row[number] for row in getattr(year, part))
