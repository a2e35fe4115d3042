"""What is asked of the supplier now, the most urgent first, and what comes later."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.command import Command
from domain.contract import Contract
from domain.open_steps import open_steps
from domain.process.confirming import CONFIRM, ConfirmRecord
from domain.process.dialogue import HOLD
from domain.process.evidence import Evidence
from domain.process.follow_up import ReportFollowUp
from domain.process.follow_up_plan import FOLLOW_UP
from domain.process.meeting import Meetings
from domain.process.places import Places
from domain.process.preparing import AnswerForms, ProposeTimes
from domain.refusal import Refusal
from domain.vocabulary import Party
from domain.words import N_
from web.next_step import due_of
from web.supplier.own import Own
from web.supplier.said import said

EARLY = timedelta(
    days=21
)  # a report is asked for so long before its last day; it can be handed in before that


@dataclass(frozen=True)
class Ask:
    """`title` and `button` are sentences of the sources; `due`: its last day, if it has one; `page`: where."""

    title: str
    about: str
    button: str
    page: str
    due: date | None = None


def may(command: type[Command], state: Contract) -> bool:
    try:
        command.may(state)
    except Refusal:
        return False
    return True


def asks(own: Own) -> list[Ask]:
    state = own.state
    found = [*_of_the_record(state), *_of_the_dialogue(own), *_of_the_delivery(state, own.part.detail.today)]
    return sorted(found, key=lambda ask: ask.due or date.max)


def _due(step: str, state: Contract) -> date | None:
    return due_of(state, step) if step in open_steps(state) else None


def _of_the_record(state: Contract) -> Iterator[Ask]:
    if may(ConfirmRecord, state) and Party.SUPPLIER not in state.confirmed_by:
        yield Ask(
            N_("Is the record right?"),
            N_("The municipality has written down what was said at the dialogue. Read it, and confirm it."),
            N_("Read the record"),
            "/protokoll",
            _due(CONFIRM, state),
        )


def _of_the_dialogue(own: Own) -> Iterator[Ask]:
    state, told = own.state, said(own.part.recorded, own.state.struck)
    due = _due(HOLD, state)
    if may(ProposeTimes, state) and not state.of(Meetings).planned and not told.times:
        yield Ask(
            N_("When can you meet?"),
            N_("Your contract provides for a dialogue with the municipality. Propose times that suit you."),
            N_("Propose times"),
            "/tider",
            due,
        )
    if may(AnswerForms, state) and state.held is None and not told.answers:
        yield Ask(
            N_("What is possible for you?"),
            N_(
                "Six forms of help for people on their way to work. Answer before the meeting, and it goes faster."
            ),
            N_("Answer about the six forms"),
            "/svar",
            due,
        )


def _of_the_delivery(state: Contract, today: date) -> Iterator[Ask]:
    due = _due(FOLLOW_UP, state)
    if may_report(state) and (due is None or due - today <= EARLY):
        yield Ask(
            N_("How has it gone with the places?"),
            N_("Tell how many have started. Is there nothing new, one press is enough."),
            N_("Write the report"),
            "/rapport",
            due,
        )
    if number := rejected(state):
        yield Ask(
            N_("The evidence is asked for again"),
            N_("The municipality could not approve what you sent. Read why, and send it again."),
            N_("See the evidence"),
            f"/bevis#bevis-{number}",
        )
    if state.of(Places).awaiting_answer and not state.closed:
        yield Ask(
            N_("Can you take somebody?"),
            N_("The municipality proposes somebody for a place. Who it is, you are told outside Insats."),
            N_("Yes or no"),
            "/forslag",
        )


def may_report(state: Contract) -> bool:
    return may(ReportFollowUp, state) and bool(state.commitments) and not state.report_waits


def rejected(state: Contract) -> int:
    """The last evidence, if it was not approved and nothing has been sent since; else 0."""
    judged = state.of(Evidence).judged
    last = max(judged, default=0)
    return last if last and judged[last] is False and not state.closed else 0


def next_report(own: Own) -> date | None:
    """When the next report is due, where it is not asked for yet."""
    due = _due(FOLLOW_UP, own.state)
    return due if due and due - own.part.detail.today > EARLY else None
