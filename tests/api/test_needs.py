"""The menu of needs over HTTP and on its page: kept by case workers, matched with what suppliers promise."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from projections.rebuild import rebuild
from tests.api.test_delivery import contract_in_delivery, done
from tests.served import Served
from tests.visitor import Visitor

NEED = {
    "type": "register_need",
    "occupation": "Golvläggare",
    "form": "employment",
    "number": 3,
    "starts_on": "2026-09-01",
    "ends_on": "2026-12-18",
    "level": "B1",
}


async def registered(served: Served, **changed: Any) -> UUID:
    answer = await served.http.post("/api/v1/needs", json={"command": NEED | changed})
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["id"])


async def the_need(served: Served, need: UUID) -> dict[str, Any] | None:
    menu = (await served.http.get("/api/v1/needs")).json()
    return next((each for each in menu if each["id"] == str(need)), None)


async def change(served: Served, need: UUID, **command: Any) -> httpx.Response:
    return await served.http.post(f"/api/v1/needs/{need}/commands", json={"command": command})


async def test_a_need_is_on_the_menu_until_it_is_withdrawn(served: Served) -> None:
    need = await registered(served)
    told = await the_need(served, need)
    assert told
    assert (told["occupation"], told["promised"], told["department"]) == ("Golvläggare", 0, "jobbcenter")
    assert (await change(served, need, type="revise_need", number=5)).status_code == 201
    assert (await the_need(served, need) or {})["number"] == 5
    assert (await change(served, need, type="withdraw_need", reason="Fylld.")).status_code == 201
    assert await the_need(served, need) is None
    assert (await change(served, need, type="withdraw_need", reason="Fylld.")).status_code == 409


async def test_a_command_sent_twice_makes_one_need(served: Served) -> None:
    body = {"command": NEED, "command_id": str(uuid4())}
    answers = [(await served.http.post("/api/v1/needs", json=body)).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["version"] == 1


async def test_a_need_shows_how_many_are_promised_and_a_rebuild_shows_the_same(served: Served) -> None:
    need, contract = await registered(served), await contract_in_delivery(served)
    await done(served, contract, "match_need", commitment=1, need=str(need))
    assert (await the_need(served, need) or {})["promised"] == 2
    await done(served, contract, "revise_commitment", commitment=1, places=4, reason="Större uppdrag.")
    live = await the_need(served, need)
    assert (live or {})["promised"] == 4
    handler = served.handler
    await rebuild(handler.pool, handler.keyring, handler.policies)
    troubled = await handler.pool.fetch("SELECT contract_id FROM trouble")
    assert {need, contract}.isdisjoint(row["contract_id"] for row in troubled)
    assert await the_need(served, need) == live
    await done(served, contract, "withdraw_commitment", commitment=1, reason="Uppdraget föll bort.")
    assert (await the_need(served, need) or {})["promised"] == 0


async def test_a_need_wakes_no_workflow_and_is_no_contract(served: Served) -> None:
    need = await registered(served)
    pool = served.handler.pool
    for table in ("contract WHERE id", "nudge WHERE contract_id", "notice WHERE contract_id"):
        assert await pool.fetchval(f"SELECT count(*) FROM {table} = $1", need) == 0  # noqa: S608
    assert (await served.http.get(f"/api/v1/contracts/{need}")).status_code == 404
    assert (await served.do(need, "invite_to_dialogue")).status_code == 404
    contract = await served.signed_contract()
    assert (await change(served, contract, type="revise_need", number=5)).status_code == 404


async def test_who_may_only_read_keeps_no_menu(served: Served) -> None:
    reader = await served.sign_in("p-05")
    answer = await served.http.post("/api/v1/needs", json={"command": NEED}, headers=reader)
    assert answer.status_code == 403


@pytest.fixture
async def case_worker(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with Visitor(served.url) as client:
        link = await served.sign_in_link("p-03")
        await client.post("/logga-in", data={"lank": link.partition("lank=")[2]})
        yield client


async def test_a_case_worker_adds_a_need_and_withdraws_it(
    served: Served, case_worker: httpx.AsyncClient
) -> None:
    told = {name: str(value) for name, value in NEED.items()} | {"occupation": "Plåtslagare på tak"}
    once = {"command_id": str(uuid4()), **told}
    for _ in range(2):  # a double click
        added = await case_worker.post("/behov", data=once)
        assert added.headers["location"] == "/behov?gjort=register_need"
    page = (await case_worker.get(added.headers["location"])).text
    assert page.count('<th scope="row">Plåtslagare på tak') == 1
    assert "Behovet är tillagt." in page
    [need] = [
        each
        for each in (await served.http.get("/api/v1/needs")).json()
        if each["occupation"] == "Plåtslagare på tak"
    ]
    assert (need["level"], need["number"]) == ("B1", 3)
    withdraw = {"command_id": str(uuid4()), "reason": "Fylld på annat håll."}
    await case_worker.post(f"/behov/{need['id']}/withdraw_need", data=withdraw)
    assert "Plåtslagare på tak" not in (await case_worker.get("/behov")).text


async def test_what_is_wrong_with_a_need_is_said_beside_the_form(
    served: Served, case_worker: httpx.AsyncClient
) -> None:
    need = await registered(served)
    told = {name: str(value) for name, value in NEED.items()} | {"command_id": str(uuid4())}
    backwards = await case_worker.post("/behov", data=told | {"ends_on": "2026-08-31"})
    assert (backwards.status_code, "slutar innan den börjar" in backwards.text) == (409, True)
    assert 'value="Golvläggare"' in backwards.text
    unfilled = await case_worker.post("/behov", data=told | {"number": "många"})
    assert (unfilled.status_code, "Skriv ett heltal." in unfilled.text) == (422, True)
    no_reason = {"command_id": str(uuid4()), "reason": " "}
    answer = await case_worker.post(f"/behov/{need}/withdraw_need", data=no_reason)
    assert (answer.status_code, "Fyll i det här." in answer.text) == (422, True)
    assert (await case_worker.post(f"/behov/{need}/register_need", data=told)).status_code == 404
