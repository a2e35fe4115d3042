"""A last day set later by a person, with the reason; then the reminders and the rungs start afresh."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract
from domain.facts import Word
from domain.free_text import FreeText
from domain.guards import must_be_awake
from domain.happened import Happened
from domain.notice import Letter
from domain.process.award import STANDSTILL
from domain.process.common import Why
from domain.process.deficiency import RECTIFY
from domain.process.option import PROLONG
from domain.refusal import Refusal
from domain.words import N_

LAST_DAY_EXTENDED = Letter(
    "last_day_extended",
    N_("A later last day"),
    N_("{contract}: a later last day for {step}"),
    N_("There is a later last day for the step: {step}. {last_day} The reason is on the contract's page."),
)
LETTERS = (LAST_DAY_EXTENDED,)


class LastDayExtended(Happened):
    """`last_day` as it was told; the one that then applies, with its derivation, is in the event after."""

    says: ClassVar[str] = N_("“{step}” was given a later last day: {last_day}.")
    type: Literal["LastDayExtended"] = "LastDayExtended"
    step: Word
    last_day: date
    reason: FreeText


class ExtendLastDay(Command):
    """Give an open step a later last day. A miss that has been recorded stays recorded."""

    wording: ClassVar[Wording] = Wording(
        N_("A later last day for a step"),
        N_("Save the later day"),
        N_("The later last day is saved. The reminders start afresh."),
    )
    type: Literal["extend_last_day"] = "extend_last_day"
    step: Annotated[Word, Field(title=N_("Step")), Shown("step")]
    last_day: Annotated[date, Field(title=N_("New last day"))]
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        must_be_awake(state)
        if not state.deadlines:
            raise Refusal("no_last_day", N_("No last day runs for that step."))

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        _must_be_a_persons_to_set(self.step)
        if (running := state.deadlines.get(self.step)) is None:
            raise Refusal("no_last_day", N_("No last day runs for that step."))
        if self.last_day <= running.plan.due:
            raise Refusal(
                "not_later",
                N_("The last day is {due}. A new one has to be later than that."),
                due=running.plan.due,
            )
        if self.last_day < context.today:
            raise Refusal("passed_already", N_("{day} has passed already."), day=self.last_day)
        yield LastDayExtended(step=self.step, last_day=self.last_day, reason=self.reason)


def _must_be_a_persons_to_set(step: str) -> None:
    """The law's own time is nobody's to lengthen; nor is a day that stands in a contract or a decision."""
    if step == STANDSTILL:
        raise Refusal("statutory_time", N_("That time is the law's own; nobody can make it longer."))
    if step == RECTIFY:
        raise Refusal(
            "time_is_decided", N_("More time to rectify is given by the decision about the deficiency.")
        )
    if step == PROLONG:
        raise Refusal(
            "day_of_the_option",
            N_("The last day of an option stands in the contract. If it was wrong, note the option anew."),
        )
