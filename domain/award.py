"""Rules from award to signing: the standstill and the signature."""

from collections.abc import Iterator

from domain import commands as c, events as e
from domain.context import Context
from domain.contract import Contract, evolve
from domain.deadlines import standstill_last_day
from domain.guards import must_be_in
from domain.passing_time import standstill_over
from domain.refusal import Refusal
from domain.vocabulary import Phase
from domain.words import N_


def may_notify(state: Contract) -> None:
    must_be_in(state, Phase.AWARD)
    if state.appealed:
        raise Refusal("appeal_pending", N_("The court has not decided yet."))
    if state.standstill_ended:
        raise Refusal("standstill_over", N_("The standstill has already run out."))


def notify_award(state: Contract, command: c.NotifyAward, context: Context) -> Iterator[e.Event]:
    awarded_on = state.facts.awarded_on if state.facts else None
    if awarded_on and command.sent_on < awarded_on:
        raise Refusal(
            "sent_before_award",
            N_("The winner was chosen on {awarded_on}; the decision cannot have been sent before that."),
            awarded_on=awarded_on,
        )
    notified = e.AwardNotified(sent_on=command.sent_on, electronically=command.electronically)
    if notified != state.award_notified:
        yield notified
        if ended := standstill_over(evolve(state, notified), context):
            yield ended


def waive_standstill(_state: Contract, command: c.WaiveStandstill, _: Context) -> Iterator[e.Event]:
    yield e.StandstillWaived(ground=command.ground)


def may_appeal(state: Contract) -> None:
    must_be_in(state, Phase.AWARD)
    if state.award_notified is None:
        raise Refusal(
            "award_not_notified",
            N_("First say when the award decision was sent: the standstill counts from that day (LOU 20:1)."),
        )
    if state.appealed:
        raise Refusal("appeal_pending", N_("The court has not decided yet."))


def appeal(state: Contract, command: c.RecordAppeal, _: Context) -> Iterator[e.Event]:
    sent = state.award_notified
    if sent and command.filed_on < sent.sent_on:
        raise Refusal(
            "appeal_before_award",
            N_("The award decision was sent on {sent_on} and cannot have been appealed before that."),
            sent_on=sent.sent_on,
        )
    yield e.AppealFiled(filed_on=command.filed_on, case_number=command.case_number)


def may_decide(state: Contract) -> None:
    must_be_in(state, Phase.AWARD)
    if not state.appealed:
        raise Refusal("no_appeal", N_("No appeal is on record."))


def court_decides(state: Contract, command: c.RecordCourtDecision, context: Context) -> Iterator[e.Event]:
    """After a decision that lets the award stand, ten days remain (LOU 20:10)."""
    decided = e.CourtDecided(decided_on=command.decided_on, stands=command.stands)
    yield decided
    if ended := standstill_over(evolve(state, decided), context):
        yield ended


def may_cancel(state: Contract) -> None:
    must_be_in(state, Phase.AWARD)


def cancel(_state: Contract, command: c.CancelAward, _: Context) -> Iterator[e.Event]:
    yield e.AwardCancelled(reason=command.reason)


def may_sign(state: Contract) -> None:
    must_be_in(state, Phase.AWARD)
    if state.appealed:
        raise Refusal("appeal_pending", N_("The court has not decided yet."))
    if state.award_notified is None and not state.standstill_ended:
        raise Refusal(
            "award_not_notified",
            N_("First say when the award decision was sent: the standstill counts from that day (LOU 20:1)."),
        )


def sign(state: Contract, command: c.SignContract, context: Context) -> Iterator[e.Event]:
    """Signing before the standstill has run out can make the contract ineffective (LOU 20:13)."""
    last = standstill_last_day(state, context.policy.calendar)
    if last and command.signed_on <= last:
        raise Refusal(
            "standstill_running",
            N_(
                "The standstill runs to and including {last_day}. The contract can be signed from the day after."
            ),
            last_day=last,
        )
    if last and not state.standstill_ended:
        yield e.StandstillEnded(last_day=last)
    yield e.ContractSigned(signed_on=command.signed_on)
