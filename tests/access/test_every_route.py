"""Every route, by every role, about what is theirs and what is not: nothing of what is not theirs ever comes back."""

import re
from collections.abc import Callable, Iterator
from unittest.mock import sentinel

import httpx
import pytest

from api.ruled import OPEN, ruled
from server import create_application
from tests.access.office import TEXT_OF_OPEN, TEXT_OF_SECRET, Office, sent
from tests.access.rules import (
    ASKED,
    EVERYBODY,
    EVERYONE,
    READ_TEXTS_OF_MARKED,
    READ_TEXTS_OF_OPEN,
    RULES,
    SEE_MARKED,
    SIGNED_IN,
    SUPPLIERS,
)

ROUTES = [each.split(" ") for each in RULES]
Record = Callable[[str, object], None]


def client_of(office: Office, role: str, path: str) -> httpx.AsyncClient:
    of_api = path.startswith("/api/") or path == "/metrics"
    return (office.api if of_api else office.pages)[role]


def addresses(office: Office, template: str) -> Iterator[str]:
    """Of each contract, and with each question that may be asked."""
    contracts = (office.open, office.marked, office.waits) if "{contract_id}" in template else (None,)
    for contract in contracts:
        yield office.path(template, contract)
        for asked in ASKED.get(template, ()):
            yield office.path(template, contract) + asked.format(waits=office.waits, marked=office.marked)


def test_every_route_has_its_rule_and_every_rule_its_route() -> None:
    there = {f"{each.method} {each.path}" for each in ruled(create_application(sentinel.settings).routes)}
    assert there == RULES.keys()


def test_what_is_open_to_everybody_is_what_the_rules_say() -> None:
    assert {rule.split(" ")[1] for rule, roles in RULES.items() if roles == EVERYBODY} == OPEN


@pytest.mark.parametrize(("method", "template"), ROUTES)
async def test_nobody_gets_in_unsigned(office: Office, method: str, template: str) -> None:
    if RULES[f"{method} {template}"] == EVERYBODY:
        return
    async with httpx.AsyncClient(
        base_url=office.served.url, headers={"Sec-Fetch-Site": "same-origin"}, timeout=30
    ) as nobody:
        for path in addresses(office, template):
            answer = await sent(nobody, method, path)
            if path.startswith("/api/") or path == "/metrics":
                assert answer.status_code == 401, path
            else:
                assert (answer.status_code, answer.headers.get("location")) == (303, "/logga-in"), path


@pytest.mark.parametrize("role", sorted(EVERYONE))
async def test_a_role_gets_in_where_its_rule_says_and_nowhere_else(
    office: Office, role: str, record_property: Record
) -> None:
    wrong = []
    for method, template in ROUTES:
        allowed = RULES[f"{method} {template}"]
        if allowed == EVERYBODY or template in ("/api/v1/rebuild", "/logga-ut/overallt"):
            continue
        answer = await sent(client_of(office, role, template), method, office.path(template))
        judged = "/commands" in template or "{command}" in template  # by the contract too
        if (answer.status_code in (401, 403)) != (role not in allowed) and not (judged and role in allowed):
            wrong.append((method, template, answer.status_code))
    record_property("routes", len(ROUTES))
    assert wrong == []


@pytest.mark.parametrize("role", sorted(EVERYONE))
async def test_nothing_that_is_not_theirs_ever_comes_back(
    office: Office, role: str, record_property: Record
) -> None:
    leaks, asked, seen = [], 0, set()
    for method, template in ROUTES:
        if method != "GET" or template == "/static/{digest}/{name}":
            continue
        for path in addresses(office, template):
            answer = await client_of(office, role, template).get(path)
            assert answer.status_code < 500, path
            asked += 1
            found = {each for each in told(office) if each in answer.text.replace(path, "")}
            seen |= found
            leaks += [(path, each) for each in found - theirs(office, role)]
    record_property("asked", asked)
    assert leaks == []
    assert seen == theirs(office, role), "what is theirs is shown somewhere"


def told(office: Office) -> set[str]:
    return {*office.signs_of_secret, TEXT_OF_OPEN, TEXT_OF_SECRET}


def theirs(office: Office, role: str) -> set[str]:
    if role in SUPPLIERS:  # no word that the municipality wrote for itself
        return set()
    if role == "auditor":  # the trail of a contract that they name, and who has looked at it
        return set(office.signs_of_secret)
    found = set(office.signs_of_secret) if role in SEE_MARKED else set()
    found |= {TEXT_OF_OPEN} if role in READ_TEXTS_OF_OPEN else set()
    return found | ({TEXT_OF_SECRET} if role in READ_TEXTS_OF_MARKED else set())


@pytest.mark.parametrize("role", sorted(EVERYONE - SEE_MARKED))
async def test_for_who_does_not_see_it_a_marked_contract_does_not_exist(office: Office, role: str) -> None:
    for method, template in ROUTES:
        if "{contract_id}" not in template or role not in RULES[f"{method} {template}"]:
            continue
        if (method, template) == ("GET", "/avtal/{contract_id}/{command}"):
            continue  # only sends back to the contract's page
        path = office.path(template, office.marked) + ASKED.get(template, ("",))[0]
        answer = await sent(client_of(office, role, template), method, path, {"type": "invite_to_dialogue"})
        assert answer.status_code == 404, (method, path, answer.text)


@pytest.mark.parametrize("role", sorted(EVERYONE - {"auditor"}))
async def test_no_page_has_a_button_that_one_may_not_press(office: Office, role: str) -> None:
    for method, template in ROUTES:
        if method != "GET" or template.startswith(("/api/", "/static/", "/metrics")):
            continue
        for path in addresses(office, template):
            page = (await office.pages[role].get(path)).text
            for action in re.findall(r'<form[^>]*method="post"[^>]*action="([^"?]*)', page):
                assert role in may_send(office, action) or "open" in may_send(office, action), (path, action)


def may_send(office: Office, action: str) -> frozenset[str]:
    """Of the rule of the route that the form is sent to."""
    for rule, roles in RULES.items():
        method, template = rule.split(" ")
        if method == "POST" and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), action):
            return roles
    raise AssertionError(f"{action} leads nowhere")


@pytest.mark.parametrize("role", sorted(SIGNED_IN - {"auditor"}))
async def test_a_contracts_buttons_are_its_allowed_actions(office: Office, role: str) -> None:
    api, pages = office.api[role], office.pages[role]
    answer = (await api.get(f"/api/v1/contracts/{office.open}")).json()
    allowed = {each["command"] for each in answer["allowed_actions"] if each["allowed"]}
    page = (await pages.get(f"/avtal/{office.open}")).text
    shown = set(re.findall(rf'action="/avtal/{office.open}/(\w+)"', page)) - {"dialog"}
    assert shown <= allowed
    assert allowed - shown <= {"record_dialogue"}, "which has a page of its own"
