"""The tables of a contract's page: promises, placements, last days, notices, contacts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.contract import Contract
from domain.derivation import Derivation
from domain.notices import LETTERS
from domain.open_steps import open_steps
from domain.policy import Policy
from domain.process.registration import SupplierContactConfirmed
from domain.vocabulary import Answer, Form
from domain.words import N_
from event_store.codec import Recorded
from projections.reading import ContractDetail, Row
from web.dates import Dates
from web.people import department_names, told_whom
from web.timeline import places
from web.urgency import Urgency, urgency
from web.why import Why, why


@dataclass(frozen=True)
class PromiseRow:
    """A commitment, or a form that the dialogue put off or turned down (then `urgency` says so)."""

    form: Form
    told: str
    promised: int
    started: int
    period: str
    departments: str
    urgency: Urgency | None = None
    reason: str = ""
    asked_again: date | None = None


@dataclass(frozen=True)
class PlacementRow:
    number: int
    form: Form
    started_on: date
    completed_on: date | None
    interrupted: bool


@dataclass(frozen=True)
class DeadlineRow:
    step: str
    due: date
    urgency: Urgency
    reminders: int
    rungs: int
    why: Why


@dataclass(frozen=True)
class NoticeRow:
    kind: str
    step: str
    whom: str
    urgency: Urgency
    at: datetime
    tries: int


@dataclass(frozen=True)
class Contact:
    name: str
    address: str


def promise_rows(state: Contract, policy: Policy, dates: Dates) -> list[PromiseRow]:
    return [*_agreed(state, policy, dates), *_not_now(state, policy, dates)]


def _agreed(state: Contract, policy: Policy, dates: Dates) -> Iterator[PromiseRow]:
    for number, agreed in state.commitments.items():
        started = sum(1 for placement in state.kept_placements if placement.commitment == number)
        yield PromiseRow(
            form=agreed.form,
            told=places(agreed.places, dates.words),
            promised=agreed.places,
            started=started,
            period=dates.period(agreed.starts_on, agreed.ends_on),
            departments=department_names(agreed.departments, policy, dates.words),
        )


def _not_now(state: Contract, policy: Policy, dates: Dates) -> Iterator[PromiseRow]:
    agreed = {commitment.form for commitment in state.commitments.values()}
    for answer in state.held.answers if state.held else ():
        if answer.answer is Answer.POSSIBLE or answer.form in agreed:
            continue
        yield PromiseRow(
            form=answer.form,
            told=dates.words(N_("no promise")),
            promised=0,
            started=0,
            period="",
            departments=department_names([policy.forms[answer.form]], policy, dates.words),
            urgency=Urgency("nothing", dates.words.name(answer.answer)),
            reason=answer.reason or "",
            asked_again=answer.ask_again_on,
        )


def placement_rows(state: Contract) -> list[PlacementRow]:
    return [
        PlacementRow(number, each.form, each.started_on, each.completed_on, each.interrupted)
        for number, each in state.placements.items()
    ]


def deadline_rows(detail: ContractDetail, policy: Policy, dates: Dates) -> list[DeadlineRow]:
    steps = open_steps(detail.state)
    return [
        DeadlineRow(
            step=row["step"],
            due=row["due"],
            urgency=_outcome(row, dates, still_open=row["step"] in steps),
            reminders=row["reminders"],
            rungs=row["rungs"],
            why=why(Derivation.model_validate_json(row["derivation"]), policy.calendar, dates),
        )
        for row in detail.deadlines
    ]


def _outcome(row: Row, dates: Dates, *, still_open: bool) -> Urgency:
    words = dates.words
    if row["outcome"] == "met":
        return Urgency("done", words(N_("Done in time, {day}"), day=dates.short(row["done_on"])))
    if still_open:
        return urgency(row["due"], dates)
    if row["outcome"] == "missed":
        done_on = row["done_on"]
        late = words(N_("Done late, {day}"), day=dates.short(done_on)) if done_on else words(N_("Never done"))
        return Urgency("over", late)
    return Urgency("nothing", words(N_("No longer needed")))


def notice_rows(rows: Sequence[Row], policy: Policy, dates: Dates) -> list[NoticeRow]:
    words = dates.words
    return [
        NoticeRow(
            kind=words(LETTERS[row["kind"]].title),
            step=words.name(row["step"]) if row["step"] else "",
            whom=told_whom(row["recipient"], policy, words),
            urgency=_delivery(row, dates),
            at=row["sent_at"] or row["queued_at"],
            tries=row["attempts"],
        )
        for row in rows
    ]


def _delivery(row: Row, dates: Dates) -> Urgency:
    words = dates.words
    if row["sent_at"]:
        return Urgency("done", words(N_("Sent {at}"), at=dates.stamp(row["sent_at"])))
    if row["waits"]:
        return Urgency("waiting", words(N_("Comes in the day's mail")))
    if row["next_try_at"] is None:
        return Urgency("late", words(N_("Did not arrive")))
    if row["attempts"]:
        return Urgency("waiting", words(N_("Not sent yet. We try again.")))
    return Urgency("waiting", words(N_("Waiting to be sent")))


def contacts(recorded: Sequence[Recorded]) -> list[Contact]:
    confirmed = (record.event for record in recorded)
    return [
        Contact(each.name, each.address) for each in confirmed if isinstance(each, SupplierContactConfirmed)
    ]
