"""An option: noted, then taken or declined in time. Taken, the contract runs longer, and is planned again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract, changed
from domain.free_text import FreeText
from domain.guards import must_be_running
from domain.happened import Happened
from domain.notice import THE_SUPPLIER, Letter, Notice
from domain.policy import Policy
from domain.process.common import Why
from domain.process.deficiency import WHILE_IT_RUNS
from domain.process.evaluation import EVALUATE
from domain.process.follow_up_plan import FollowUpPlan
from domain.refusal import Refusal
from domain.step import THAT_DAY, Heading, Start, Step, when_opened
from domain.vocabulary import Role
from domain.words import N_

OPTION_TAKEN = Letter(
    "option_taken",
    N_("The contract is prolonged"),
    N_("{contract}: prolonged"),
    N_("The contract is prolonged to and including {due}. The follow-up plan has to be drawn up again."),
)
OPTION_DECLINED = Letter(
    "option_declined",
    N_("The option is not taken"),
    N_("{contract}: the option is not taken"),
    N_("The option is not taken. The contract ends on {due}."),
)
LETTERS = (OPTION_TAKEN, OPTION_DECLINED)

PROLONG = "prolong"


@dataclass(frozen=True)
class Option:
    """`say_by`: the last day on which the supplier can be told that it is taken; None where none is noted."""

    prolongs_to: date | None = None
    say_by: date | None = None


class OptionNoted(Happened):
    says: ClassVar[str] = N_(
        "The contract can be prolonged to {prolongs_to}; the supplier is told by {say_by}."
    )
    moves: ClassVar[tuple[str, ...]] = (PROLONG,)
    type: Literal["OptionNoted"] = "OptionNoted"
    prolongs_to: date
    say_by: date

    def evolve(self, state: Contract) -> Contract:
        return state.having(Option(self.prolongs_to, self.say_by))


class OptionDeclined(Happened):
    says: ClassVar[str] = N_("The option was not taken.")
    type: Literal["OptionDeclined"] = "OptionDeclined"
    reason: FreeText

    def evolve(self, state: Contract) -> Contract:
        return state.having(Option())

    def tells(self, state: Contract, _policy: Policy) -> Iterator[Notice]:
        ends_on = state.facts.ends_on if state.facts else None
        for recipient in (THE_SUPPLIER, Role.COORDINATOR):
            yield Notice(OPTION_DECLINED.kind, recipient, due=ends_on)


class OptionTaken(Happened):
    says: ClassVar[str] = N_("An option was taken: the contract runs to and including {ends_on}.")
    moves: ClassVar[tuple[str, ...]] = (EVALUATE,)
    type: Literal["OptionTaken"] = "OptionTaken"
    ends_on: date

    def evolve(self, state: Contract) -> Contract:
        plan = replace(state.of(FollowUpPlan), is_current=False)
        return dated(state, ends_on=self.ends_on).having(plan).having(Option())

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        for role in (Role.COORDINATOR, Role.PROCUREMENT_OFFICER):
            yield Notice(OPTION_TAKEN.kind, role, due=self.ends_on)


class NoteOption(Command):
    """That there is an option, and by when the supplier has to be told of it. Noted again, it is as told last."""

    wording: ClassVar[Wording] = Wording(
        N_("Note an option"), N_("Save the option's dates"), N_("The option is noted, and its last day runs.")
    )
    type: Literal["note_option"] = "note_option"
    prolongs_to: Annotated[date, Field(title=N_("The contract can be prolonged to"))]
    say_by: Annotated[date, Field(title=N_("The supplier has to be told by"))]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_signed(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        must_be_longer(self.prolongs_to, state)
        if self.say_by < context.occurred_on:
            raise Refusal(
                "too_late_to_tell",
                N_("{day} has passed: then the supplier cannot be told any more."),
                day=self.say_by,
            )
        ends_on = state.facts.ends_on if state.facts else None
        if ends_on and self.say_by > ends_on:
            raise Refusal(
                "told_after_end",
                N_("The contract ends on {ends_on}; the supplier has to be told before that."),
                ends_on=ends_on,
            )
        if state.of(Option) != Option(self.prolongs_to, self.say_by):
            yield OptionNoted(prolongs_to=self.prolongs_to, say_by=self.say_by)


class DeclineOption(Command):
    wording: ClassVar[Wording] = Wording(
        N_("The option is not taken"),
        N_("Save that it is not taken"),
        N_("It is saved that the option is not taken."),
    )
    type: Literal["decline_option"] = "decline_option"
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        must_be_signed(state)
        if state.of(Option).say_by is None:
            raise Refusal("no_option", N_("No option is noted."))

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        yield OptionDeclined(reason=self.reason)


class TakeOption(Command):
    wording: ClassVar[Wording] = Wording(
        N_("The contract is prolonged (option)"),
        N_("Save the option"),
        N_("The contract is prolonged. The follow-up plan has to be drawn up again."),
    )
    type: Literal["take_option"] = "take_option"
    ends_on: Annotated[date, Field(title=N_("New last day of the contract"))]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_signed(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        must_be_longer(self.ends_on, state)
        must_run_forward(state, None, self.ends_on)
        noted = state.of(Option).prolongs_to
        if noted and self.ends_on > noted:
            raise Refusal(
                "beyond_option",
                N_(
                    "The option that is noted goes to and including {prolongs_to}. "
                    "If something else was agreed, note the option anew first."
                ),
                prolongs_to=noted,
            )
        yield OptionTaken(ends_on=self.ends_on)


def must_be_longer(until: date, state: Contract) -> None:
    ends_on = state.facts.ends_on if state.facts else None
    if ends_on and until <= ends_on:
        raise Refusal(
            "option_not_longer",
            N_("The contract already runs to and including {ends_on}. An option makes it longer."),
            ends_on=ends_on,
        )


def must_be_signed(state: Contract) -> None:
    must_be_running(state)
    if state.signed_on is None:
        raise Refusal("unsigned", N_("The contract is not signed yet."))


def must_run_forward(state: Contract, starts_on: date | None, ends_on: date) -> None:
    first = starts_on or (state.facts.starts_on if state.facts else None) or state.signed_on
    if first and ends_on < first:
        raise Refusal("ends_before_start", N_("The contract cannot end before it starts."))


def dated(state: Contract, *, ends_on: date, starts_on: date | None = None) -> Contract:
    if state.facts is None:
        return state
    told = {"ends_on": ends_on} | ({"starts_on": starts_on} if starts_on else {})
    return changed(state, facts=state.facts.model_copy(update=told))


def _told_by(state: Contract, context: Context) -> Start:
    by = state.of(Option).say_by
    return (
        Start(by, N_("The supplier has to be told of the option"), THAT_DAY)
        if by
        else when_opened(state, context)
    )


STEPS = (
    Step(
        PROLONG,
        N_("Decide about the option"),
        WHILE_IT_RUNS,
        Heading(N_("Take the option, or not, by {day}"), N_("Decide about the option")),
        asks=lambda _: "take_option",
        is_open=lambda state: state.of(Option).say_by is not None and not state.terminated,
        starts=_told_by,
        is_moot=lambda state: state.of(Option).say_by is not None,  # closed, and nobody has decided
        can_be_limited=False,
    ),
)
