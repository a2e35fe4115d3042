"""A request is taken as its JSON says it, and what it is not is said: found by Schemathesis, each once more by hand."""

import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import sentinel
from uuid import uuid4

import pytest
from fastapi.params import Form
from fastapi.routing import iter_route_contexts

from api.app import create_app
from api.sent import AS_JSON
from tests.served import Served

OF_NONE = "6b1f3f0e-9d0c-5c60-9d53-0c6f0f2c7b11"
INVITE = {"type": "invite_to_dialogue"}
NEED = {
    "type": "register_need",
    "occupation": "Golvläggare",
    "form": "internship",
    "number": 2,
    "starts_on": "2027-01-11",
    "ends_on": "2027-06-11",
}


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, 201),
        ({"number": 2.0}, 201),
        ({"number": "2"}, 422),
        ({"number": True}, 422),
        ({"starts_on": 0}, 422),
        ({"starts_on": "now"}, 422),
        ({"type": None}, 422),
    ],
)
async def test_no_number_is_a_day_and_no_text_a_number(
    served: Served, changed: dict[str, Any], status: int
) -> None:
    body = {"command": {name: value for name, value in (NEED | changed).items() if value is not None}}
    answer = await served.http.post("/api/v1/needs", json=body)
    assert answer.status_code == status, answer.text


async def test_a_sum_is_a_whole_number_or_text(served: Served) -> None:
    for amount, status in ((125_000, 201), ("125000.50", 201), (125_000.5, 422), ("1e3", 422)):
        value = {"amount": amount, "currency": "SEK"}
        facts = {"title": "Städ", "buyers": [{"name": "Exempelköping"}], "value": value}
        answer = await served.do(uuid4(), "register_contract", facts=facts)
        assert answer.status_code == status, (amount, answer.text)


async def test_a_body_that_is_no_text_is_malformed(served: Served) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await served.http.post("/api/v1/needs", content=b"\xff\xfe{", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/malformed")


async def test_what_an_address_does_not_take_is_told_with_what_it_takes(served: Served) -> None:
    for method, path, allowed in (
        ("DELETE", "/api/v1/imports/columns", "GET, PUT"),
        ("PATCH", "/api/v1/delegations", "GET, POST"),
        ("POST", "/healthz", "GET"),
    ):
        answer = await served.http.request(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed), path
        assert answer.headers["content-type"] == "application/problem+json"


async def test_what_no_number_can_be_is_malformed_and_no_fault_of_ours(served: Served) -> None:
    for path in ("/api/v1/delegations/0/withdraw", f"/api/v1/delegations/{10**12}/withdraw"):
        assert (await served.http.post(path, json={})).status_code == 422
    answer = await served.http.put(f"/api/v1/imports/{uuid4()}/files/{10**13}", content=b"x")
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("commands", {"items": [{"contract_id": OF_NONE, "command": INVITE, "occurred_on": 0}]}),
        ("commands", {"items": [{"contract_id": OF_NONE, "command": {}}]}),
        ("commands/dry-run", {"items": [{"contract_id": OF_NONE, "command": INVITE, "occurred_on": 0}]}),
        (f"contracts/{OF_NONE}/commands/dry-run", {"command": INVITE, "occurred_on": 0}),
        (f"webhooks/{OF_NONE}/redeliveries", {"positions": ["1"]}),
    ],
)
async def test_no_body_is_taken_for_what_it_does_not_say(
    served: Served, path: str, body: dict[str, Any]
) -> None:
    assert (await served.http.post(f"/api/v1/{path}", json=body)).status_code == 422


async def test_a_text_of_blanks_is_none_and_described_so(served: Served) -> None:
    schemas = (await served.http.get("/api/v1/openapi.json")).json()["components"]["schemas"]
    pattern = schemas["MarkSecret"]["properties"]["reason"]["pattern"]
    contract = await served.signed_contract()
    for text, status in (("\n ", 422), ("\0x", 422), (" En rad.\nEn till. ", 201)):
        assert bool(re.search(pattern, text)) == (status == 201)
        assert (await served.do(contract, "mark_secret", reason=text)).status_code == status


def test_every_body_of_json_is_taken_as_it_is_said() -> None:
    """A table of columns (name → name) has nothing that could be taken for something else."""
    told = dict(bodies())
    assert len(told) > 20
    assert {path for path, strict in told.items() if not strict} == {"/api/v1/imports/columns"}


def bodies() -> Iterator[tuple[str, bool]]:
    for found in iter_route_contexts(create_app(sentinel.settings).routes):
        for body in getattr(getattr(found.original_route, "dependant", None), "body_params", ()):
            if not isinstance(body.field_info, Form):
                yield str(found.path), AS_JSON in body.field_info.metadata


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("contracts?signed_to=2026-03-30&overdue=true&changed_since=2026-03-30T12:00:00Z", 200),
        ("contracts?signed_to=0", 422),
        ("contracts?signed_to=2026-03-30T00:00:00", 422),
        ("contracts?changed_since=1", 422),
        ("contracts?overdue=0", 422),
        ("deadlines?due_to=0", 422),
        ("deadlines?overdue=yes", 422),
        (f"contracts/{OF_NONE}/as-of?day=0", 422),
    ],
)
async def test_nor_is_any_in_an_address(served: Served, path: str, status: int) -> None:
    assert (await served.http.get(f"/api/v1/{path}")).status_code == status
