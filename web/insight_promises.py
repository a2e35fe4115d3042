"""What was promised and what came of it, by form, department, supplier and year; what may be told of it once, for all
the tables together, since one could be subtracted from another (domain/small_numbers.py)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.small_numbers import LEAST, Figure, untold
from domain.vocabulary import Form
from domain.words import N_
from language.words import Words
from projections.reading import Row
from web.insight_table import Line, Table, keys, per_cent

FEW, NOT_TOLD = f"<{LEAST}", "–"
COLUMNS = (N_("Promised"), N_("Came about"), N_("Lapsed"), N_("Share that came about"))
KEY = (("solid", N_("came about")), ("to-come", N_("promised, to come")), ("lapsed", N_("lapsed")))


@dataclass(frozen=True)
class Sum:
    """`name`: none of a total, or of the suppliers that are told together."""

    name: str
    lapsed: int
    figure: Figure

    @property
    def promised(self) -> int:
        return self.figure.most


Cells = Sequence[tuple[int, Row]]  # numbered, so that sums can be held against each other
Keys = Callable[[Row], Iterable[str]]


def _sum(name: str, cells: Cells) -> Sum:
    promised, came_about, lapsed = (
        sum(row[part] for _, row in cells) for part in ("promised", "came_about", "lapsed")
    )
    return Sum(name, lapsed, Figure(frozenset(number for number, _ in cells), came_about, promised))


def _sums(cells: Cells, keys: Keys) -> list[Sum]:
    """A cell with several keys is counted with each."""
    found = dict.fromkeys(key for _, row in cells for key in keys(row))
    return [_sum(key, [cell for cell in cells if key in keys(cell[1])]) for key in found]


def _form(row: Row) -> Iterable[str]:
    return (row["form"],)


def _departments(row: Row) -> Iterable[str]:
    return tuple(row["departments"])


def _supplier(row: Row) -> Iterable[str]:
    return (row["supplier"] or "",)


@dataclass(frozen=True)
class Promises:
    """Of one year."""

    whole: Sum
    by_form: Sequence[Sum]
    by_department: Sequence[Sum]
    by_supplier: Sequence[Sum]
    hidden: frozenset[Figure]

    def told(self, one: Sum) -> str:
        if one.figure not in self.hidden:
            return str(one.figure.number)
        return FEW if one.figure.is_few else NOT_TOLD

    @property
    def is_told(self) -> bool:
        return self.whole.figure not in self.hidden


def promises_of(rows: Sequence[Row], year: int) -> Promises:
    cells = [*enumerate(row for row in rows if row["year"] == year)]
    whole = _sum("", cells)
    by_form, by_department, by_supplier = (_sums(cells, those) for those in (_form, _departments, _supplier))
    tables = [[each.figure for each in table] for table in (by_form, by_department, by_supplier)]
    return Promises(whole, by_form, by_department, by_supplier, frozenset(untold(whole.figure, tables)))


def promise_tables(of: Promises, departments: Mapping[str, str], words: Words) -> list[Table]:
    if not of.whole.promised:
        return []
    forms = {form.value: words.name(form) for form in Form}
    suppliers = {
        each.name: each.name
        for each in sorted(of.by_supplier, key=lambda each: each.name.casefold())
        if each.name
    }
    suppliers |= {"": words(N_("Other suppliers"))}
    return [
        _table("by-form", N_("By form"), N_("Form"), of, _named(of.by_form, forms), words),
        _table(
            "by-department",
            N_("By department"),
            N_("Department"),
            of,
            _named(of.by_department, departments),
            words,
        ),
        _table(
            "by-supplier", N_("By supplier"), N_("Supplier"), of, _named(of.by_supplier, suppliers), words
        ),
    ]


def year_table(rows: Sequence[Row], words: Words) -> Table:
    """No total: each year is told as its own report tells it."""
    years = [promises_of(rows, year) for year in sorted({row["year"] for row in rows})]
    names = [str(year) for year in sorted({row["year"] for row in rows})]
    longest = max((of.whole.promised for of in years), default=0)
    lines = [_line(name, of.whole, of, longest) for name, of in zip(names, years, strict=True)]
    columns = [words(each) for each in COLUMNS]
    return Table("by-year", words(N_("By year")), words(N_("Year")), columns, lines, key=keys(KEY, words))


def _named(sums: Sequence[Sum], names: Mapping[str, str]) -> list[tuple[str, Sum]]:
    """In the order of `names`; what is not among them keeps its id."""
    by_key = {each.name: each for each in sums}
    ordered = [*(key for key in names if key in by_key), *(key for key in by_key if key not in names)]
    return [(names.get(key, key), by_key[key]) for key in ordered]


def _table(
    id_: str, heading: str, first: str, of: Promises, rows: Sequence[tuple[str, Sum]], words: Words
) -> Table:
    longest = max(each.promised for _, each in rows)
    lines = [_line(name, each, of, longest) for name, each in rows]
    total = _line(words(N_("All")), of.whole, of, 0)
    return Table(
        id_, words(heading), words(first), [words(each) for each in COLUMNS], lines, total, keys(KEY, words)
    )


def _line(name: str, one: Sum, of: Promises, longest: int) -> Line:
    """Where what came about is not told, what lapsed is not either, nor drawn: together they are what was promised."""
    promised, came, lapsed = one.promised, one.figure.number, one.lapsed
    if one.figure in of.hidden:
        return Line(name, (promised, of.told(one), NOT_TOLD, NOT_TOLD))
    widths = (came, max(promised - came - lapsed, 0), lapsed)
    drawn = tuple(per_cent(part, longest) for part in widths) if longest else ()
    share = f"{round(per_cent(came, promised))} %" if promised else NOT_TOLD
    return Line(name, (promised, came, lapsed, share), drawn)
