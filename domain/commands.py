"""What people, notices and time ask for."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from domain.course_commands import (
    CancelAward as CancelAward,
    InterruptPlacement as InterruptPlacement,
    Ordinal,
    RecordAppeal as RecordAppeal,
    RecordCourtDecision as RecordCourtDecision,
    RejectFollowUp as RejectFollowUp,
    ReportAbsence as ReportAbsence,
    StrikeOff as StrikeOff,
    TerminateContract as TerminateContract,
    WaiveStandstill as WaiveStandstill,
    WithdrawCommitment as WithdrawCommitment,
)
from domain.facts import ContractFacts, Fact, FormAnswer, Line, Organisation, StepLimit, Word
from domain.free_text import FreeText
from domain.vocabulary import Clause, Form, Party


class RegisterContract(Fact):
    """Put a contract on record. Registering the same contract of the same notice again changes nothing."""

    type: Literal["register_contract"] = "register_contract"
    facts: ContractFacts


class SupplyDetails(Fact):
    """Tell what the notice lacked. Only the fields given are changed."""

    type: Literal["supply_details"] = "supply_details"
    contract_number: Line | None = None
    diarienummer: Line | None = None
    suppliers: Annotated[tuple[Organisation, ...], Field(max_length=200)] | None = None
    starts_on: date | None = None
    ends_on: date | None = None


class TriageClause(Fact):
    """Say whether the contract carries a social clause, and which.

    `count_from`: the day from which time limits run when the contract was signed before it was registered.
    """

    type: Literal["triage_clause"] = "triage_clause"
    clause: Clause
    reason: FreeText | None = None
    count_from: date | None = None
    time_limits: tuple[StepLimit, ...] = ()


class NotifyAward(Fact):
    """The day the award decision was sent to the bidders, and whether electronically (LOU 20:1)."""

    type: Literal["notify_award"] = "notify_award"
    sent_on: date
    electronically: bool = True


class SignContract(Fact):
    type: Literal["sign_contract"] = "sign_contract"
    signed_on: date


class ConfirmSupplierContact(Fact):
    """A person at the supplier who may be mailed. Imported addresses never are."""

    type: Literal["confirm_supplier_contact"] = "confirm_supplier_contact"
    name: FreeText
    address: Annotated[
        FreeText, StringConstraints(pattern=r"^[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>()]+$", max_length=254)
    ]


class InviteToDialogue(Fact):
    type: Literal["invite_to_dialogue"] = "invite_to_dialogue"
    meeting_on: date | None = None


class RecordDialogue(Fact):
    """The dialogue as it was held: who took part (roles only), and each of the six forms answered."""

    type: Literal["record_dialogue"] = "record_dialogue"
    held_on: date
    participants: Annotated[tuple[FreeText, ...], Field(min_length=1, max_length=20)]
    answers: Annotated[tuple[FormAnswer, ...], Field(max_length=6)]
    next_on: date | None = None
    note: FreeText | None = None


class ConfirmRecord(Fact):
    type: Literal["confirm_record"] = "confirm_record"
    party: Party


class AgreeCommitment(Fact):
    type: Literal["agree_commitment"] = "agree_commitment"
    form: Form
    places: Annotated[int, Field(ge=1, le=10_000)]
    starts_on: date
    ends_on: date


class ConcludeCommitments(Fact):
    """Nothing more will be promised now. Without any commitment, `reason` is required."""

    type: Literal["conclude_commitments"] = "conclude_commitments"
    reason: FreeText | None = None


class StartPlacement(Fact):
    type: Literal["start_placement"] = "start_placement"
    commitment: Ordinal
    started_on: date


class CompletePlacement(Fact):
    type: Literal["complete_placement"] = "complete_placement"
    placement: Ordinal
    completed_on: date


class ConcludeDelivery(Fact):
    """End the delivery although promised places did not come; the reason is kept."""

    type: Literal["conclude_delivery"] = "conclude_delivery"
    reason: FreeText


class ReportFollowUp(Fact):
    type: Literal["report_follow_up"] = "report_follow_up"
    report: FreeText


class ApproveFollowUp(Fact):
    type: Literal["approve_follow_up"] = "approve_follow_up"


class EvaluateContract(Fact):
    """The final evaluation; it closes the contract."""

    type: Literal["evaluate_contract"] = "evaluate_contract"
    assessment: FreeText


class LetTimePass(Fact):
    """Time's own command: do what is due by now."""

    type: Literal["let_time_pass"] = "let_time_pass"


class ReportUndeliverable(Fact):
    """The sender gave up on a notice."""

    type: Literal["report_undeliverable"] = "report_undeliverable"
    kind: Word
    recipient: Word
    attempts: int
    reason: Line = ""


PeoplesCommand = (
    SupplyDetails
    | TriageClause
    | NotifyAward
    | SignContract
    | ConfirmSupplierContact
    | InviteToDialogue
    | RecordDialogue
    | ConfirmRecord
    | AgreeCommitment
    | ConcludeCommitments
    | StartPlacement
    | CompletePlacement
    | ConcludeDelivery
    | ReportFollowUp
    | ApproveFollowUp
    | EvaluateContract
    | WaiveStandstill
    | RecordAppeal
    | RecordCourtDecision
    | CancelAward
    | StrikeOff
    | TerminateContract
    | ReportAbsence
    | WithdrawCommitment
    | InterruptPlacement
    | RejectFollowUp
)
AnyPeoplesCommand = Annotated[PeoplesCommand | RegisterContract, Field(discriminator="type")]
Command = PeoplesCommand | RegisterContract | LetTimePass | ReportUndeliverable

PEOPLES_COMMAND: TypeAdapter[PeoplesCommand | RegisterContract] = TypeAdapter(AnyPeoplesCommand)
