"""Strategies: any command that people, notices or time could give, sensible or not, by the days it may name."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from domain import commands as c
from domain.facts import ContractFacts, FormAnswer, StepLimit, TimeLimit
from domain.vocabulary import Answer, Form, Party, Step
from tests.builders import answers, facts

Days = SearchStrategy[date]

FREE_TEXT = "En mening som ingen annan ska se."
TEXT = st.just(FREE_TEXT)
MAYBE_TEXT = st.none() | TEXT
ADDRESS = st.just("kim@leverantor.example")
LIMITS = st.builds(
    StepLimit,
    step=st.sampled_from(list(Step)[2:]),
    limit=st.builds(TimeLimit, number=st.integers(0, 60) | st.integers(0, 3650)),
)


def days_around(today: date) -> Days:
    """Mostly the last few weeks; sometimes any day at all."""
    lately = st.integers(-40, 1).map(lambda n: today + timedelta(days=n))
    return st.integers(0, 19).flatmap(lambda odds: lately if odds else st.dates())


def known(signed_on: date | None, ends_on: date | None) -> ContractFacts:
    return facts(signed_on=signed_on).model_copy(update={"ends_on": ends_on})


def _answers(days: Days) -> SearchStrategy[tuple[FormAnswer, ...]]:
    maybe = st.none() | days
    any_form = [
        st.builds(
            FormAnswer,
            form=st.just(form),
            answer=st.sampled_from(Answer),
            number=st.none() | st.integers(1, 3),
            starts_on=maybe,
            ends_on=maybe,
            reason=MAYBE_TEXT,
        )
        for form in Form
    ]
    return st.sampled_from((answers(), answers()[:4])) | st.tuples(*any_form)


ANY: Mapping[type[c.Command], Callable[[Days], SearchStrategy[c.Command]]] = {
    c.RegisterContract: lambda days: st.builds(
        c.RegisterContract, facts=st.builds(known, st.none() | days, st.none() | days)
    ),
    c.SupplyDetails: lambda days: st.builds(
        c.SupplyDetails, starts_on=st.none() | days, ends_on=st.none() | days
    ),
    c.TriageClause: lambda days: st.builds(
        c.TriageClause,
        reason=MAYBE_TEXT,
        count_from=st.none() | days,
        time_limits=st.lists(LIMITS, max_size=4).map(tuple),
    ),
    c.NotifyAward: lambda days: st.builds(c.NotifyAward, sent_on=days, electronically=st.booleans()),
    c.SignContract: lambda days: st.builds(c.SignContract, signed_on=days),
    c.ConfirmSupplierContact: lambda _: st.builds(c.ConfirmSupplierContact, name=TEXT, address=ADDRESS),
    c.InviteToDialogue: lambda days: st.builds(c.InviteToDialogue, meeting_on=st.none() | days),
    c.RecordDialogue: lambda days: st.builds(
        c.RecordDialogue,
        held_on=days,
        participants=st.just(("beställare",)),
        answers=_answers(days),
        note=MAYBE_TEXT,
    ),
    c.ConfirmRecord: lambda _: st.builds(c.ConfirmRecord, party=st.sampled_from(Party)),
    c.AgreeCommitment: lambda days: st.builds(
        c.AgreeCommitment, places=st.integers(1, 2), starts_on=days, ends_on=days
    ),
    c.ConcludeCommitments: lambda _: st.builds(c.ConcludeCommitments, reason=MAYBE_TEXT),
    c.StartPlacement: lambda days: st.builds(c.StartPlacement, commitment=st.integers(1, 2), started_on=days),
    c.CompletePlacement: lambda days: st.builds(
        c.CompletePlacement, placement=st.integers(1, 3), completed_on=days
    ),
    c.ConcludeDelivery: lambda _: st.builds(c.ConcludeDelivery, reason=TEXT),
    c.ReportFollowUp: lambda _: st.builds(c.ReportFollowUp, report=TEXT),
    c.ApproveFollowUp: lambda _: st.just(c.ApproveFollowUp()),
    c.EvaluateContract: lambda _: st.builds(c.EvaluateContract, assessment=TEXT),
    c.WaiveStandstill: lambda _: st.builds(c.WaiveStandstill, ground=st.just("avrop")),
    c.RecordAppeal: lambda days: st.builds(c.RecordAppeal, filed_on=days, case_number=st.just("1234-26")),
    c.RecordCourtDecision: lambda days: st.builds(
        c.RecordCourtDecision, decided_on=days, stands=st.booleans()
    ),
    c.CancelAward: lambda _: st.builds(c.CancelAward, reason=TEXT),
    c.StrikeOff: lambda _: st.builds(c.StrikeOff, reason=TEXT),
    c.TerminateContract: lambda days: st.builds(c.TerminateContract, terminated_on=days, reason=TEXT),
    c.ReportAbsence: lambda days: st.builds(c.ReportAbsence, absent_on=days),
    c.WithdrawCommitment: lambda _: st.builds(
        c.WithdrawCommitment, commitment=st.integers(1, 3), reason=TEXT
    ),
    c.InterruptPlacement: lambda days: st.builds(
        c.InterruptPlacement, placement=st.integers(1, 3), interrupted_on=days, reason=TEXT
    ),
    c.RejectFollowUp: lambda _: st.builds(c.RejectFollowUp, reason=TEXT),
    c.LetTimePass: lambda _: st.just(c.LetTimePass()),
    c.ReportUndeliverable: lambda _: st.builds(
        c.ReportUndeliverable, kind=st.just("reminder"), recipient=st.just("p-01"), attempts=st.just(8)
    ),
}
