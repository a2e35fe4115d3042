"""Strategies: any command that people, notices or time could give, sensible or not, by the days it may name."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from domain.command import Command
from domain.facts import ContractFacts, FormAnswer, StepLimit, TimeLimit
from domain.passing_time import LetTimePass
from domain.process import STEPS
from domain.process.appeal import CancelAward, RecordAppeal, RecordCourtDecision
from domain.process.award import NotifyAward, SignContract, WaiveStandstill
from domain.process.commitment import AgreeCommitment, ConcludeCommitments, WithdrawCommitment
from domain.process.confirming import ConfirmRecord
from domain.process.delivery import ConcludeDelivery
from domain.process.dialogue import InviteToDialogue, RecordDialogue, ReportAbsence
from domain.process.ending import StrikeOff, TerminateContract
from domain.process.evaluation import EvaluateContract
from domain.process.follow_up import ApproveFollowUp, RejectFollowUp, ReportFollowUp
from domain.process.placement import CompletePlacement, InterruptPlacement, StartPlacement
from domain.process.registration import ConfirmSupplierContact, RegisterContract, SupplyDetails
from domain.process.triage import TriageClause
from domain.process.undeliverable import ReportUndeliverable
from domain.vocabulary import Answer, Form, Party
from tests.builders import answers, facts

Days = SearchStrategy[date]

FREE_TEXT = "En mening som ingen annan ska se."
TEXT = st.just(FREE_TEXT)
MAYBE_TEXT = st.none() | TEXT
ADDRESS = st.just("kim@leverantor.example")
LIMITS = st.builds(
    StepLimit,
    step=st.sampled_from([step.name for step in STEPS.values() if step.can_be_limited]),
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


ANY: Mapping[type[Command], Callable[[Days], SearchStrategy[Command]]] = {
    RegisterContract: lambda days: st.builds(
        RegisterContract, facts=st.builds(known, st.none() | days, st.none() | days)
    ),
    SupplyDetails: lambda days: st.builds(
        SupplyDetails, starts_on=st.none() | days, ends_on=st.none() | days
    ),
    TriageClause: lambda days: st.builds(
        TriageClause,
        reason=MAYBE_TEXT,
        count_from=st.none() | days,
        time_limits=st.lists(LIMITS, max_size=4).map(tuple),
    ),
    NotifyAward: lambda days: st.builds(NotifyAward, sent_on=days, electronically=st.booleans()),
    SignContract: lambda days: st.builds(SignContract, signed_on=days),
    ConfirmSupplierContact: lambda _: st.builds(ConfirmSupplierContact, name=TEXT, address=ADDRESS),
    InviteToDialogue: lambda days: st.builds(InviteToDialogue, meeting_on=st.none() | days),
    RecordDialogue: lambda days: st.builds(
        RecordDialogue,
        held_on=days,
        participants=st.just(("beställare",)),
        answers=_answers(days),
        note=MAYBE_TEXT,
    ),
    ConfirmRecord: lambda _: st.builds(ConfirmRecord, party=st.sampled_from(Party)),
    AgreeCommitment: lambda days: st.builds(
        AgreeCommitment, places=st.integers(1, 2), starts_on=days, ends_on=days
    ),
    ConcludeCommitments: lambda _: st.builds(ConcludeCommitments, reason=MAYBE_TEXT),
    StartPlacement: lambda days: st.builds(StartPlacement, commitment=st.integers(1, 2), started_on=days),
    CompletePlacement: lambda days: st.builds(
        CompletePlacement, placement=st.integers(1, 3), completed_on=days
    ),
    ConcludeDelivery: lambda _: st.builds(ConcludeDelivery, reason=TEXT),
    ReportFollowUp: lambda _: st.builds(ReportFollowUp, report=TEXT),
    ApproveFollowUp: lambda _: st.just(ApproveFollowUp()),
    EvaluateContract: lambda _: st.builds(EvaluateContract, assessment=TEXT),
    WaiveStandstill: lambda _: st.builds(WaiveStandstill, ground=st.just("avrop")),
    RecordAppeal: lambda days: st.builds(RecordAppeal, filed_on=days, case_number=st.just("1234-26")),
    RecordCourtDecision: lambda days: st.builds(RecordCourtDecision, decided_on=days, stands=st.booleans()),
    CancelAward: lambda _: st.builds(CancelAward, reason=TEXT),
    StrikeOff: lambda _: st.builds(StrikeOff, reason=TEXT),
    TerminateContract: lambda days: st.builds(TerminateContract, terminated_on=days, reason=TEXT),
    ReportAbsence: lambda days: st.builds(ReportAbsence, absent_on=days),
    WithdrawCommitment: lambda _: st.builds(WithdrawCommitment, commitment=st.integers(1, 3), reason=TEXT),
    InterruptPlacement: lambda days: st.builds(
        InterruptPlacement, placement=st.integers(1, 3), interrupted_on=days, reason=TEXT
    ),
    RejectFollowUp: lambda _: st.builds(RejectFollowUp, reason=TEXT),
    LetTimePass: lambda _: st.just(LetTimePass()),
    ReportUndeliverable: lambda _: st.builds(
        ReportUndeliverable, kind=st.just("reminder"), recipient=st.just("p-01"), attempts=st.just(8)
    ),
}
