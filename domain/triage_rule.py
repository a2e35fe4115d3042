"""A municipality's rule that answers, for contracts that are read in, whether they carry a social clause."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain.facts import ContractFacts, Fact, Line, Word
from domain.vocabulary import Clause

Texts = tuple[Annotated[Line, Field(min_length=1)], ...]


class TriageRule(Fact):
    """All conditions that it names must hold, of each list one; what is not told of a contract holds for none.

    `cpv`: beginnings of codes. `text`: stands in the contract's or the procurement's name. `value_from`, `value_below`:
    kronor. `reason` is told with the answer."""

    name: Word
    clause: Clause
    reason: Annotated[Line, Field(min_length=1)]
    buyer_unit: Texts = ()
    cpv: Texts = ()
    text: Texts = ()
    value_from: Annotated[Decimal | None, Field(ge=0)] = None
    value_below: Annotated[Decimal | None, Field(ge=0)] = None

    def answers(self, told: ContractFacts) -> bool:
        names = f"{told.title} {told.procurement_title}".casefold()
        by_list = (
            (self.buyer_unit, lambda it: it.casefold() == told.buyer_unit.casefold()),
            (self.cpv, lambda it: any(code.startswith(it) for code in told.cpv)),
            (self.text, lambda it: it.casefold() in names),
        )
        return all(any(map(holds, wanted)) for wanted, holds in by_list if wanted) and self._by_value(told)

    def _by_value(self, told: ContractFacts) -> bool:
        if self.value_from is None and self.value_below is None:
            return True
        if told.value is None or told.value.currency != "SEK":
            return False
        above = self.value_from is None or told.value.amount >= self.value_from
        return above and (self.value_below is None or told.value.amount < self.value_below)


def rule_for(told: ContractFacts, rules: Iterable[TriageRule]) -> TriageRule | None:
    """The first that answers."""
    return next((rule for rule in rules if rule.answers(told)), None)
