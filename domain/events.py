"""What has happened to a contract. Stored for ever: fields are only added, with defaults, or upcast."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from domain.course_events import (
    AppealFiled as AppealFiled,
    AwardCancelled as AwardCancelled,
    CommitmentWithdrawn as CommitmentWithdrawn,
    ContractStruckOff as ContractStruckOff,
    ContractTerminated as ContractTerminated,
    CourtDecided as CourtDecided,
    FollowUpRejected as FollowUpRejected,
    PlacementInterrupted as PlacementInterrupted,
    StandstillWaived as StandstillWaived,
    SupplierAbsent as SupplierAbsent,
)
from domain.facts import ContractFacts, FormAnswer, Line, StepLimit, Word
from domain.free_text import FreeText
from domain.step_events import (
    DeadlineMet as DeadlineMet,
    DeadlineMissed as DeadlineMissed,
    DeadlineSet as DeadlineSet,
    DeadlineWaived as DeadlineWaived,
    DoneAfterDeadline as DoneAfterDeadline,
    Happened,
    MissWithdrawn as MissWithdrawn,
    Rung as Rung,
    StepEscalated as StepEscalated,
    StepOpened as StepOpened,
    StepReminded as StepReminded,
)
from domain.vocabulary import Clause, Form, Party


class ContractRegistered(Happened):
    type: Literal["ContractRegistered"] = "ContractRegistered"
    facts: ContractFacts


class DetailsSupplied(Happened):
    """What a notice lacked, told by a person."""

    type: Literal["DetailsSupplied"] = "DetailsSupplied"
    facts: ContractFacts


class ClauseTriaged(Happened):
    type: Literal["ClauseTriaged"] = "ClauseTriaged"
    clause: Clause
    reason: FreeText | None = None
    count_from: date | None = None
    time_limits: tuple[StepLimit, ...] = ()


class AwardNotified(Happened):
    """The award decision was sent to the bidders: day 0 of the standstill (LOU 20:1)."""

    type: Literal["AwardNotified"] = "AwardNotified"
    sent_on: date
    electronically: bool


class StandstillEnded(Happened):
    type: Literal["StandstillEnded"] = "StandstillEnded"
    last_day: date


class ContractSigned(Happened):
    type: Literal["ContractSigned"] = "ContractSigned"
    signed_on: date


class DialogueInvited(Happened):
    type: Literal["DialogueInvited"] = "DialogueInvited"
    meeting_on: date | None = None


class DialogueHeld(Happened):
    type: Literal["DialogueHeld"] = "DialogueHeld"
    held_on: date
    participants: tuple[FreeText, ...]  # roles; encrypted all the same, since anything can be typed
    answers: tuple[FormAnswer, ...]
    next_on: date | None = None
    note: FreeText | None = None


class RecordConfirmed(Happened):
    type: Literal["RecordConfirmed"] = "RecordConfirmed"
    party: Party
    confirmed_on: date


class CommitmentAgreed(Happened):
    type: Literal["CommitmentAgreed"] = "CommitmentAgreed"
    commitment: int
    form: Form
    places: int
    starts_on: date
    ends_on: date
    departments: tuple[Word, ...]


class CommitmentsConcluded(Happened):
    """The dialogue's outcome is settled; without a commitment, `reason` says why nothing was possible."""

    type: Literal["CommitmentsConcluded"] = "CommitmentsConcluded"
    reason: FreeText | None = None


class PlacementStarted(Happened):
    type: Literal["PlacementStarted"] = "PlacementStarted"
    placement: int
    commitment: int
    form: Form
    started_on: date


class PlacementCompleted(Happened):
    type: Literal["PlacementCompleted"] = "PlacementCompleted"
    placement: int
    completed_on: date


class DeliveryConcluded(Happened):
    """No more places will come; `reason` says why some promised ones did not."""

    type: Literal["DeliveryConcluded"] = "DeliveryConcluded"
    reason: FreeText


class FollowUpReported(Happened):
    type: Literal["FollowUpReported"] = "FollowUpReported"
    report: FreeText


class FollowUpApproved(Happened):
    type: Literal["FollowUpApproved"] = "FollowUpApproved"


class ContractEvaluated(Happened):
    type: Literal["ContractEvaluated"] = "ContractEvaluated"
    assessment: FreeText


class ContractClosed(Happened):
    type: Literal["ContractClosed"] = "ContractClosed"


class SupplierContactConfirmed(Happened):
    type: Literal["SupplierContactConfirmed"] = "SupplierContactConfirmed"
    contact: int
    name: FreeText
    address: FreeText


class NoticeUndeliverable(Happened):
    type: Literal["NoticeUndeliverable"] = "NoticeUndeliverable"
    kind: Word
    recipient: Word
    attempts: int
    reason: Line = ""


Event = (
    ContractRegistered
    | DetailsSupplied
    | ClauseTriaged
    | AwardNotified
    | StandstillEnded
    | ContractSigned
    | DialogueInvited
    | DialogueHeld
    | RecordConfirmed
    | CommitmentAgreed
    | CommitmentsConcluded
    | PlacementStarted
    | PlacementCompleted
    | DeliveryConcluded
    | FollowUpReported
    | FollowUpApproved
    | ContractEvaluated
    | ContractClosed
    | StandstillWaived
    | AppealFiled
    | CourtDecided
    | AwardCancelled
    | ContractStruckOff
    | ContractTerminated
    | SupplierAbsent
    | CommitmentWithdrawn
    | PlacementInterrupted
    | FollowUpRejected
    | SupplierContactConfirmed
    | StepOpened
    | DeadlineSet
    | DeadlineMet
    | DeadlineWaived
    | DoneAfterDeadline
    | StepReminded
    | DeadlineMissed
    | StepEscalated
    | MissWithdrawn
    | NoticeUndeliverable
)

EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="type")])
