"""A row of a register of contracts into what it tells about one contract; what cannot be read is said, cell by cell."""

import re
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID, uuid5

from pydantic import ValidationError

from domain.facts import ContractFacts, Money, Organisation, Source
from domain.history import History
from domain.numbers import is_shaped_like_a_persons
from domain.refusal import Refusal
from domain.words import N_
from exchange import cells
from exchange.columns import Heading, key
from exchange.organisations import swedish_number
from exchange.register_history import read_history
from exchange.row_cells import TITLES, WRONG, RowCells
from exchange.rows import Row

REGISTERS = UUID("9d5c2a52-64f4-5b0f-8f4d-2f6a6f0c1d77")
OF_THE_CONTRACT = ("awarded_on", "signed_on", "starts_on", "ends_on")


class RegisterRow(NamedTuple):
    contract: UUID
    facts: ContractFacts
    history: History | None


def read_row(row: Row, heading: Heading, source: Source, buyer: Organisation) -> RegisterRow:
    """Raises Refusal."""
    told = RowCells(heading, row[1])
    days = {field: told.of(field, cells.day) for field in OF_THE_CONTRACT}
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
            **days,
        )
        history = read_history(told)
    except ValidationError as error:
        where = str(error.errors()[0]["loc"][0])
        raise Refusal("cell_too_long", WRONG["too_long"], column=TITLES.get(where, where)) from None
    if not (facts.contract_number or facts.title):
        raise Refusal(
            "row_without_name",
            N_("The row has neither the contract's number nor its name. Fill in one of them."),
        )
    return RegisterRow(contract_of(facts), facts, history)


def contract_of(facts: ContractFacts) -> UUID:
    """The same contract in another file, or in a corrected one, is the same stream: by its number and supplier; without
    a number by its name and the day it was signed too."""
    supplier = ",".join(each.number or key(each.name) for each in facts.suppliers)
    named = facts.contract_number or f"{facts.title}|{facts.signed_on or facts.starts_on}"
    return uuid5(REGISTERS, f"{key(named)}|{supplier}")


def _suppliers(told: RowCells) -> tuple[Organisation, ...]:
    """A sole trader's number is a person's: it is left out. A name is needed; of a number alone see `known`."""
    name, number = told.of("supplier"), swedish_number(told.of("supplier_number"))
    if not name and not number:
        raise Refusal(
            "row_without_supplier", N_("The row names no supplier. Fill in its name or organisation number.")
        )
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
