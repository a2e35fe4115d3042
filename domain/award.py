"""Rules from award to signing: the standstill and the signature."""

from collections.abc import Iterator

from domain import commands as c, events as e
from domain.context import Context
from domain.contract import Contract, evolve
from domain.deadlines import standstill_ends
from domain.guards import must_be_in
from domain.passing_time import standstill_over
from domain.refusal import Refusal
from domain.vocabulary import Phase
from domain.words import N_


def may_notify(state: Contract) -> None:
    must_be_in(state, Phase.AWARD)
    if state.standstill_ended:
        raise Refusal("standstill_over", N_("The standstill has already run out."))


def notify_award(state: Contract, command: c.NotifyAward, context: Context) -> Iterator[e.Event]:
    notified = e.AwardNotified(sent_on=command.sent_on, electronically=command.electronically)
    if notified != state.award_notified:
        yield notified
        if ended := standstill_over(evolve(state, notified), context):
            yield ended


def may_sign(state: Contract) -> None:
    must_be_in(state, Phase.AWARD)
    if state.award_notified is None:
        raise Refusal(
            "award_not_notified",
            N_("First say when the award decision was sent: the standstill counts from that day (LOU 20:1)."),
        )


def sign(state: Contract, command: c.SignContract, context: Context) -> Iterator[e.Event]:
    """Signing before the standstill has run out can make the contract ineffective (LOU 20:13)."""
    sent = state.award_notified
    if sent is None:
        return
    last = standstill_ends(sent.sent_on, electronically=sent.electronically, calendar=context.policy.calendar)
    if command.signed_on <= last:
        raise Refusal(
            "standstill_running",
            N_(
                "The standstill runs to and including {last_day}. The contract can be signed from the day after."
            ),
            last_day=last,
        )
    if not state.standstill_ended:
        yield e.StandstillEnded(last_day=last)
    yield e.ContractSigned(signed_on=command.signed_on)
