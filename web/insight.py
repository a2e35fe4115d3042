"""The yearly report: one sentence, four figures, then tables; small numbers of people are not told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.small_numbers import LEAST, hidden, is_small
from domain.vocabulary import Form
from domain.words import N_
from language.words import Words
from projections.insight import Year
from projections.reading import Row

FEW = f"<{LEAST}"
NOTHING_POSSIBLE = N_(
    "In {number} contracts both came to the end that nothing was possible just now. That is a valid result."
)


@dataclass(frozen=True)
class Bar:
    """One row of a table: `came_about` and `share` are words, since small numbers are not told. `drawn`: the widths
    of what came about, what is still to come and what lapsed, in per cent of the longest row; none where a width
    would tell a number that the words do not."""

    name: str
    promised: int
    came_about: str
    lapsed: str
    share: str
    drawn: tuple[float, float, float] | None


@dataclass(frozen=True)
class Table:
    rows: Sequence[Bar]
    all: Bar


@dataclass(frozen=True)
class Narrowing:
    """How far the contracts came; `aside`: those that branched off there."""

    name: str
    number: int
    aside: str
    width: float


@dataclass(frozen=True)
class InsightView:
    year: int
    years: Sequence[int]
    headline: str
    sentence: str
    signed: int
    in_time: int
    held: int
    by_form: Table
    by_department: Table
    narrowing: Sequence[Narrowing]

    @property
    def is_empty(self) -> bool:
        return not (self.signed or self.by_form.all.promised)


def insight_view(
    told: Year, year: int, years: Sequence[int], departments: Mapping[str, str], words: Words
) -> InsightView:
    forms = {form.value: words.name(form) for form in Form}
    by_form, dialogues = _table(told.by_form, forms, words), told.dialogues
    held = dialogues["in_time"] + dialogues["late"]
    return InsightView(
        year=year,
        years=years,
        headline=_headline(by_form.all, words),
        sentence=" ".join(_sentences(told, held, words)),
        signed=told.contracts["signed"],
        in_time=dialogues["in_time"],
        held=held + dialogues["not_held"],
        by_form=by_form,
        by_department=_table(told.by_department, departments, words),
        narrowing=_narrowing(told.contracts, words),
    )


def _headline(total: Bar, words: Words) -> str:
    if not total.promised:
        return words(N_("Nothing has been promised this year"))
    if not total.came_about.isdigit():
        return words(N_("{promised} contributions were promised, few in some forms"), promised=total.promised)
    return words(
        N_("{came_about} of {promised} promised contributions came about"),
        came_about=total.came_about,
        promised=total.promised,
    )


def _sentences(told: Year, held: int, words: Words) -> list[str]:
    dialogues, nothing = told.dialogues, told.contracts["nothing_possible"]
    said = []
    if held:
        said.append(
            words(
                N_("{in_time} of {held} dialogues were held in time."),
                in_time=dialogues["in_time"],
                held=held,
            )
        )
    if dialogues["not_held"]:
        said.append(words(N_("Late and not held yet: {number}."), number=dialogues["not_held"]))
    if dialogues["late"]:
        days = round(dialogues["days_late"])
        said.append(words(N_("Those that were late were so by {days} days on average."), days=days))
    if nothing:
        said.append(words(NOTHING_POSSIBLE, number=nothing))
    return said


def _table(rows: Sequence[Row], names: Mapping[str, str], words: Words) -> Table:
    """In the order of `names`; what is not among them keeps its id."""
    by_key = {row["key"]: row for row in rows}
    keys = [*(key for key in names if key in by_key), *(key for key in by_key if key not in names)]
    ordered = [by_key[key] for key in keys]
    longest = max((row["promised"] for row in ordered), default=0)
    concealed = hidden([row["came_about"] for row in ordered])
    bars = [
        _bar(names.get(row["key"], row["key"]), row, longest, conceal=conceal)
        for row, conceal in zip(ordered, concealed, strict=True)
    ]
    total = {part: sum(row[part] for row in ordered) for part in ("promised", "came_about", "lapsed")}
    gives_away = any(concealed) and total["came_about"] == total["promised"]  # then each is what was promised
    return Table(bars, _bar(words(N_("All")), total, 0, conceal=gives_away or is_small(total["came_about"])))


def _bar(name: str, row: Mapping[str, int], longest: int, *, conceal: bool) -> Bar:
    """Where what came about is not told, what lapsed is not either: together they are what was promised."""
    promised, came, lapsed = row["promised"], row["came_about"], row["lapsed"]
    few = FEW if is_small(came) else "–"
    to_come = max(promised - came - lapsed, 0)
    widths = tuple(round(100 * part / longest, 1) for part in (came, to_come, lapsed)) if longest else None
    return Bar(
        name=name,
        promised=promised,
        came_about=few if conceal else str(came),
        lapsed="–" if conceal and lapsed else str(lapsed),
        share="–" if conceal or not promised else f"{round(100 * came / promised)} %",
        drawn=None if conceal or widths is None else (widths[0], widths[1], widths[2]),
    )


def _narrowing(contracts: Row, words: Words) -> list[Narrowing]:
    signed, held = contracts["signed"], contracts["held"]
    told = [
        (N_("signed"), signed, _aside(N_("{number} without a dialogue yet"), signed - held, words)),
        (
            N_("dialogue held"),
            held,
            _aside(N_("{number} with nothing possible"), contracts["nothing_possible"], words),
        ),
        (N_("something promised"), contracts["promised"], ""),
        (N_("something came about"), contracts["came_about"], ""),
        (N_("followed up and closed"), contracts["closed"], ""),
    ]
    return [
        Narrowing(words(name), number, aside, round(100 * number / signed, 1) if signed else 0)
        for name, number, aside in told
    ]


def _aside(text: str, number: int, words: Words) -> str:
    return words(text, number=number) if number > 0 else ""
