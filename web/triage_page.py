"""Contracts that wait for a decision about the clause, as their page shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID, uuid4

from api.triage import cursor_after
from domain.facts import Money
from domain.vocabulary import Clause
from domain.words import N_
from language.words import Words
from projections.reading import Row
from projections.triage import Waiting
from web.contract_list import undecided_in_words
from web.dates import Dates

PAGE = 50
# The EU's codes of social objectives (BT-775), as they are: goals of a lot, and no clause.
OBJECTIVES: Mapping[str, str] = {
    "acc-all": N_("accessibility for all"),
    "et-eq": N_("ethnic equality"),
    "gen-eq": N_("gender equality"),
    "hum-right": N_("human rights in the supply chain"),
    "opp": N_("opportunities for the long-term unemployed and others far from work"),
    "other": N_("another social goal"),
    "work-cond": N_("fair working conditions"),
}

LABELS: Mapping[str, str] = {
    "alla": N_("Contracts"),
    "clause": N_("Social clause"),
    "reason": N_("Why?"),
    "count_from": N_("Count time limits from"),
}


@dataclass(frozen=True)
class WaitingRow:
    id: UUID
    name: str
    title: str
    number: str
    unit: str
    cpv: str
    value: str
    signed: str
    said: Sequence[str]


@dataclass(frozen=True)
class Tried:
    """What was sent: what stood in the fields, which were marked, and what came of it."""

    filled: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()
    receipt: str = ""
    left: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class TriageView:
    rows: Sequence[WaitingRow]
    total: int
    sentence: str
    filters: Waiting
    units: Sequence[str]
    clauses: Sequence[tuple[str, str]]
    next: str
    tried: Tried
    command_id: UUID = field(default_factory=uuid4)

    @property
    def filtered(self) -> bool:
        return self.filters != Waiting()

    @property
    def query(self) -> str:
        told = {"text": self.filters.text, "cpv": self.filters.cpv, "enhet": self.filters.buyer_unit}
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def filled(self) -> Mapping[str, str]:
        return self.tried.filled

    @property
    def faults(self) -> Mapping[str, str]:
        return self.tried.faults

    @property
    def chosen(self) -> frozenset[str]:
        return self.tried.chosen

    def summary(self, words: Words) -> list[tuple[str, str]]:
        """Each fault with the id of its field."""
        return [(name, f"{words(LABELS[name])}: {text}") for name, text in self.faults.items()]

    @property
    def receipt(self) -> str:
        return self.tried.receipt

    @property
    def left(self) -> Sequence[tuple[str, str]]:
        return self.tried.left


def triage_view(
    rows: Sequence[Row], total: int, filters: Waiting, units: Sequence[str], dates: Dates, tried: Tried
) -> TriageView:
    """`rows`: one more than a page when there are more."""
    words = dates.words
    shown = rows[:PAGE]
    return TriageView(
        rows=[_row(row, dates) for row in shown],
        total=total,
        sentence=undecided_in_words(total, dates),
        filters=filters,
        units=units,
        clauses=[(clause.value, words.name(clause)) for clause in Clause],
        next=cursor_after(shown[-1]) if len(rows) > PAGE else "",
        tried=tried,
    )


def _row(row: Row, dates: Dates) -> WaitingRow:
    value = Money(amount=Decimal(row["amount"]), currency=row["currency"]) if row["amount"] else None
    return WaitingRow(
        id=row["id"],
        name=", ".join(row["suppliers"]) or row["title"],
        title=row["title"],
        number=row["number"],
        unit=row["buyer_unit"],
        cpv=", ".join(row["cpv"][:3]),
        value=dates.money(value) if value else "",
        signed=dates.short(row["signed_on"]) if row["signed_on"] else "",
        said=list(_said(row, dates)),
    )


def _said(row: Row, dates: Dates) -> list[str]:
    words = dates.words
    goals = [words(OBJECTIVES[each]) if each in OBJECTIVES else each for each in row["objectives"]]
    told = [words(N_("Goal, no clause: {goals}."), goals=goals)] if goals else []
    if row["terms"]:
        told.append(words(N_("The notice tells of terms of performance. Read them on the contract's page.")))
    return told
