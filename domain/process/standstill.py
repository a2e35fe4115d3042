"""The standstill's last day, and why that day: the law's own time (LOU 20 kap.), in which nothing is signed."""

from datetime import date, datetime
from typing import NamedTuple

from domain.arithmetic import derive_statutory
from domain.calendar import DAY, Calendar, end_of
from domain.contract import Contract
from domain.derivation import Derivation
from domain.facts import AwardNotice
from domain.policy import Policy
from domain.step import Start
from domain.words import N_


class _Counted(NamedTuple):
    """`until`: before it gives way to a weekday."""

    start: Start
    until: date
    basis: str


def standstill_last_day(state: Contract, calendar: Calendar) -> date | None:
    """None where none is needed, while nobody has said when the award was sent, and while a court examines it."""
    counted = _counted(state)
    return calendar.lawful_on_or_after(counted.until) if counted else None


def standstill_is_counted(state: Contract) -> bool:
    """Whether it is known from which day."""
    return bool(state.award_notified or state.court_decided_on)


def standstill_why(state: Contract, policy: Policy) -> tuple[date, Derivation] | None:
    """The last day with its derivation: worked out anew from what is on record, since only the law decides it."""
    return derive_statutory(*counted, policy) if (counted := _counted(state)) else None


def standstill_ends_at(state: Contract, policy: Policy) -> datetime | None:
    last = standstill_last_day(state, policy.calendar)
    return end_of(last) if last else None


def by_law(sent: AwardNotice) -> date:
    """Ten days of a decision sent electronically or an announcement of intent, else fifteen (LOU 20:1, 20:3)."""
    return sent.sent_on + DAY * (10 if sent.electronically or sent.announced else 15)


def _counted(state: Contract) -> _Counted | None:
    """An appeal holds it without an end (LOU 20:8); after the court's decision ten days remain (LOU 20:10), or more
    where the award was made anew since then."""
    if state.appealed or state.standstill_waived:
        return None
    counted = [_of(state.award_notified)] if state.award_notified else []
    if decided_on := state.court_decided_on:
        counted.append(
            _Counted(Start(decided_on, N_("The court decided")), decided_on + DAY * 10, "LOU 20:10")
        )
    return max(counted, key=lambda each: each.until, default=None)


def _of(sent: AwardNotice) -> _Counted:
    """A longer time that was told binds whoever told it, of a decision as of an announced intent."""
    what, basis = N_("The award decision was sent to the bidders"), "LOU 20:1"
    if sent.announced:
        what, basis = N_("The intent to award was announced"), "LOU 20:3"
    start, least = Start(sent.sent_on, what), by_law(sent)
    if sent.stated_until and sent.stated_until > least:
        return _Counted(start, sent.stated_until, f"{basis}, enligt underrättelsen")
    return _Counted(start, least, basis)
