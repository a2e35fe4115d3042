"""A contract put on record by a person: one that no notice tells of, such as most below the threshold."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract
from domain.exact import Exact
from domain.facts import ContractFacts, Line, Money, Organisation, Word
from domain.happened import Happened
from domain.process.registration import (
    ContractRegistered,
    must_be_no_other_stream,
    must_have_possible_days,
    must_have_right_numbers,
)
from domain.refusal import Refusal
from domain.words import N_


class RegisterByHand(Command):
    """The buyer is the municipality of the policy. Several suppliers are a consortium."""

    wording: ClassVar[Wording] = Wording(
        N_("Put a contract on record"), N_("Put it on record"), N_("The contract is on record.")
    )
    type: Literal["register_by_hand"] = "register_by_hand"
    contract_number: Annotated[Word, Field(title=N_("Contract number"))]
    title: Annotated[Word, Field(title=N_("What it is about"))]
    suppliers: Annotated[
        tuple[Organisation, ...],
        Field(min_length=1, max_length=200, title=N_("The supplier's name")),
        Shown("organisation"),
    ]
    procurement_title: Annotated[Line, Field(title=N_("Procurement"))] = ""
    diarienummer: Annotated[Line, Field(title=N_("Registry number"))] = ""
    buyer_unit: Annotated[Line, Field(title=N_("Unit that buys"))] = ""
    awarded_on: Annotated[date | None, Field(title=N_("Awarded on"))] = None
    signed_on: Annotated[
        date | None,
        Field(title=N_("The contract was signed on"), description=N_("Leave empty while it is not signed.")),
    ] = None
    starts_on: Annotated[date | None, Field(title=N_("The contract starts on"))] = None
    ends_on: Annotated[date | None, Field(title=N_("The contract ends on"))] = None
    value: Annotated[
        Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=2), Exact(13, 2)] | None,
        Field(title=N_("Value in kronor")),
    ] = None
    cpv: Annotated[
        tuple[Word, ...],
        Field(max_length=100, title=N_("CPV codes"), description=N_("Commas between them.")),
        Shown("listed"),
    ] = ()
    nuts: Annotated[
        tuple[Word, ...],
        Field(max_length=100, title=N_("NUTS codes"), description=N_("SE311 is Värmland.")),
        Shown("listed"),
    ] = ()

    @staticmethod
    def may(state: Contract) -> None:
        if state.facts:
            raise Refusal("registered_already", N_("The contract is on record already."))
        must_be_no_other_stream(state)

    def decide(self, _: Contract, context: Context) -> Iterator[Happened]:
        must_have_right_numbers(self.suppliers)
        must_have_possible_days(self.starts_on, self.signed_on, self.ends_on, context)
        told = {name: value for name, value in self if name not in ("type", "value")}
        money = None if self.value is None else Money(amount=self.value, currency="SEK")
        buyer = Organisation(name=context.policy.municipality, country="SWE")
        yield ContractRegistered(facts=ContractFacts(buyers=(buyer,), value=money, **told))
