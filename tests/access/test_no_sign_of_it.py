"""A contract that is not for somebody is answered as one that there is none of: status, headers and body alike."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4, uuid5

import httpx
import pytest

from tests.access.office import Office, sent
from tests.access.rules import ASKED, EVERYONE, RULES, SEE_MARKED
from tests.access.test_commands_of_others import REGISTER
from tests.access.test_every_route import client_of
from tests.domain.test_rules_of_every_command import PEOPLES_COMMANDS

BLIND = sorted(EVERYONE - SEE_MARKED)
WORKERS = ("other_case", "other_officer")
# What is new in every answer, whatever was asked.
OF_THE_MOMENT = frozenset(
    {"date", "content-length", "ratelimit", "x-request-id", "traceparent", "set-cookie"}
)
TOKEN = re.compile(r'(name="(?:blankett|command_id)" value="|"begun_at":")[^"]*')
PLACE = re.compile(r"\{(?:contract_id|need_id|importing|webhook_id|token_id)\}")
# Whoever knew a random id can tell, by putting something on record under it: decision 0047.
PUTS_ON_RECORD = "/api/v1/imports/{importing}/start"
FACTS = {"title": "Städ", "buyers": [{"name": "Exempelköping"}]}
INVITE = {"type": "invite_to_dialogue"}
SEEN: Sequence[tuple[dict[str, Any], dict[str, str]]] = (
    ({}, {}),
    ({}, {"If-Match": '"3"'}),
    ({"occurred_on": "2089-01-01"}, {"If-Match": "*"}),
)
TOLD = [each.model_dump(mode="json", exclude_none=True) for each in PEOPLES_COMMANDS]

Answered = tuple[int, Mapping[str, str], str]


def told(answer: httpx.Response, about: UUID) -> Answered:
    headers = {name: value for name, value in answer.headers.items() if name not in OF_THE_MOMENT}
    text = TOKEN.sub(r"\1", answer.text.replace(str(about), "THIS"))
    return (
        answer.status_code,
        {name: value.replace(str(about), "THIS") for name, value in headers.items()},
        text,
    )


def questions(role: str) -> Iterator[tuple[str, str]]:
    """Every address that an id can be put in."""
    for rule, roles in RULES.items():
        method, template = rule.split(" ")
        if role not in roles:
            continue
        if PLACE.search(template):
            yield from ((method, template + asked) for asked in ("", *ASKED.get(template, ())))
        else:
            yield from ((method, template + asked) for asked in ASKED.get(template, ()) if "{" in asked)


def about(office: Office, address: str, contract: UUID) -> str:
    path, mark, asked = address.partition("?")
    placed = office.path(PLACE.sub(str(contract), path), contract)
    return placed + mark + re.sub(r"\{\w+\}", str(contract), asked)


@pytest.mark.parametrize("role", BLIND)
async def test_no_address_tells_that_a_contract_is_there(office: Office, role: str) -> None:
    asked = list(questions(role))
    assert len(asked) > 5
    # What is asked of one is asked of the other. One is on record by an officer's hand, and one was read in.
    assert (office.marked.version, office.waits.version) == (4, 5)
    pairs = [(office.marked, uuid4()), (office.waits, uuid5(office.open, role))]
    for method, address in asked:
        client = client_of(office, role, address)
        for hidden, absent in pairs[1:] if address == PUTS_ON_RECORD else pairs:
            path = about(office, address, hidden)
            without = path.replace(str(hidden), str(absent))
            answers = [await sent(client, method, each, INVITE) for each in (path, without)]
            assert told(answers[0], hidden) == told(answers[1], absent), (method, path)


@pytest.mark.parametrize("role", WORKERS)
async def test_no_command_tells_it(office: Office, role: str) -> None:
    """With what was seen of it, without, and on a day that has not come."""
    for number, command in enumerate(refused_of_none(role)):
        (more, headers), absent = SEEN[number % len(SEEN)], uuid4()
        body = {"command": command} | more
        answers = [
            [
                told(await office.api[role].post(f"{of(each)}{last}", json=body, headers=headers), each)
                for last in ("", "/dry-run")
            ]
            for each in (absent, office.marked, office.waits)
        ]
        assert answers[1:] == [answers[0]] * 2, (command["type"], more, headers)


@pytest.mark.parametrize("role", WORKERS)
@pytest.mark.parametrize("path", ["commands", "commands/dry-run"])
async def test_nor_do_commands_in_bulk(office: Office, role: str, path: str) -> None:
    answers = []
    for contract in (uuid4(), office.marked, office.waits):
        items = [
            {"contract_id": str(contract), "command": command, "if_match": headers.get("If-Match", "")} | more
            for command in refused_of_none(role)
            for more, headers in SEEN
        ]
        answered = await office.api[role].post(f"/api/v1/{path}", json={"items": items})
        assert len(answered.json()["items"]) == len(items) > 100
        answers.append(told(answered, contract))
    assert answers[1:] == [answers[0]] * 2


def of(contract: UUID) -> str:
    return f"/api/v1/contracts/{contract}/commands"


def refused_of_none(role: str) -> list[dict[str, Any]]:
    """All but what an officer puts on record: see below."""
    return [each for each in TOLD if role == "other_case" or each["type"] not in REGISTER]


@pytest.mark.parametrize("role", WORKERS)
async def test_nor_does_one_that_is_sent_again(office: Office, role: str) -> None:
    answers = []
    for contract in (uuid4(), office.marked):
        headers = {"If-Match": "*", "Idempotency-Key": str(uuid4())}
        answers.append(
            [
                told(
                    await office.api[role].post(of(contract), json={"command": INVITE}, headers=headers),
                    contract,
                )
                for _ in range(2)
            ]
        )
    assert answers[0] == answers[1]


@pytest.mark.parametrize("role", WORKERS)
async def test_nor_do_many_at_once(office: Office, role: str) -> None:
    client, absent = office.api[role], uuid4()
    triage = {"type": "triage_clause", "clause": "no_clause", "reason": "Ingen."}
    for path, body in (
        ("triage", {"command": triage}),
        ("triage/rules", {}),
        ("duplicates/join", {"keep": str(office.open)}),
        ("duplicates/apart", {"one": str(office.open)}),
    ):
        answers = []
        for contract in (absent, office.marked, office.waits):
            names = {"contracts": [str(contract)], "away": str(contract), "other": str(contract)}
            answers.append(told(await client.post(f"/api/v1/{path}", json={**body, **names}), contract))
        assert answers[1:] == [answers[0]] * 2, path


async def test_none_can_be_found_by_an_id_that_is_worked_out(office: Office) -> None:
    """Whoever knows what a register says of a contract can work out which id it has here."""
    officer, absent = office.api["other_officer"], uuid5(office.open, "nowhere")
    command = {"type": "register_contract", "facts": FACTS}
    assert office.waits.version == absent.version == 5
    for path in ("commands", "commands/dry-run"):
        answers = [
            told(await officer.post(f"/api/v1/contracts/{each}/{path}", json={"command": command}), each)
            for each in (absent, office.waits)
        ]
        assert answers[0] == answers[1]
        assert answers[0][0] == 409
