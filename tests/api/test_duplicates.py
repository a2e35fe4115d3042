"""Contracts that two sources may both tell of: found, shown side by side, joined or kept apart."""

from typing import Any
from uuid import UUID, uuid4

from tests.api.test_imports import read_in, register_of
from tests.served import Served


async def by_hand(served: Served, mark: str, **told: Any) -> UUID:
    contract = uuid4()
    facts = {
        "title": "Städ",
        "contract_number": mark,
        "buyers": [{"name": "Exempelköping"}],
        "suppliers": [{"name": f"Städ {mark} AB", "number": ""}],
    }
    assert (await served.do(contract, "register_contract", facts=facts | told)).status_code == 201
    return contract


async def by_register(served: Served, mark: str, rest: str = ";;;2028-12-31;;;") -> UUID:
    (line,) = await read_in(served, register_of(f"{mark};Städning;Städ {mark} AB{rest}"))
    assert line["outcome"] == "imported", line
    return UUID(line["contracts"][0]["id"])


async def pair(served: Served, *contracts: UUID) -> dict[str, Any] | None:
    of_one = {"contract": str(contracts[0])}
    found = (await served.http.get("/api/v1/duplicates", params=of_one)).json()
    wanted = {str(each) for each in contracts}
    return next((each for each in found if {each["one"]["id"], each["other"]["id"]} == wanted), None)


async def test_the_same_number_and_supplier_from_two_sources_are_shown_side_by_side(served: Served) -> None:
    mark = uuid4().hex[:8]
    hand, row = await by_hand(served, mark), await by_register(served, mark)
    found = await pair(served, hand, row)
    assert found
    assert found["same"] == ["supplier", "number"]
    assert {"title", "ends_on"} <= set(found["differ"])
    sides = {side["id"]: side for side in (found["one"], found["other"])}
    assert sides[str(row)]["sources"]["title"]["source"]["contract_ref"] == "2"
    assert sides[str(hand)]["sources"]["title"]["source"] is None


async def test_joined_the_one_keeps_what_it_has_and_takes_what_it_lacks(served: Served) -> None:
    mark = uuid4().hex[:8]
    hand, row = await by_hand(served, mark), await by_register(served, mark)
    answer = await served.http.post("/api/v1/duplicates/join", json={"keep": str(hand), "away": str(row)})
    assert (answer.status_code, answer.json()["taken"]) == (200, ["ends_on"])
    kept, away = await served.contract(hand), await served.contract(row)
    assert (kept["facts"]["title"], kept["facts"]["ends_on"]) == ("Städ", "2028-12-31")
    assert (away["phase"], away["events"][-1]["data"]["number"]) == ("closed", mark)
    assert await pair(served, hand, row) is None
    sources = (await served.http.get(f"/api/v1/contracts/{hand}/sources")).json()
    assert sources["ends_on"]["type"] == "DetailsJoined"


async def test_what_somebody_chooses_is_taken(served: Served) -> None:
    mark = uuid4().hex[:8]
    hand, row = await by_hand(served, mark), await by_register(served, mark)
    body = {"keep": str(hand), "away": str(row), "fields": ["title"]}
    assert (await served.http.post("/api/v1/duplicates/join", json=body)).json()["taken"] == ["title"]
    assert (await served.contract(hand))["facts"]["title"] == "Städning"


async def test_kept_apart_they_are_not_shown_again(served: Served) -> None:
    mark = uuid4().hex[:8]
    hand, row = await by_hand(served, mark), await by_register(served, mark)
    body = {"one": str(row), "other": str(hand)}
    assert (await served.http.post("/api/v1/duplicates/apart", json=body)).status_code == 200
    assert await pair(served, hand, row) is None


async def test_two_of_another_number_or_supplier_are_not_alike(served: Served) -> None:
    mark = uuid4().hex[:8]
    hand = await by_hand(served, mark)
    other_supplier = await by_register(served, f"{mark}x")
    assert await pair(served, hand, other_supplier) is None


async def test_where_one_has_no_number_the_days_tell(served: Served) -> None:
    mark = uuid4().hex[:8]
    name = {"suppliers": [{"name": f"Städ {mark} AB"}], "contract_number": ""}
    hand = await by_hand(
        served, mark, **name, signed_on="2025-03-03", source={"kind": "eforms", "procedure_id": mark}
    )
    row = await by_register(served, mark, ";;2025-03-03;;;;")
    found = await pair(served, hand, row)
    assert found
    assert found["same"] == ["supplier", "days"]


async def test_what_has_begun_is_not_joined_away(served: Served) -> None:
    mark = uuid4().hex[:8]
    hand, row = (
        await by_hand(served, mark),
        await by_register(served, mark, ";;2025-03-03;2029-01-01;dialog;;"),
    )
    answer = await served.http.post("/api/v1/duplicates/join", json={"keep": str(hand), "away": str(row)})
    assert answer.status_code == 409
    assert (await served.contract(hand))["facts"].get("ends_on") is None
