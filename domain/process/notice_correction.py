"""A newer version of the award notice: what it tells otherwise is changed, except what a person has told since."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from domain.command import Command
from domain.context import Context
from domain.contract import Contract, changed
from domain.facts import ContractFacts, Word, named
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.policy import Policy
from domain.process.contract_notice import ByContractNotice, with_terms
from domain.process.evaluation import EVALUATE
from domain.process.modification import ModificationPublished, new_amendments
from domain.process.published import OfANotice, is_outdated, kept, must_not_be_struck_off, was_read
from domain.process.registration import ContractRegistered
from domain.vocabulary import Role
from domain.words import N_

NOTICE_CORRECTED = Letter(
    "notice_corrected",
    N_("The award notice was corrected"),
    N_("{contract}: the award notice was corrected"),
    N_(
        "A newer version of the award notice tells something else about the contract. See the contract's events."
    ),
)
LETTERS = (NOTICE_CORRECTED,)

# What is told apart: where it comes from, and changes that were published (`domain/process/modification.py`).
_APART = {"source", "amendments"}
_NOBODY_ELSE_TELLS = {"lots", "social_objectives"}  # but the contract notice, which is laid on top


class NoticeCorrected(OfANotice):
    """`facts`: all that the newer notice tells. `changed`: which of them are taken in. `left`: which are not, for a
    person has told otherwise, or they would set last days going from a day that nobody here has looked at."""

    says: ClassVar[str] = N_("A newer version of the award notice was read.")
    moves: ClassVar[tuple[str, ...]] = (EVALUATE,)
    type: Literal["NoticeCorrected"] = "NoticeCorrected"
    facts: ContractFacts
    changed: tuple[Word, ...] = ()
    left: tuple[Word, ...] = ()

    def taken_in(self) -> Mapping[str, object]:
        return named(self.facts, self.changed)

    def evolve(self, state: Contract) -> Contract:
        if state.facts is None:
            return state
        facts = state.facts.model_copy(update=dict(self.taken_in()))
        signed_on = self.facts.signed_on if "signed_on" in self.changed else state.signed_on
        joined = state.of(ByContractNotice)
        return with_terms(changed(state, facts=facts, signed_on=signed_on), joined, joined)

    def tells(self, state: Contract, _policy: Policy) -> Iterator[Notice]:
        """Before triage there is nobody who counts on it."""
        if state.clause is not None and not state.closed:
            for role in (Role.COORDINATOR, Role.PROCUREMENT_OFFICER):
                yield Notice(NOTICE_CORRECTED.kind, role)


class CorrectFromNotice(Command):
    """Take in a newer version of the contract's award notice. An older one, or one read already, changes nothing."""

    type: Literal["correct_from_notice"] = "correct_from_notice"
    facts: ContractFacts

    @staticmethod
    def may(state: Contract) -> None:
        must_not_be_struck_off(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        source = self.facts.source
        last = _told_last(state)
        if last is None or was_read(source, state) or is_outdated(source, _AWARDS, state):
            return
        if amendments := new_amendments(self.facts, state):
            yield ModificationPublished(source=source, amendments=amendments)
        differing = set(_told_otherwise(self.facts, last))
        left = {name for name in differing if not _may_change(name, state, last)}
        if differing:
            yield NoticeCorrected(
                source=source,
                facts=self.facts,
                changed=tuple(sorted(differing - left)),
                left=tuple(sorted(left)),
            )


_AWARDS = (ContractRegistered, NoticeCorrected)


def _told_last(state: Contract) -> ContractFacts | None:
    """The contract by its newest award notice, before anybody changed anything by hand."""
    facts = None
    for event in kept(state, _AWARDS):
        facts = event.facts if isinstance(event, ContractRegistered | NoticeCorrected) else facts
    return facts


def _told_otherwise(facts: ContractFacts, last: ContractFacts) -> Iterator[str]:
    """What the newer one does not tell is not denied."""
    for name in ContractFacts.model_fields:
        told = getattr(facts, name)
        if name not in _APART and told not in (None, "", ()) and told != getattr(last, name):
            yield name


def _may_change(name: str, state: Contract, last: ContractFacts) -> bool:
    if name == "signed_on":
        return state.clause is None and state.signed_on == last.signed_on
    if name in _NOBODY_ELSE_TELLS:
        return True
    return bool(state.facts) and getattr(state.facts, name) == getattr(last, name)
