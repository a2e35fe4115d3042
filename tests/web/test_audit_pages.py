"""Who did what; the record worked out again from a page; and what leaves the installation, with its reason."""

import re
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import asyncpg

from audit.export import newest_checkpoint
from audit.sealer import Sealer, SealerFolder
from audit.verify import Checkpoint
from projections.looks import looks_at
from projections.record_check import begin_check, end_check, so_far
from projections.trail import TrailAsked, trail
from tests.served import Served, eventually
from tests.visitor import Visitor
from tests.web.test_who_may import sign_in
from web.verifying import begin_verifying, last_verifying


async def test_the_trail_tells_who_did_what_to_which_contract_and_is_narrowed(
    served: Served, coordinator: Visitor
) -> None:
    contract, other = await served.signed_contract("SPÅR-31"), await served.signed_contract("SPÅR-32")
    page = (await coordinator.get("/granskning")).text
    assert f'href="/avtal/{contract}">SPÅR-31' in page
    narrowed = (await coordinator.get("/granskning?avtal=spår-31")).text
    assert str(contract) in narrowed
    assert str(other) not in narrowed
    assert f'href="/avtal/{contract}/insyn"' in narrowed
    assert "FINNS-INTE”" in (await coordinator.get("/granskning?avtal=FINNS-INTE")).text
    seen = [row["about"] for row in await looks_at(served.handler.pool, contract)]
    assert "granskning" in seen, "to ask for one contract by name is to look at it"


async def test_by_person_kind_and_day_and_further_back_nothing_is_told_twice_or_left_out(
    served: Served,
) -> None:
    contract = await served.signed_contract("SPÅR-41")
    await served.do(contract, "pass_on_step", step="invite", to="jobbcenter", reason="de kan det")
    today = await served.today()
    async with served.handler.pool.acquire() as connection:

        async def found(limit: int = 100, **asked: object) -> list[tuple[int, str]]:
            told = await trail(connection, TrailAsked(contracts=[contract], **asked), limit)  # type: ignore[arg-type]
            return [(each.position, each.type) for each in told.events]

        whole = await found()
        assert whole == sorted(whole, reverse=True)
        first = await found(2)
        assert first + await found(before=first[-1][0]) == whole
        assert await found(actor="p-01") == whole
        assert await found(actor="p-0") == []
        assert [kind for _, kind in await found(type="StepPassedOn")] == ["StepPassedOn"]
        assert await found(first=today, last=today) == whole
        assert await found(last=today - timedelta(days=1)) == []
        assert await found(first=today + timedelta(days=1)) == []


async def test_the_record_is_worked_out_again_and_the_page_tells_how_it_went(
    served: Served, coordinator: Visitor
) -> None:
    await served.signed_contract()
    faulty = await coordinator.post("/granskning/kontrollera", data={"rot": "inget"})
    assert faulty.status_code == 422
    assert "antalet händelser, ett kolon och roten" in faulty.text
    assert (await coordinator.post("/granskning/kontrollera")).status_code == 303

    async def over() -> str:
        page = (await coordinator.get("/granskning/bevis")).text
        return page if "Omräknat" in page else ""

    assert "Allt stämmer." in await eventually(over)


async def test_a_root_that_is_not_the_records_shows_as_a_fault_whichever_process_worked_it_out(
    served: Served, coordinator: Visitor
) -> None:
    await served.signed_contract()
    own = await asyncpg.create_pool(served.settings.writer_url, min_size=1, max_size=2)  # another process's
    assert (before := await last_verifying(served.handler.pool)) is None or not before.goes_on
    await begin_verifying(own, served.settings, 1, [Checkpoint(1, bytes(32))])
    await begin_verifying(own, served.settings, 77, [])  # one goes on: nothing is begun

    async def over() -> str:
        page = (await coordinator.get("/granskning/bevis")).text
        return page if 'role="alert"' in page else ""

    assert "position 1" in await eventually(over)
    found = await last_verifying(served.handler.pool)
    assert found
    assert (found.verified, found.events) == (None, 1)
    await own.close()


async def test_of_a_process_that_ended_in_the_middle_it_is_said_and_another_may_begin(served: Served) -> None:
    pool = served.handler.pool
    await pool.execute("DELETE FROM record_check")
    assert await begin_check(pool, UUID(int=1), 5)
    assert not await begin_check(pool, UUID(int=2), 5)
    await pool.execute("UPDATE record_check SET heard_at = now() - interval '61 seconds'")
    found = await last_verifying(pool)
    assert found
    assert (found.goes_on, found.gave_up) == (False, True)
    assert await begin_check(pool, UUID(int=3), 5)
    await so_far(pool, UUID(int=1), 4)  # whoever was silent is too late
    assert await pool.fetchval("SELECT done FROM record_check") == 0
    await end_check(pool, UUID(int=3), None)


async def sealed(served: Served, folder: Path) -> Checkpoint:
    url = served.settings.owner_url
    return await Sealer(url, SealerFolder(folder / "sealer"), "prov.example/insats").seal()


async def test_a_contract_is_taken_out_with_a_reason_and_checked_without_insats(
    served: Served, coordinator: Visitor, tmp_path: Path
) -> None:
    contract = await served.signed_contract("UTDRAG-7")
    asked = {"vad": "avtal", "avtal": "UTDRAG-7", "skal": ""}
    assert "Skriv varför det tas ut" in (await coordinator.post("/granskning/utdrag", data=asked)).text
    assert not await exports(served, contract)
    await sealed(served, tmp_path)
    answer = await coordinator.post("/granskning/utdrag", data=asked | {"skal": "begäran om handling"})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="dossier-UTDRAG-7.zip"'
    with ZipFile(BytesIO(answer.content)) as file:
        assert any(name.endswith(".pdf") for name in file.namelist())
        file.extractall(tmp_path / "ut")
    verified = subprocess.run(  # noqa: ASYNC221
        [sys.executable, "verify.py"], cwd=tmp_path / "ut", capture_output=True, check=False, text=True
    )
    assert "UNANCHORED" in verified.stdout, verified.stdout + verified.stderr
    assert await exports(served, contract) == [("utdrag", "begäran om handling")]
    before = await newest_size(served)
    everything = await coordinator.post("/granskning/utdrag", data={"vad": "allt", "skal": "arkivet"})
    named = re.search(r"logg-(\d+)\.zip", everything.headers["content-disposition"])
    assert named
    # One number, unless the sealer of other tests has sealed meanwhile.
    assert before <= int(named[1]) <= await newest_size(served)
    assert ("logg", "arkivet") in await exports(served, contract)


async def newest_size(served: Served) -> int:
    async with served.handler.pool.acquire() as connection:
        return (await newest_checkpoint(connection)).size


async def exports(served: Served, contract: UUID) -> list[tuple[str, str]]:
    rows = await looks_at(served.handler.pool, contract)
    return [(row["about"], row["reason"]) for row in rows if row["what"] == "export"]


async def test_who_may_not_see_who_has_looked_takes_nothing_out_and_is_offered_nothing(
    served: Served,
) -> None:
    async with Visitor(served.url) as case_worker:
        await sign_in(case_worker, await served.sign_in_link("p-03"))
        page = await case_worker.get("/granskning")
        assert page.status_code == 200
        assert "/granskning/bevis" not in page.text
        assert "/insyn" not in page.text
        assert (await case_worker.get("/granskning/bevis")).status_code == 403
        sent = await case_worker.post("/granskning/utdrag", data={"vad": "allt", "skal": "nyfiken"})
        assert sent.status_code == 403
