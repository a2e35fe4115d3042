"""Contracts that wait for a decision about their clause: what the sources say, decided one by one or many."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.served import Served

Row = Mapping[str, Any]


async def waiting(served: Served, **filters: str) -> list[Row]:
    answer = await served.http.get("/api/v1/triage", params=filters)
    items: list[Row] = answer.json()["items"]
    return items


async def unsigned(served: Served, mark: str, **told: Any) -> UUID:
    contract = uuid4()
    facts = {
        "title": "Städ",
        "contract_number": f"{mark}-{contract.hex[:3]}",  # one digit fewer than a personnummer has at its end
        "buyers": [{"name": "Exempelköping"}],
    }
    answer = await served.do(contract, "register_contract", facts=facts | told)
    assert answer.status_code == 201, answer.text
    return contract


async def decided(served: Served, *contracts: UUID, **command: Any) -> list[Row]:
    body = {"contracts": list(map(str, contracts)), "command": {"type": "triage_clause", **command}}
    answer = await served.http.post("/api/v1/triage", json=body)
    assert answer.status_code == 200, answer.text
    outcomes: list[Row] = answer.json()
    return outcomes


async def test_what_waits_is_listed_with_what_the_sources_say(served: Served) -> None:
    mark = uuid4().hex[:8]
    told = {
        "suppliers": [{"name": "Åkes Städ AB"}],
        "buyer_unit": f"Enhet {mark}",
        "cpv": ["90919300"],
        "value": {"amount": "8400000", "currency": "SEK"},
        "social_objectives": ["opp"],
        "lots": [{"id": "LOT-1", "performance_terms": "Praktikplatser erbjuds."}],
    }
    contract = await unsigned(served, mark, **told)
    (row,) = await waiting(served, text=mark)
    assert (row["id"], row["suppliers"], row["cpv"], row["amount"]) == (
        str(contract),
        ["Åkes Städ AB"],
        ["90919300"],
        "8400000",
    )
    assert (row["objectives"], row["terms"], row["source"]) == (["opp"], True, "manual")
    assert await waiting(served, buyer_unit=f"Enhet {mark}", cpv="909") == [row]
    assert await waiting(served, buyer_unit=f"Enhet {mark}", cpv="45") == []


async def test_many_are_decided_at_once_and_one_that_is_refused_holds_up_no_other(served: Served) -> None:
    mark = uuid4().hex[:8]
    first, second = await unsigned(served, mark), await unsigned(served, mark)
    yesterday = (await served.today() - timedelta(days=1)).isoformat()
    signed = await unsigned(served, mark, signed_on=yesterday)
    outcomes = await decided(served, first, signed, second, uuid4(), clause="dialogue_clause")
    assert [each["done"] for each in outcomes] == [True, False, True, False]
    assert yesterday in outcomes[1]["reason"] or "före i dag" in outcomes[1]["reason"]
    assert [row["id"] for row in await waiting(served, text=mark)] == [str(signed)]
    again = await decided(served, first, clause="bonus_clause")
    assert not again[0]["done"]
    outcome = await decided(served, signed, clause="no_clause", reason="Under gränsen.")
    assert outcome[0]["done"]
    assert (await served.contract(signed))["phase"] == "closed"


async def test_a_decision_sent_twice_is_one(served: Served) -> None:
    contract = await unsigned(served, uuid4().hex[:8])
    body = {
        "contracts": [str(contract)],
        "command": {"type": "triage_clause", "clause": "dialogue_clause"},
        "command_id": str(uuid4()),
    }
    answers = [(await served.http.post("/api/v1/triage", json=body)).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert [each["type"] for each in (await served.contract(contract))["events"]].count("ClauseTriaged") == 1


async def test_where_no_rule_answers_the_contract_waits_on(served: Served) -> None:
    mark = uuid4().hex[:8]
    contract = await unsigned(served, mark)
    answer = await served.http.post("/api/v1/triage/rules", json={"contracts": [str(contract)]})
    assert [(each["done"], each["reason"]) for each in answer.json()] == [(False, "")]
    assert len(await waiting(served, text=mark)) == 1


async def test_a_long_list_is_read_page_by_page(served: Served) -> None:
    mark = uuid4().hex[:8]
    contracts = {str(await unsigned(served, mark)) for _ in range(3)}
    first = (await served.http.get("/api/v1/triage", params={"text": mark, "limit": "2"})).json()
    rest = (
        await served.http.get("/api/v1/triage", params={"text": mark, "limit": "2", "after": first["next"]})
    ).json()
    assert (first["total"], rest["next"]) == (3, None)
    wrong = await served.http.get("/api/v1/triage", params={"after": f"{first['next'][:-2]}x"})
    assert (wrong.status_code, wrong.json()["type"]) == (422, "/problems/bad_cursor")
    assert {row["id"] for row in first["items"] + rest["items"]} == contracts


async def test_no_last_day_runs_before_somebody_has_decided(served: Served) -> None:
    contract = await unsigned(served, uuid4().hex[:8])
    assert (await served.contract(contract))["deadlines"] == []


async def test_a_reader_decides_nothing(served: Served) -> None:
    contract = await unsigned(served, uuid4().hex[:8])
    body = {"contracts": [str(contract)], "command": {"type": "triage_clause", "clause": "bonus_clause"}}
    answer = await served.http.post("/api/v1/triage", json=body, headers=await served.sign_in("p-05"))
    assert answer.status_code == 403
