"""Nothing is open but health and signing in."""

import re
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.served import Served

OPEN = {"/healthz", "/readyz", "/api/v1/sessions", "/api/v1/sessions/back-channel-logout"}


async def test_every_route_but_health_and_signing_in_refuses_who_is_not_signed_in(served: Served) -> None:
    described = (await served.http.get("/api/v1/openapi.json")).json()
    async with httpx.AsyncClient(base_url=served.url) as nobody:
        for path, methods in described["paths"].items():
            if path in OPEN or not path.startswith("/api/"):
                continue
            for method in methods:
                answer = await nobody.request(method, re.sub(r"\{\w+\}", str(uuid4()), path))
                assert answer.status_code == 401, (method, path)
                assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_sign_in_link_works_once(served: Served) -> None:
    link = (await served.sign_in_link()).partition("lank=")[2]
    first = await served.http.post("/api/v1/sessions", json={"link": link})
    second = await served.http.post("/api/v1/sessions", json={"link": link})
    assert (first.status_code, second.status_code) == (201, 401)
    assert second.json()["type"] == "/problems/link_used"


async def test_no_secret_is_stored_in_clear(served: Served) -> None:
    link = (await served.sign_in_link()).partition("lank=")[2]
    token = (await served.http.post("/api/v1/sessions", json={"link": link})).json()["access_token"]
    stored = await served.handler.pool.fetchval("SELECT string_agg(session::text, ' ') FROM session")
    assert link not in stored
    assert token not in stored


async def test_a_head_of_unit_reads_but_does_not_change(served: Served) -> None:
    headers = await served.sign_in("p-05")
    contract = await served.signed_contract()
    body = {"command": {"type": "invite_to_dialogue"}}
    path = f"/api/v1/contracts/{contract}"
    assert (await served.http.get(path, headers=headers)).status_code == 200
    refused = await served.http.post(f"{path}/commands", json=body, headers=headers)
    assert refused.status_code == 403


@pytest.mark.parametrize("path", ["/api/v1/rebuild", "/api/v1/clock", "/api/v1/mail-test"])
async def test_only_an_administrator_runs_the_installation(served: Served, path: str) -> None:
    headers = await served.sign_in("p-03")
    assert (await served.http.post(path, json={}, headers=headers)).status_code == 403


@pytest.mark.parametrize(
    ("language", "detail"),
    [("sv", "Det avtalet finns inte."), ("en", "There is no such contract.")],
)
async def test_a_refusal_is_told_in_the_readers_language(served: Served, language: str, detail: str) -> None:
    answer = await served.http.get(f"/api/v1/contracts/{uuid4()}", headers={"Accept-Language": language})
    problem: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (problem["status"], problem["detail"]) == (404, detail)


async def test_a_malformed_request_is_told_where_without_repeating_what_was_sent(served: Served) -> None:
    answer = await served.do(uuid4(), "sign_contract", signed_on="Anna Andersson")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"].endswith("signed_on")
    assert "Andersson" not in answer.text


async def test_health_is_truthful(served: Served) -> None:
    assert (await served.http.get("/healthz")).status_code == 200
    ready = await served.http.get("/readyz")
    assert ready.status_code == 200
    parts = ready.json()["parts"]
    parts.pop(
        "engine"
    )  # here the sweep rests between the tests that mean to sweep: tests/engine/test_watchdog.py
    assert all(parts.values())
