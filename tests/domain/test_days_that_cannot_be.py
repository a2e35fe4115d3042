"""Days in an order in which things cannot have happened."""

from datetime import date

from domain.process.award import AwardNotified, NotifyAward
from domain.process.invitation import DialogueInvited, InviteToDialogue
from domain.process.placement import StartPlacement
from domain.process.registration import ContractRegistered
from domain.process.triage import TriageClause
from domain.vocabulary import Clause
from tests.builders import (
    AGREE_COMMITMENT,
    ENDS_ON,
    IN_COMMITMENT,
    IN_DELIVERY,
    IN_DIALOGUE,
    SIGNED_ON,
    TODAY,
    TRIAGED,
    facts,
)
from tests.scenario import given

THE_DAY_BEFORE = date(2026, 2, 26)


def test_an_award_decision_is_not_sent_before_the_winner_is_chosen() -> None:
    chosen = facts().model_copy(update={"awarded_on": SIGNED_ON})
    awarded = given(ContractRegistered(facts=chosen), TRIAGED)
    awarded.when(NotifyAward(sent_on=THE_DAY_BEFORE)).refused("sent_before_award")
    awarded.when(NotifyAward(sent_on=SIGNED_ON)).then(AwardNotified(sent_on=SIGNED_ON, electronically=True))


def test_a_placement_does_not_start_before_the_contract_is_signed() -> None:
    start = StartPlacement(commitment=1, started_on=THE_DAY_BEFORE)
    given(*IN_DELIVERY).when(start).refused("started_before_signing")


def test_a_commitment_does_not_end_before_the_contract_is_signed() -> None:
    early = AGREE_COMMITMENT.model_copy(update={"starts_on": THE_DAY_BEFORE, "ends_on": THE_DAY_BEFORE})
    given(*IN_COMMITMENT).when(early).refused("before_signing")


def test_nobody_is_invited_to_a_meeting_in_the_past() -> None:
    given(*IN_DIALOGUE).when(InviteToDialogue(meeting_on=THE_DAY_BEFORE)).refused("meeting_in_the_past")
    given(*IN_DIALOGUE).when(InviteToDialogue(meeting_on=TODAY)).then(DialogueInvited(meeting_on=TODAY))


def test_time_limits_do_not_count_from_after_the_contracts_end() -> None:
    signed = given(ContractRegistered(facts=facts(signed_on=SIGNED_ON)))
    triage = TriageClause(clause=Clause.DIALOGUE, count_from=date(ENDS_ON.year + 1, 1, 1))
    signed.when(triage).refused("count_from_after_end")
