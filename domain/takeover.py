"""A contract that a register tells of: put on record and, when it has been running since before Insats, taken over in
the phase it is in, with what is known of its history as it was told. Nothing that should have been done before that day
is called late: time counts from then on, or from the day that a person has said."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.facts import ContractFacts, Fact, FormAnswer, Word, named
from domain.field_sources import sources_of
from domain.free_text import FreeText
from domain.happened import Happened, evolve
from domain.process.commitment import CommitmentAgreed, CommitmentsConcluded
from domain.process.confirming import RecordConfirmed
from domain.process.dialogue import DialogueHeld
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
from domain.vocabulary import Answer, Clause, Form, Party
from domain.words import N_


class Promised(Fact):
    form: Form
    places: Annotated[int, Field(ge=1, le=10_000)]


class History(Fact):
    """What a register knows of what has happened. `count_from`: a person's word from which day time limits count."""

    clause: Clause
    reason: FreeText | None = None
    count_from: date | None = None
    held_on: date | None = None
    confirmed_on: date | None = None
    promised: Annotated[tuple[Promised, ...], Field(max_length=6)] = ()
    promised_from: date | None = None
    promised_to: date | None = None
    nothing_possible: FreeText | None = None
    closed: bool = False


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
                yield from _taken_over(self.history, self.facts, context)
            else:
                yield from by_rule(evolve(state, registered), context)
        elif not state.closed:
            if changed := self._changed(state, state.facts):
                yield DetailsRead(facts=self.facts, changed=changed)
            yield from self._day_to_count_from(state)

    def _day_to_count_from(self, state: Contract) -> Iterator[Happened]:
        """Filled in since the contract was taken over, in the same register: so that many can be told at once."""
        day, taken = self.history.count_from if self.history else None, state.of(TakenOver)
        if day and taken.on and not taken.count_from:
            must_be_possible_to_count_from(day, state)
            yield TimeCountsFrom(count_from=day)

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


def _is_a_registers(event: object) -> bool:
    by_register = isinstance(event, ContractRegistered) and event.facts.source.kind == "sheet"
    return by_register or isinstance(event, DetailsRead)


def _taken_over(known: History, told: ContractFacts, context: Context) -> Iterator[Happened]:
    if known.clause is Clause.NONE:
        if known.reason is None:
            raise Refusal("no_clause_needs_reason", N_("Say why the contract carries no social clause."))
        yield ClauseTriaged(clause=Clause.NONE, reason=known.reason)
        yield ContractClosed()
        return
    _must_follow_in_order(known, told)
    yield ContractTakenOver(on=context.today, count_from=known.count_from)
    yield ClauseTriaged(clause=known.clause, reason=known.reason, count_from=known.count_from)
    if known.held_on:
        yield from _dialogue(known, known.held_on)
    if known.promised or known.nothing_possible:
        yield from _promises(known, told, context)
    if known.closed:
        yield ContractClosed()


def _must_follow_in_order(known: History, told: ContractFacts) -> None:
    if known.held_on and told.signed_on is None:
        raise Refusal(
            "history_without_signing",
            N_(
                "The row tells of a dialogue but not when the contract was signed. Fill in the day it was signed."
            ),
        )
    if known.held_on and told.signed_on and known.held_on < told.signed_on:
        raise Refusal(
            "held_before_signing",
            N_("The dialogue cannot have been held before the contract was signed on {signed_on}."),
            signed_on=told.signed_on,
        )
    if (known.promised or known.nothing_possible) and known.held_on is None:
        raise Refusal(
            "history_without_dialogue",
            N_("The row tells what was promised but not when the dialogue was held. Fill in that day."),
        )
    if known.promised and not (known.promised_to or told.ends_on):
        raise Refusal(
            "history_without_end",
            N_("The row tells what was promised but not until when. Fill in the last day of the promise."),
        )


def _dialogue(known: History, held_on: date) -> Iterator[Happened]:
    """What was promised was possible; of other forms nothing is said. A promise means that the record was agreed."""
    answers = tuple(
        FormAnswer(form=each.form, answer=Answer.POSSIBLE, number=each.places) for each in known.promised
    )
    yield DialogueHeld(held_on=held_on, participants=(), answers=answers)
    settled_on = known.confirmed_on or (held_on if known.promised or known.nothing_possible else None)
    for party in Party if settled_on else ():
        yield RecordConfirmed(party=party, confirmed_on=settled_on)


def _promises(known: History, told: ContractFacts, context: Context) -> Iterator[Happened]:
    starts_on = known.promised_from or known.held_on
    ends_on = known.promised_to or told.ends_on
    for number, each in enumerate(known.promised, 1):
        assert starts_on  # noqa: S101 - they follow in order
        assert ends_on  # noqa: S101
        yield CommitmentAgreed(
            commitment=number,
            form=each.form,
            places=each.places,
            starts_on=starts_on,
            ends_on=max(starts_on, ends_on),
            departments=(context.policy.forms[each.form],),
        )
    yield CommitmentsConcluded(reason=None if known.promised else known.nothing_possible)


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
