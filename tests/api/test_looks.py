"""Who looked is noted before anything is shown; and whoever may can see who has seen a contract."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from api.identity import Identity
from api.looks import must_say_why, shown_to
from domain.policy import Person
from domain.vocabulary import Role
from projections.looks import Look, note_look
from tests.served import Served
from tests.visitor import Visitor
from tests.web.test_who_may import sign_in


async def looks(served: Served, contract: UUID) -> list[dict[str, Any]]:
    answer = await served.http.get(f"/api/v1/contracts/{contract}/looks")
    found: list[dict[str, Any]] = answer.json()
    return found


async def test_each_read_of_a_contract_is_noted_and_whether_its_texts_were_shown(served: Served) -> None:
    contract = await served.signed_contract()
    headers = await served.sign_in("p-03")
    for path in ("", "/deadlines", "/events"):
        await served.http.get(f"/api/v1/contracts/{contract}{path}", headers=headers)
    seen = [each for each in await looks(served, contract) if each["person"] == "p-03"]
    assert [(each["what"], each["way"]) for each in seen] == [
        ("texts", "api"),
        ("contract", "api"),
        ("texts", "api"),
    ]


@pytest.mark.parametrize(
    "list_", ["deadlines", "commitments", "dialogues", "placements", "follow-ups", "notices"]
)
async def test_a_list_narrowed_to_one_contract_is_a_look_at_it(
    served: Served, list_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract, path = await served.signed_contract(), f"/api/v1/{list_}"
    assert (await served.http.get(path)).status_code == 200
    assert await looks(served, contract) == []
    assert (await served.http.get(path, params={"contract": str(contract)})).status_code == 200
    (seen,) = await looks(served, contract)
    assert (seen["person"], seen["what"], seen["way"]) == ("p-01", "contract", "api")
    monkeypatch.setattr("api.looks.must_say_why", lambda _: True)
    refused = await served.http.get(path, params={"contract": str(contract)})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/reason_needed")
    assert (await served.http.get(path)).status_code == 200


async def test_a_page_is_a_look_too_and_who_has_seen_it_is_a_page(served: Served) -> None:
    contract = await served.signed_contract()
    async with Visitor(served.url) as browser:
        await sign_in(browser, await served.sign_in_link())
        assert (await browser.get(f"/avtal/{contract}")).status_code == 200
        told = await browser.get(f"/avtal/{contract}/insyn")
    assert told.status_code == 200
    assert "avtalet med dess texter" in told.text
    assert [each["way"] for each in await looks(served, contract)] == ["page"]


async def test_the_page_of_one_of_its_steps_is_a_look(served: Served) -> None:
    contract = await served.signed_contract()
    async with Visitor(served.url) as browser:
        await sign_in(browser, await served.sign_in_link("p-03"))
        assert (await browser.get(f"/vecka/{contract}/invite")).status_code == 200
    assert [(each["person"], each["way"]) for each in await looks(served, contract)] == [("p-03", "page")]


async def test_only_who_is_responsible_sees_who_has_looked(served: Served) -> None:
    contract = await served.signed_contract()
    headers = await served.sign_in("p-03")
    path = f"/api/v1/contracts/{contract}/looks"
    assert (await served.http.get(path, headers=headers)).status_code == 403


def somebody(*roles: Role) -> Identity:
    return Identity(
        Person(id="p-9", name="Någon", department="klk", roles=roles, address="nagon@kommun.example")
    )


def test_who_is_given_no_texts_is_not_noted_as_having_seen_them() -> None:
    assert shown_to(somebody(Role.COORDINATOR)) == "texts"
    assert shown_to(somebody(Role.ADMINISTRATOR)) == "contract"


def test_who_only_runs_the_installation_must_say_why() -> None:
    assert must_say_why(somebody(Role.ADMINISTRATOR))
    assert not must_say_why(somebody(Role.COORDINATOR, Role.ADMINISTRATOR))
    assert not must_say_why(somebody(Role.CASE_WORKER))


async def test_a_reason_that_was_given_is_kept_and_opens_the_contract(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No policy of the tests has somebody who only administers: here everybody must say why."""
    contract = await served.signed_contract()
    for place in ("api.looks.must_say_why", "web.look_routes.must_say_why"):
        monkeypatch.setattr(place, lambda _: True)
    path = f"/api/v1/contracts/{contract}"
    refused = await served.http.get(path)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/reason_needed")
    told = await served.http.get(path, headers={"Insats-Reason": "Fels%C3%B6kning"})
    assert told.status_code == 200
    assert (await looks(served, contract))[0]["reason"] == "Felsökning"
    async with Visitor(served.url) as browser:
        await sign_in(browser, await served.sign_in_link("p-02"))
        asked = await browser.get(f"/avtal/{contract}")
        assert (asked.status_code, "Varför tittar du?" in asked.text) == (403, True)
        await browser.post(f"/avtal/{contract}/skal", data={"skal": "Fel i vyn"})
        assert (await browser.get(f"/avtal/{contract}")).status_code == 200
    assert ("reason", "Fel i vyn") in [
        (each["what"], each["reason"]) for each in await looks(served, contract)
    ]


LONG_AGO = """
INSERT INTO look (looked_at, person, role, what, way, month, number, leaf)
SELECT at, 'p-08', 'reader', 'export', 'cli', date_trunc('month', at), 1000000, sha256('')
FROM (SELECT now() - $1::interval AS at) AS past
"""  # what nobody but the database's owner can do


async def test_what_was_noted_is_not_changed_and_goes_by_whole_months_only(served: Served) -> None:
    pool = served.handler.pool
    await note_look(pool, Look("p-01", "coordinator", "contract", "api", uuid4()))
    for statement in ("UPDATE look SET person = 'p-02'", "DELETE FROM look", "TRUNCATE look"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute(statement)
    owner = await asyncpg.connect(served.settings.owner_url)
    undone = owner.transaction()
    await undone.start()
    for age in (timedelta(days=20), timedelta(days=700)):
        await owner.execute(LONG_AGO, age)
    assert await owner.fetchval("SELECT forget_looks(0)") == 1
    assert await owner.fetchval("SELECT count(*) FROM look WHERE person = 'p-08'") == 1
    await undone.rollback()
    await owner.close()
