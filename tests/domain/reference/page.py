"""A contract's page in the clerk's binder, and a fact as it is noted there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from domain.policy import Policy
from domain.vocabulary import Clause, Party, Sanction


class Fact(NamedTuple):
    """`kind`: the event's name in small letters."""

    kind: str
    told: dict[str, Any]

    @property
    def named(self) -> tuple[str, str]:
        return self.kind, str(self.told.get("step", ""))


def fact(kind: str, **told: Any) -> Fact:
    return Fact(kind, told)


class At(NamedTuple):
    """When a thing is told (`now`, `today`), when it happened (`day`), and under which policy."""

    now: datetime
    today: date
    day: date
    policy: Policy


@dataclass
class Page:
    details: dict[str, Any] | None = None  # None: not registered
    as_awarded: dict[str, Any] = field(default_factory=dict)  # as the newest award notice tells
    as_published: dict[str, Any] = field(default_factory=dict)  # as all notices together tell
    awards: list[Any] = field(default_factory=list)  # sources of the notices that stand, by kind
    modifications: list[Any] = field(default_factory=list)
    calls: list[Any] = field(default_factory=list)
    amendments: set[str] = field(default_factory=set)
    read_ever: list[Any] = field(default_factory=list)  # also of those that were struck since
    awarded_on: date | None = None
    signed_on: date | None = None
    clause: Clause | None = None
    count_from: date | None = None
    limits: dict[str, Any] = field(default_factory=dict)
    sanctions: set[Sanction] = field(default_factory=set)
    award: tuple[date, int, date | None] | None = (
        None  # sent, days of standstill, the last one it states itself
    )
    award_as_sent: tuple[Any, ...] = ()
    standstill_over: bool = False
    waived: bool = False
    appealed: bool = False
    appealed_on: date | None = None
    court_on: date | None = None
    replaced_on: date | None = None
    invited: bool = False
    meeting_on: date | None = None
    meeting_planned: bool = False
    meetings: int = 0
    held_on: date | None = None
    record_version: int = 0
    confirmed: dict[Party, date] = field(default_factory=dict)
    promises: dict[int, dict[str, Any]] = field(default_factory=dict)
    last_promise: int = 0
    promises_over: bool = False
    matches: dict[int, Any] = field(default_factory=dict)
    places: dict[int, dict[str, Any]] = field(default_factory=dict)
    candidates: dict[int, dict[str, Any]] = field(default_factory=dict)
    placements: dict[int, dict[str, Any]] = field(default_factory=dict)
    hosts: dict[int, Any] = field(default_factory=dict)
    no_more_places: bool = False
    support: dict[int, bool] = field(default_factory=dict)  # by number: given?
    reports_wanted: int = 1
    reports_approved: int = 0
    report_waits: bool = False
    plan: tuple[int, tuple[date, ...]] = (0, ())  # from which report on, and the days
    plan_is_current: bool = False
    evidence: dict[int, bool | None] = field(default_factory=dict)
    outcomes: set[int] = field(default_factory=set)
    outcomes_over: bool = False
    deficient: bool = False
    rectify_by: date | None = None
    rectified_on: date | None = None
    times_to_rectify: int = 0
    clock_before: dict[str, Any] | None = None  # that of the time to rectify which came before
    option: tuple[date, date] | None = None  # to when, and by when the supplier has to be told
    suspended_on: date | None = None
    saved_time: dict[str, tuple[int, str]] = field(default_factory=dict)
    saved_misses: dict[str, list[date]] = field(default_factory=dict)
    closed: bool = False
    void: bool = False
    terminated: bool = False
    contacts: set[int] = field(default_factory=set)
    contacts_known: int = 0
    contacts_ever: int = 0  # also of those that were struck since
    owner: str = ""
    secret: bool = False
    responsible: dict[str, dict[str, Any]] = field(default_factory=dict)
    clocks: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def rests(self) -> bool:
        return self.suspended_on is not None and not self.closed


class Entry(NamedTuple):
    """A fact in the trail; `decision`: facts decided together have the same one."""

    fact: Fact
    decision: int


class Trail:
    """All that was ever noted, numbered from 1, with what has been struck since."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.struck: set[int] = set()
        self.decisions = 0

    def note(self, facts: Iterable[Fact]) -> None:
        self.decisions += 1
        for each in facts:
            self.entries.append(Entry(each, self.decisions))
            self.struck |= set(each.told.get("strikes", ()))

    def contacts(self) -> int:
        """The highest number that was ever given."""
        told = (each.fact for each in self.entries if each.fact.kind == "supplier_contact_confirmed")
        return max((fact.told["contact"] for fact in told), default=0)

    def sources(self) -> list[Any]:
        """Of every notice that was ever read, and of the contract itself."""
        told = (entry.fact.told for entry in self.entries)
        sources = (each.get("source") or getattr(each.get("facts"), "source", None) for each in told)
        return [source for source in sources if source and source.notice_id]

    def standing(self, *more: Fact) -> list[Fact]:
        """What still holds, with `more` as if they had been noted."""
        struck = self.struck | {number for each in more for number in each.told.get("strikes", ())}
        numbered = enumerate(self.entries, 1)
        return [entry.fact for number, entry in numbered if number not in struck] + list(more)
