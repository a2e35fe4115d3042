"""Reading in from the pages: looked at first, said yes to, taken back; the clause decided for many; two joined."""

import re
from typing import Any
from uuid import uuid4

import httpx

from tests.api.test_duplicates import by_hand, by_register
from tests.api.test_imports import (
    EXAMPLES,
    NO_AWARD,
    ONE,
    SEVERAL,
    of_another_procedure,
    register_of,
    with_a_text_on_goals,
)
from tests.api.test_triage import unsigned
from tests.served import Served, eventually
from tests.visitor import Visitor

A_LEASE = 90.0  # s: after an error the next one goes on once it has run out


async def dropped(client: httpx.AsyncClient, *files: tuple[str, bytes]) -> str:
    """The address of the import's page."""
    answer = await client.post("/import", files=[("filer", file) for file in files])
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def shown(client: httpx.AsyncClient, address: str, text: str) -> str:
    async def there() -> str:
        page = await client.get(address)
        return page.text if text in page.text else ""

    found: str = await eventually(there, A_LEASE)
    return found


async def test_nothing_is_saved_before_somebody_says_yes(
    served: Served, coordinator: httpx.AsyncClient
) -> None:
    before: int = await served.handler.pool.fetchval("SELECT position FROM head")
    notice, other = ("tre avtal.xml", of_another_procedure(SEVERAL)), ("annan.xml", NO_AWARD)
    address = await dropped(coordinator, notice, other)
    page = await shown(coordinator, address, "Det här skulle hända")
    assert "1 läggs upp, 1 avvisas." in page
    assert "tre avtal.xml" in page
    assert await recorded_by_others_than_the_clock(served, before) == []
    assert (await coordinator.post(f"{address}/las-in")).status_code == 303
    assert "RA 2026-21:1" in await shown(coordinator, address, "Avgör klausulen")


async def recorded_by_others_than_the_clock(served: Served, after: int) -> list[str]:
    """Which may have something to do meanwhile with what other tests have left."""
    query = "SELECT type FROM event WHERE position > $1 AND convert_from(body, 'UTF8')::jsonb ->> 'role' <> 'clock'"
    return [row["type"] for row in await served.handler.pool.fetch(query, after)]


async def test_what_a_register_tells_of_years_ago_stands_on_its_own_days(
    coordinator: httpx.AsyncClient,
) -> None:
    row = f"{uuid4().hex[:6]}-1;Bygg;Bygg AB;;2024-03-01;2029-12-31;dialog;2024-05-02;2"
    address = await dropped(coordinator, ("avtal.csv", register_of(row)))
    page = await shown(coordinator, address, "Det här skulle hända")
    assert "Placering och uppföljning" in page  # the phase that it would start in
    await coordinator.post(f"{address}/las-in")
    page = await shown(coordinator, address, "Avgör klausulen")
    assert "Placering och uppföljning" in page
    contract = re.search(r"/avtal/[0-9a-f-]{36}", page)
    assert contract
    told = (await coordinator.get(contract[0])).text
    assert "hände 2 maj 2024, registrerades" in told


async def read_in(client: httpx.AsyncClient, name: str, content: bytes) -> str:
    """The page of its first contract."""
    address = await dropped(client, (name, content))
    await shown(client, address, "Det här skulle hända")
    await client.post(f"{address}/las-in")
    contract = re.search(r"/avtal/[0-9a-f-]{36}", await shown(client, address, "Avgör klausulen"))
    assert contract
    return (await client.get(contract[0])).text


async def test_a_goal_that_a_notice_tells_is_shown_as_a_goal_and_is_no_clause(
    coordinator: httpx.AsyncClient,
) -> None:
    denied = "Ingår inte med följande motivering: för kort uppdrag."
    page = await read_in(coordinator, "a.xml", with_a_text_on_goals(of_another_procedure(ONE), denied))
    goal = "Sysselsättning för långtidsarbetslösa"
    for told in ("Socialt mål", goal, "Om målen, eller varför det inte finns några", denied):
        assert told in page
    assert "Vilken social klausul har avtalet?" in page


async def test_changes_and_milestones_of_an_ocds_contract_are_shown(coordinator: httpx.AsyncClient) -> None:
    told = (EXAMPLES / "ocds-release-package.json").read_text(encoding="utf-8")
    change = '"amendments": [{"id": "a", "date": "2026-11-02T00:00:00Z", "rationale": "Fler skolor."}],'
    told = told.replace('"milestones": [', change + '"milestones": [', 1)
    page = await read_in(coordinator, "a.json", told.replace("ocds-", f"ocds-{uuid4().hex[:6]}-").encode())
    for said in ("Publicerat om hur det löper", "Fler skolor.", "Dialog om sysselsättning"):
        assert said in page
    assert "Ska vara gjort 12 nov" in page


async def test_what_is_not_read_in_is_gone(coordinator: httpx.AsyncClient) -> None:
    address = await dropped(coordinator, ("a.xml", of_another_procedure(SEVERAL)))
    await shown(coordinator, address, "Läs inte in")
    assert (await coordinator.post(f"{address}/avbryt")).headers["location"] == "/import"
    assert (await coordinator.get(address)).status_code == 404


async def test_an_import_is_taken_back_with_a_reason(coordinator: httpx.AsyncClient) -> None:
    address = await dropped(coordinator, ("a.xml", of_another_procedure(SEVERAL)))
    await shown(coordinator, address, "Läs inte in")
    await coordinator.post(f"{address}/las-in")
    await shown(coordinator, address, "Ta tillbaka inläsningen")
    without = await coordinator.post(f"{address}/ta-tillbaka", data={"reason": " "})
    assert (without.status_code, "Säg varför" in without.text) == (422, True)
    await coordinator.post(f"{address}/ta-tillbaka", data={"reason": "Fel fil."})
    assert "Fel fil." in await shown(coordinator, address, "Tillbakatagen")
    assert "Tillbakatagen" in (await coordinator.get("/import")).text


async def test_others_columns_are_told_on_the_page_and_the_file_is_looked_at_anew(
    coordinator: httpx.AsyncClient,
) -> None:
    mark = uuid4().hex[:6]
    content = f"Avtalsnr;Leverantör;Sak {mark}\n{mark};Rör AB;Rörarbeten".encode()
    address = await dropped(coordinator, ("register.csv", content))
    page = await shown(coordinator, address, "Kolumner som inte är kända")
    assert f"Sak {mark}" in page
    await coordinator.post(f"{address}/kolumner", data={f"kolumn.Sak {mark}": "title"})
    assert "Rörarbeten" in await shown(coordinator, address, "Rörarbeten")


async def test_a_name_in_a_file_is_never_markup(coordinator: httpx.AsyncClient) -> None:
    content = register_of("1;<script>alert(1)</script>;<b>AB</b>;;;;;;")
    address = await dropped(coordinator, ("<img>.csv", content))
    page = await shown(coordinator, address, "1 läggs upp")
    assert "<script>" not in page
    assert "<b>AB" not in page
    assert "<img>" not in page


async def test_no_file_is_said_so(coordinator: httpx.AsyncClient) -> None:
    answer = await coordinator.post("/import", files=[("filer", ("", b""))])
    assert answer.status_code in (404, 422)
    page = await coordinator.get("/import")
    assert re.search(r'type="file"[^>]*multiple', page.text)
    template = await coordinator.get("/import/mall.xlsx")
    assert template.content[:2] == b"PK"


async def test_the_marked_contracts_get_the_same_decision(
    served: Served, coordinator: httpx.AsyncClient
) -> None:
    mark = uuid4().hex[:8]
    first, second, third = [await unsigned(served, mark) for _ in range(3)]
    page = (await coordinator.get("/klausul", params={"text": mark})).text
    assert "3 avtal väntar på beslut om klausulen" in page or "3 avtal väntar" in page
    sent = {"command_id": str(uuid4()), f"avtal.{first}": "on", f"avtal.{second}": "on"}
    address = f"/klausul?text={mark}"
    without = await coordinator.post(address, data=sent)
    assert (without.status_code, f'name="avtal.{first}" checked' in without.text) == (422, True)
    done = await coordinator.post(address, data=sent | {"clause": "no_clause", "reason": "Under gränsen."})
    assert "2 avgjorda, 0 inte." in done.text
    assert [(await served.contract(each))["phase"] for each in (first, second, third)] == [
        "closed",
        "closed",
        "triage",
    ]
    rest = await coordinator.post(
        address, data={"command_id": str(uuid4()), "alla": "on", "clause": "dialogue_clause"}
    )
    assert "1 avgjorda, 0 inte." in rest.text
    assert (await served.contract(third))["clause"] == "dialogue_clause"


async def test_nothing_marked_is_said_so(coordinator: httpx.AsyncClient) -> None:
    answer = await coordinator.post("/klausul", data={"command_id": str(uuid4()), "clause": "no_clause"})
    assert (answer.status_code, "Markera minst ett avtal." in answer.text) == (422, True)


async def test_two_that_look_alike_are_joined_or_kept_apart_on_their_page(
    served: Served, coordinator: httpx.AsyncClient
) -> None:
    mark = uuid4().hex[:8]
    hand, row = await by_hand(served, mark), await by_register(served, mark)
    page = (await coordinator.get("/dubbletter", params={"avtal": str(hand)})).text
    assert str(hand) in page
    assert "ett register, rad 2" in page
    sent: dict[str, Any] = {
        "command_id": str(uuid4()),
        "one": str(hand),
        "other": str(row),
        "falt.ends_on": "on",
    }
    assert (await coordinator.post("/dubbletter", data=sent | {"behall": "one"})).status_code == 303
    assert (await served.contract(hand))["facts"]["ends_on"] == "2028-12-31"
    assert (await served.contract(row))["phase"] == "closed"


async def test_a_reader_sees_but_changes_nothing(served: Served) -> None:
    async with Visitor(served.url) as client:
        link = await served.sign_in_link("p-05")
        await client.post("/logga-in", data={"lank": link.partition("lank=")[2]})
        for address in ("/klausul", "/dubbletter", "/leverantorer"):
            read = await client.get(address)
            assert read.status_code == 200
            assert "button sun" not in read.text
        assert (await client.get("/import")).status_code == 403
        answer = await client.post("/import", files=[("filer", ("a.xml", SEVERAL))])
        assert answer.status_code == 403
