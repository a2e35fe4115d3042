"""The policy from a page: what holds is told, a faulty one by line, and another is planned before it is adopted."""

import re
from collections.abc import AsyncIterator
from datetime import date

import pytest

from tests.access.conftest import an_office
from tests.access.office import POLICY, Office
from tests.served import Served
from tests.visitor import Visitor
from tests.web.test_who_may import sign_in


@pytest.fixture(scope="module")
async def own(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """Of its own: another policy is adopted here."""
    async with an_office(tmp_path_factory.mktemp("policy")) as there:
        yield there


@pytest.fixture
async def keeper(own: Office) -> AsyncIterator[Visitor]:
    async with Visitor(own.served.url) as client:
        await sign_in(client, await own.served.sign_in_link("p-12"))
        yield client


def closed_on(day: date) -> str:
    return POLICY.replace("closing_days = []", f"closing_days = [{day}]", 1)


async def a_running_last_day(served: Served) -> date:
    query = "SELECT due FROM deadline WHERE outcome = 'running' ORDER BY due LIMIT 1"
    found: date = await served.handler.pool.fetchval(query)
    return found


async def test_what_holds_is_told_in_tables(own: Office, keeper: Visitor) -> None:
    page = (await keeper.get("/policy")).text
    policy = own.served.handler.policy
    assert policy.version in page
    assert all(each.name in page for each in policy.departments)
    assert "1 arbetsdag sent: förvaltningen" in page
    letters = (await keeper.get("/policy/versioner/1")).text
    assert "[[departments]]" in letters
    assert 'href="/policy/versioner/1"' in (await keeper.get("/policy/versioner")).text


async def test_a_faulty_file_is_told_by_line_with_its_remedy_and_what_was_written_stands(
    own: Office, keeper: Visitor
) -> None:
    text = POLICY.replace('roles = ["case_worker"]', 'roles = ["case_wroker"]', 1)
    answer = await keeper.post("/policy/plan", data={"text": text, "namn": "min"})
    line = text[: text.index("case_wroker")].count("\n") + 1
    assert answer.status_code == 422
    assert f"Rad {line}" in answer.text
    assert "Menade du case_worker?" in answer.text
    assert "case_wroker" in answer.text
    assert (await keeper.post("/policy/plan", data={"text": " "})).status_code == 422


async def test_a_file_that_is_chosen_goes_before_the_text(keeper: Visitor) -> None:
    sent = {"text": POLICY, "namn": "annan"}
    file = {"fil": ("ny.toml", b"municipality = ", "application/toml")}
    answer = await keeper.post("/policy/plan", data=sent, files=file)
    assert "Rad 1" in answer.text


async def test_another_is_planned_and_adopted_only_with_a_reason_and_over_the_one_that_was_seen(
    own: Office, keeper: Visitor
) -> None:
    day = await a_running_last_day(own.served)
    text, before = closed_on(day), own.served.handler.policies.number
    planned = (
        await keeper.post("/policy/plan", data={"text": text.replace("\n", "\r\n"), "namn": "ny"})
    ).text
    assert "Sista dagar som flyttas" in planned
    assert "är ledig dag" in planned
    asked = {"text": text, "namn": "ny", "ersatter": str(before), "command_id": _command_id(planned)}
    assert (await keeper.post("/policy/anta", data=asked)).status_code == 422
    assert own.served.handler.policies.number == before
    late = asked | {"skal": "bron är öppen", "ersatter": str(before - 1)}
    assert (await keeper.post("/policy/anta", data=late)).status_code == 409
    assert (await keeper.post("/policy/anta", data=asked | {"skal": "stängt den dagen"})).status_code == 303
    page = (await keeper.get("/policy")).text
    assert "stängt den dagen" in page
    assert "Person p-12" in page
    again = (await keeper.post("/policy/plan", data={"text": text, "namn": "ny"})).text
    assert "Det är redan det som gäller" in again


def _command_id(page: str) -> str:
    found = re.search(r'name="command_id" value="([^"]+)"', page)
    assert found
    return found[1]


async def test_who_may_not_keep_it_is_shown_nothing_of_it(own: Office) -> None:
    async with Visitor(own.served.url) as case_worker:
        await sign_in(case_worker, await own.served.sign_in_link("p-03"))
        for address in ("/policy", "/policy/andra", "/policy/versioner/1"):
            assert (await case_worker.get(address)).status_code == 403
        assert 'href="/policy"' not in (await case_worker.get("/granskning")).text
