"""What a row of a register tells of the time before Insats: the clause, the dialogue, what was promised, what came."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from domain.history import History, Placed, Promised
from domain.refusal import Refusal
from domain.vocabulary import Clause, Form, Unit
from domain.words import N_
from exchange import cells
from exchange.cells import Cell, NotRead
from exchange.columns import key
from exchange.row_cells import TITLES, RowCells

DAYS = ("count_from", "invited_on", "held_on", "confirmed_on", "agreed_on", "promised_from", "promised_to")
TEXTS = ("reason", "nothing_possible", "not_placed")
YES = ("ja", "j", "x", "yes", "y", "1", "sant", "true", "avslutat", "avslutad")
NO = ("", "nej", "n", "no", "0", "falskt", "false", "-")
CLAUSES: Mapping[str, Clause] = {
    "dialog": Clause.DIALOGUE,
    "dialogklausul": Clause.DIALOGUE,
    "sysselsättning": Clause.EMPLOYMENT,
    "sysselsättningsklausul": Clause.EMPLOYMENT,
    "bonus": Clause.BONUS,
    "bonusklausul": Clause.BONUS,
    "ingen": Clause.NONE,
    "ingen klausul": Clause.NONE,
    "nej": Clause.NONE,
    **{key(clause): clause for clause in Clause},
}
FORMS = {key(name): form for form in Form for name in (TITLES[form], form)}
MOST_PLACES = 10_000
RUNS = "-"  # of a placement that has not ended
PLACES = re.compile(
    r"(\d{1,6})(?: ?(?:plats|platser|st))?(?:,? ?\(?(\d{1,6}) ?(vecka|veckor|heltidsmånad|heltidsmånader)\)?)?",
    re.ASCII,
)


class Amount(NamedTuple):
    places: int
    quantity: int | None
    unit: Unit


def read_history(told: RowCells) -> History | None:
    """None where no clause is told. Raises Refusal, or ValidationError of a text that is too long."""
    clause, history = told.of("clause", _clause), _history(told)
    told_of = {name for name, value in history.items() if value} - {"reason", "count_from"}
    if clause is None and told_of:
        raise Refusal(
            "history_without_clause",
            N_("The row tells what has happened since the award, but not which social clause there is."),
        )
    if clause is Clause.NONE and told_of - {"closed", "closed_on"}:
        raise Refusal(
            "history_of_no_clause",
            N_("The row says that there is no social clause, and yet what came of it. Correct one of them."),
        )
    return None if clause is None else History.model_validate({"clause": clause, **history})


def _history(told: RowCells) -> dict[str, object]:
    promised = tuple(_promised(told))
    closed = told.of("closed", _closed)
    return {
        **{field: told.of(field, cells.day) for field in DAYS},
        **{field: told.of(field) or None for field in TEXTS},
        "promised": promised,
        "placed": _placed(told, [each.form for each in promised]),
        "reported": told.of("reported", _days),
        "reports_on": told.of("reports_on", _days),
        "closed": bool(closed),
        "closed_on": closed if isinstance(closed, date) else None,
    }


def _promised(told: RowCells) -> list[Promised]:
    amounts = {form: told.of(form.value, _amount) for form in Form}
    return [Promised(form=form, **amount._asdict()) for form, amount in amounts.items() if amount]


def _amount(cell: Cell) -> Amount | None:
    """2; 2 platser; 2 (24 veckor): so much of all places together."""
    written = cells.text(cell).lower()
    if written in ("", RUNS):
        return None
    if not (found := PLACES.fullmatch(written)):
        raise NotRead("number")
    number, quantity, unit = found.groups()
    if int(number) > MOST_PLACES or (quantity and not int(quantity)):
        raise NotRead("number")
    if not int(number):
        return None
    if not unit:
        return Amount(int(number), None, Unit.PLACES)
    return Amount(int(number), int(quantity), Unit.WEEKS if unit.startswith("v") else Unit.FULL_TIME_MONTHS)


def _placed(told: RowCells, promised: Sequence[Form]) -> tuple[Placed, ...]:
    begun = told.of("placed", _days_of_forms(promised))
    ended = told.of("completed", _ends(len(begun)))
    return tuple(
        Placed(form=form, started_on=day, completed_on=end)
        for (form, day), end in zip(begun, ended, strict=True)
    )


def _days_of_forms(promised: Sequence[Form]) -> Callable[[Cell], list[tuple[Form, date]]]:
    return lambda cell: [_of_a_form(part, promised) for part in cells.parts(cell)]


def _of_a_form(part: str, promised: Sequence[Form]) -> tuple[Form, date]:
    """praktik 2026-03-31; where one form was promised the day is enough."""
    first, _, rest = part.partition(" ")
    form = FORMS.get(key(first))
    day = cells.day(rest if form else part)
    if day is None:
        raise NotRead("day")
    if form is None and len(promised) > 1:
        raise NotRead("which_form")
    return form or next(
        iter(promised), Form.INTERNSHIP
    ), day  # what was not promised is refused with its history


def _ends(number: int) -> Callable[[Cell], list[date | None]]:
    """Which day ends which placement is not guessed: none of them, or one for each in their order."""

    def ends(cell: Cell) -> list[date | None]:
        days = [None if part == RUNS else cells.day(part) for part in cells.parts(cell)]
        if days and len(days) != number:
            raise NotRead("as_many")
        return days or [None] * number

    return ends


def _days(cell: Cell) -> tuple[date, ...]:
    return tuple(day for part in cells.parts(cell) if (day := cells.day(part)))


def _clause(cell: Cell) -> Clause | None:
    written = key(cells.text(cell))
    if not written:
        return None
    if written not in CLAUSES:
        raise NotRead("clause")
    return CLAUSES[written]


def _closed(cell: Cell) -> bool | date | None:
    written = cells.text(cell).lower()
    if written in (*YES, *NO):
        return written in YES
    try:
        return cells.day(cell)
    except NotRead:
        raise NotRead("yes_or_no") from None
