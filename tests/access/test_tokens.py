"""Tokens of service accounts: narrowed, for a time, shown once, listed with their last use, revoked."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.access.office import Office

PATH = "/api/v1/tokens"
COMMANDS = "/api/v1/contracts/{}/commands"


async def made(office: Office, **more: Any) -> dict[str, Any]:
    answer = await office.api["administrator"].post(PATH, json={"person": "p-15", "name": "Diariet", **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def client(office: Office, token: str) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(base_url=office.served.url, headers=headers, timeout=30)


async def listed(office: Office, token: str) -> dict[str, Any]:
    found = (await office.api["administrator"].get(PATH)).json()
    return next(each for each in found if each["id"] == token)


async def test_a_token_opens_what_its_account_may_and_no_more(office: Office) -> None:
    token = await made(office)
    async with client(office, token["token"]) as service:
        assert (await service.get("/api/v1/contracts")).status_code == 200
        assert (await service.get(f"/api/v1/contracts/{office.open}")).status_code == 200
        assert (await service.get(f"/api/v1/contracts/{office.marked}")).status_code == 404
        assert (await service.get("/api/v1/notices")).status_code == 403
        assert (await service.get("/api/v1/me")).json()["id"] == "p-15"


async def test_a_token_is_narrowed_to_the_rights_that_it_was_made_with(office: Office) -> None:
    token = await made(office, rights=["trail"])
    async with client(office, token["token"]) as service:
        assert (await service.get(f"/api/v1/contracts/{office.open}/events")).status_code == 200
        assert (await service.get("/api/v1/contracts")).status_code == 403
        assert (await service.get("/api/v1/me")).json()["rights"] == ["be_here", "trail"]


async def test_what_was_answered_is_not_told_again_to_a_narrower_token(office: Office) -> None:
    whole, narrow = await made(office, person="p-17"), await made(office, person="p-17", rights=["contracts"])
    path, body = f"{COMMANDS.format(office.open)}/dry-run", {"command": {"type": "invite_to_dialogue"}}
    answers = []
    for token in (whole, narrow, whole):
        async with client(office, token["token"]) as service:
            answers.append(await service.post(path, json=body, headers={"Idempotency-Key": "nyckel-1"}))
    assert [each.status_code for each in answers] == [200, 403, 200]
    assert answers[0].content == answers[2].content


async def test_a_token_is_not_kept_to_be_told_again(office: Office) -> None:
    once, body = {"Idempotency-Key": "nyckel-2"}, {"person": "p-15", "name": "En gång"}
    first, again = [
        await office.api["administrator"].post(PATH, json=body, headers=once) for _ in ("first", "again")
    ]
    assert (first.status_code, again.status_code) == (201, 409)
    assert again.json()["type"] == "/problems/shown_once"
    found = (await office.api["administrator"].get(PATH)).json()
    assert len([each for each in found if each["name"] == "En gång"]) == 1


async def test_a_token_that_may_only_read_is_offered_no_command(office: Office) -> None:
    token = await made(office, person="p-17", rights=["contracts"])
    async with client(office, token["token"]) as service:
        contract = (await service.get(f"/api/v1/contracts/{office.open}")).json()
        assert {each["allowed"] for each in contract["allowed_actions"]} == {False}
        body = {"command": {"type": "invite_to_dialogue"}}
        path = f"/api/v1/contracts/{office.open}/commands"
        assert (await service.post(path, json=body, headers={"If-Match": "*"})).status_code == 403
    whole = await made(office, person="p-17")
    async with client(office, whole["token"]) as service:
        contract = (await service.get(f"/api/v1/contracts/{office.open}")).json()
        assert {each["allowed"] for each in contract["allowed_actions"]} == {True, False}


async def test_it_is_shown_once_and_only_its_hash_is_kept(office: Office) -> None:
    token = await made(office)
    assert token["token"].startswith("insats_")
    assert "token" not in await listed(office, token["id"])
    stored = await office.served.handler.pool.fetchval("SELECT string_agg(t::text, ' ') FROM api_token AS t")
    assert token["token"] not in stored


async def test_it_is_listed_with_its_last_use(office: Office) -> None:
    token = await made(office, days=30)
    before = await listed(office, token["id"])
    assert (before["last_used_at"], before["made_by"]) == (None, "p-12")
    lasts = datetime.fromisoformat(before["expires_at"]) - datetime.fromisoformat(before["made_at"])
    assert lasts == timedelta(days=30)
    async with client(office, token["token"]) as service:
        await service.get("/api/v1/me")
    assert (await listed(office, token["id"]))["last_used_at"]


async def test_revoked_it_opens_nothing(office: Office) -> None:
    token = await made(office)
    async with client(office, token["token"]) as service:
        assert (await service.get("/api/v1/me")).status_code == 200
        path = f"{PATH}/{token['id']}"
        assert (await office.api["administrator"].delete(path)).status_code == 204
        assert (await service.get("/api/v1/me")).status_code == 401
        assert (await office.api["administrator"].delete(path)).status_code == 404
    assert (await listed(office, token["id"]))["revoked_at"]


async def test_when_it_has_expired_it_opens_nothing(office: Office) -> None:
    token = await made(office)
    pool = office.served.handler.pool
    await pool.execute("UPDATE api_token SET expires_at = now() WHERE id = $1", token["id"])
    async with client(office, token["token"]) as service:
        assert (await service.get("/api/v1/me")).status_code == 401


async def test_who_has_guessed_the_prefix_has_guessed_nothing(office: Office) -> None:
    async with client(office, f"insats_{uuid4()}") as service:
        assert (await service.get("/api/v1/me")).status_code == 401


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"person": "p-11"}, "no_service_account"),
        ({"person": "p-99"}, "no_service_account"),
        ({"rights": ["run"]}, "beyond_its_rights"),
        ({"rights": ["everything"]}, "malformed"),
        ({"days": 401}, "malformed"),
        ({"days": 0}, "malformed"),
        ({"name": " "}, "malformed"),
    ],
)
async def test_a_token_of_a_person_or_beyond_the_accounts_rights_is_not_made(
    office: Office, told: dict[str, Any], problem: str
) -> None:
    body = {"person": "p-15", "name": "Diariet", **told}
    answer = await office.api["administrator"].post(PATH, json=body)
    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{problem}")
