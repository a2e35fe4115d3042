"""A promise and its places over HTTP and on the contract's page: from agreed to counted, and nobody named."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from domain.vocabulary import Form
from tests.served import Served
from tests.visitor import Visitor


async def done(served: Served, contract: UUID, command: str, **fields: Any) -> None:
    answer = await served.do(contract, command, **fields)
    assert answer.status_code == 201, answer.text


async def contract_in_delivery(served: Served) -> UUID:
    contract, today = await served.signed_contract(), await served.today()
    day, until = today.isoformat(), (today + timedelta(days=200)).isoformat()
    answers = [{"form": form, "answer": "not_possible", "reason": "Inte nu."} for form in Form]
    held = {"held_on": day, "participants": ["beställare"], "answers": answers}
    await done(served, contract, "record_dialogue", **held)
    for party in ("municipality", "supplier"):
        await done(served, contract, "confirm_record", party=party)
    promise = {"form": "employment", "places": 2, "starts_on": day, "ends_on": until}
    months = {"quantity": 6, "unit": "full_time_months", "target_group": "young"}
    await done(served, contract, "agree_commitment", **promise, **months)
    await done(served, contract, "conclude_commitments")
    return contract


async def with_somebody_placed(served: Served) -> UUID:
    contract, day = await contract_in_delivery(served), (await served.today()).isoformat()
    for command, fields in (
        ("open_place", {"commitment": 1, "what": "Städa korridorer", "starts_on": day}),
        ("propose_candidate", {"place": 1, "reference": "JC-7F3K2"}),
        ("answer_candidate", {"candidate": 1, "answer": "accepted"}),
        ("start_placement", {"commitment": 1, "started_on": day, "place": 1, "percent": 50}),
        ("name_host", {"placement": 1, "host": {"name": "Hammarö Golv AB"}}),
        ("open_place", {"commitment": 1, "what": "Tvätta fönster", "starts_on": day}),
        ("propose_candidate", {"place": 2, "reference": "JC-9Z8Y7"}),
        ("promise_support", {"commitment": 1, "what": "Handledarutbildning", "by": day}),
    ):
        await done(served, contract, command, **fields)
    return contract


async def test_the_api_tells_what_was_promised_and_how_much_of_it_is_kept(served: Served) -> None:
    contract = await with_somebody_placed(served)
    told = (await served.http.get(f"/api/v1/contracts/{contract}/delivery")).json()
    [commitment] = told["commitments"]
    assert commitment["promise"]["target_group"] == "young"
    assert (commitment["promised"], commitment["counted_in"]) == (6, "full_time_months")
    assert 0 < commitment["done"] < 0.1
    assert not commitment["fulfilled"]
    assert [place["what"] for place in told["places"]] == ["Städa korridorer", "Tvätta fönster"]
    assert told["places"][0]["placement"] == 1
    [placement] = told["placements"]
    assert (placement["percent"], placement["host"]["name"]) == (50, "Hammarö Golv AB")


async def test_a_place_and_its_candidates_reach_no_mail(served: Served) -> None:
    contract = await contract_in_delivery(served)
    await done(served, contract, "confirm_supplier_contact", name="Kontakt", address="kontakt@lev.example")
    day = (await served.today()).isoformat()
    await done(served, contract, "open_place", commitment=1, what="Städa", starts_on=day)
    await done(served, contract, "propose_candidate", place=1, reference="JC-7F3K2")
    rows = await served.handler.pool.fetch("SELECT * FROM notice WHERE contract_id = $1", contract)
    kinds = {(row["kind"], row["recipient"]) for row in rows}
    assert {("place_opened", "p-03"), ("candidate_proposed", "contact:1")} <= kinds
    assert "7F3K2" not in str([dict(row) for row in rows])


@pytest.fixture
async def coordinator(served: Served) -> AsyncIterator[httpx.AsyncClient]:
    async with Visitor(served.url) as client:
        link = await served.sign_in_link()
        await client.post("/logga-in", data={"lank": link.partition("lank=")[2]})
        yield client


async def test_the_page_shows_the_promise_the_places_and_the_support(
    served: Served, coordinator: httpx.AsyncClient
) -> None:
    contract = await with_somebody_placed(served)
    page = (await coordinator.get(f"/avtal/{contract}")).text
    for told in (
        "2 platser, sammanlagt 6 månader på heltid",
        "0 av 6 månader på heltid",
        "Ungdomar",
        "Hammarö Golv AB, 50 %, ungefär 20 timmar i veckan",
        "Tvätta fönster",
        "JC-9Z8Y7",
        "Handledarutbildning",
    ):
        assert told in page


async def test_places_are_filled_from_the_page(served: Served, coordinator: httpx.AsyncClient) -> None:
    contract, day = await contract_in_delivery(served), (await served.today()).isoformat()
    for command, fields in (
        ("open_place", {"commitment": "1", "what": "Städa", "starts_on": day}),
        ("propose_candidate", {"place": "1", "reference": "JC-7F3K2"}),
        ("answer_candidate", {"candidate": "1", "answer": "accepted"}),
        ("start_placement", {"commitment": "1", "place": "1", "started_on": day, "percent": "50"}),
        ("name_host", {"placement": "1", "host.name": "Hammarö Golv AB"}),
        ("revise_commitment", {"commitment": "1", "places": "3", "reason": "Större uppdrag."}),
    ):
        address = f"/avtal/{contract}/{command}"
        answer = await coordinator.post(address, data={"command_id": str(uuid4()), **fields})
        assert answer.status_code == 303, f"{command}: {answer.text}"
    told = (await served.http.get(f"/api/v1/contracts/{contract}/delivery")).json()
    assert (told["commitments"][0]["promise"]["places"], told["places"][0]["placement"]) == (3, 1)
    named = await coordinator.get(f"/avtal/{contract}")
    assert "Placering 1 är hos Hammarö Golv AB." in named.text
    wrong = {"command_id": str(uuid4()), "commitment": "1", "what": "Städa", "starts_on": "igår"}
    assert (await coordinator.post(f"/avtal/{contract}/open_place", data=wrong)).status_code == 422
