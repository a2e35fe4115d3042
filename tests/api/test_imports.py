"""Files read in over HTTP: what would happen, what happened, stopped half-way, taken back; done twice is done once."""

import asyncio
import re
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from importing.job import go_on
from projections.import_work import look, looked, release
from projections.rebuild import rebuild
from tests.served import Served, eventually

EXAMPLES = Path(__file__).parents[2] / "examples"
ONE = (EXAMPLES / "award-one-contract.xml").read_bytes()
SEVERAL = (EXAMPLES / "award-several-winners.xml").read_bytes()
CONTRACT_NOTICE = (EXAMPLES / "contract-notice.xml").read_bytes()


def of_another_procedure(notice: bytes) -> bytes:
    """The same, as if published about another procedure: the contracts of one test are not those of another."""
    for name in (
        rb'ID schemeName="notice-id"',
        b"ContractFolderID",
        rb'PublicationID schemeName="ojs-notice-id"',
    ):
        notice = re.sub(rb"(" + name + rb">)[^<]*", rb"\g<1>" + str(uuid4()).encode(), notice)
    return notice


def a_newer_version(award: bytes) -> bytes:
    """In which the contract runs longer."""
    longer = award.replace(b"<cbc:EndDate>2028-", b"<cbc:EndDate>2031-")
    return longer.replace(b"<cbc:VersionID>01", b"<cbc:VersionID>02")


def with_a_text_on_goals(award: bytes, text: str) -> bytes:
    """BT-777, beside the code that says that there are some."""
    code = b'<cbc:ProcurementTypeCode listName="strategic-procurement">'
    return award.replace(code, f"<cbc:ProcurementType>{text}</cbc:ProcurementType>".encode() + code, 1)


NO_AWARD = of_another_procedure(CONTRACT_NOTICE)  # of a procedure of which nothing is on record


async def offered(served: Served, *files: bytes, name: str = "") -> UUID:
    importing = uuid4()
    for number, content in enumerate(files, 1):
        path = f"/api/v1/imports/{importing}/files/{number}"
        answer = await served.http.put(path, params={"name": name or f"{number}.xml"}, content=content)
        assert answer.status_code == 200, answer.text
    return importing


async def done(served: Served, importing: UUID, what: str, state: str, **body: str) -> dict[str, Any]:
    answer = await served.http.post(f"/api/v1/imports/{importing}/{what}", json=body)
    assert answer.status_code == 200, answer.text
    return await standing(served, importing, state)


async def standing(served: Served, importing: UUID, state: str) -> dict[str, Any]:
    async def there() -> dict[str, Any] | None:
        found = (await served.http.get(f"/api/v1/imports/{importing}")).json()
        return found if found["state"] == state else None

    found: dict[str, Any] = await eventually(there)
    return found


async def lines(served: Served, importing: UUID, **params: str) -> list[dict[str, Any]]:
    answer = await served.http.get(f"/api/v1/imports/{importing}/lines", params=params)
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def contracts_in(served: Served, importing: UUID) -> list[str]:
    return [contract["id"] for line in await lines(served, importing) for contract in line["contracts"]]


async def test_a_dry_run_says_what_would_happen_and_changes_nothing(served: Served) -> None:
    importing, before = (
        await offered(served, of_another_procedure(SEVERAL), NO_AWARD),
        await served.done_by_people(),
    )
    looked = await done(served, importing, "preview", "looked")
    assert looked["totals"] == {"imported": 1, "refused": 1}
    told = await lines(served, importing)
    assert [(line["file"], line["outcome"], len(line["contracts"])) for line in told] == [
        ("1.xml", "imported", 3),
        ("2.xml", "refused", 0),
    ]
    assert told[0]["winners"] == [
        "Exempel El AB",
        "Provköpings Elteknik AB",
        "Exempelrör AB",
        "Provvatten AB",
    ]
    assert told[1]["reason"]
    assert await served.done_by_people() == before
    assert (await served.http.get(f"/api/v1/contracts/{told[0]['contracts'][0]['id']}")).status_code == 404


async def test_what_was_looked_at_is_read_in_when_somebody_says_so(served: Served) -> None:
    importing = await offered(served, of_another_procedure(SEVERAL), NO_AWARD)
    await done(served, importing, "preview", "looked")
    would = await lines(served, importing)
    ended = await done(served, importing, "start", "ended")
    assert (ended["totals"], ended["rows"], ended["done"]) == ({"imported": 1, "refused": 1}, 2, 2)
    assert await lines(served, importing) == would
    assert [line["file"] for line in await lines(served, importing, outcome="refused")] == ["2.xml"]


async def test_a_call_for_tenders_is_read_after_its_award_wherever_it_lies_and_a_dry_run_says_so(
    served: Served,
) -> None:
    award = of_another_procedure(ONE)
    procedure = re.search(rb"ContractFolderID>[^<]*", award)
    assert procedure
    call = re.sub(rb"ContractFolderID>[^<]*", procedure[0], NO_AWARD, count=1)
    importing, before = (
        await offered(served, call, award, a_newer_version(award)),
        await served.done_by_people(),
    )
    looked = await done(served, importing, "preview", "looked")
    assert looked["totals"] == {"joined": 1, "imported": 1, "changed": 1}
    would = await lines(served, importing)
    assert [line["outcome"] for line in would] == ["joined", "imported", "changed"]
    assert await served.done_by_people() == before
    assert (await done(served, importing, "start", "ended"))["totals"] == looked["totals"]
    assert [line["outcome"] for line in await lines(served, importing)] == ["joined", "imported", "changed"]


async def test_a_dry_run_that_somebody_has_begun_is_done_from_the_beginning(served: Served) -> None:
    award = of_another_procedure(ONE)
    importing = await offered(served, award, a_newer_version(award))
    dead = "UPDATE import_file SET rows = 1, done = 1 WHERE import_id = $1 AND number = 1"
    await served.handler.pool.execute(dead, importing)
    await served.handler.pool.execute("UPDATE import SET state = 'looking' WHERE id = $1", importing)
    looked = await standing(served, importing, "looked")
    assert looked["totals"] == {"imported": 1, "changed": 1}


async def test_the_same_files_again_give_no_event_but_that_they_were_read(served: Served) -> None:
    files = (of_another_procedure(SEVERAL), of_another_procedure(ONE))
    first = await offered(served, *files)
    await done(served, first, "start", "ended")
    contracts = [UUID(each) for each in await contracts_in(served, first)]
    query = "SELECT count(*) FROM event WHERE stream_id = ANY($1)"
    before = await served.handler.pool.fetchval(query, contracts)
    again = await offered(served, *files)
    assert (await done(served, again, "start", "ended"))["totals"] == {"unchanged": 2}
    assert await served.handler.pool.fetchval(query, contracts) == before


async def test_an_import_is_taken_back_with_a_reason_and_can_be_read_in_anew(served: Served) -> None:
    notice = of_another_procedure(SEVERAL)
    importing = await offered(served, notice)
    await done(served, importing, "start", "ended")
    contracts = await contracts_in(served, importing)
    undone = await done(served, importing, "undo", "undone", reason="Fel fil.")
    assert undone["reason"] == "Fel fil."
    for contract in contracts:
        found = await served.contract(UUID(contract))
        assert (found["phase"], found["events"][-1]["type"]) == ("closed", "ContractTakenBack")
        assert found["events"][-1]["data"]["reason"] == "Fel fil."
    anew = await offered(served, notice)
    assert (await done(served, anew, "start", "ended"))["totals"] == {"imported": 1}
    assert await contracts_in(served, anew) == contracts
    assert (await served.contract(UUID(contracts[0])))["phase"] == "triage"


async def test_what_somebody_has_worked_with_stays_when_its_import_is_taken_back(served: Served) -> None:
    importing = await offered(served, of_another_procedure(SEVERAL))
    await done(served, importing, "start", "ended")
    first, *others = [UUID(each) for each in await contracts_in(served, importing)]
    await served.do(first, "supply_details", diarienummer="KS 2026/7")
    (stays,) = (await done(served, importing, "undo", "undone", reason="Fel fil."))["stays"]
    assert (stays["id"], stays["reason"]) == (str(first), "Somebody has worked with it since.")
    assert (await served.contract(first))["phase"] == "triage"
    assert {(await served.contract(each))["phase"] for each in others} == {"closed"}


async def test_what_another_import_had_read_before_stays(served: Served) -> None:
    notice = of_another_procedure(ONE)
    first, second = await offered(served, notice), await offered(served, notice)
    await done(served, first, "start", "ended")
    await done(served, second, "start", "ended")
    await done(served, second, "undo", "undone", reason="Fel fil.")
    (contract,) = await contracts_in(served, first)
    assert (await served.contract(UUID(contract)))["phase"] == "triage"


async def test_what_an_import_changed_in_other_contracts_is_put_back_and_can_be_read_in_anew(
    served: Served,
) -> None:
    award = of_another_procedure(ONE)
    longer = a_newer_version(award)
    first, second = await offered(served, award), await offered(served, longer)
    await done(served, first, "start", "ended")
    contract = UUID((await contracts_in(served, first))[0])
    before = (await served.contract(contract))["facts"]
    assert (await done(served, second, "start", "ended"))["totals"] == {"changed": 1}
    assert (await served.contract(contract))["facts"] != before
    assert (await done(served, second, "undo", "undone", reason="Fel fil."))["stays"] == []
    found = await served.contract(contract)
    assert (found["facts"], found["phase"]) == (before, "triage")
    assert found["events"][-1]["type"] == "ReadingTakenBack"
    anew = await offered(served, longer)
    assert (await done(served, anew, "start", "ended"))["totals"] == {"changed": 1}


async def test_a_newer_version_that_tells_the_same_texts_changes_nothing(served: Served) -> None:
    """What is kept encrypted is held against what the newer one tells, and not the place holder for it."""
    award = with_a_text_on_goals(of_another_procedure(ONE), "Sysselsättning eftersträvas.")
    importing = await offered(served, award, award.replace(b"<cbc:VersionID>01", b"<cbc:VersionID>02"))
    assert (await done(served, importing, "start", "ended"))["totals"] == {"imported": 1, "unchanged": 1}


async def test_an_import_is_taken_back_after_those_that_build_on_it(served: Served) -> None:
    award = of_another_procedure(ONE)
    longer = a_newer_version(award)
    first, second = await offered(served, award), await offered(served, longer)
    await done(served, first, "start", "ended")
    await done(served, second, "start", "ended")
    (stays,) = (await done(served, first, "undo", "undone", reason="Fel fil."))["stays"]
    assert "Another source" in stays["reason"]
    assert (await served.contract(UUID(stays["id"])))["phase"] == "triage"


async def test_a_stopped_import_goes_on_where_it_stopped(served: Served) -> None:
    """Stopped before anybody has begun to read: claimed by nobody until it goes on."""
    files = [of_another_procedure(ONE) for _ in range(3)]
    importing = await offered(served, *files)
    await served.handler.pool.execute(
        "UPDATE import SET leased_until = now() + interval '1 hour' WHERE id = $1", importing
    )
    await served.http.post(f"/api/v1/imports/{importing}/start")
    await done(served, importing, "stop", "stopped")
    await served.handler.pool.execute("UPDATE import SET leased_until = '-infinity' WHERE id = $1", importing)
    assert not await go_on(served.handler, importing)
    assert await lines(served, importing) == []
    assert (await done(served, importing, "resume", "ended"))["totals"] == {"imported": 3}


async def test_two_who_read_the_same_import_do_it_once(served: Served) -> None:
    importing = await offered(served, of_another_procedure(SEVERAL), of_another_procedure(ONE))
    await served.http.post(f"/api/v1/imports/{importing}/start")
    await asyncio.gather(*(go_on(served.handler, importing) for _ in range(4)))
    ended = await standing(served, importing, "ended")
    assert ended["totals"] == {"imported": 2}


async def test_a_look_that_somebody_asks_for_while_one_is_under_way_is_not_ended_by_it(
    served: Served,
) -> None:
    """Given files that are being looked at, when somebody tells what a heading means, the old look's end is not its."""
    importing, pool = await offered(served, of_another_procedure(ONE)), served.handler.pool
    await pool.execute("UPDATE import SET leased_until = now() + interval '1 hour' WHERE id = $1", importing)
    async with pool.acquire() as connection:
        under_way = await look(connection, importing)
        asked = await served.http.post(f"/api/v1/imports/{importing}/preview")
        await looked(connection, importing, under_way)
    assert (await standing(served, importing, asked.json()["state"]))["state"] == "looking"
    await release(pool, importing)
    assert (await standing(served, importing, "looked"))["totals"] == {"imported": 1}


async def test_what_is_not_begun_can_be_given_up_and_leaves_nothing(served: Served) -> None:
    importing = await offered(served, ONE)
    assert (await served.http.delete(f"/api/v1/imports/{importing}")).status_code == 204
    assert (await served.http.get(f"/api/v1/imports/{importing}")).status_code == 404
    rows = await served.handler.pool.fetchval(
        "SELECT count(*) FROM import_file WHERE import_id = $1", importing
    )
    assert rows == 0


async def test_what_has_begun_takes_no_more_files_and_is_not_given_up(served: Served) -> None:
    importing = await offered(served, of_another_procedure(ONE))
    await done(served, importing, "start", "ended")
    more = await served.http.put(f"/api/v1/imports/{importing}/files/2", content=ONE)
    again = await served.http.post(f"/api/v1/imports/{importing}/preview")
    gone = await served.http.delete(f"/api/v1/imports/{importing}")
    assert [answer.status_code for answer in (more, again, gone)] == [409, 409, 409]


async def test_nothing_is_left_of_a_file_that_has_been_read(served: Served) -> None:
    importing = await offered(served, of_another_procedure(ONE))
    await done(served, importing, "start", "ended")
    query = "SELECT content FROM import_file WHERE import_id = $1"
    assert await served.handler.pool.fetchval(query, importing) is None


@pytest.mark.parametrize("what", ["start", "stop", "resume", "preview"])
async def test_an_import_that_is_not_there_is_said_to_be_so(served: Served, what: str) -> None:
    answer = await served.http.post(f"/api/v1/imports/{uuid4()}/{what}")
    assert answer.status_code in (404, 409)
    assert answer.json()["detail"]


async def test_a_reader_reads_nothing_in(served: Served) -> None:
    headers = await served.sign_in("p-05")
    answer = await served.http.post("/api/v1/imports", content=ONE, headers=headers)
    assert answer.status_code == 403


async def test_a_rebuild_shows_the_same_imports(served: Served) -> None:
    importing = await offered(served, of_another_procedure(SEVERAL), NO_AWARD)
    await done(served, importing, "start", "ended")
    before = await lines(served, importing), (await served.http.get(f"/api/v1/imports/{importing}")).json()
    await rebuild(served.handler.pool, served.handler.keyring, served.handler.policies)
    after = await lines(served, importing), (await served.http.get(f"/api/v1/imports/{importing}")).json()
    assert after == before


HEAD = "Avtalsnr;Benämning;Leverantör;Org.nr;Tecknat;Slutdatum;Social klausul;Dialog hållen;Praktik"


def register_of(*rows: str) -> bytes:
    return "\r\n".join((HEAD, *rows)).encode("cp1252")


async def read_in(served: Served, content: bytes, name: str = "avtal.csv") -> list[dict[str, Any]]:
    importing = uuid4()
    path = f"/api/v1/imports/{importing}/files/1"
    assert (await served.http.put(path, params={"name": name}, content=content)).status_code == 200
    await done(served, importing, "start", "ended")
    return await lines(served, importing)


async def test_a_register_gives_a_contract_a_row_in_the_phase_it_is_in(served: Served) -> None:
    mark = uuid4().hex[:6]
    told = await read_in(
        served,
        register_of(
            f"{mark}-1;Städ;Åkes Städ AB;559900-0014;;;;;",
            f"{mark}-2;Mark;Björkhammar Mark AB;;2024-03-01;2029-12-31;dialog;;",
            f"{mark}-3;Bygg;Björkhammar Bygg AB;;2024-03-01;2029-12-31;sysselsättning;2024-05-02;2",
            f"{mark}-4;Rör;Rör AB;;2024-13-01;;;;",
        ),
    )
    assert [(line["row"], line["outcome"]) for line in told] == [
        (2, "imported"),
        (3, "imported"),
        (4, "imported"),
        (5, "refused"),
    ]
    assert told[0]["winners"] == ["Åkes Städ AB"]
    assert told[3]["reason"] == "Tecknat: det här är ingen dag. Skriv den som 2026-03-31."
    found = [await served.contract(UUID(line["contracts"][0]["id"])) for line in told[:3]]
    assert [each["phase"] for each in found] == ["triage", "dialogue", "delivery"]
    assert [each["deadlines"] for each in found[:2]] == [[], []]


async def test_what_happened_before_is_recorded_late_on_its_own_day_and_nobody_is_mailed_about_it(
    served: Served,
) -> None:
    mark, today = uuid4().hex[:6], str(await served.today())
    content = register_of(f"{mark}-1;Bygg;Bygg AB;;2024-03-01;2029-12-31;dialog;2024-05-02;2")
    (line,) = await read_in(
        served, content.replace(b"Praktik", b"Praktik;Placering start", 1) + b";2024-09-02"
    )
    contract = UUID(line["contracts"][0]["id"])
    events = (await served.contract(contract))["events"]
    days = {event["type"]: event["occurred_on"] for event in events}
    assert {name: days[name] for name in ("DialogueHeld", "CommitmentAgreed", "PlacementStarted")} == {
        "DialogueHeld": "2024-05-02",
        "CommitmentAgreed": "2024-05-02",
        "PlacementStarted": "2024-09-02",
    }
    assert {days["ContractRegistered"], days["ClauseTriaged"], days["StepOpened"]} == {today}
    assert len({event["recorded_at"] for event in events}) == 1
    assert "DeadlineMissed" not in days
    query = "SELECT DISTINCT kind FROM notice WHERE contract_id = $1"
    assert [row["kind"] for row in await served.handler.pool.fetch(query, contract)] == ["step_opened"]


async def test_a_clause_filled_in_later_is_taken_in_and_can_be_taken_back(served: Served) -> None:
    mark = uuid4().hex[:6]
    (line,) = await read_in(served, register_of(f"{mark}-1;Bygg;Bygg AB;;2024-03-01;2029-12-31;;;"))
    contract = UUID(line["contracts"][0]["id"])
    filled_in = register_of(f"{mark}-1;Bygg;Bygg AB;;2024-03-01;2029-12-31;dialog;2024-05-02;2")
    importing = await offered(served, filled_in, name="avtal.csv")
    assert (await done(served, importing, "start", "ended"))["totals"] == {"changed": 1}
    assert (await served.contract(contract))["phase"] == "delivery"
    assert (await done(served, importing, "undo", "undone", reason="Fel fil."))["stays"] == []
    assert (await served.contract(contract))["phase"] == "triage"
    assert [line["outcome"] for line in await read_in(served, filled_in)] == ["changed"]


async def test_the_same_register_again_changes_nothing_and_a_corrected_one_what_it_corrects(
    served: Served,
) -> None:
    mark = uuid4().hex[:6]
    row = f"{mark}-1;Städ;Åkes Städ AB;559900-0014;;2028-12-31;;;"
    await read_in(served, register_of(row))
    assert [line["outcome"] for line in await read_in(served, register_of(row))] == ["unchanged"]
    longer = row.replace("2028-12-31", "2029-12-31")
    looking = await offered(served, register_of(longer), name="avtal.csv")
    await done(served, looking, "preview", "looked")
    ((would,),) = [line["contracts"] for line in await lines(served, looking)]
    assert (would["changed"], would["phase"]) == (["ends_on"], "triage")
    (changed,) = await read_in(served, register_of(longer))
    assert changed["outcome"] == "changed"
    contract = await served.contract(UUID(changed["contracts"][0]["id"]))
    assert contract["facts"]["ends_on"] == "2029-12-31"


async def test_a_supplier_told_by_its_number_alone_has_the_name_that_it_has_elsewhere(served: Served) -> None:
    mark = uuid4().hex[:6]
    await read_in(served, register_of(f"{mark}-1;Städ;Kända Städ AB;559900-0022;;;;;"))
    (known,) = await read_in(served, register_of(f"{mark}-2;Städ;;5599000022;;;;;"))
    assert known["winners"] == ["Kända Städ AB"]
    (unknown,) = await read_in(served, register_of(f"{mark}-3;Städ;;559900-0030;;;;;"))
    assert unknown["reason"].startswith("559900-0030 är inte känt")


async def test_what_a_column_means_is_said_once_and_remembered(served: Served) -> None:
    mark = uuid4().hex[:6]
    content = f"Kontr {mark};Part {mark};Sak {mark}\nK-{mark};Exempelrör AB;Rörarbeten".encode()
    (refused,) = await read_in(served, content)
    assert refused["outcome"] == "refused"
    told = {f"Kontr {mark}": "number", f"Part {mark}": "supplier", f"Sak {mark}": "title"}
    assert (await served.http.put("/api/v1/imports/columns", json=told)).status_code == 200
    assert [line["outcome"] for line in await read_in(served, content)] == ["imported"]
    wrong = await served.http.put("/api/v1/imports/columns", json={"Kontr": "kontraktsnummer"})
    assert wrong.status_code == 422


async def test_our_template_is_to_be_had_and_can_be_read_in(served: Served) -> None:
    answer = await served.http.get("/api/v1/imports/template")
    importing = uuid4()
    path = f"/api/v1/imports/{importing}/files/1"
    await served.http.put(path, params={"name": "mall.xlsx"}, content=answer.content)
    looked = await done(served, importing, "preview", "looked")
    assert looked["totals"] == {"imported": 1}
    (file,) = (await served.http.get(f"/api/v1/imports/{importing}/files")).json()
    assert ("number" in file["known"], file["unknown"]) == (True, [])


async def test_nobody_is_mailed_about_each_of_many(served: Served) -> None:
    mark = uuid4().hex[:6]
    told = await read_in(served, register_of(*(f"{mark}-{n};Städ;Många AB;;;;;;" for n in range(21))))
    contracts = [UUID(line["contracts"][0]["id"]) for line in told]
    query = "SELECT count(*) FROM notice WHERE contract_id = ANY($1)"
    assert await served.handler.pool.fetchval(query, contracts) == 0
    (one,) = await read_in(served, register_of(f"{mark}-99;Städ;Få AB;;;;;;"))
    assert await served.handler.pool.fetchval(query, [UUID(one["contracts"][0]["id"])]) > 0
