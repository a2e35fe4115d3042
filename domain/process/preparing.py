"""What the supplier tells of its own accord about the dialogue: times that suit, and answers to the six forms."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.facts import Fact, FormAnswer
from domain.guards import must_be_in
from domain.happened import Happened
from domain.notice import Letter, Notice
from domain.policy import Policy
from domain.process.answers import check_answers
from domain.process.dialogue import HOLD, may_invite
from domain.process.planning import WallTime
from domain.refusal import Refusal
from domain.vocabulary import Phase, Role
from domain.words import N_

TIMES_PROPOSED = Letter(
    "times_proposed",
    N_("The supplier proposes times"),
    N_("{contract}: the supplier proposes times for the dialogue"),
    N_("The supplier has proposed times for the dialogue. Choose one, and send the time."),
)
FORMS_ANSWERED = Letter(
    "forms_answered",
    N_("The supplier has answered about the six forms"),
    N_("{contract}: the supplier has answered about the six forms"),
    N_("The supplier has told what is possible. The record of the dialogue begins with these answers."),
)
LETTERS = (TIMES_PROPOSED, FORMS_ANSWERED)


class ProposedTime(Fact):
    """A day and a time of day in Stockholm."""

    on: date
    starts_at: WallTime


class TimesProposed(Happened):
    says: ClassVar[str] = N_("The supplier proposed times for the dialogue.")
    type: Literal["TimesProposed"] = "TimesProposed"
    times: tuple[ProposedTime, ...]

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(TIMES_PROPOSED.kind, Role.COORDINATOR, step=HOLD)


class FormsAnswered(Happened):
    """The supplier's own word; what both agree on is the record."""

    says: ClassVar[str] = N_("The supplier answered about the six forms.")
    type: Literal["FormsAnswered"] = "FormsAnswered"
    answers: tuple[FormAnswer, ...]

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(FORMS_ANSWERED.kind, Role.COORDINATOR, step=HOLD)


class ProposeTimes(Command):
    """Given on the supplier's own pages. Times proposed anew take the place of those before."""

    type: Literal["propose_times"] = "propose_times"
    times: Annotated[tuple[ProposedTime, ...], Field(min_length=1, max_length=5)]

    @staticmethod
    def may(state: Contract) -> None:
        may_invite(state)

    def decide(self, _state: Contract, context: Context) -> Iterator[Happened]:
        if over := [time.on for time in self.times if time.on < context.occurred_on]:
            raise Refusal("time_is_over", N_("{day} has passed. Propose a day that is to come."), day=over[0])
        yield TimesProposed(times=self.times)


class AnswerForms(Command):
    """Given on the supplier's own pages, before the dialogue or after it, until both have confirmed the record."""

    type: Literal["answer_forms"] = "answer_forms"
    answers: Annotated[tuple[FormAnswer, ...], Field(max_length=6)]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.DIALOGUE)

    def decide(self, _state: Contract, _: Context) -> Iterator[Happened]:
        check_answers(self.answers)
        yield FormsAnswered(answers=self.answers)
