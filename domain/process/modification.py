"""A change of the contract as it was published (eForms 38-40): what it tells is taken in, and somebody has to look."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar, Literal

from domain.command import Command
from domain.context import Context
from domain.contract import Contract, changed
from domain.facts import Amendment, ContractFacts, Money, Organisation, Word
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.policy import Policy
from domain.process.evaluation import EVALUATE
from domain.process.published import OfANotice, is_outdated, must_not_be_struck_off, untouched, was_read
from domain.vocabulary import Role
from domain.words import N_

CONTRACT_MODIFIED = Letter(
    "contract_modified",
    N_("A change of the contract is published"),
    N_("{contract}: a change of the contract is published"),
    N_(
        "A published notice tells of a change of the contract. See the contract's events, and whether it touches what "
        "was promised (LOU 17:8–14)."
    ),
)
LETTERS = (CONTRACT_MODIFIED,)

_MOVING = ("starts_on", "ends_on", "value")


class ModificationPublished(OfANotice):
    """What the notice tells of the contract after the change. `changed`: what is taken in; a date that a person has
    told otherwise is left, and so are the suppliers: whether one is replaced, and the dialogue held anew (LOU 17:13),
    a person decides."""

    says: ClassVar[str] = N_("A published notice tells of a change of the contract.")
    moves: ClassVar[tuple[str, ...]] = (EVALUATE,)
    type: Literal["ModificationPublished"] = "ModificationPublished"
    amendments: tuple[Amendment, ...]
    starts_on: date | None = None
    ends_on: date | None = None
    value: Money | None = None
    suppliers: tuple[Organisation, ...] = ()
    changed: tuple[Word, ...] = ()

    def taken_in(self) -> Mapping[str, object]:
        return {name: getattr(self, name) for name in self.changed if name in _MOVING}

    def evolve(self, state: Contract) -> Contract:
        if state.facts is None:
            return state
        amendments = (*state.facts.amendments, *self.amendments)
        told = {**self.taken_in(), "amendments": amendments}
        return changed(state, facts=state.facts.model_copy(update=told))

    def tells(self, state: Contract, _policy: Policy) -> Iterator[Notice]:
        """Before triage there is nobody who counts on it."""
        if state.clause is not None and not state.closed:
            for role in (Role.PROCUREMENT_OFFICER, Role.COORDINATOR):
                yield Notice(CONTRACT_MODIFIED.kind, role)


class RecordModification(Command):
    """Take in a published change of the contract. `facts`: the contract after it, as the notice tells. Reading the
    notice again changes nothing; of one that is older than another that was read, only the words are kept."""

    type: Literal["record_modification"] = "record_modification"
    facts: ContractFacts

    @staticmethod
    def may(state: Contract) -> None:
        must_not_be_struck_off(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        facts = self.facts
        if state.facts is None or was_read(facts.source, state):
            return
        late = is_outdated(facts.source, (ModificationPublished,), state)
        yield ModificationPublished(
            source=facts.source,
            amendments=facts.amendments,
            starts_on=facts.starts_on,
            ends_on=facts.ends_on,
            value=facts.value,
            suppliers=facts.suppliers if facts.suppliers != state.facts.suppliers else (),
            changed=() if late else tuple(_changed(facts, state)),
        )


def new_amendments(facts: ContractFacts, state: Contract) -> tuple[Amendment, ...]:
    known = {amendment.id for amendment in state.facts.amendments} if state.facts else set()
    return tuple(amendment for amendment in facts.amendments if amendment.id not in known)


def _changed(facts: ContractFacts, state: Contract) -> Iterator[str]:
    first = facts.starts_on or (state.facts and state.facts.starts_on) or state.signed_on
    for name in _MOVING:
        told = getattr(facts, name)
        backwards = name == "ends_on" and first and told and told < first
        if told and not backwards and told != getattr(state.facts, name) and untouched(name, state):
            yield name
