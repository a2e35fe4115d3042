"""What a register knows of a contract's life before Insats, and whether it can have been so."""

from datetime import date
from typing import Annotated

from pydantic import Field

from domain.calendar import DAY
from domain.context import Context
from domain.contract import Contract
from domain.facts import ContractFacts, Fact
from domain.free_text import FreeText
from domain.process.dialogue import must_not_be_before_signing
from domain.process.places import must_be_within
from domain.process.triage import must_be_possible_to_count_from
from domain.refusal import Refusal
from domain.vocabulary import Clause, Form, Unit
from domain.words import N_


class Promised(Fact):
    """`quantity`: of all its places together, where more than places was promised."""

    form: Form
    places: Annotated[int, Field(ge=1, le=10_000)]
    quantity: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    unit: Unit = Unit.PLACES


class Placed(Fact):
    """`completed_on` is None while the placement goes on."""

    form: Form
    started_on: date
    completed_on: date | None = None


class History(Fact):
    """`count_from`: a person's word from which day time limits count. `reported`: when a follow-up was approved;
    `reports_on`: the days to come on which the supplier reports."""

    clause: Clause
    reason: FreeText | None = None
    count_from: date | None = None
    invited_on: date | None = None
    held_on: date | None = None
    confirmed_on: date | None = None
    agreed_on: date | None = None
    promised: Annotated[tuple[Promised, ...], Field(max_length=6)] = ()
    promised_from: date | None = None
    promised_to: date | None = None
    nothing_possible: FreeText | None = None
    placed: Annotated[tuple[Placed, ...], Field(max_length=1000)] = ()
    reported: Annotated[tuple[date, ...], Field(max_length=200)] = ()
    reports_on: Annotated[tuple[date, ...], Field(max_length=40)] = ()
    not_placed: FreeText | None = None
    closed: bool = False
    closed_on: date | None = None

    @property
    def of_the_delivery(self) -> bool:
        return bool(self.placed or self.reported or self.reports_on or self.not_placed)

    @property
    def after_the_dialogue(self) -> bool:
        settled = self.promised or self.nothing_possible or self.of_the_delivery
        return bool(self.confirmed_on or self.agreed_on or settled)

    @property
    def settled_on(self) -> date | None:
        """When both stood by the record: what was promised means that it was agreed, at the dialogue if not said."""
        return self.confirmed_on or (self.held_on if self.after_the_dialogue else None)


def must_be_possible(known: History, state: Contract, context: Context) -> None:
    """Raises Refusal. `state`: as it is put on record."""
    told = state.facts or ContractFacts(title="", buyers=())
    _must_be_told_whole(known, told)
    if known.held_on:
        must_not_be_before_signing(known.held_on, state)
    if known.count_from:
        must_be_possible_to_count_from(known.count_from, state)
    _must_have_come(known, context)
    _must_be_in_order(known)
    for placed in known.placed:
        must_be_within(placed.started_on, state)
    for form in Form:
        _must_have_been_promised(form, known)


def _must_be_told_whole(known: History, told: ContractFacts) -> None:
    if (known.held_on or known.invited_on) and told.signed_on is None:
        raise Refusal(
            "history_without_signing",
            N_(
                "The row tells of a dialogue but not when the contract was signed. Fill in the day it was signed."
            ),
        )
    if known.after_the_dialogue and known.held_on is None:
        raise Refusal(
            "history_without_dialogue",
            N_("The row tells what came of the dialogue but not when it was held. Fill in that day."),
        )
    if known.promised and not (known.promised_to or told.ends_on):
        raise Refusal(
            "history_without_end",
            N_("The row tells what was promised but not until when. Fill in the last day of the promise."),
        )
    if known.of_the_delivery and not known.promised:
        raise Refusal(
            "history_without_promise",
            N_(
                "The row tells of placements or follow-up but not what was promised. Fill in how many places."
            ),
        )


def _must_have_come(known: History, context: Context) -> None:
    placed = (day for each in known.placed for day in (each.started_on, each.completed_on))
    told = (known.invited_on, known.held_on, known.confirmed_on, known.agreed_on, known.closed_on)
    for day in (*told, *known.reported, *placed):
        if day and day > context.today:
            raise Refusal(
                "in_the_future",
                N_("{day} has not come yet. Record what has happened, not what will."),
                day=day,
            )


def _must_be_in_order(known: History) -> None:
    last_report = max(known.reported) + DAY if known.reported else None
    pairs = (
        (known.invited_on, known.held_on),
        (known.held_on, known.confirmed_on),
        (known.held_on, known.agreed_on),
        *((placed.started_on, placed.completed_on) for placed in known.placed),
        *((last_report, day) for day in known.reports_on),
    )
    for earlier, later in pairs:
        if earlier and later and later < earlier:
            raise Refusal(
                "history_out_of_order",
                N_("The row's days are out of order: {later} cannot be before {earlier}."),
                later=later,
                earlier=earlier,
            )


def _must_have_been_promised(form: Form, known: History) -> None:
    number = sum(placed.form is form for placed in known.placed)
    promised = sum(each.places for each in known.promised if each.form is form)
    if number > promised:
        raise Refusal(
            "more_placed_than_promised",
            N_("The row tells of {number} placements of “{form}”, but {promised} were promised."),
            number=number,
            form=form,
            promised=promised,
        )
