"""Somebody is away: the deputy gets the mail, both names stay in the trail, and no notice is lost."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from email.message import EmailMessage
from functools import partial
from typing import Any
from uuid import UUID

import httpx
import pytest

from activities.receiving import Today
from domain.delegations import Delegation
from projections.rebuild import rebuild
from tests.builders import POLICY
from tests.served import AsTold, Served, eventually, text_of

SAM, ELIF = "upphandling@karlstad.example", "jobbcenter@karlstad.example"
MAJA = "samordnare@karlstad.example"


async def away(
    served: Served, person: str, deputy: str, headers: dict[str, str] | None = None
) -> httpx.Response:
    today = await served.today()
    told = {"first_day": today.isoformat(), "last_day": (today + timedelta(days=400)).isoformat()}
    body = told | {"person": person, "deputy": deputy}
    return await served.http.post("/api/v1/delegations", json=body, headers=headers)


async def everybody_is_back(served: Served) -> None:
    for each in (await served.http.get("/api/v1/delegations")).json():
        await served.http.post(f"/api/v1/delegations/{each['number']}/withdraw", json={})


@pytest.fixture
async def office(served: Served) -> AsyncIterator[Served]:
    await everybody_is_back(served)
    yield served
    await everybody_is_back(served)


async def told(served: Served, contract: UUID, step: str) -> list[dict[str, Any]] | None:
    notices = (await served.contract(contract))["notices"]
    found = [n for n in notices if n["kind"] == "step_opened" and n["step"] == step]
    return found if found and all(n["sent_at"] for n in found) else None


def mails(served: Served, number: str, to: str) -> list[EmailMessage]:
    return [m for m in served.mails(number) if m["To"] == to and "Håll dialogen" in m["Subject"]]


async def test_the_deputy_gets_the_mail_and_both_names_stay(office: Served) -> None:
    assert (await away(office, "p-02", "p-03")).status_code == 201
    contract = await office.signed_contract("BORTA-1")
    notices = await eventually(partial(told, office, contract, "hold"))
    assert {n["recipient"]: n["sent_to"] for n in notices} == {"p-01": "", "p-02": "p-03"}
    [mail] = mails(office, "BORTA-1", ELIF)
    assert "Du får det här eftersom du ersätter Upphandlare Sam D., som är borta." in text_of(mail)
    assert mails(office, "BORTA-1", SAM) == []
    assert "ersätter" not in text_of(mails(office, "BORTA-1", MAJA)[0])


async def test_a_deputy_who_gets_it_anyhow_gets_one_mail(office: Served) -> None:
    assert (await away(office, "p-02", "p-01")).status_code == 201
    contract = await office.signed_contract("BORTA-2")
    notices = await eventually(partial(told, office, contract, "hold"))
    assert {n["recipient"]: n["sent_to"] for n in notices} == {"p-01": "", "p-02": "p-01"}
    [mail] = mails(office, "BORTA-2", MAJA)
    assert "du ersätter Upphandlare Sam D." in text_of(mail)
    assert mails(office, "BORTA-2", SAM) == []


@pytest.mark.parametrize("many", [False, True], ids=["alone", "among many contracts"])
async def test_who_stands_in_for_two_gets_one_mail(
    office: Served, monkeypatch: pytest.MonkeyPatch, many: bool
) -> None:
    monkeypatch.setattr(office.dispatcher, "rush", AsTold(on=many))
    number = f"BORTA-5{many:d}"
    for person in ("p-01", "p-02"):
        assert (await away(office, person, "p-03")).status_code == 201
    contract = await office.signed_contract(number)
    notices = await eventually(partial(told, office, contract, "hold"))
    assert {n["recipient"]: n["sent_to"] for n in notices} == {"p-01": "p-03", "p-02": "p-03"}
    [mail] = mails(office, number, ELIF)
    assert text_of(mail).count("du ersätter") == 1
    await eventually(office.outbox_is_done)


async def test_whoever_is_back_gets_their_own_mail_again(office: Served) -> None:
    [given] = (await away(office, "p-02", "p-03")).json()
    await office.http.post(f"/api/v1/delegations/{given['number']}/withdraw", json={})
    contract = await office.signed_contract("BORTA-3")
    notices = await eventually(partial(told, office, contract, "hold"))
    assert {n["recipient"]: n["sent_to"] for n in notices} == {"p-01": "", "p-02": ""}
    assert len(mails(office, "BORTA-3", SAM)) == 1


async def test_two_cannot_stand_in_for_each_other(office: Served) -> None:
    assert (await away(office, "p-02", "p-03")).status_code == 201
    refused = await away(office, "p-03", "p-02")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/deputies_in_a_circle")


async def test_each_tells_of_themselves_and_a_coordinator_of_anybody(office: Served) -> None:
    head = await office.sign_in("p-05")
    assert (await away(office, "", "p-01", head)).status_code == 201, "a head of unit is away, too"
    assert (await away(office, "p-02", "p-01", head)).status_code == 403
    [given] = (await office.http.get("/api/v1/delegations")).json()
    assert given["person"] == "p-05"
    other = await office.sign_in("p-02")
    path = f"/api/v1/delegations/{given['number']}/withdraw"
    assert (await office.http.post(path, json={}, headers=other)).status_code == 403
    assert (await office.http.post(path, json={}, headers=head)).json() == []


async def test_a_rebuild_knows_the_same(office: Served) -> None:
    await away(office, "p-02", "p-03")
    before = (await office.http.get("/api/v1/delegations")).json()
    await office.handler.pool.execute("DELETE FROM delegation")
    await rebuild(office.handler.pool, office.handler.keyring, office.handler.policies)
    assert (await office.http.get("/api/v1/delegations")).json() == before


async def test_a_circle_that_arises_anyhow_loses_no_notice(office: Served) -> None:
    """Written behind the rules' back; a sender neither goes round for ever nor gives up: the coordinator gets it."""
    today = await office.today()
    for number, (person, deputy) in enumerate((("p-02", "p-03"), ("p-03", "p-02")), 9001):
        await office.handler.pool.execute(
            "INSERT INTO delegation (number, person, deputy, first_day, last_day) VALUES ($1, $2, $3, $4, $5)",
            number,
            person,
            deputy,
            today,
            today + timedelta(days=30),
        )
    try:
        contract = await office.signed_contract("BORTA-4")
        notices = await eventually(partial(told, office, contract, "hold"))
    finally:
        await office.handler.pool.execute("DELETE FROM delegation WHERE number > 9000")
    assert {n["recipient"]: n["sent_to"] for n in notices} == {"p-01": "", "p-02": "p-01"}


DAY = date(2026, 7, 6)


def standing(*pairs: tuple[str, str]) -> Today:
    told = [Delegation(person=a, deputy=b, first_day=DAY, last_day=DAY) for a, b in pairs]
    return Today(DAY, told, POLICY)


@pytest.mark.parametrize(
    ("pairs", "recipient", "gets"),
    [
        ([], "p-02", "p-02"),
        ([("p-02", "p-03"), ("p-03", "p-04")], "p-02", "p-04"),
        ([("p-02", "p-99")], "p-02", "p-01"),  # the deputy has left since
        ([("p-02", "p-03"), ("p-03", "p-02")], "p-02", "p-01"),
        ([("p-01", "p-02"), ("p-02", "p-01")], "p-02", "p-01"),  # the only coordinator, though away
    ],
)
def test_never_nobody_because_somebody_is_away(
    pairs: list[tuple[str, str]], recipient: str, gets: str
) -> None:
    person = standing(*pairs).receiver(recipient)
    assert person
    assert person.id == gets


def test_somebody_who_has_left_for_good_is_nobody() -> None:
    assert standing(("p-99", "p-02")).receiver("p-99") is None
