"""A month or a week of meetings and last days, with week numbers and red days."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from domain.calendar import Calendar
from domain.words import N_
from projections.reading import Row
from projections.week import COUNTED
from web.dates import Dates

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
OF_A_DAY = {"month": 3, "week": 100}
MONTHS, WEEKS = "%Y-%m", "%G-W%V"


@dataclass(frozen=True)
class Span:
    """A month, or a week; `first` and `last` are the days that are drawn, whole weeks."""

    kind: str
    day: date
    first: date
    last: date


def span(month: str, week: str, today: date) -> Span:
    """As asked for, `2026-11` or `2026-W48`; else the month that it is. Raises ValueError."""
    if week:
        year, _, number = week.partition("-W")
        monday = date.fromisocalendar(int(year), int(number), 1)
        return Span("week", monday, monday, monday + 6 * DAY)
    day = date.fromisoformat(f"{month}-01") if month else today.replace(day=1)
    last = _next_month(day) - DAY
    return Span("month", day, day - DAY * day.weekday(), last + DAY * (6 - last.weekday()))


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


@dataclass(frozen=True)
class Entry:
    """`kind`: meeting, due or late; `text`: what is to be done; `name`: of the contract."""

    contract: UUID
    kind: str
    text: str
    name: str
    at: time | None


@dataclass(frozen=True)
class Day:
    """`outside`: of the month before or after; `more`: how many entries are not shown, at least where a
    plus follows; empty where all are."""

    date: date
    outside: bool
    today: bool
    red: str
    entries: Sequence[Entry]
    more: str

    @property
    def week(self) -> str:
        return self.date.strftime(WEEKS)


@dataclass(frozen=True)
class CalendarView:
    """`before` and `after`: where the arrows lead; `other`: the same days as a week, or a month."""

    kind: str
    title: str
    weeks: Sequence[Sequence[Day]]
    before: str
    after: str
    now: str
    other: str
    empty: bool


def calendar_view(shown: Span, rows: Sequence[Row], calendar: Calendar, dates: Dates) -> CalendarView:
    by_day: dict[date, list[Row]] = {}
    for row in rows:
        by_day.setdefault(row["day"], []).append(row)
    days = list(_days(shown, by_day, calendar, dates))
    before, after = _around(shown)
    return CalendarView(
        kind=shown.kind,
        title=_title(shown, dates),
        weeks=[days[n : n + 7] for n in range(0, len(days), 7)],
        before=before,
        after=after,
        now=_address(shown.kind, dates.today),
        other=_address("month" if shown.kind == "week" else "week", _within(shown, dates.today)),
        empty=not rows,
    )


def _within(shown: Span, today: date) -> date:
    return today if shown.first <= today <= shown.last else shown.day


def _title(shown: Span, dates: Dates) -> str:
    if shown.kind == "week":
        return dates.words(N_("Week {number}"), number=shown.day.isocalendar().week)
    return dates.whole_month(shown.day)


def _around(shown: Span) -> tuple[str, str]:
    if shown.kind == "week":
        return _address("week", shown.day - WEEK), _address("week", shown.day + WEEK)
    return _address("month", shown.day - DAY), _address("month", _next_month(shown.day))


def _address(kind: str, day: date) -> str:
    return f"vecka={day.strftime(WEEKS)}" if kind == "week" else f"manad={day.strftime(MONTHS)}"


def _days(
    shown: Span, by_day: Mapping[date, Sequence[Row]], calendar: Calendar, dates: Dates
) -> Iterator[Day]:
    for number in range((shown.last - shown.first).days + 1):
        day = shown.first + DAY * number
        rows = by_day.get(day, ())
        yield Day(
            date=day,
            outside=shown.kind == "month" and day.month != shown.day.month,
            today=day == dates.today,
            red=calendar.red_days.get(day, ""),
            entries=[_entry(row, dates) for row in rows],
            more=_more(rows),
        )


def _more(rows: Sequence[Row]) -> str:
    of_day = rows[0]["of_day"] if rows else 0
    if of_day > COUNTED:
        return f"{of_day - len(rows)}+"
    return str(of_day - len(rows)) if of_day > len(rows) else ""


def _entry(row: Row, dates: Dates) -> Entry:
    late = row["kind"] == "due" and row["day"] < dates.today
    return Entry(
        contract=row["contract_id"],
        kind="late" if late else row["kind"],
        text=dates.words(N_("Dialogue meeting"))
        if row["kind"] == "meeting"
        else dates.words.name(row["step"]),
        name=row["suppliers"] or row["title"],
        at=row["at"],
    )
