"""The yearly report: one sentence, four figures, then tables; small numbers of people are not told."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.vocabulary import Clause
from domain.words import N_
from language.words import Words
from projections.insight import Year
from web.insight_course import (
    clause_table,
    narrowing,
    open_longest,
    phase_table,
    step_table,
)
from web.insight_promises import NOT_TOLD, Promises, promise_tables, promises_of, year_table
from web.insight_table import Cell, Table

NOTHING_POSSIBLE = N_(
    "In {number} contracts both came to the end that nothing was possible just now. That is a valid result."
)
FOOT = N_(
    "A contract belongs to the year in which it was signed, a dialogue to that of its last day, a promise to that in"
    " which it was agreed, a phase or a step to that in which it ended. A promise of two departments is counted with"
    " both. Fewer than five people are not told, nor what would give them away."
)
NO_DIALOGUE = {"in_time": 0, "late": 0, "not_done": 0, "days_late": 0.0}


@dataclass(frozen=True)
class Figure:
    """`of`: out of how many; none where it is of nothing."""

    number: Cell
    of: str
    meaning: str


@dataclass(frozen=True)
class InsightView:
    """`tables`: of the first sheet, of the second."""

    year: int
    kicker: str
    headline: str
    sentence: str
    figures: Sequence[Figure]
    tables: Sequence[Table]
    foot: str
    is_empty: bool


@dataclass(frozen=True)
class Told:
    """What is known, and by what names."""

    year: Year
    number: int
    today: date
    departments: Mapping[str, str]
    municipality: str


def insight_view(told: Told, words: Words) -> InsightView:
    contracts, dialogues = _with_clause(told.year), _dialogues(told.year)
    promises = promises_of(told.year.promises, told.number)
    of_all = sum(row["signed"] for row in told.year.contracts)
    return InsightView(
        year=told.number,
        kicker=words(
            N_("{municipality}, social terms in procurement, {year}"),
            municipality=told.municipality,
            year=told.number,
        ),
        headline=_headline(promises, words),
        sentence=" ".join(_sentences(contracts, dialogues, words)),
        figures=_figures(contracts, of_all, dialogues, promises, words),
        tables=[each for each in _tables(told, contracts, promises, words) if each.lines],
        foot=words(FOOT),
        is_empty=not (of_all or promises.whole.promised or told.year.ended or told.year.last_days),
    )


def _tables(told: Told, contracts: Mapping[str, int], promises: Promises, words: Words) -> Sequence[Table]:
    by = promise_tables(promises, told.departments, words)
    few = not promises.is_told
    return [
        *by[:1],
        *([narrowing(contracts, words, few=few)] if contracts["signed"] else []),
        *by[1:2],
        year_table(told.year.promises, words),
        *by[2:],
        phase_table(told.year, words),
        step_table(told.year, words),
        clause_table(told.year.contracts, words),
        open_longest(told.year, told.today, words),
    ]


def _with_clause(told: Year) -> Mapping[str, int]:
    """All contracts that carry one, or whose clause is not decided yet, added up."""
    added: Counter[str] = Counter()
    for row in told.contracts:
        if row["clause"] not in ("", Clause.NONE):
            added.update({part: number for part, number in row.items() if part != "clause"})
    return added


def _dialogues(told: Year) -> Mapping[str, Any]:
    return next((row for row in told.last_days if row["step"] == "hold"), NO_DIALOGUE)


def _headline(promises: Promises, words: Words) -> str:
    promised = promises.whole.promised
    if not promised:
        return words(N_("Nothing has been promised this year"))
    if not promises.is_told:
        return words(N_("{promised} contributions were promised, few in some forms"), promised=promised)
    return words(
        N_("{came_about} of {promised} promised contributions came about"),
        came_about=promises.whole.figure.number,
        promised=promised,
    )


def _sentences(contracts: Mapping[str, int], dialogues: Mapping[str, Any], words: Words) -> list[str]:
    held, nothing = dialogues["in_time"] + dialogues["late"], contracts["nothing_possible"]
    said = []
    if held:
        said.append(
            words(
                N_("{in_time} of {held} dialogues were held in time."),
                in_time=dialogues["in_time"],
                held=held,
            )
        )
    if dialogues["not_done"]:
        said.append(words(N_("Late and not held yet: {number}."), number=dialogues["not_done"]))
    if dialogues["late"]:
        days = round(dialogues["days_late"])
        said.append(words(N_("Those that were late were so by {days} days on average."), days=days))
    if nothing:
        said.append(words(NOTHING_POSSIBLE, number=nothing))
    return said


def _figures(
    contracts: Mapping[str, int], of_all: int, dialogues: Mapping[str, Any], promises: Promises, words: Words
) -> list[Figure]:
    whole = promises.whole
    came_about: Cell = whole.figure.number if promises.is_told else promises.told(whole)
    ended = dialogues["in_time"] + dialogues["late"] + dialogues["not_done"]
    return [
        Figure(
            contracts["signed"],
            _of(of_all, words),
            words(N_("contracts signed this year carry a social clause")),
        ),
        Figure(dialogues["in_time"], _of(ended, words), words(N_("dialogues in time"))),
        Figure(came_about, _of(whole.promised, words), words(N_("contributions that came about"))),
        Figure(whole.lapsed if promises.is_told else NOT_TOLD, "", words(N_("promises that lapsed"))),
    ]


def _of(number: int, words: Words) -> str:
    return words(N_("of {all}"), all=number)
