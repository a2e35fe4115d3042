"""An administrator opens the installation to another system from a page: a token, a webhook; and looks after both."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from sign_in.api_tokens import ApiTokens
from tests.access.conftest import an_office
from tests.access.office import Office
from tests.visitor import Visitor
from tests.web.test_who_may import sign_in
from tests.webhooks.subscriber import receiving

NEW_TOKEN, NEW_WEBHOOK = "/personer/nycklar/ny", "/webhookar/ny"
SECRET = re.compile(r"(insats_[\w-]+|whsec_[\w+/=]+)</textarea>")


@pytest.fixture(scope="module")
async def own(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with an_office(tmp_path_factory.mktemp("systems")) as there:
        yield there


@asynccontextmanager
async def signed_in(own: Office, person: str = "p-12") -> AsyncIterator[Visitor]:
    async with Visitor(own.served.url) as visitor:
        await sign_in(visitor, await own.served.sign_in_link(person))
        yield visitor


async def test_a_token_is_made_shown_once_narrowed_and_used(own: Office) -> None:
    async with signed_in(own) as administrator:
        form = (await administrator.get(NEW_TOKEN)).text
        assert ("ratt.contracts" in form, "ratt.work" in form) == (True, True)  # p-17 is a case worker too
        told = {"person": "p-15", "name": "Diariet 88", "ratt.contracts": "on", "days": "30"}
        answer = await administrator.post(NEW_TOKEN, told)
        (secret,) = SECRET.findall(answer.text)
        assert answer.headers["cache-control"] == "no-store"
        listed = (await administrator.get("/personer/inloggningar")).text
        assert "Diariet 88" in listed
        assert secret not in listed
    async with httpx.AsyncClient(
        base_url=own.served.url, headers={"Authorization": f"Bearer {secret}"}
    ) as it:
        assert (await it.get("/api/v1/contracts")).status_code == 200
        assert (await it.get(f"/api/v1/contracts/{own.open}/events")).status_code == 403
        assert (await it.get("/api/v1/me")).json()["rights"] == ["be_here", "contracts"]
    (made,) = [
        each for each in await ApiTokens(own.served.handler.pool).listed() if each.name == "Diariet 88"
    ]
    assert made.expires_at - made.made_at == timedelta(days=30)
    assert (made.made_by, made.last_used_at is not None) == ("p-12", True)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"person": ""}, "person"),
        ({"person": "p-03"}, "person"),
        ({"name": ""}, "name"),
        ({"ratt.contracts": ""}, ""),
        ({"ratt.work": "on"}, "rights"),
        ({"ratt.everything": "on"}, "rights"),
        ({"days": "401"}, "days"),
        ({"days": "0"}, "days"),
        ({"days": "snart"}, "days"),
    ],
)
async def test_what_does_not_hold_is_told_at_its_field(
    own: Office, changed: dict[str, str], field: str
) -> None:
    told = {"person": "p-15", "name": "Aldrig", "ratt.contracts": "on", "days": "30"} | changed
    told = {name: value for name, value in told.items() if value}
    async with signed_in(own) as administrator:
        answer = await administrator.post(NEW_TOKEN, told)
    assert answer.status_code == 422
    assert f'id="{field or "rights"}-fault"' in answer.text
    assert "Aldrig" not in [each.name for each in await ApiTokens(own.served.handler.pool).listed()]


async def test_a_webhook_is_made_tried_paused_and_taken_away(own: Office) -> None:
    async with receiving() as subscriber, signed_in(own) as administrator:
        told = {"url": subscriber.url, "event_types": "insats.ClauseTriaged, insats.DialogueHeld"}
        answer = await administrator.post(NEW_WEBHOOK, told | {"department": "jobbcenter"})
        (secret,) = SECRET.findall(answer.text)
        (address,) = re.findall(r'href="(/webhookar/[0-9a-f-]{36})"', answer.text)
        assert "togs emot: 204" in (await administrator.post(f"{address}/prova")).text
        (got,) = subscriber.got
        assert got.is_signed_with(secret)
        assert got.event["type"] == "insats.WebhookTested"
        page = (await administrator.get(address)).text
        assert "insats.ClauseTriaged, insats.DialogueHeld; " in page
        assert secret not in page
        subscriber.answers = lambda _: "500 Oops"
        assert "kom inte fram: 500" in (await administrator.post(f"{address}/prova")).text
        for what, then in (("stoppa", "pausad"), ("starta", "i bruk")):
            assert (await administrator.post(f"{address}/{what}")).status_code == 303
            assert then in (await administrator.get(address)).text
        assert subscriber.url in (await administrator.get("/webhookar")).text
        assert (await administrator.post(f"{address}/vad-som-helst")).status_code == 404
        await administrator.post(f"{address}/ta-bort")
        assert (await administrator.get(address)).status_code == 404


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "url"),
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"url": "https://namn:ord@example.se/"}, "url"),
        ({"url": "http://127.0.0.1:9/x", "event_types": "insats.ClauseTriage"}, "event_types"),
        ({"url": "http://127.0.0.1:9/x", "department": "parken"}, "department"),
    ],
)
async def test_where_nothing_is_sent_is_told_at_its_field(
    own: Office, told: dict[str, str], field: str
) -> None:
    async with signed_in(own) as administrator:
        answer = await administrator.post(NEW_WEBHOOK, told)
        assert answer.status_code == 422
        assert f'id="{field}-fault"' in answer.text
        assert "Inget annat system får veta något" in (await administrator.get("/webhookar")).text


async def test_nobody_else_comes_here(own: Office) -> None:
    async with signed_in(own, "p-11") as coordinator:
        assert "/webhookar" not in (await coordinator.get("/status")).text
        for path in (NEW_TOKEN, NEW_WEBHOOK, "/webhookar"):
            assert (await coordinator.get(path)).status_code == 403
            if path != "/webhookar":
                assert (await coordinator.post(path)).status_code == 403
