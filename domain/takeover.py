"""A contract that a register tells of: put on record and, when it has been running since before Insats, taken over in
the phase it is in, with what is known of its history as it was told. Nothing that should have been done before that day
is called late: time counts from then on, or from the day that a person has said."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar, Literal

from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.facts import ContractFacts, Word, named
from domain.field_sources import sources_of
from domain.happened import Happened, evolve
from domain.history import History, must_be_possible
from domain.history_events import days, what_happened
from domain.process.evaluation import EVALUATE, ContractClosed
from domain.process.registration import (
    ContractRegistered,
    must_have_possible_days,
    must_have_right_numbers,
    with_facts,
)
from domain.process.taken_over import TakenOver, TimeCountsFrom
from domain.process.triage import ClauseTriaged, must_be_possible_to_count_from
from domain.refusal import Refusal
from domain.step import Start
from domain.taking_back import may_come_again
from domain.triage_by_rule import by_rule
from domain.vocabulary import Clause
from domain.words import N_


class ContractTakenOver(Happened):
    says: ClassVar[str] = N_("The contract was running already and was taken over on {on}.")
    correctable: ClassVar[bool] = False
    type: Literal["ContractTakenOver"] = "ContractTakenOver"
    on: date
    count_from: date | None = None

    def evolve(self, state: Contract) -> Contract:
        return state.having(TakenOver(self.on, self.count_from))


class DetailsRead(Happened):
    """A register read again told something else; `changed`: what. What a person has told since then stands."""

    says: ClassVar[str] = N_("Details were changed in the register that the contract comes from.")
    correctable: ClassVar[bool] = False
    moves: ClassVar[tuple[str, ...]] = (EVALUATE,)
    type: Literal["DetailsRead"] = "DetailsRead"
    facts: ContractFacts
    changed: tuple[Word, ...]

    def evolve(self, state: Contract) -> Contract:
        if state.facts is None:
            return state
        return with_facts(state, state.facts.model_copy(update=named(self.facts, self.changed)))


class TakeIn(Command):
    """`history` is None while nobody has said whether the contract carries a clause."""

    type: Literal["take_in"] = "take_in"
    facts: ContractFacts
    history: History | None = None

    @staticmethod
    def may(state: Contract) -> None:
        if state.version and state.facts is None:
            raise Refusal("not_a_contract", N_("This is a need, not a contract."))

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        self._must_hold_together(context)
        if state.facts is None or may_come_again(state):
            registered = ContractRegistered(facts=self.facts)
            yield registered
            if self.history:
                yield from _taken_over(self.history, evolve(state, registered), context)
            else:
                yield from by_rule(evolve(state, registered), context)
        elif not state.closed:
            if changed := self._changed(state, state.facts):
                if "signed_on" in changed:
                    _must_not_set_time_going(state)
                read = DetailsRead(facts=self.facts, changed=changed)
                yield read
                state = evolve(state, read)
            yield from self._since_then(state, context)

    def _since_then(self, state: Contract, context: Context) -> Iterator[Happened]:
        """Filled in since it was read: the clause, while nobody has decided about it, with what came of it."""
        if self.history and state.clause is None:
            yield from _taken_over(self.history, state, context)
        else:
            yield from self._day_to_count_from(state)

    def _day_to_count_from(self, state: Contract) -> Iterator[Happened]:
        """Filled in since the contract was taken over, in the same register: so that many can be told at once."""
        day, taken = self.history.count_from if self.history else None, state.of(TakenOver)
        if day and taken.on and not taken.count_from:
            must_be_possible_to_count_from(day, state)
            yield TimeCountsFrom(count_from=day)

    def days(self, happened: Sequence[Happened], on: date) -> list[date]:
        taken_over = any(isinstance(event, ContractTakenOver) for event in happened)
        return days(self.history, happened, on) if taken_over and self.history else super().days(happened, on)

    def _must_hold_together(self, context: Context) -> None:
        told = self.facts
        must_have_right_numbers((*told.buyers, *told.suppliers))
        must_have_possible_days(told.starts_on, told.signed_on, told.ends_on, context)

    def _changed(self, state: Contract, facts: ContractFacts) -> tuple[str, ...]:
        """Only what a register told, and what nobody has told yet: a person's word, or a notice's, goes before."""
        sources = sources_of(state)
        return tuple(
            name
            for name in ContractFacts.model_fields
            if name != "source"
            and (told := getattr(self.facts, name)) not in (None, "", ())
            and told != getattr(facts, name)
            and (name not in sources or _is_a_registers(state.past[sources[name] - 1]))
        )


def _must_not_set_time_going(state: Contract) -> None:
    """The signing of a contract whose clause is decided: its last days would count from a day that nobody here has
    looked at. What was taken over has none from before that."""
    if state.clause is not None and state.signed_on is None and not state.of(TakenOver).on:
        raise Refusal(
            "signing_is_a_persons_word",
            N_(
                "The clause is decided, but not that the contract is signed. "
                "Record the signing on the contract's page, then read the row in again."
            ),
        )


def _is_a_registers(event: object) -> bool:
    by_register = isinstance(event, ContractRegistered) and event.facts.source.kind == "sheet"
    return by_register or isinstance(event, DetailsRead)


def _taken_over(known: History, registered: Contract, context: Context) -> Iterator[Happened]:
    if known.clause is Clause.NONE:
        if known.reason is None:
            raise Refusal("no_clause_needs_reason", N_("Say why the contract carries no social clause."))
        yield ClauseTriaged(clause=Clause.NONE, reason=known.reason)
        yield ContractClosed()
        return
    must_be_possible(known, registered, context)
    yield ContractTakenOver(on=context.today, count_from=known.count_from)
    yield ClauseTriaged(clause=known.clause, reason=known.reason, count_from=known.count_from)
    yield from what_happened(known, registered, context)


TOLD = N_("Time limits count from this day, as told when the contract was taken over")


def start_after_takeover(start: Start, state: Contract) -> Start | None:
    """What began before the contract was taken over counts from the day that a person said; without one it has no last
    day: none is worked out for days before Insats."""
    taken = state.of(TakenOver)
    if taken.on is None or start.on >= taken.on:
        return start
    if taken.count_from is None or taken.count_from < start.on:
        return None
    return Start(
        taken.count_from,
        TOLD,
        start.limit,
    )


EVENTS: tuple[type[Happened], ...] = (ContractTakenOver, DetailsRead)
