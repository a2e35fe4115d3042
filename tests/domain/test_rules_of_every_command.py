"""What holds for every command, whichever it is."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from domain import commands as c, events as e
from domain.calendar import FIRST_DAY, LAST_DAY
from domain.contract import Contract, fold
from domain.decide import PEOPLES, RULES, actions
from domain.vocabulary import Clause, Party
from tests.builders import (
    AGREE_COMMITMENT,
    CLOSED,
    IN_AWARD,
    IN_COMMITMENT,
    IN_DELIVERY,
    IN_DIALOGUE,
    IN_EVALUATION,
    RECORD_DIALOGUE,
    REGISTERED,
    TODAY,
    facts,
)
from tests.scenario import given

TOMORROW = TODAY + timedelta(days=1)
PEOPLES_COMMANDS = (
    c.SupplyDetails(contract_number="2026-0118"),
    c.TriageClause(clause=Clause.DIALOGUE),
    c.NotifyAward(sent_on=TODAY),
    c.SignContract(signed_on=TODAY),
    c.ConfirmSupplierContact(name="Kim Exempel", address="kim@leverantor.example"),
    c.InviteToDialogue(),
    RECORD_DIALOGUE,
    c.ConfirmRecord(party=Party.SUPPLIER),
    AGREE_COMMITMENT,
    c.ConcludeCommitments(reason="Inget är möjligt just nu."),
    c.StartPlacement(commitment=1, started_on=TODAY),
    c.CompletePlacement(placement=1, completed_on=TODAY),
    c.ConcludeDelivery(reason="Inget mer behov."),
    c.ReportFollowUp(report="Inget att anmärka."),
    c.ApproveFollowUp(),
    c.EvaluateContract(assessment="Väl genomfört."),
    c.WaiveStandstill(ground="Avrop från ramavtal."),
    c.RecordAppeal(filed_on=TODAY),
    c.RecordCourtDecision(decided_on=TODAY, stands=True),
    c.CancelAward(reason="Behovet har fallit bort."),
    c.StrikeOff(reason="Registrerat två gånger."),
    c.TerminateContract(terminated_on=TODAY, reason="Väsentligt avtalsbrott."),
    c.ReportAbsence(absent_on=TODAY),
    c.WithdrawCommitment(commitment=1, reason="Uppdraget blev mindre."),
    c.InterruptPlacement(placement=1, interrupted_on=TODAY, reason="Uppdraget tog slut."),
    c.RejectFollowUp(reason="Antalet saknas."),
)
UNDELIVERABLE = c.ReportUndeliverable(kind="reminder", recipient="p-03", attempts=8, reason="550")
OUR_OWN = (c.LetTimePass(), UNDELIVERABLE)


def test_every_command_has_its_rule() -> None:
    tried = {type(command) for command in (*PEOPLES_COMMANDS, *OUR_OWN)} | {c.RegisterContract}
    assert tried == set(RULES)
    assert {type(command) for command in PEOPLES_COMMANDS} == set(PEOPLES)


@pytest.mark.parametrize("command", [*PEOPLES_COMMANDS, *OUR_OWN], ids=lambda command: command.type)
def test_a_contract_that_is_not_on_record_is_unknown(command: c.Command) -> None:
    given().when(command).refused("unknown_contract")


@pytest.mark.parametrize("command", PEOPLES_COMMANDS, ids=lambda command: command.type)
def test_a_closed_contract_takes_no_commands(command: c.Command) -> None:
    code = "already_triaged" if isinstance(command, c.TriageClause) else "contract_closed"
    given(*CLOSED).when(command).refused(code)


def test_what_has_not_come_yet_is_not_recorded() -> None:
    given(*IN_DIALOGUE).when(RECORD_DIALOGUE.model_copy(update={"held_on": TOMORROW})).refused(
        "in_the_future"
    )
    given(REGISTERED).when(c.TriageClause(clause=Clause.BONUS), on=TOMORROW).refused("in_the_future")


@pytest.mark.parametrize("day", [date.min, date(1970, 1, 1), date(2100, 1, 1), date.max])
def test_a_day_that_cannot_be_right_is_refused(day: date) -> None:
    given().when(c.RegisterContract(facts=facts(signed_on=day))).refused("beyond_calendar")
    given(REGISTERED).when(c.SupplyDetails(ends_on=day)).refused("beyond_calendar")
    given(*IN_COMMITMENT).when(AGREE_COMMITMENT.model_copy(update={"ends_on": day})).refused(
        "beyond_calendar"
    )


@pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY])
def test_the_calendar_reaches_from_its_first_day_to_its_last(day: date) -> None:
    assert given().when(c.RegisterContract(facts=facts(signed_on=day))).refusal == ""


def test_a_thing_that_happened_centuries_ago_is_refused() -> None:
    given(*IN_DIALOGUE).when(c.InviteToDialogue(), on=date.min).refused("beyond_calendar")


def test_a_notice_that_could_not_be_delivered_is_kept_with_the_contract() -> None:
    kept = e.NoticeUndeliverable(kind="reminder", recipient="p-03", attempts=8, reason="550")
    given(*CLOSED).when(UNDELIVERABLE).then(kept)


ALWAYS = {"supply_details", "confirm_supplier_contact", "strike_off"}
SIGNED = ALWAYS | {"terminate_contract"}
ALLOWED: Mapping[tuple[e.Event, ...], set[str]] = {
    (REGISTERED,): ALWAYS | {"triage_clause"},
    IN_AWARD: ALWAYS | {"notify_award", "waive_standstill", "cancel_award"},
    IN_DIALOGUE: SIGNED | {"invite_to_dialogue", "record_dialogue", "report_absence"},
    IN_COMMITMENT: SIGNED | {"agree_commitment", "conclude_commitments"},
    IN_DELIVERY: SIGNED | {"start_placement", "conclude_delivery", "report_follow_up", "withdraw_commitment"},
    IN_EVALUATION: ALWAYS | {"evaluate_contract"},
    CLOSED: set(),
}


@pytest.mark.parametrize("past", ALLOWED)
def test_people_see_what_they_can_do_and_why_not_the_rest(past: tuple[e.Event, ...]) -> None:
    seen = actions(fold(Contract(), past))
    assert {action.command for action in seen if action.refusal is None} == ALLOWED[past]
    assert len(seen) == len(PEOPLES)


def test_no_clause_is_the_one_end_that_can_be_taken_back() -> None:
    closed = (REGISTERED, e.ClauseTriaged(clause=Clause.NONE, reason="Köp."), e.ContractClosed())
    seen = actions(fold(Contract(), closed))
    assert [action.command for action in seen if action.refusal is None] == ["triage_clause"]
