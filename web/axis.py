"""A contract's days as a line to scale: what has been, today, the last days to come. The list beneath says it too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.contract import Contract
from domain.process.meeting import Meetings
from domain.words import N_
from web.contract_parts import DeadlineRow
from web.dates import Dates

EDGE = 3.0  # per cent left free on both sides
LETTER = 0.85  # per cent of the line that a letter of a label takes, where labels are shown
LANES = 2
FAR = 3  # times as far as all else
TICKS = 8  # at most


@dataclass(frozen=True)
class Point:
    """`x`: per cent of the line; `lane`: where its label stands, none where there is no room for it."""

    x: float
    kind: str
    label: str
    lane: int | None

    @property
    def anchor(self) -> str:
        return "start" if self.x < 12 else "end" if self.x > 88 else "middle"


@dataclass(frozen=True)
class Axis:
    """`ticks`: the beginnings of months, or of quarters or years, as many as there is room for."""

    points: Sequence[Point]
    ticks: Sequence[tuple[float, str]]
    today: float


def axis(state: Contract, deadlines: Sequence[DeadlineRow], dates: Dates) -> Axis | None:
    """None where there are not two days to draw."""
    told = sorted(_days(state, deadlines, dates), key=lambda each: (each[2] == "day", each[0]))
    near = _near(told, dates.today)
    days = sorted({dates.today, *(day for day, *_ in near)})
    if len(days) < 3:
        return None
    first, whole = days[0], (days[-1] - days[0]).days

    def at(day: date) -> float:
        return round(EDGE + (100 - 2 * EDGE) * (day - first).days / whole, 2)

    ticks = [(at(day), dates.month(day)) for day in _ticks(first, days[-1])]
    return Axis(list(_placed([(at(day), label, kind) for day, label, kind in near])), ticks, at(dates.today))


def _days(state: Contract, deadlines: Sequence[DeadlineRow], dates: Dates) -> Iterator[tuple[date, str, str]]:
    words = dates.words
    for row in deadlines:
        yield row.due, words.name(row.step), {"late": "late", "done": "past"}.get(row.urgency.kind, "due")
    if meeting := state.of(Meetings).planned:
        yield meeting.on, words(N_("Dialogue meeting")), "meeting"
    if state.signed_on:
        yield state.signed_on, words(N_("Signed")), "day"
    if state.facts and state.facts.ends_on:
        yield state.facts.ends_on, words(N_("The contract ends")), "day"


def _near(told: Sequence[tuple[date, str, str]], today: date) -> Sequence[tuple[date, str, str]]:
    """An end that is years away would leave no room for what is near: then it is left out."""
    steps = [today, *(day for day, _, kind in told if kind != "day")]
    furthest = max(steps) + FAR * (max(steps) - min(steps))
    return [each for each in told if each[0] <= furthest]


def _placed(told: Sequence[tuple[float, str, str]]) -> Iterator[Point]:
    """What is nearest to be done gets its label first; two labels never meet."""
    taken: list[list[tuple[float, float]]] = [[] for _ in range(LANES)]
    for x, label, kind in told:
        point = Point(x, kind, label, None)
        wide = len(label) * LETTER
        left = {"start": x, "end": x - wide, "middle": x - wide / 2}[point.anchor]
        free = [
            lane
            for lane, spans in enumerate(taken)
            if all(left + wide + 1 < start or end + 1 < left for start, end in spans)
        ]
        if free:
            taken[free[0]].append((left, left + wide))
        yield Point(x, kind, label, free[0] if free else None)


def _ticks(first: date, last: date) -> Iterator[date]:
    months = (last.year - first.year) * 12 + last.month - first.month
    apart = next(each for each in (1, 3, 6, 12, 24, 60, 1200) if months // each < TICKS)
    day = first.replace(day=1)
    while day <= last:
        if day >= first and (day.year * 12 + day.month - 1) % apart == 0:
            yield day
        day = (day + timedelta(days=32)).replace(day=1)
