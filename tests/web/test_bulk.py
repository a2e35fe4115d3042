"""One act on many contracts from the list: looked at before anything is done, and each done for itself."""

import re
from typing import Any
from uuid import UUID, uuid4

from tests.served import Served
from tests.visitor import Visitor
from tests.web.test_who_may import sign_in

OWNER = {"vad": "name_contract_owner", "person": "p-02"}
HIDDEN = re.compile(r'name="(avtal\.[0-9a-f-]{36})" value="(\d*)"')


def marked(*contracts: UUID, **more: str) -> dict[str, str]:
    return {**{f"avtal.{each}": "" for each in contracts}, "command_id": str(uuid4()), **more}


async def events(served: Served, contract: UUID) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await served.http.get(f"/api/v1/contracts/{contract}/events")).json()
    return found


async def owners(served: Served, *contracts: UUID) -> list[str]:
    return [
        event["data"]["person"]
        for contract in contracts
        for event in await events(served, contract)
        if event["type"] == "ContractOwnerNamed"
    ]


async def test_it_is_looked_at_before_it_is_done(served: Served, coordinator: Visitor) -> None:
    three = [await served.registered_contract() for _ in range(3)]
    asked = await coordinator.post("/avtal/flera", marked(*three, vad="name_contract_owner"))
    assert (asked.status_code, asked.text.count('name="avtal.')) == (200, 3)
    shown = await coordinator.post("/avtal/flera", marked(*three, **OWNER, visa="ja"))
    assert "3 ändras, 0 hoppas över" in shown.text
    assert await owners(served, *three) == []
    versions = dict(HIDDEN.findall(shown.text))
    assert set(versions.values()) == {"2"}
    done = await coordinator.post("/avtal/flera", marked(**versions, **OWNER, gor="ja"))
    assert "3 ändrade, 0 överhoppade" in done.text
    assert await owners(served, *three) == ["p-02"] * 3


async def test_what_somebody_has_changed_since_it_was_looked_at_is_passed_over(
    served: Served, coordinator: Visitor
) -> None:
    one, other = await served.registered_contract(), await served.registered_contract()
    shown = await coordinator.post("/avtal/flera", marked(one, other, **OWNER, visa="ja"))
    versions = dict(HIDDEN.findall(shown.text))
    await served.do(one, "pass_on_step", step="triage", to="jobbcenter", reason="De kan det.")
    done = await coordinator.post("/avtal/flera", marked(**versions, **OWNER, gor="ja"))
    assert "1 ändrade, 1 överhoppade" in done.text
    assert (await owners(served, one), await owners(served, other)) == ([], ["p-02"])


async def test_a_fault_is_beside_its_field_and_nothing_marked_is_said(
    served: Served, coordinator: Visitor
) -> None:
    contract = await served.registered_contract()
    sent = marked(contract, vad="pass_on_step", to="jobbcenter", reason="", visa="ja")
    wrong = await coordinator.post("/avtal/flera", sent)
    assert wrong.status_code == 422
    assert 'href="#pass_on_step-reason"' in wrong.text
    assert 'id="pass_on_step-reason-fault"' in wrong.text
    assert '<option value="jobbcenter" selected>' in wrong.text
    nothing = await coordinator.post("/avtal/flera", marked(**OWNER))
    assert (nothing.status_code, "Markera minst ett avtal." in nothing.text) == (422, True)
    assert (await coordinator.post("/avtal/flera", marked(contract, vad="erase"))).status_code == 404


async def test_all_that_the_view_has_are_taken_by_what_it_asks(served: Served, coordinator: Visitor) -> None:
    number = f"MÅNGA-{uuid4().hex[:6]}"
    two = [await served.registered_contract(number), await served.registered_contract(number)]
    listed = (await coordinator.get(f"/avtal?text={number}")).text
    assert all(f'name="avtal.{each}" form="several"' in listed for each in two)
    told = {"vad": "pass_on_step", "to": "jobbcenter", "reason": "De kan det.", "alla": "ja"}
    shown = await coordinator.post("/avtal/flera", marked(**told, vy=f"text={number}", visa="ja"))
    assert "2 ändras, 0 hoppas över" in shown.text
    assert "Avgör klausulen" in shown.text  # of each, the step that comes first


async def test_who_may_not_is_offered_nothing_and_changes_nothing(served: Served) -> None:
    contract = await served.registered_contract()
    async with Visitor(served.url) as case_worker:
        await sign_in(case_worker, await served.sign_in_link("p-03"))
        assert 'value="name_contract_owner"' not in (await case_worker.get("/avtal")).text
        done = await case_worker.post("/avtal/flera", marked(contract, **OWNER, gor="ja"))
        assert "0 ändrade, 1 överhoppade" in done.text
    async with Visitor(served.url) as head:
        await sign_in(head, await served.sign_in_link("p-05"))
        assert 'id="several"' not in (await head.get("/avtal")).text
        assert (await head.post("/avtal/flera", marked(contract, **OWNER, gor="ja"))).status_code == 403
    assert await owners(served, contract) == []
