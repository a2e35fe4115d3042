"""What a supplier's contact may give and read: its own part, of its own contract, and nothing beside."""

from uuid import UUID

import pytest

from access.asker import Asker
from access.commands import judge
from access.own_part import OWN_PART, READ_BY_BOTH, THEIR_OWN, reads
from access.rights import GRANTS, Right
from domain.command import Command
from domain.contract import Contract
from domain.events import BY_TYPE
from domain.happened import Happened, fold
from domain.joining import KeepApart
from domain.needs import RegisterNeed
from domain.policy import Person
from domain.process.change import SupplierReplaced
from domain.process.confirming import ConfirmRecord, DisputeRecord
from domain.process.registration import (
    RegisterContract,
    RemoveSupplierContact,
    SupplierContactConfirmed,
    SupplierContactRemoved,
)
from domain.refusal import Refusal
from domain.vocabulary import Form, Party, Role
from event_store.envelope import shape_of
from tests.builders import ENDS_ON, IN_DELIVERY, IN_DIALOGUE, POLICY, TODAY, facts
from tests.domain.any_command import NEED
from tests.domain.test_rules_of_every_command import ANOTHER, OUR_OWN, PEOPLES_COMMANDS

OURS, ANOTHERS = UUID(int=1), UUID(int=2)
KIM = Person(id="s-1", name="Kim", address="kim@lev.example", department="supplier", roles=(Role.SUPPLIER,))
AT_OURS = Asker(KIM, contracts={OURS: 2})
INVITED = (
    SupplierContactConfirmed(contact=1, name="Alva", address="alva@lev.example"),
    SupplierContactConfirmed(contact=2, name="Kim", address="kim@lev.example"),
)
NEEDED = RegisterNeed(occupation="Städare", form=Form.INTERNSHIP, number=1, starts_on=TODAY, ends_on=ENDS_ON)
OF_THE_MUNICIPALITY = (
    ConfirmRecord(party=Party.MUNICIPALITY),
    DisputeRecord(party=Party.MUNICIPALITY, reason="Nej."),
)


def refused(command: Command, *past: Happened, contract: UUID = OURS) -> str:
    try:
        judge(AT_OURS, command, fold(Contract(), past), POLICY, contract)
    except Refusal as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize("command", [*PEOPLES_COMMANDS, *OUR_OWN], ids=lambda command: command.type)
def test_each_command_is_theirs_or_it_is_not(command: Command) -> None:
    told = (
        command.model_copy(update={"contact": 2}) if isinstance(command, RemoveSupplierContact) else command
    )
    for past in (IN_DIALOGUE, IN_DELIVERY):
        assert refused(told, *past, *INVITED) == ("" if type(command) in OWN_PART else "not_your_part")


@pytest.mark.parametrize("command", [*OF_THE_MUNICIPALITY, RemoveSupplierContact(contact=1)])
def test_nobody_speaks_for_the_other_party_or_takes_a_colleague_off(command: Command) -> None:
    assert refused(command, *IN_DIALOGUE, *INVITED) == "not_your_part"


@pytest.mark.parametrize("kind", OWN_PART, ids=lambda kind: kind.__name__)
def test_of_a_contract_that_is_not_theirs_there_is_none(kind: type[Command]) -> None:
    command = next(each for each in (*PEOPLES_COMMANDS, *OUR_OWN) if type(each) is kind)
    assert refused(command, *IN_DIALOGUE, *INVITED, contract=ANOTHERS) == "unknown_contract"
    removed = SupplierContactRemoved(contact=2)
    assert refused(command, *IN_DIALOGUE, *INVITED, removed) == "unknown_contract"
    replaced = SupplierReplaced(
        replaced_on=TODAY, suppliers=(ANOTHER,), dialogue_anew=False, reason="Fusion."
    )
    assert refused(command, *IN_DIALOGUE, *INVITED, replaced) == "unknown_contract"


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (NEEDED, "not_your_need"),
        (KeepApart(other=NEED), "unknown_contract"),
        (RegisterContract(facts=facts()), "may_not_change"),
    ],
)
def test_other_streams_are_not_theirs_either(command: Command, why: str) -> None:
    assert refused(command) == why


def test_their_pages_are_all_they_have() -> None:
    assert GRANTS[Role.SUPPLIER].rights == {Right.BE_HERE, Right.OWN_CONTRACTS}
    assert [role for role, grant in GRANTS.items() if Right.OWN_CONTRACTS in grant.rights] == [Role.SUPPLIER]


def test_what_they_read_are_texts_of_events_that_there_are() -> None:
    for name in READ_BY_BOTH | THEIR_OWN:
        assert shape_of(BY_TYPE[name]), name


def test_what_the_municipality_wrote_for_itself_they_do_not_read() -> None:
    """Of every event with a text: by the municipality only what is meant for both."""
    for name, event in BY_TYPE.items():
        if shape_of(event):
            assert reads(name, Role.COORDINATOR) == (name in READ_BY_BOTH), name
            assert reads(name, Role.SUPPLIER) == (name in READ_BY_BOTH | THEIR_OWN), name
    for name in (
        "StepPassedOn",
        "SecrecyMarked",
        "ClauseTriaged",
        "LastDayExtended",
        "ContractEvaluated",
        "EntryStruck",
    ):
        assert not reads(name, Role.COORDINATOR), name
