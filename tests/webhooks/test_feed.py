"""The feed: what happened, in the order of the log, nothing twice and nothing missed, from wherever one left off."""

import asyncio
from uuid import uuid4

import pytest

from tests.served import Served


async def read_on(served: Served, after: int, limit: int = 100) -> tuple[list[int], int]:
    """All positions until there are no more, and where to go on."""
    found: list[int] = []
    while True:
        answer = (await served.http.get("/api/v1/events", params={"after": after, "limit": limit})).json()
        found += [each["data"]["position"] for each in answer["items"]]
        if answer["next"] == after:
            return found, after
        after = answer["next"]


async def test_the_pages_of_a_feed_are_all_that_happened_to_contracts(served: Served) -> None:
    await served.signed_contract()
    await served.signed_contract()
    found, end = await read_on(served, 0, 7)
    expected = await served.handler.pool.fetch(
        "SELECT position FROM event WHERE position <= $1 AND stream_id IN (SELECT id FROM contract) ORDER BY 1",
        end,
    )
    assert found == [row["position"] for row in expected]
    assert len(found) > 7


async def test_whoever_asks_while_others_write_misses_nothing(served: Served) -> None:
    _, start = await read_on(served, 0, 1000)
    writing = asyncio.gather(*(served.registered_contract() for _ in range(25)))
    found, after = [], start
    while not writing.done():
        more, after = await read_on(served, after, 3)
        found += more
    more, after = await read_on(served, after)
    found += more
    contracts = await writing
    written = await served.handler.pool.fetch(
        "SELECT position FROM event WHERE stream_id = ANY($1) ORDER BY 1", contracts
    )
    assert found == sorted(set(found))
    assert {row["position"] for row in written} <= set(found)


async def test_a_feed_is_of_the_types_the_department_or_the_contract_that_is_asked_for(
    served: Served,
) -> None:
    contract, _ = await served.signed_contract(), await served.signed_contract()

    async def of(**asked: object) -> list[str]:
        params = {"contract_id": str(contract), **asked}
        answer = await served.http.get("/api/v1/events", params=params)  # type: ignore[arg-type]
        return [each["type"] for each in answer.json()["items"]]

    everything = await of()
    assert everything[:2] == ["insats.ContractRegistered", "insats.StepOpened"]
    assert await of(types="insats.ClauseTriaged") == ["insats.ClauseTriaged"]
    assert (await of(department="klk"), await of(department="skola")) == (everything, [])
    assert await of(contract_id=str(uuid4())) == []


async def test_a_type_that_there_is_none_of_is_told_with_one_like_it(served: Served) -> None:
    answer = await served.http.get("/api/v1/events", params={"types": "ClauseTriaged"})
    assert (answer.status_code, "insats.ClauseTriaged" in answer.json()["detail"]) == (422, True)


@pytest.mark.parametrize("after", [2**40, 2**53 - 1])
async def test_whoever_has_come_further_than_the_log_is_told_that_it_is_another(
    served: Served, after: int
) -> None:
    """It was restored with a loss: who went on from there would miss what takes those places now."""
    answer = await served.http.get("/api/v1/events", params={"after": after})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/beyond_the_end")
    headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after)[:18]}
    answer = await served.http.get("/api/v1/events/stream", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/beyond_the_end")


async def test_the_largest_position_is_one_that_every_reader_of_json_reads_exactly(served: Served) -> None:
    answer = await served.http.get("/api/v1/events", params={"after": 2**53})
    assert answer.status_code == 422
    found = (await served.http.get("/api/v1/openapi.json")).json()["paths"]
    for path in ("/api/v1/events", "/api/v1/webhooks/{webhook_id}/deliveries"):
        (after,) = (each for each in found[path]["get"]["parameters"] if each["name"] == "after")
        assert after["schema"]["maximum"] == 2**53 - 1
