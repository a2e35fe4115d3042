"""Who is here and who is away; one's own absence told from the page; sign-ins and tokens ended by an administrator."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from uuid import uuid4

import pytest

from sign_in.api_tokens import ApiTokens
from tests.access.conftest import an_office
from tests.access.office import Office
from tests.visitor import Visitor
from tests.web.test_who_may import sign_in


@pytest.fixture(scope="module")
async def own(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """Of its own: whoever is away is away for every other test."""
    async with an_office(tmp_path_factory.mktemp("people")) as there:
        yield there


@asynccontextmanager
async def signed_in(own: Office, person: str) -> AsyncIterator[Visitor]:
    async with Visitor(own.served.url) as visitor:
        await sign_in(visitor, await own.served.sign_in_link(person))
        yield visitor


def absence(first: date, last: date, deputy: str = "p-02", **more: str) -> dict[str, str]:
    told = {"deputy": deputy, "first_day": first.isoformat(), "last_day": last.isoformat()}
    return told | {"command_id": str(uuid4())} | more


async def test_one_tells_of_ones_own_absence_and_takes_it_back(own: Office) -> None:
    today = await own.served.today()
    async with signed_in(own, "p-03") as case_worker:
        assert "Alla är här i dag" in (await case_worker.get("/personer")).text
        sent = absence(
            today, today + timedelta(days=3), person="p-02"
        )  # of somebody else: it counts as their own
        assert (await case_worker.post("/personer/borta", data=sent)).status_code == 303
        page = (await case_worker.get("/personer")).text
        assert "Handläggare Elif Ö. är borta i dag" in page
        assert "Upphandlare Sam D. ersätter" in page
        (action,) = re.findall(r'action="(/personer/borta/\d+/ta-bort)"', page)
        async with signed_in(own, "p-04") as another:
            assert action not in (await another.get("/personer")).text
            assert (await another.post(action)).status_code == 403
        assert (await case_worker.post(action)).status_code == 303
        assert "Alla är här i dag" in (await case_worker.get("/personer")).text


async def test_what_is_wrong_is_told_at_its_field_and_what_was_written_stands(own: Office) -> None:
    today = await own.served.today()
    async with signed_in(own, "p-03") as case_worker:
        empty = await case_worker.post("/personer/borta", data={"first_day": "snart"})
        assert empty.status_code == 422
        assert 'id="deputy-fault"' in empty.text
        assert 'value="snart"' in empty.text
        backwards = absence(today + timedelta(days=3), today)
        assert (await case_worker.post("/personer/borta", data=backwards)).status_code == 409


async def test_a_coordinator_tells_of_anybodys(own: Office) -> None:
    ahead = await own.served.today() + timedelta(days=30)
    async with signed_in(own, "p-11") as coordinator:
        sent = absence(ahead, ahead, person="p-05")
        assert (await coordinator.post("/personer/borta", data=sent)).status_code == 303
        page = (await coordinator.get("/personer")).text
    assert "Enhetschef Ingrid B." in page
    (action,) = re.findall(r'action="(/personer/borta/\d+/ta-bort)"', page)
    async with signed_in(own, "p-11") as coordinator:
        await coordinator.post(action)


async def test_an_administrator_ends_sign_ins_and_tokens_and_nobody_else_sees_them(own: Office) -> None:
    tokens = ApiTokens(own.served.handler.pool)
    secret, token = await tokens.make("p-15", "Diariet 77", ["contracts"], timedelta(days=9), "p-12")
    async with signed_in(own, "p-04") as lost, signed_in(own, "p-12") as administrator:
        assert (await lost.get("/personer/inloggningar")).status_code == 403
        assert "/personer/inloggningar" not in (await lost.get("/personer")).text
        page = (await administrator.get("/personer/inloggningar")).text
        assert "Diariet 77" in page
        assert secret not in page
        await administrator.post("/personer/inloggningar/p-04/avsluta")
        assert (await lost.get("/vecka")).headers["location"] == "/logga-in"
        await administrator.post(f"/personer/nycklar/{token.id}/aterkalla")
        assert "återkallad" in (await administrator.get("/personer/inloggningar")).text
    assert await tokens.of(secret) is None


async def test_an_auditor_begins_with_the_audit_and_sees_no_menu_of_contracts(own: Office) -> None:
    async with signed_in(own, "p-14") as auditor:
        assert (await auditor.get("/")).headers["location"] == "/granskning"
        page = (await auditor.get("/granskning")).text
    assert 'href="/avtal"' not in page
    assert f'href="/avtal/{own.marked}/insyn"' in page
    assert f'href="/avtal/{own.marked}"' not in page
