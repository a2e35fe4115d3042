"""A row of a register of contracts into what it tells about one contract; what cannot be read is said, cell by cell."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from pydantic import ValidationError

from domain.facts import ContractFacts, Money, Organisation, Source
from domain.numbers import is_shaped_like_a_persons
from domain.refusal import Refusal
from domain.takeover import History, Promised
from domain.vocabulary import Clause, Form
from domain.words import N_
from exchange import cells
from exchange.cells import Cell, NotRead
from exchange.columns import COLUMNS, Heading, key
from exchange.organisations import swedish_number
from exchange.rows import Formula, Row

REGISTERS = UUID("9d5c2a52-64f4-5b0f-8f4d-2f6a6f0c1d77")
TITLES = {column.field: column.title for column in COLUMNS}
OF_THE_CONTRACT = ("awarded_on", "signed_on", "starts_on", "ends_on")
DAYS = (*OF_THE_CONTRACT, "count_from", "held_on", "confirmed_on", "promised_from", "promised_to")
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
WRONG: Mapping[str, str] = {
    "day": N_("{column}: this is no day. Write it as 2026-03-31."),
    "two_ways": N_(
        "{column}: this can be read in two ways. Write a day as 2026-03-31, an amount as 1234,50."
    ),
    "amount": N_("{column}: this is no amount. Write it as 1 234 567,50."),
    "number": N_("{column}: this is no whole number."),
    "formula": N_(
        "{column}: a formula stands here without its value. Open the file in Excel and save it anew."
    ),
    "clause": N_("{column}: write dialog, sysselsättning, bonus or ingen; or leave it empty."),
    "yes_or_no": N_("{column}: write ja or nej."),
    "too_long": N_("{column}: the text is too long, or holds signs that cannot be kept."),
}


class RegisterRow(NamedTuple):
    contract: UUID
    facts: ContractFacts
    history: History | None


class _Cells:
    """By field; each asked for in its own way, and what is wrong with it told by its column's name."""

    def __init__(self, heading: Heading, row: Sequence[Cell | Formula]) -> None:
        self._by_field = {field: row[place] for place, field in heading.fields.items() if place < len(row)}

    def of(self, field: str, read: Callable[[Cell], Any] = cells.text) -> Any:
        cell = self._by_field.get(field)
        try:
            if isinstance(cell, Formula):
                raise NotRead("formula")
            return read(cell)
        except NotRead as wrong:
            raise Refusal(f"cell_{wrong.why}", WRONG[wrong.why], column=TITLES[field]) from None


def read_row(row: Row, heading: Heading, source: Source, buyer: Organisation) -> RegisterRow:
    """Raises Refusal."""
    told = _Cells(heading, row[1])
    days = {field: told.of(field, cells.day) for field in DAYS}
    suppliers = _suppliers(told)
    try:
        facts = ContractFacts(
            source=source.model_copy(update={"contract_ref": str(row[0])}),
            contract_number=told.of("number"),
            title=told.of("title") or told.of("procurement") or told.of("number"),
            procurement_title=told.of("procurement"),
            diarienummer=told.of("diarienummer"),
            buyer_unit=told.of("buyer_unit"),
            buyers=(buyer,),
            suppliers=suppliers,
            value=_value(told.of("value", cells.amount)),
            cpv=_codes(told.of("cpv", cells.listed)),
            nuts=told.of("nuts", cells.listed),
            **{field: days[field] for field in OF_THE_CONTRACT},
        )
        history = _history(told, days)
    except ValidationError as error:
        where = str(error.errors()[0]["loc"][0])
        raise Refusal("cell_too_long", WRONG["too_long"], column=TITLES.get(where, where)) from None
    if not (facts.contract_number or facts.title):
        raise Refusal("row_without_name", N_("The row has neither the contract's number nor its name."))
    return RegisterRow(contract_of(facts), facts, history)


def contract_of(facts: ContractFacts) -> UUID:
    """The same contract in another file, or in a corrected one, is the same stream: by its number and supplier; without
    a number by its name and the day it was signed too."""
    supplier = ",".join(each.number or key(each.name) for each in facts.suppliers)
    named = facts.contract_number or f"{facts.title}|{facts.signed_on or facts.starts_on}"
    return uuid5(REGISTERS, f"{key(named)}|{supplier}")


def _suppliers(told: _Cells) -> tuple[Organisation, ...]:
    """A sole trader's number is a person's: it is left out. A name is needed; of a number alone see `known`."""
    name, number = told.of("supplier"), swedish_number(told.of("supplier_number"))
    if not name and not number:
        raise Refusal("row_without_supplier", N_("The row names no supplier."))
    if is_shaped_like_a_persons(number):
        number = ""
    swedish = re.fullmatch(r"\d{6}-\d{4}", number, re.ASCII)
    try:
        return (Organisation(name=name, number=number, country="SWE" if swedish else ""),)
    except ValidationError:
        raise Refusal("cell_too_long", WRONG["too_long"], column=TITLES["supplier"]) from None


def _value(amount: Decimal | None) -> Money | None:
    return None if amount is None else Money(amount=amount, currency="SEK")


def _codes(told: tuple[str, ...]) -> tuple[str, ...]:
    """90919300-2 Lokalvård → 90919300."""
    return tuple(dict.fromkeys(found[0] if (found := re.match(r"\d{8}", code)) else code for code in told))


def _history(told: _Cells, days: Mapping[str, date | None]) -> History | None:
    clause = told.of("clause", _clause)
    promised = tuple(
        Promised(form=form, places=number) for form in Form if (number := told.of(form.value, cells.whole))
    )
    closed = told.of("closed", _yes)
    nothing = told.of("nothing_possible")
    if clause is None:
        if promised or closed or nothing or days["held_on"]:
            raise Refusal(
                "history_without_clause",
                N_("The row tells what has happened since the award, but not which social clause there is."),
            )
        return None
    return History(
        clause=clause,
        reason=told.of("reason") or None,
        count_from=days["count_from"],
        held_on=days["held_on"],
        confirmed_on=days["confirmed_on"],
        promised=promised,
        promised_from=days["promised_from"],
        promised_to=days["promised_to"],
        nothing_possible=nothing or None,
        closed=closed,
    )


def _clause(cell: Cell) -> Clause | None:
    written = key(cells.text(cell))
    if not written:
        return None
    if written not in CLAUSES:
        raise NotRead("clause")
    return CLAUSES[written]


def _yes(cell: Cell) -> bool:
    written = cells.text(cell).lower()
    if written not in (*YES, *NO):
        raise NotRead("yes_or_no")
    return written in YES
