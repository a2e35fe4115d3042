"""What has happened to a contract, newest first: one entry a command, its consequences beneath it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from domain import events as e
from domain.calendar import date_in_stockholm
from domain.policy import Policy
from domain.vocabulary import Role
from domain.words import N_
from event_store.codec import Recorded
from language.words import Words
from web.dates import Dates
from web.people import department_names, recipient_names, told_whom, who_did

# event type → sentence; {placeholders} are the event's own fields, those below, or both
SENTENCES: dict[str, str] = {
    "ContractRegistered": N_("The contract was put on record."),
    "DetailsSupplied": N_("Missing details were supplied."),
    "ClauseTriaged": N_("The clause was decided: {clause}."),
    "AwardNotified": N_("The award decision was sent on {sent_on}."),
    "StandstillEnded": N_("The standstill ended; its last day was {last_day}."),
    "ContractSigned": N_("The contract was signed on {signed_on}."),
    "DialogueInvited": N_("The supplier was invited to the dialogue."),
    "DialogueHeld": N_("The dialogue was held on {held_on}."),
    "RecordConfirmed": N_("{party} confirmed the record."),
    "CommitmentAgreed": N_("Commitment {commitment} was agreed: {form}, {places}."),
    "CommitmentsConcluded": N_("The commitments were concluded."),
    "PlacementStarted": N_("Placement {placement} started on {started_on}."),
    "PlacementCompleted": N_("Placement {placement} was completed on {completed_on}."),
    "DeliveryConcluded": N_("The placements were concluded, although promised places did not come."),
    "FollowUpReported": N_("A follow-up report was handed in."),
    "FollowUpApproved": N_("The follow-up was approved."),
    "ContractEvaluated": N_("The contract was evaluated."),
    "ContractClosed": N_("The contract was closed."),
    "StandstillWaived": N_("No standstill is needed: {ground}."),
    "AppealFiled": N_("The award was appealed on {filed_on}."),
    "CourtDecided": N_("The court decided on {decided_on}."),
    "AwardCancelled": N_("The award was cancelled."),
    "ContractStruckOff": N_("The contract was struck off: registered by mistake."),
    "ContractTerminated": N_("The contract was terminated on {terminated_on}."),
    "SupplierAbsent": N_("The supplier did not come to the dialogue on {absent_on}."),
    "CommitmentWithdrawn": N_("Commitment {commitment} was withdrawn."),
    "PlacementInterrupted": N_("Placement {placement} was interrupted on {interrupted_on}."),
    "FollowUpRejected": N_("The follow-up report was not approved; a new one is asked for."),
    "SupplierContactConfirmed": N_("Contact {contact} at the supplier was confirmed."),
    "StepOpened": N_("Next step: {step} ({departments})."),
    "DeadlineSet": N_("Last day for “{step}”: {due}."),
    "DeadlineMet": N_("“{step}” was done in time, on {done_on}."),
    "DeadlineWaived": N_("The last day for “{step}” no longer applies."),
    "DoneAfterDeadline": N_("“{step}” was done late, on {done_on}."),
    "StepReminded": N_("A reminder about “{step}” went out."),
    "DeadlineMissed": N_("“{step}” was not done by its last day, {due}."),
    "StepEscalated": N_("“{step}” is late: {recipients} were told."),
    "MissWithdrawn": N_("“{step}” was done in time after all, on {done_on}. The escalation stopped."),
    "NoticeUndeliverable": N_("A notice to {recipient} did not arrive."),
}


@dataclass(frozen=True)
class Entry:
    """`first` and `last` are the events' numbers in the contract's stream; `day` is when it happened."""

    first: int
    last: int
    sentence: str
    more: Sequence[str]
    texts: Sequence[str]
    who: str
    by_clock: bool
    day: date
    recorded_at: datetime
    recorded_later: bool


def timeline(recorded: Sequence[Recorded], policy: Policy, dates: Dates) -> list[Entry]:
    commands = (list(group) for _, group in groupby(recorded, lambda record: record.origin.command_id))
    return [_entry(group, policy, dates) for group in commands][::-1]


def _entry(records: list[Recorded], policy: Policy, dates: Dates) -> Entry:
    origin = records[0].origin
    said = [sentence(record.event, policy, dates) for record in records]
    return Entry(
        first=records[0].version,
        last=records[-1].version,
        sentence=said[0],
        more=said[1:],
        texts=[text for record in records for text in _texts(record.event)],
        who=who_did(origin.actor, origin.role, policy, dates.words),
        by_clock=origin.role == Role.CLOCK,
        day=origin.occurred_on,
        recorded_at=origin.recorded_at,
        recorded_later=date_in_stockholm(origin.recorded_at) != origin.occurred_on,
    )


def sentence(event: e.Event, policy: Policy, dates: Dates) -> str:
    words = dates.words
    params = {name: getattr(event, name) for name in type(event).model_fields} | _named(event, policy, words)
    said = words(SENTENCES[event.type], **params)
    return f"{said} {lateness}" if (lateness := _lateness(event, dates)) else said


def _named(event: e.Event, policy: Policy, words: Words) -> dict[str, object]:
    """What an event keeps as ids and numbers, in words."""
    match event:
        case e.StepOpened():
            return {"departments": department_names(event.departments, policy, words)}
        case e.StepEscalated():
            return {"recipients": recipient_names(event.recipients, words)}
        case e.CommitmentAgreed():
            return {"places": places(event.places, words)}
        case e.NoticeUndeliverable():
            return {"recipient": told_whom(event.recipient, policy, words)}
        case _:
            return {}


def places(number: int, words: Words) -> str:
    return words(N_("1 place")) if number == 1 else words(N_("{number} places"), number=number)


def _texts(event: e.Event) -> Iterator[str]:
    for name in ("reason", "note", "report", "assessment"):
        if (text := getattr(event, name, None)) and not isinstance(event, e.NoticeUndeliverable):
            yield text


def _lateness(event: e.Event, dates: Dates) -> str:
    """Only when the engine itself was silent: minutes are the sweep's own pace."""
    late = event.noticed_late_by if isinstance(event, e.DeadlineMissed) else timedelta()
    late = event.late_by if isinstance(event, e.StepEscalated) else late
    if late < timedelta(hours=1):
        return ""
    hours = dates.words(N_("{number} h"), number=int(late / timedelta(hours=1)))
    return dates.words(
        N_("That was noticed {late} afterwards."), late=dates.days(late.days) if late.days else hours
    )
