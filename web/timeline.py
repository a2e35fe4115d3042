"""What has happened to a contract, newest first: one entry a command, its consequences beneath it; of a command that
tells of several days, one a day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from domain.calendar import date_in_stockholm
from domain.facts import Commitment
from domain.happened import Happened
from domain.policy import Policy
from domain.process.evidence import AttachedFile, EvidenceSubmitted
from domain.process.hosting import HostNamed
from domain.process.responsibility import DeputyNamed, StepAcknowledged, StepAssigned, StepPassedOn
from domain.process.undeliverable import NoticeUndeliverable
from domain.step_events import DeadlineMissed, StepEscalated, StepOpened
from domain.vocabulary import Role, Unit
from domain.words import N_
from event_store.codec import Recorded
from language.words import Words
from web.dates import Dates
from web.people import department_name, department_names, recipient_names, told_whom, who_did


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
    files: Sequence[UUID] = ()


BY: Mapping[str, str] = {
    "kommunen": N_("By the municipality"),
    "leverantoren": N_("By the supplier"),
    "klockan": N_("By the clock"),
}


@dataclass(frozen=True)
class Sifted:
    """Which entries are asked for: `by` whom, of BY, and with an event of one `kind`; empty: all."""

    by: str = ""
    kind: str = ""

    def lets(self, records: Sequence[Recorded]) -> bool:
        return self.by in ("", _by(records[0])) and self.kind in ("", *(each.event.type for each in records))


ALL = Sifted()


def _by(record: Recorded) -> str:
    match record.origin.role:
        case Role.CLOCK:
            return "klockan"
        case Role.SUPPLIER:
            return "leverantoren"
        case _:
            return "kommunen"


def timeline(recorded: Sequence[Recorded], policy: Policy, dates: Dates, sifted: Sifted = ALL) -> list[Entry]:
    told = (list(group) for _, group in groupby(recorded, _one_day_of_a_command))
    return [_entry(group, policy, dates) for group in told if sifted.lets(group)][::-1]


def _one_day_of_a_command(record: Recorded) -> tuple[UUID, date]:
    return record.origin.command_id, record.origin.occurred_on


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
        files=[file.id for record in records for file in _files(record.event)],
    )


def sentence(event: Happened, policy: Policy, dates: Dates) -> str:
    said = told(event, dates.words, **_named(event, policy, dates.words))
    return f"{said} {lateness}" if (lateness := _lateness(event, dates)) else said


def told(event: Happened, words: Words, **named: object) -> str:
    params = {name: getattr(event, name) for name in type(event).model_fields}
    params |= {name: words.name(params[name]) for name in ("step",) if name in params}
    return words(event.says, **params | named)


def _named(event: Happened, policy: Policy, words: Words) -> dict[str, object]:
    """What an event keeps as ids and numbers, in words."""
    match event:
        case StepOpened():
            return {"departments": department_names(event.departments, policy, words)}
        case StepEscalated():
            return {"recipients": recipient_names(event.recipients, words)}
        case Commitment():
            return {"places": promised(event, words)}
        case HostNamed():
            return {"host": event.host.name}
        case StepAssigned() | StepAcknowledged() | DeputyNamed():
            return {"person": told_whom(event.person, policy, words)}
        case StepPassedOn():
            return {"to": _passed_to(event, policy, words)}
        case NoticeUndeliverable():
            return {"recipient": told_whom(event.recipient, policy, words)}
        case _:
            return {}


def _passed_to(event: StepPassedOn, policy: Policy, words: Words) -> str:
    if event.person:
        return told_whom(event.person, policy, words)
    return department_name(event.department or "", policy, words)


def places(number: int, words: Words) -> str:
    return words(N_("1 place")) if number == 1 else words(N_("{number} places"), number=number)


def promised(commitment: Commitment, words: Words) -> str:
    number = places(commitment.places, words)
    if commitment.unit is Unit.PLACES:
        return number
    amount = N_("{places}, {amount} {unit} in all")
    return words(amount, places=number, amount=commitment.quantity, unit=commitment.unit)


def _texts(event: Happened) -> Iterator[str]:
    for name in ("reason", "note", "report", "assessment", "what"):
        if (text := getattr(event, name, None)) and not isinstance(event, NoticeUndeliverable):
            yield text


def _files(event: Happened) -> Sequence[AttachedFile]:
    return event.files if isinstance(event, EvidenceSubmitted) else ()


def _lateness(event: Happened, dates: Dates) -> str:
    """Only when the engine itself was silent: minutes are the sweep's own pace."""
    late = event.noticed_late_by if isinstance(event, DeadlineMissed) else timedelta()
    late = event.late_by if isinstance(event, StepEscalated) else late
    if late < timedelta(hours=1):
        return ""
    hours = dates.words(N_("{number} h"), number=int(late / timedelta(hours=1)))
    return dates.words(
        N_("That was noticed {late} afterwards."), late=dates.days(late.days) if late.days else hours
    )
