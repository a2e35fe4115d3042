"""As it was known on any earlier day; what came between two days; and exports of a period or a department."""

import asyncio
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest

from audit import verify
from domain.phase import phase_of
from domain.vocabulary import Phase
from embedded.data_folder import DataFolder
from event_store.streams import read_stream
from projections.as_of import as_of
from projections.deadlines import deadlines_told_by
from projections.month_ends import month_ends_of
from projections.reading import Reader
from tests.audit.test_dossier import exported, insats, newest_in
from tests.served import Served
from tests.visitor import Visitor
from tests.web.test_who_may import sign_in

KEPT = ("step", "due", "outcome", "reminders", "rungs", "done_on", "set_version")


@pytest.fixture(scope="session")
async def lived(served: Served) -> tuple[UUID, str, list[Any]]:
    """A contract, its number, and its answer at the end of each of three days in a row."""
    number = f"DÅ-{uuid4().hex[:6]}"
    contract, answers = await served.signed_contract(number), []
    for command, told in (
        ("invite_to_dialogue", {}),
        ("supply_details", {"diarienummer": f"KS {number}"}),
        ("suspend_contract", {"reason": "Vinteruppehåll.", "suspended_on": None}),
    ):
        day = await served.today()
        filled = {name: value or day.isoformat() for name, value in told.items()}
        answer = await served.do(contract, command, **filled)
        assert answer.status_code == 201, answer.text
        answers.append((day, await served.contract(contract)))
        await served.move_to(day + timedelta(days=1), time(9))
    return contract, number, answers


async def checkpoint_kept(data: DataFolder, folder: Path, number: str) -> str:
    """By somebody outside, from an earlier export: the log is sealed on while the next one is made."""
    (folder / "earlier").mkdir()
    (earlier,) = await exported(data, folder / "earlier", "export", number)
    (folder / "kept").write_text(newest_in(earlier).note)
    return str(folder / "kept")


async def test_each_earlier_day_is_told_as_it_was_answered_then(
    served: Served, lived: tuple[UUID, str, list[Any]]
) -> None:
    contract, _, answers = lived
    for day, then in answers:
        told = await served.http.get(f"/api/v1/contracts/{contract}/as-of", params={"day": day.isoformat()})
        known = told.json()["contract"]
        same = (
            "facts",
            "phase",
            "open_steps",
            "deadlines",
            "events",
            "version",
            "signed_on",
            "responsibility",
        )
        assert {name: known[name] for name in same} == {name: then[name] for name in same}


async def test_before_anybody_had_recorded_it_nothing_was_known(
    served: Served, lived: tuple[UUID, str, list[Any]]
) -> None:
    contract, _, answers = lived
    day = answers[0][0] - timedelta(days=1)
    for path in (f"as-of?day={day}", f"difference?since={day}&until={day}"):
        answer = await served.http.get(f"/api/v1/contracts/{contract}/{path}")
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not_known_yet")


async def test_the_difference_between_two_days_is_what_was_recorded_in_between(
    served: Served, lived: tuple[UUID, str, list[Any]]
) -> None:
    contract, number, answers = lived
    params = {"since": answers[0][0].isoformat(), "until": answers[2][0].isoformat()}
    told = (await served.http.get(f"/api/v1/contracts/{contract}/difference", params=params)).json()
    assert told["facts"] == [{"field": "diarienummer", "was": "", "now": f"KS {number}"}]
    assert "ContractSuspended" in [event["type"] for event in told["happened"]]
    assert told["ended"]  # nothing is open while it is suspended
    assert told["phase_was"] == told["phase"] == "dialogue"
    new = (
        await served.http.get(
            f"/api/v1/contracts/{contract}/difference", params=params | {"since": "2020-01-01"}
        )
    ).json()
    assert (new["phase_was"], new["happened"][0]["type"]) == (None, "ContractRegistered")


async def test_the_rows_of_last_days_are_those_of_the_table_for_every_contract_there_is(
    served: Served, lived: tuple[UUID, str, list[Any]]
) -> None:
    pool = served.handler.pool
    # all as they are at one moment: their workflows go on meanwhile
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read"):
        for row in await connection.fetch("SELECT DISTINCT contract_id FROM deadline"):
            recorded = await read_stream(connection, row["contract_id"])
            told = deadlines_told_by([record.event for record in recorded])
            query = "SELECT * FROM deadline WHERE contract_id = $1 ORDER BY set_version"
            table = await connection.fetch(query, row["contract_id"])
            assert [[each[name] for name in KEPT] for each in told] == [
                [each[name] for name in KEPT] for each in table
            ]


async def test_the_page_shows_the_day_and_what_has_come_since(
    served: Served, lived: tuple[UUID, str, list[Any]]
) -> None:
    contract, number, answers = lived
    async with Visitor(served.url) as browser:
        await sign_in(browser, await served.sign_in_link())
        then = await browser.get(f"/avtal/{contract}/da", params={"dag": answers[0][0].isoformat()})
        assert then.status_code == 200
        assert f"KS {number}" not in then.text
        since = {"dag": answers[2][0].isoformat(), "sedan": answers[0][0].isoformat()}
        later = await browser.get(f"/avtal/{contract}/da", params=since)
        assert f"KS {number}" in later.text
        assert "Antecknat däremellan" in later.text


async def test_what_month_ends_count_of_it_is_what_the_page_of_the_day_shows(
    served: Served, lived: tuple[UUID, str, list[Any]]
) -> None:
    contract, _, answers = lived
    rows = await served.handler.pool.fetch("SELECT * FROM count_change WHERE contract_id = $1", contract)
    detail = await Reader(served.handler.pool, served.handler.keyring).contract(contract)
    assert detail
    for day in (answers[0][0] - timedelta(days=1), *(day for day, _ in answers)):
        known = {phase: sum(row[phase] for row in rows if row["day"] <= day) for phase in Phase}
        then = as_of(detail, day)
        assert known == {phase: int(then is not None and phase_of(then.state) == phase) for phase in Phase}


async def test_the_page_shows_each_month_of_a_year(
    served: Served, lived: tuple[UUID, str, list[Any]]
) -> None:
    today = await served.today()
    async with Visitor(served.url) as browser:
        await sign_in(browser, await served.sign_in_link())
        page = await browser.get("/insikt/manader", params={"ar": today.year})
        before = await browser.get("/insikt/manader", params={"ar": 1999})
    assert page.text.count('<th scope="row">') == today.month
    assert before.status_code == 200


def test_a_year_has_the_month_ends_that_are_over_and_today() -> None:
    days = month_ends_of(2026, date(2026, 3, 31))
    assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    assert month_ends_of(2024, date(2026, 3, 31))[1] == date(2024, 2, 29)
    assert len(month_ends_of(2024, date(2026, 3, 31))) == 12
    assert month_ends_of(2027, date(2026, 3, 31)) == []


async def test_a_dossier_is_exported_as_known_then_and_verifies(
    served: Served, lived: tuple[UUID, str, list[Any]], sealer_process: DataFolder, tmp_path: Path
) -> None:
    contract, number, answers = lived
    day, then = answers[0]
    kept = await checkpoint_kept(sealer_process, tmp_path, number)
    (dossier,) = await exported(
        sealer_process, tmp_path, "export", number, "--to", day.isoformat(), "--since", kept
    )
    with ZipFile(dossier) as file:
        lines = file.read("events.txt").splitlines()
    assert len(lines) == then["version"]
    assert verify.main([str(dossier), "--checkpoint", kept]) == 0
    detail = await Reader(served.handler.pool, served.handler.keyring).contract(contract)
    assert detail
    assert as_of(detail, day - timedelta(days=1)) is None


async def test_a_period_and_a_department_are_exported_with_a_dossier_a_contract(
    served: Served, lived: tuple[UUID, str, list[Any]], sealer_process: DataFolder, tmp_path: Path
) -> None:
    contract, number, answers = lived
    day = answers[1][0].isoformat()
    kept = await checkpoint_kept(sealer_process, tmp_path, number)
    (period,) = await exported(
        sealer_process, tmp_path, "export", "--from", day, "--to", day, "--since", kept
    )
    (department,) = await exported(sealer_process, tmp_path, "export", "--department", "klk", "--since", kept)
    for file in (period, department):
        assert await asyncio.to_thread(verify.main, [str(file), "--checkpoint", kept]) == 0
        with ZipFile(file) as inside:
            assert any(str(contract)[:8] in name for name in inside.namelist())
            assert str(contract).encode() in inside.read("events.txt")
    code, said = await insats(sealer_process, "export", "--department", "finns-inte", "--reason", "Prov.")
    assert (code, "Inget antecknades då" in said) == (1, True)
    looks = (await served.http.get(f"/api/v1/contracts/{contract}/looks")).json()
    assert {"export"} <= {each["what"] for each in looks}
    assert "Prov." in {each["reason"] for each in looks}
