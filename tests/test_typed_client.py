"""The typed client is what the API says of itself, and works."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import sentinel
from uuid import uuid4

import pytest

from api.app import create_app
from api.described import describe
from client import Insats, Refused, connect
from docs.typed_client import BASE, _is_json, generated
from tests.served import Served

CLIENT = Path(__file__).parents[1] / "client"
DESCRIPTION = describe(create_app(sentinel.settings))


def test_it_is_in_step_with_the_description() -> None:
    """Else: make client."""
    for file, text in generated(DESCRIPTION).items():
        assert (CLIENT / file).read_text(encoding="utf-8") == text, "make client"


def test_every_operation_that_answers_json_has_a_method_of_its_own() -> None:
    told = [
        operation
        for path, methods in DESCRIPTION["paths"].items()
        for operation in methods.values()
        if path.startswith(BASE) and _is_json(operation)
    ]
    rooms = vars(Insats(print)).values()
    methods = [name for room in rooms for name in dir(room) if not name.startswith("_")]
    assert len(methods) == len(told) > 60


def test_what_is_no_json_has_none() -> None:
    """A workbook, a file that is sent, a stream, a form."""
    methods = {name for room in vars(Insats(print)).values() for name in dir(room)}
    assert "what_columns_mean" in methods
    assert not methods & {"our_template", "offer_file", "stream", "back_channel_logout", "description"}
    assert "bytes" not in (CLIENT / "operations.py").read_text(encoding="utf-8")


@pytest.fixture
def insats(served: Served) -> Iterator[Insats]:
    with connect(served.url, served.http.headers["authorization"].removeprefix("Bearer ")) as client:
        yield client


async def test_it_reads_does_and_is_refused_as_the_api_is(served: Served, insats: Insats) -> None:
    contract = str(await served.signed_contract("KLIENT-1"))
    found = await asyncio.to_thread(insats.contracts.list_contracts, text="KLIENT-1", limit=5)
    assert [row["id"] for row in found["items"]] == [contract]
    done = await asyncio.to_thread(
        insats.contracts.command, contract, {"command": {"type": "invite_to_dialogue"}}, if_match="*"
    )
    assert done["events"][0]["type"] == "DialogueInvited"
    feed = await asyncio.to_thread(insats.events.feed, contract_id=contract, types=["insats.DialogueInvited"])
    assert [event["subject"] for event in feed["items"]] == [contract]
    with pytest.raises(Refused) as refused:
        await asyncio.to_thread(insats.contracts.one_contract, str(uuid4()))
    assert (refused.value.status, str(refused.value)) == (404, "Det avtalet finns inte.")
