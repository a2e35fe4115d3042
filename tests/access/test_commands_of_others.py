"""Each command of people, sent by each role: carried out only where the answer's allowed_actions say that it may be."""

from typing import Any
from uuid import uuid4

import pytest

from domain.commands import BY_TYPE
from tests.access.office import Office, sent
from tests.domain.test_rules_of_every_command import PEOPLES_COMMANDS

NOT_THEIRS = {"may_not_change", "not_your_step", "for_the_whole", "coordinators_only"}
REGISTER = ("register_by_hand", "register_contract")
# What is said of these where there is no contract, one id being a random one, and one worked out from a register.
OF_NONE = {"other_case": {"for_the_whole"}, "other_officer": {"unknown_contract", "id_not_random"}}
WORK_NOT = ("administrator", "auditor", "head", "reader", "service", "supplier", "other_supplier")


def told(command: Any) -> dict[str, Any]:
    found: dict[str, Any] = command.model_dump(mode="json", exclude_none=True)
    return found


async def refusal(office: Office, role: str, contract: object, command: Any) -> str:
    answer = await sent(office.api[role], "POST", f"/api/v1/contracts/{contract}/commands", told(command))
    return str(answer.json().get("type", "")).removeprefix("/problems/")


@pytest.mark.parametrize("role", WORK_NOT)
async def test_who_only_reads_gives_no_command(office: Office, role: str) -> None:
    for command in PEOPLES_COMMANDS:
        assert await refusal(office, role, office.open, command) == "may_not_change"


@pytest.mark.parametrize("role", ["other_case", "other_officer"])
async def test_to_who_does_not_see_it_no_command_tells_that_a_contract_is_there(
    office: Office, role: str
) -> None:
    for command in PEOPLES_COMMANDS:
        answers = {await refusal(office, role, each, command) for each in (office.marked, office.waits)}
        assert answers == (OF_NONE[role] if command.type in REGISTER else {"unknown_contract"}), command.type


@pytest.mark.parametrize("role", ["other_case", "other_officer", "case", "officer"])
async def test_what_is_not_among_the_allowed_actions_is_refused(office: Office, role: str) -> None:
    """And what is refused as not theirs is not among them. Only those not allowed are sent: they change nothing."""
    answer = (await office.api[role].get(f"/api/v1/contracts/{office.open}")).json()
    allowed = {each["command"]: each["allowed"] for each in answer["allowed_actions"]}
    assert set(allowed) == {type_ for type_, command in BY_TYPE.items() if command.wording}
    tried = [command for command in PEOPLES_COMMANDS if not allowed[command.type]]
    assert tried
    for command in tried:
        assert await refusal(office, role, office.open, command), command.type


async def test_a_case_worker_of_another_department_is_told_whose_it_is(office: Office) -> None:
    refusals = {await refusal(office, "other_case", office.open, each) for each in PEOPLES_COMMANDS}
    assert refusals <= NOT_THEIRS
    answer = await sent(
        office.api["other_case"],
        "POST",
        f"/api/v1/contracts/{office.open}/commands",
        {"type": "invite_to_dialogue"},
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("role", ["case", "other_case", "officer", "coordinator"])
async def test_a_step_that_there_is_none_of_is_no_fault_of_ours(office: Office, role: str) -> None:
    command = {"type": "assign_step", "step": "0", "person": "p-02"}
    answer = await sent(office.api[role], "POST", f"/api/v1/contracts/{office.open}/commands", command)
    assert answer.json()["type"] == "/problems/step_not_open"


@pytest.mark.parametrize("address", ["<>@a.b", "a\x94@a.b", "a\x1c@a.b", "a b@c.d"])
async def test_a_test_mail_goes_to_an_address_or_is_refused(office: Office, address: str) -> None:
    answer = await office.api["administrator"].post("/api/v1/mail-test", json={"address": address})
    assert answer.status_code == 422


async def test_a_contract_that_is_not_there_is_put_there_by_registrars_only(office: Office) -> None:
    facts = {"title": "Städ", "buyers": [{"name": "Exempelköping"}]}
    command = {"type": "register_contract", "facts": facts}
    for role, status in (("case", 403), ("reader", 403), ("officer", 201), ("coordinator", 201)):
        answer = await sent(office.api[role], "POST", f"/api/v1/contracts/{uuid4()}/commands", command)
        assert answer.status_code == status, role
