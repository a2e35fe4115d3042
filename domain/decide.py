"""From command to rule: `decide` judges, and says what follows. It raises nothing but a Refusal."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from domain import (
    award,
    commands as c,
    commitment,
    dialogue,
    ending,
    events as e,
    follow_up,
    placement,
    triage,
)
from domain.context import Context
from domain.contract import Contract
from domain.guards import must_be_in_the_calendar, must_be_registered, must_be_running
from domain.passing_time import what_is_due
from domain.refusal import Refusal
from domain.steps import with_consequences
from domain.words import N_


class Rule(NamedTuple):
    """`may` raises a Refusal when it is not the time for the command; `decide` yields what it makes happen."""

    may: Callable[[Contract], None]
    decide: Callable[[Contract, Any, Context], Iterable[e.Event]]


def _let_time_pass(state: Contract, _: c.LetTimePass, context: Context) -> Iterator[e.Event]:
    return what_is_due(state, context)


def _undeliverable(_state: Contract, command: c.ReportUndeliverable, _: Context) -> Iterator[e.Event]:
    yield e.NoticeUndeliverable(
        kind=command.kind, recipient=command.recipient, attempts=command.attempts, reason=command.reason
    )


RULES: dict[type[c.Command], Rule] = {
    c.RegisterContract: Rule(lambda state: None, triage.register),
    c.SupplyDetails: Rule(must_be_running, triage.supply_details),
    c.TriageClause: Rule(triage.may_triage, triage.triage),
    c.ConfirmSupplierContact: Rule(must_be_running, triage.confirm_contact),
    c.NotifyAward: Rule(award.may_notify, award.notify_award),
    c.SignContract: Rule(award.may_sign, award.sign),
    c.InviteToDialogue: Rule(dialogue.may_invite, dialogue.invite),
    c.RecordDialogue: Rule(dialogue.may_record, dialogue.record),
    c.ConfirmRecord: Rule(dialogue.may_confirm, dialogue.confirm),
    c.AgreeCommitment: Rule(commitment.may_agree, commitment.agree),
    c.ConcludeCommitments: Rule(commitment.may_agree, commitment.conclude),
    c.StartPlacement: Rule(placement.may_start, placement.start),
    c.CompletePlacement: Rule(placement.may_end, placement.complete),
    c.ConcludeDelivery: Rule(placement.may_conclude, placement.conclude),
    c.ReportFollowUp: Rule(follow_up.may_report, follow_up.report),
    c.ApproveFollowUp: Rule(follow_up.may_approve, follow_up.approve),
    c.EvaluateContract: Rule(follow_up.may_evaluate, follow_up.evaluate),
    c.WaiveStandstill: Rule(award.may_notify, award.waive_standstill),
    c.RecordAppeal: Rule(award.may_appeal, award.appeal),
    c.RecordCourtDecision: Rule(award.may_decide, award.court_decides),
    c.CancelAward: Rule(award.may_cancel, award.cancel),
    c.StrikeOff: Rule(must_be_running, ending.strike_off),
    c.TerminateContract: Rule(ending.may_terminate, ending.terminate),
    c.ReportAbsence: Rule(dialogue.may_invite, dialogue.report_absence),
    c.WithdrawCommitment: Rule(commitment.may_withdraw, commitment.withdraw),
    c.InterruptPlacement: Rule(placement.may_end, placement.interrupt),
    c.RejectFollowUp: Rule(follow_up.may_approve, follow_up.reject),
    c.LetTimePass: Rule(must_be_registered, _let_time_pass),
    c.ReportUndeliverable: Rule(must_be_registered, _undeliverable),
}

PEOPLES = tuple(
    rule for rule in RULES if rule not in (c.RegisterContract, c.LetTimePass, c.ReportUndeliverable)
)


def decide(state: Contract, command: c.Command, context: Context) -> tuple[e.Event, ...]:
    """Raises Refusal. No event at all means: that is so already."""
    if context.occurred_on > context.today:
        raise Refusal(
            "in_the_future",
            N_("{day} has not come yet. Record what has happened, not what will."),
            day=context.occurred_on,
        )
    must_be_in_the_calendar(command, context.occurred_on)
    rule = RULES[type(command)]
    rule.may(state)
    return with_consequences(state, rule.decide(state, command, context), context)


DAYS = (
    "held_on", "absent_on", "signed_on", "sent_on", "filed_on", "decided_on", "started_on", "completed_on",
    "interrupted_on", "terminated_on",
)  # fmt: skip


def happened_on(command: c.Command) -> date | None:
    """The day that the command itself names, where it names one."""
    for name in DAYS:
        if day := getattr(command, name, None):
            return date.fromisoformat(str(day))
    return None


class Action(NamedTuple):
    """A command that people can give, and why not now (None: it is allowed)."""

    command: str
    refusal: Refusal | None


def actions(state: Contract) -> tuple[Action, ...]:
    return tuple(
        Action(command.model_fields["type"].default, _refusal(state, command)) for command in PEOPLES
    )


def _refusal(state: Contract, command: type[c.Command]) -> Refusal | None:
    try:
        RULES[command].may(state)
    except Refusal as refusal:
        return refusal
    return None
