"""The start page: a sentence, the weeks ahead, and what to do, each row with its next act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4

from access.asker import Asker
from access.steps import takes
from domain.calendar import Calendar
from domain.process.award import STANDSTILL
from domain.vocabulary import Phase
from domain.waiting import WaitsFor
from domain.words import N_
from projections.reading import Row
from projections.week import COUNTED, Section
from web.command_forms import FORMS
from web.contract_list import in_this_week, late_in_words
from web.dates import Dates
from web.line import Mark, marks
from web.urgency import Urgency, urgency

WEEKS = 8
DAY = timedelta(days=1)


@dataclass(frozen=True)
class WeekRow:
    """`act`: what its button says; `day`: in the gutter, the last day. `acts`: theirs to do or to pass on; `mine`:
    given to whoever looks, who has not taken it on yet; `unreached`: somebody was not reached by a notice of it."""

    contract: UUID
    key: str
    step: str
    act: str
    acts: bool
    mine: bool
    unreached: bool
    name: str
    object: str
    phase: Phase
    marks: Mapping[str, Mark]
    day: date | None
    urgency: Urgency
    command_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Part:
    key: str
    title: str
    rows: Sequence[WeekRow]
    number: int

    @property
    def counted(self) -> str:
        return counted(self.number)

    @property
    def is_counted_out(self) -> bool:
        return self.number <= COUNTED


@dataclass(frozen=True)
class AheadWeek:
    """One cell of the strip: its kinds in the order in which they are drawn, and its red days by name."""

    number: int
    monday: date
    kinds: Sequence[str]
    spoken: str
    red_days: Sequence[str]

    @property
    def counted(self) -> str:
        return counted(len(self.kinds))


@dataclass(frozen=True)
class WeekView:
    monday: date
    sentence: str
    weeks: Sequence[AheadWeek]
    parts: Sequence[Part]
    next_day: date | None

    @property
    def is_empty(self) -> bool:
        return not any(part.number for part in self.parts)


def counted(number: int) -> str:
    """Above COUNTED nobody has counted on."""
    return f"{COUNTED}+" if number > COUNTED else str(number)


TITLES = {
    "late": N_("Late"),
    "week": N_("This week"),
    "new": N_("Given to somebody, later"),
    "waiting": N_("Waiting for others"),
}


def week_view(
    sections: Mapping[str, Section],
    ahead: Mapping[date, Mapping[str, int]],
    next_day: date | None,
    calendar: Calendar,
    dates: Dates,
    asker: Asker,
) -> WeekView:
    monday = dates.today - DAY * dates.today.weekday()
    late, week, waiting = (sections[name].number for name in ("late", "week", "waiting"))
    said = (late_in_words(late, dates), in_this_week(week, dates), _waiting_in_words(waiting, dates))
    return WeekView(
        monday=monday,
        sentence=" ".join(filter(None, said)),
        weeks=[_week(monday + 7 * DAY * n, ahead, calendar, dates) for n in range(WEEKS)],
        parts=[
            Part(name, dates.words(title), [_row(row, dates, asker) for row in found.rows], found.number)
            for name, title in TITLES.items()
            if (found := sections[name]).number
        ],
        next_day=next_day,
    )


def _waiting_in_words(number: int, dates: Dates) -> str:
    match number:
        case 0:
            return ""
        case 1:
            return dates.words(N_("One waits for somebody else."))
        case _ if number > COUNTED:
            return dates.words(N_("More than {number} wait for somebody else."), number=COUNTED)
        case _:
            return dates.words(N_("{number} wait for somebody else."), number=number)


def _row(row: Row, dates: Dates, asker: Asker) -> WeekRow:
    phase, form = Phase(row["phase"]), FORMS.get(row["asks"])
    acts = not row["waits_for"] and takes(asker, row["step"], row["departments"], row["people"])
    return WeekRow(
        contract=row["contract_id"],
        key=row["step"],
        step=dates.words.name(row["step"]),
        act=dates.words(form.title if form and acts else N_("Open the contract")),
        acts=takes(asker, row["step"], row["departments"], row["people"]),
        mine=row["people"][:1] == [asker.person.id] and not row["acknowledged"],
        unreached=row["unreached"],
        name=row["suppliers"] or row["title"],
        object=row["title"] if row["suppliers"] else dates.words(N_("The supplier is missing")),
        phase=phase,
        marks=marks(phase, row["steps"], row["clause"], late=bool(row["late"]), promised=row["places"]),
        day=row["due"],
        urgency=_urgency(row, dates),
    )


def _urgency(row: Row, dates: Dates) -> Urgency:
    words, due = dates.words, row["due"]
    if row["waits_for"] and not row["late"]:
        days = (dates.today - row["since"]).days
        return Urgency("waiting", words(_waits(row["waits_for"], days), days=dates.days(days)))
    if due is None:
        return Urgency("missing", words(_no_day(row["step"])))
    return urgency(due, dates)


def _waits(whom: str, days: int) -> str:
    court = whom == WaitsFor.COURT
    if days < 1:
        return N_("Waiting for the court") if court else N_("Waiting for the supplier")
    return N_("Waiting {days} for the court") if court else N_("Waiting {days} for the supplier")


def _no_day(step: str) -> str:
    return N_("Date missing") if step == STANDSTILL else N_("No last day yet")


def _week(
    monday: date, ahead: Mapping[date, Mapping[str, int]], calendar: Calendar, dates: Dates
) -> AheadWeek:
    told = ahead.get(monday, {})
    days = (monday + DAY * n for n in range(5))
    return AheadWeek(
        number=monday.isocalendar().week,
        monday=monday,
        kinds=[kind for kind in ("late", "due", "meeting") for _ in range(told.get(kind, 0))],
        spoken=_spoken(told, dates),
        red_days=[calendar.red_days[day] for day in days if day in calendar.red_days],
    )


def _spoken(told: Mapping[str, int], dates: Dates) -> str:
    words = {"late": N_("late: {number}"), "due": N_("to do: {number}"), "meeting": N_("meetings: {number}")}
    said = (dates.words(words[kind], number=counted(number)) for kind, number in sorted(told.items()))
    return ", ".join(said) or dates.words(N_("nothing"))
