"""The contract notice of the same procurement: terms that an award notice may not tell (BT-70, BT-71, BT-736)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command
from domain.context import Context
from domain.contract import Contract, changed
from domain.facts import Lot, Source
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.policy import Policy
from domain.process.published import OfANotice, is_outdated, must_not_be_struck_off, was_read
from domain.vocabulary import Clause, Role
from domain.words import N_

TERMS_FOUND = Letter(
    "terms_found",
    N_("Terms of performance were found"),
    N_("{contract}: terms of performance in the contract notice"),
    N_(
        "The contract notice tells of terms of performance, and it was decided that the contract carries no social "
        "clause. Read the terms, and decide again if they are one."
    ),
)
LETTERS = (TERMS_FOUND,)

_TERMS = (
    "performance_terms",
    "reserved_execution",
    "reserved_participation",
    "social_objectives",
    "strategic",
    "strategic_text",
    "renewals_max",
    "renewal_text",
    "options_text",
)


@dataclass(frozen=True)
class ByContractNotice:
    """The lots by id, as the newest contract notice that was read tells of them."""

    lots: Mapping[str, Lot] = field(default_factory=dict)


class ContractNoticeJoined(OfANotice):
    """`lots`: those of the contract, as its contract notice tells of them. What the award tells goes before."""

    says: ClassVar[str] = N_("The contract notice of the same procurement was read.")
    type: Literal["ContractNoticeJoined"] = "ContractNoticeJoined"
    lots: tuple[Lot, ...]

    def evolve(self, state: Contract) -> Contract:
        before = state.of(ByContractNotice)
        now = ByContractNotice({lot.id: lot for lot in self.lots})
        return with_terms(state, before, now).having(now)

    def tells(self, state: Contract, _policy: Policy) -> Iterator[Notice]:
        if state.clause is Clause.NONE and any(lot.performance_terms for lot in self.lots):
            yield Notice(TERMS_FOUND.kind, Role.COORDINATOR)


class JoinContractNotice(Command):
    """Take in the contract notice. Read again, or read after a newer one, it changes nothing."""

    type: Literal["join_contract_notice"] = "join_contract_notice"
    source: Source
    lots: Annotated[tuple[Lot, ...], Field(min_length=1, max_length=2000)]

    @staticmethod
    def may(state: Contract) -> None:
        must_not_be_struck_off(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        if not was_read(self.source, state) and not is_outdated(self.source, (ContractNoticeJoined,), state):
            yield ContractNoticeJoined(source=self.source, lots=self.lots)


def with_terms(state: Contract, before: ByContractNotice, now: ByContractNotice) -> Contract:
    """What the award does not tell is as the contract notice tells; `before`: as an earlier version of that told."""
    if state.facts is None:
        return state
    lots = tuple(_with_terms(lot, before.lots.get(lot.id), now.lots.get(lot.id)) for lot in state.facts.lots)
    goals = dict.fromkeys(
        (*state.facts.social_objectives, *(goal for lot in lots for goal in lot.social_objectives))
    )
    facts = state.facts.model_copy(update={"lots": lots, "social_objectives": tuple(goals)[:50]})
    return changed(state, facts=facts)


def _with_terms(lot: Lot, before: Lot | None, now: Lot | None) -> Lot:
    if now is None:
        return lot
    untold = [None, "", ()]
    found = {
        name: getattr(now, name)
        for name in _TERMS
        if getattr(lot, name) in (*untold, getattr(before, name, None))
    }
    return lot.model_copy(update=found)
