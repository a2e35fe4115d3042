"""What a register knows of a contract's life before Insats as the events that it was: each on the day when it happened,
recorded late. No step between is opened, so nothing of it was ever missed."""

from collections.abc import Iterator, Sequence
from datetime import date

from domain.context import Context
from domain.contract import Contract
from domain.facts import FormAnswer
from domain.happened import Happened
from domain.history import History
from domain.process.commitment import CommitmentAgreed, CommitmentsConcluded
from domain.process.confirming import RecordConfirmed
from domain.process.delivery import DeliveryConcluded
from domain.process.dialogue import DialogueHeld
from domain.process.evaluation import ContractClosed
from domain.process.follow_up import FollowUpApproved
from domain.process.follow_up_plan import FollowUpPlanned
from domain.process.invitation import DialogueInvited
from domain.process.placement import PlacementCompleted, PlacementStarted
from domain.process.promises import must_hold_together
from domain.vocabulary import Answer, Party

OWN_DAY = ("held_on", "confirmed_on", "started_on", "completed_on")  # that an event tells itself


def what_happened(known: History, state: Contract, context: Context) -> Iterator[Happened]:
    """In the order in which it is told of a contract; raises Refusal of a promise that cannot be."""
    if known.invited_on:
        yield DialogueInvited()
    if known.held_on:
        yield from _dialogue(known, known.held_on)
    if known.promised or known.nothing_possible:
        yield from _promises(known, state, context)
    yield from _placements(known)
    yield from (FollowUpApproved() for _ in known.reported)
    if known.reports_on:
        yield FollowUpPlanned(reports_on=tuple(sorted(set(known.reports_on))))
    if known.not_placed:
        yield DeliveryConcluded(reason=known.not_placed)
    if known.closed:
        yield ContractClosed()


def _dialogue(known: History, held_on: date) -> Iterator[Happened]:
    """What was promised was possible; of other forms nothing is said."""
    answers = tuple(
        FormAnswer(form=each.form, answer=Answer.POSSIBLE, number=each.places) for each in known.promised
    )
    yield DialogueHeld(held_on=held_on, participants=(), answers=answers)
    if settled_on := known.settled_on:
        yield from (RecordConfirmed(party=party, confirmed_on=settled_on) for party in Party)


def _promises(known: History, state: Contract, context: Context) -> Iterator[Happened]:
    starts_on = known.promised_from or known.held_on
    ends_on = known.promised_to or (state.facts.ends_on if state.facts else None)
    for number, each in enumerate(known.promised, 1):
        assert starts_on  # noqa: S101 - it is told whole
        assert ends_on  # noqa: S101
        agreed = CommitmentAgreed(
            commitment=number,
            starts_on=starts_on,
            ends_on=ends_on,
            departments=(context.policy.forms[each.form],),
            **dict(each),
        )
        must_hold_together(agreed, state)
        yield agreed
    yield CommitmentsConcluded(reason=known.nothing_possible)


def _placements(known: History) -> Iterator[Happened]:
    """As they came: one that began on a day when another ended is told first."""
    of_form = {each.form: number for number, each in enumerate(known.promised, 1)}
    told = list[tuple[date, bool, Happened]]()
    for number, each in enumerate(sorted(known.placed, key=lambda placed: placed.started_on), 1):
        commitment = of_form[each.form]
        started = PlacementStarted(
            placement=number, commitment=commitment, form=each.form, started_on=each.started_on
        )
        told.append((each.started_on, False, started))
        if ended := each.completed_on:
            told.append((ended, True, PlacementCompleted(placement=number, completed_on=ended)))
    yield from (event for *_, event in sorted(told, key=lambda one: one[:2]))


def days(known: History, happened: Sequence[Happened], on: date) -> list[date]:
    """When each of them happened; `on`: what is told now, and what follows now."""
    reported = iter(sorted(known.reported))
    return [_day(event, known, reported) or on for event in happened]


def _day(event: Happened, known: History, reported: Iterator[date]) -> date | None:
    match event:
        case DialogueInvited():
            return known.invited_on
        case CommitmentAgreed() | CommitmentsConcluded():
            return known.agreed_on or known.settled_on
        case FollowUpApproved():
            return next(reported, None)
        case ContractClosed():
            return known.closed_on
        case _:
            return next((getattr(event, name) for name in OWN_DAY if hasattr(event, name)), None)
