"""What holds for every command, whichever it is."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from domain.calendar import FIRST_DAY, LAST_DAY
from domain.command import Command
from domain.commands import PEOPLES
from domain.contract import Contract
from domain.decide import actions
from domain.facts import Organisation
from domain.happened import Happened, fold
from domain.passing_time import LetTimePass
from domain.process import COMMANDS
from domain.process.appeal import CancelAward, RecordAppeal, RecordCourtDecision
from domain.process.award import NotifyAward, SignContract, WaiveStandstill
from domain.process.candidates import AnswerCandidate, ProposeCandidate
from domain.process.commitment import ConcludeCommitments, WithdrawCommitment
from domain.process.confirming import ConfirmRecord
from domain.process.delivery import ConcludeDelivery
from domain.process.dialogue import InviteToDialogue, ReportAbsence
from domain.process.ending import StrikeOff, TerminateContract
from domain.process.evaluation import ContractClosed, EvaluateContract
from domain.process.follow_up import ApproveFollowUp, RejectFollowUp, ReportFollowUp
from domain.process.hosting import NameHost
from domain.process.matching import MatchNeed
from domain.process.placement import CompletePlacement, InterruptPlacement, StartPlacement
from domain.process.places import ClosePlace
from domain.process.registration import ConfirmSupplierContact, RegisterContract, SupplyDetails
from domain.process.revising import ReviseCommitment
from domain.process.support import PromiseSupport, ReportSupport
from domain.process.triage import ClauseTriaged, TriageClause
from domain.process.undeliverable import NoticeUndeliverable, ReportUndeliverable
from domain.process.workplace_education import PlanWorkplaceEducation
from domain.vocabulary import Clause, Party, Reply
from tests.builders import (
    AGREE_COMMITMENT,
    CLOSED,
    IN_AWARD,
    IN_COMMITMENT,
    IN_DELIVERY,
    IN_DIALOGUE,
    IN_EVALUATION,
    OPEN_PLACE,
    RECORD_DIALOGUE,
    REGISTERED,
    TODAY,
    facts,
)
from tests.domain.any_command import NEED
from tests.scenario import given

TOMORROW = TODAY + timedelta(days=1)
PEOPLES_COMMANDS = (
    SupplyDetails(contract_number="2026-0118"),
    TriageClause(clause=Clause.DIALOGUE),
    NotifyAward(sent_on=TODAY),
    SignContract(signed_on=TODAY),
    ConfirmSupplierContact(name="Kim Exempel", address="kim@leverantor.example"),
    InviteToDialogue(),
    RECORD_DIALOGUE,
    ConfirmRecord(party=Party.SUPPLIER),
    AGREE_COMMITMENT,
    ConcludeCommitments(reason="Inget är möjligt just nu."),
    StartPlacement(commitment=1, started_on=TODAY),
    CompletePlacement(placement=1, completed_on=TODAY),
    ConcludeDelivery(reason="Inget mer behov."),
    ReportFollowUp(report="Inget att anmärka."),
    ApproveFollowUp(),
    EvaluateContract(assessment="Väl genomfört."),
    WaiveStandstill(ground="Avrop från ramavtal."),
    RecordAppeal(filed_on=TODAY),
    RecordCourtDecision(decided_on=TODAY, stands=True),
    CancelAward(reason="Behovet har fallit bort."),
    StrikeOff(reason="Registrerat två gånger."),
    TerminateContract(terminated_on=TODAY, reason="Väsentligt avtalsbrott."),
    ReportAbsence(absent_on=TODAY),
    WithdrawCommitment(commitment=1, reason="Uppdraget blev mindre."),
    InterruptPlacement(placement=1, interrupted_on=TODAY, reason="Uppdraget tog slut."),
    RejectFollowUp(reason="Antalet saknas."),
    ReviseCommitment(commitment=1, places=1, reason="Uppdraget blev mindre."),
    OPEN_PLACE,
    ClosePlace(place=1, reason="Fel datum."),
    ProposeCandidate(place=1, reference="JC-7F3K2"),
    AnswerCandidate(candidate=1, answer=Reply.ACCEPTED),
    NameHost(placement=1, host=Organisation(name="Hammarö Golv AB")),
    PromiseSupport(commitment=1, what="Handledarutbildning.", by=TODAY),
    MatchNeed(commitment=1, need=NEED),
    ReportSupport(support=1, given_on=TODAY),
    PlanWorkplaceEducation(occupation="Svetsare", places=1, starts_on=TODAY, weeks=8),
)
UNDELIVERABLE = ReportUndeliverable(kind="reminder", recipient="p-03", attempts=8, reason="550")
OUR_OWN = (LetTimePass(), UNDELIVERABLE)


def test_every_command_has_its_rule() -> None:
    tried = {type(command) for command in (*PEOPLES_COMMANDS, *OUR_OWN)} | {RegisterContract}
    assert tried == {*COMMANDS, LetTimePass}
    assert {type(command) for command in PEOPLES_COMMANDS} == set(PEOPLES)


@pytest.mark.parametrize("command", [*PEOPLES_COMMANDS, *OUR_OWN], ids=lambda command: command.type)
def test_a_contract_that_is_not_on_record_is_unknown(command: Command) -> None:
    given().when(command).refused("unknown_contract")


@pytest.mark.parametrize("command", PEOPLES_COMMANDS, ids=lambda command: command.type)
def test_a_closed_contract_takes_no_commands(command: Command) -> None:
    code = "already_triaged" if isinstance(command, TriageClause) else "contract_closed"
    given(*CLOSED).when(command).refused(code)


def test_what_has_not_come_yet_is_not_recorded() -> None:
    given(*IN_DIALOGUE).when(RECORD_DIALOGUE.model_copy(update={"held_on": TOMORROW})).refused(
        "in_the_future"
    )
    given(REGISTERED).when(TriageClause(clause=Clause.BONUS), on=TOMORROW).refused("in_the_future")


@pytest.mark.parametrize("day", [date.min, date(1970, 1, 1), date(2100, 1, 1), date.max])
def test_a_day_that_cannot_be_right_is_refused(day: date) -> None:
    given().when(RegisterContract(facts=facts(signed_on=day))).refused("beyond_calendar")
    given(REGISTERED).when(SupplyDetails(ends_on=day)).refused("beyond_calendar")
    given(*IN_COMMITMENT).when(AGREE_COMMITMENT.model_copy(update={"ends_on": day})).refused(
        "beyond_calendar"
    )


@pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY])
def test_the_calendar_reaches_from_its_first_day_to_its_last(day: date) -> None:
    assert given().when(RegisterContract(facts=facts(signed_on=day))).refusal == ""


def test_a_thing_that_happened_centuries_ago_is_refused() -> None:
    given(*IN_DIALOGUE).when(InviteToDialogue(), on=date.min).refused("beyond_calendar")


def test_a_notice_that_could_not_be_delivered_is_kept_with_the_contract() -> None:
    kept = NoticeUndeliverable(kind="reminder", recipient="p-03", attempts=8, reason="550")
    given(*CLOSED).when(UNDELIVERABLE).then(kept)


ALWAYS = {"supply_details", "confirm_supplier_contact", "strike_off"}
SIGNED = ALWAYS | {"terminate_contract"}
PROMISE = {"agree_commitment", "plan_workplace_education"}
ALLOWED: Mapping[tuple[Happened, ...], set[str]] = {
    (REGISTERED,): ALWAYS | {"triage_clause"},
    IN_AWARD: ALWAYS | {"notify_award", "waive_standstill", "cancel_award"},
    IN_DIALOGUE: SIGNED | {"invite_to_dialogue", "record_dialogue", "report_absence"},
    IN_COMMITMENT: SIGNED | PROMISE | {"conclude_commitments"},
    IN_DELIVERY: SIGNED
    | PROMISE
    | {"match_need", "revise_commitment", "withdraw_commitment"}
    | {"start_placement", "open_place", "promise_support", "conclude_delivery", "report_follow_up"},
    IN_EVALUATION: ALWAYS | {"evaluate_contract"},
    CLOSED: set(),
}


@pytest.mark.parametrize("past", ALLOWED)
def test_people_see_what_they_can_do_and_why_not_the_rest(past: tuple[Happened, ...]) -> None:
    seen = actions(fold(Contract(), past))
    assert {action.command for action in seen if action.refusal is None} == ALLOWED[past]
    assert len(seen) == len(PEOPLES)


def test_no_clause_is_the_one_end_that_can_be_taken_back() -> None:
    closed = (REGISTERED, ClauseTriaged(clause=Clause.NONE, reason="Köp."), ContractClosed())
    seen = actions(fold(Contract(), closed))
    assert [action.command for action in seen if action.refusal is None] == ["triage_clause"]
