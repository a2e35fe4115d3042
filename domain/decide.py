"""From command to rule: `decide` judges, and says what follows. It raises nothing but a Refusal."""

from typing import NamedTuple

from domain.command import Command
from domain.commands import PEOPLES
from domain.context import Context
from domain.contract import Contract
from domain.facts import StepLimit
from domain.guards import must_be_in_the_calendar, must_name_nobody
from domain.happened import Happened
from domain.open_steps import open_steps
from domain.process import STEPS
from domain.refusal import Refusal
from domain.steps import with_consequences
from domain.words import N_


def decide(state: Contract, command: Command, context: Context) -> tuple[Happened, ...]:
    """Raises Refusal. No event at all means: that is so already."""
    if context.occurred_on > context.today:
        raise Refusal(
            "in_the_future",
            N_("{day} has not come yet. Record what has happened, not what will."),
            day=context.occurred_on,
        )
    must_be_in_the_calendar(command, context.occurred_on)
    must_name_nobody(command)
    command.may(state)
    _must_be_limitable(command)
    _must_be_open(command, state)
    return with_consequences(state, command.decide(state, context), context)


def _must_be_limitable(command: Command) -> None:
    """Which steps there are, and whose time is not a clause's to set, only the whole process knows."""
    limits: tuple[StepLimit, ...] = getattr(command, "time_limits", ())
    if any(limit.step not in STEPS or not STEPS[limit.step].can_be_limited for limit in limits):
        raise Refusal(
            "no_limit_for_step",
            N_(
                "A clause sets no time limit for this: it comes before triage, or ends by law or with the promise."
            ),
        )


def _must_be_open(command: Command, state: Contract) -> None:
    """Of a command about one step; which are open, only the whole process knows."""
    step = getattr(command, "step", None)
    if step is not None and step not in open_steps(state):
        raise Refusal("step_not_open", N_("That step is not open now."))


class Action(NamedTuple):
    """A command that people can give, and why not now (None: it is allowed)."""

    command: str
    refusal: Refusal | None


def actions(state: Contract) -> tuple[Action, ...]:
    return tuple(
        Action(command.model_fields["type"].default, _refusal(state, command)) for command in PEOPLES
    )


def _refusal(state: Contract, command: type[Command]) -> Refusal | None:
    try:
        command.may(state)
    except Refusal as refusal:
        return refusal
    return None
