"""What is asked for when a contract leaves its straight course."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from domain.facts import Fact, Line, Word
from domain.free_text import FreeText

Ordinal = Annotated[int, Field(ge=1)]


class WaiveStandstill(Fact):
    """Say that the law asks for no standstill, and on what ground (LOU 20:2)."""

    type: Literal["waive_standstill"] = "waive_standstill"
    ground: Word


class RecordAppeal(Fact):
    type: Literal["record_appeal"] = "record_appeal"
    filed_on: date
    case_number: Line = ""


class RecordCourtDecision(Fact):
    """`stands`: the court let the award stand."""

    type: Literal["record_court_decision"] = "record_court_decision"
    decided_on: date
    stands: bool


class CancelAward(Fact):
    type: Literal["cancel_award"] = "cancel_award"
    reason: FreeText


class StrikeOff(Fact):
    """Take a contract off the list that was registered by mistake."""

    type: Literal["strike_off"] = "strike_off"
    reason: FreeText


class TerminateContract(Fact):
    type: Literal["terminate_contract"] = "terminate_contract"
    terminated_on: date
    reason: FreeText


class ReportAbsence(Fact):
    """The supplier did not come to the dialogue."""

    type: Literal["report_absence"] = "report_absence"
    absent_on: date


class WithdrawCommitment(Fact):
    type: Literal["withdraw_commitment"] = "withdraw_commitment"
    commitment: Ordinal
    reason: FreeText


class InterruptPlacement(Fact):
    type: Literal["interrupt_placement"] = "interrupt_placement"
    placement: Ordinal
    interrupted_on: date
    reason: FreeText


class RejectFollowUp(Fact):
    """Ask for the report again, and say why."""

    type: Literal["reject_follow_up"] = "reject_follow_up"
    reason: FreeText
