"""The list of contracts as it is shown: a sentence, then the rows by urgency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from domain.vocabulary import Phase
from domain.words import N_
from projections.reading import Filters, Row
from web.dates import Dates
from web.line import Mark, marks
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


@dataclass(frozen=True)
class ListView:
    """`after` continues on the next page; empty on the last. `counts` by phase, of all contracts."""

    rows: Sequence[ListRow]
    sentence: str
    total: int
    counts: Mapping[str, int]
    filters: Filters
    after: str

    @property
    def filtered(self) -> bool:
        return self.filters != Filters()

    @property
    def next_page(self) -> str:
        chosen = {"text": self.filters.text, "fas": self.filters.phase, "avdelning": self.filters.department}
        chosen["klausul"] = self.filters.clause
        return "/avtal?" + urlencode({**{k: v for k, v in chosen.items() if v}, "efter": self.after})


def list_view(
    rows: Sequence[Row], counts: Mapping[str, int], filters: Filters, dates: Dates, *, first_page: bool
) -> ListView:
    """`rows`: one more than a page when there are more."""
    shown = rows[:PAGE]
    return ListView(
        rows=[list_row(row, dates) for row in shown],
        sentence=_sentence(rows, counts.get(Phase.TRIAGE, 0), dates) if first_page else "",
        total=sum(counts.values()),
        counts=counts,
        filters=filters,
        after=f"{shown[-1]['urgency'].isoformat()}_{shown[-1]['id']}" if len(rows) > PAGE else "",
    )


def place_in_list(after: str) -> tuple[date, UUID] | None:
    """Raises ValueError when it is no place in a list."""
    if not after:
        return None
    day, _, contract = after.partition("_")
    return date.fromisoformat(day), UUID(contract)


def list_row(row: Mapping[str, Any], dates: Dates) -> ListRow:
    phase, due = Phase(row["phase"]), row["next_due"]
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
    said = [late_in_words(late, dates), in_this_week(week, dates), _undecided(untriaged, dates)]
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
        case _:
            return dates.words(N_("{number} things are late."), number=number)


def in_this_week(number: int, dates: Dates) -> str:
    match number:
        case 0:
            return dates.words(N_("Nothing more is due this week."))
        case 1:
            return dates.words(N_("One is due this week."))
        case _:
            return dates.words(N_("{number} are due this week."), number=number)


def _undecided(number: int, dates: Dates) -> str:
    match number:
        case 0:
            return ""
        case 1:
            return dates.words(N_("One contract waits for a decision about the clause."))
        case _:
            return dates.words(N_("{number} contracts wait for a decision about the clause."), number=number)
