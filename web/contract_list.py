"""The list of contracts as it is shown: a sentence, the views, what is asked for, then the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from api.paging import cursor_of
from domain.vocabulary import Phase
from domain.words import N_
from projections.finding import COUNTED
from projections.reading import Row
from projections.week import COUNTED as COUNTED_OF_A_WEEK
from web.dates import Dates
from web.line import Mark, marks
from web.list_parts import Chip, Names, View, chips, in_words, views
from web.list_query import FILTERS, SHOWN, ListAsked, sort_word
from web.people import department_names
from web.urgency import Urgency, urgency

PAGE = 50


@dataclass(frozen=True)
class ListRow:
    id: UUID
    name: str
    object: str
    number: str
    phase: str
    marks: Mapping[str, Mark]
    urgency: Urgency
    due: date | None
    places: int
    started: int
    in_trouble: bool
    buyer: str
    clause: str
    departments: str
    signed_on: date | None
    ends_on: date | None
    changed_at: datetime


@dataclass(frozen=True)
class ListView:
    """`next`: address of the next page; empty on the last."""

    rows: Sequence[ListRow]
    sentence: str
    hits: str
    asked: ListAsked
    chips: Sequence[Chip]
    views: Sequence[View]
    next: str

    @property
    def own_columns(self) -> bool:
        return self.asked.columns != SHOWN

    @property
    def more_asked(self) -> bool:
        """Something among the filters that are folded away."""
        return any(
            getattr(self.asked, name)
            for name in FILTERS
            if name not in ("text", "fas", "avdelning", "klausul")
        )


def list_view(
    rows: Sequence[Row], hits: int, untriaged: int, asked: ListAsked, kept: Sequence[Row], names: Names
) -> ListView:
    """`rows`: one more than a page when there are more."""
    dates, shown = names.dates, rows[:PAGE]
    return ListView(
        rows=[list_row(row, names) for row in shown],
        sentence=_sentence(rows, untriaged, dates) if asked.begins_with_the_late else "",
        hits=in_words(hits, dates),
        asked=asked,
        chips=[*chips(asked, names)],
        views=[*views(asked, kept, dates)],
        next=_next(asked, shown[-1]) if len(rows) > PAGE else "",
    )


def _next(asked: ListAsked, last: Row) -> str:
    return asked.address(efter=cursor_of(sort_word(asked.order), (last["key"], last["id"])))


def list_row(row: Mapping[str, Any], names: Names) -> ListRow:
    dates, phase, due = names.dates, Phase(row["phase"]), row["next_due"]
    late = due is not None and due < dates.today
    return ListRow(
        id=row["id"],
        name=row["suppliers"] or row["title"],
        object=row["title"] if row["suppliers"] else dates.words(N_("The supplier is missing")),
        number=row["number"],
        phase=phase,
        marks=marks(phase, row["steps"], row["clause"], late=late, promised=row["places"]),
        urgency=_urgency(row, phase, dates),
        due=due,
        places=row["places"],
        started=row["places_started"],
        in_trouble=row["in_trouble"],
        buyer=row["buyer"],
        clause=dates.words.name(row["clause"] or ""),
        departments=department_names(row["departments"], names.policy, dates.words),
        signed_on=row["signed_on"],
        ends_on=row["ends_on"],
        changed_at=row["changed_at"],
    )


def _urgency(row: Mapping[str, Any], phase: Phase, dates: Dates) -> Urgency:
    if row["next_due"] is not None:
        return urgency(row["next_due"], dates)
    if phase is Phase.CLOSED:
        return Urgency("done", dates.words(N_("Closed")))
    if phase is Phase.AWARD and row["signed_on"] is None:
        return Urgency("missing", dates.words(N_("Date missing")))
    return Urgency("missing", dates.words(N_("No last day yet")))


def _sentence(rows: Sequence[Row], untriaged: int, dates: Dates) -> str:
    """Late ones come first, so a page that is not full of them has them all."""
    sunday = dates.today + timedelta(days=6 - dates.today.weekday())
    dues = [row["next_due"] for row in rows[:PAGE] if row["next_due"]]
    late = sum(1 for due in dues if due < dates.today)
    week = sum(1 for due in dues if dates.today <= due <= sunday)
    cut_short = len(rows) > PAGE and late + week == PAGE
    said = [
        late_in_words(late, dates),
        in_this_week(week, dates),
        undecided_in_words(untriaged, dates) if untriaged else "",
    ]
    return (
        dates.words(N_("At least {number} are late or due this week."), number=PAGE)
        if cut_short
        else " ".join(filter(None, said))
    )


def late_in_words(number: int, dates: Dates) -> str:
    match number:
        case 0:
            return dates.words(N_("Nothing is late."))
        case 1:
            return dates.words(N_("One thing is late."))
        case _ if number > COUNTED_OF_A_WEEK:
            return dates.words(N_("More than {number} things are late."), number=COUNTED_OF_A_WEEK)
        case _:
            return dates.words(N_("{number} things are late."), number=number)


def in_this_week(number: int, dates: Dates) -> str:
    match number:
        case 0:
            return dates.words(N_("Nothing more is due this week."))
        case 1:
            return dates.words(N_("One is due this week."))
        case _ if number > COUNTED_OF_A_WEEK:
            return dates.words(N_("More than {number} are due this week."), number=COUNTED_OF_A_WEEK)
        case _:
            return dates.words(N_("{number} are due this week."), number=number)


def undecided_in_words(number: int, dates: Dates) -> str:
    match number:
        case 1:
            return dates.words(N_("One contract waits for a decision about the clause."))
        case _ if number > COUNTED:
            return dates.words(
                N_("More than {number} contracts wait for a decision about the clause."), number=COUNTED
            )
        case _:
            return dates.words(N_("{number} contracts wait for a decision about the clause."), number=number)
