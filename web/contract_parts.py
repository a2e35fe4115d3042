"""The tables of a contract's page: last days, notices, contacts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.contract import Contract
from domain.derivation import Derivation
from domain.notices import LETTERS
from domain.open_steps import open_steps
from domain.policy import Policy
from domain.process.registration import SupplierContactConfirmed
from domain.step_events import DeadlineSet
from domain.words import N_
from event_store.codec import Recorded
from language.words import Words
from projections.reading import ContractDetail, Row
from web.dates import Dates
from web.people import told_whom
from web.urgency import Urgency, urgency
from web.why import Why, why


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
    number: int
    name: str
    address: str


def deadline_rows(detail: ContractDetail, policy: Policy, dates: Dates) -> list[DeadlineRow]:
    return [
        DeadlineRow(
            step=row["step"],
            due=row["due"],
            urgency=_standing(row, detail, dates),
            reminders=row["reminders"],
            rungs=row["rungs"],
            why=_why(row, detail, policy, dates),
        )
        for row in detail.deadlines
    ]


def _why(row: Row, detail: ContractDetail, policy: Policy, dates: Dates) -> Why:
    derivation = Derivation.model_validate_json(row["derivation"])
    runs = row["outcome"] in ("running", "missed") and _still_open(row, detail)
    return why(derivation, policy, detail.recorded, dates, runs=runs)


def _standing(row: Row, detail: ContractDetail, dates: Dates) -> Urgency:
    if row["outcome"] == "missed" and _was_given_a_later_day(row, detail):
        return Urgency("over", dates.words(N_("Missed; then it was given a later day")))
    return _outcome(row, dates, still_open=_still_open(row, detail))


def _still_open(row: Row, detail: ContractDetail) -> bool:
    """Of several last days of one step the newest is the one that runs; what was missed waits also while all rests."""
    newest = max(each["set_version"] for each in detail.deadlines if each["step"] == row["step"])
    awake = replace(detail.state, suspended_on=None)
    return row["set_version"] == newest and row["step"] in open_steps(awake)


def _was_given_a_later_day(row: Row, detail: ContractDetail) -> bool:
    later = (r.event for r in detail.recorded[row["set_version"] :] if r.version not in detail.state.struck)
    return any(
        isinstance(event, DeadlineSet) and event.step == row["step"] and row["due"] in event.missed_before
        for event in later
    )


def _outcome(row: Row, dates: Dates, *, still_open: bool) -> Urgency:
    words = dates.words
    if row["outcome"] == "met":
        return Urgency("done", words(N_("Done in time, {day}"), day=dates.short(row["done_on"])))
    if row["outcome"] == "moved":
        return Urgency("nothing", words(N_("Moved")))
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
            whom=_whom(row, policy, words),
            urgency=_delivery(row, dates),
            at=row["sent_at"] or row["queued_at"],
            tries=row["attempts"],
        )
        for row in rows
    ]


def _whom(row: Row, policy: Policy, words: Words) -> str:
    """Both names, where somebody stood in."""
    meant = told_whom(row["recipient"], policy, words)
    if not row["sent_to"]:
        return meant
    deputy = told_whom(row["sent_to"], policy, words)
    return words(N_("{deputy}, instead of {whom}"), deputy=deputy, whom=meant)


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


def contacts(state: Contract, recorded: Sequence[Recorded]) -> list[Contact]:
    """Who may be mailed, and sign in, now."""
    confirmed = (r.event for r in recorded if isinstance(r.event, SupplierContactConfirmed))
    return [
        Contact(each.contact, each.name, each.address) for each in confirmed if each.contact in state.contacts
    ]
