"""Nobody is invited while somebody could still stop the award: standstill, appeal, decision; and the exempt awards."""

from datetime import UTC, date, datetime

import pytest

from domain.open_steps import open_steps
from domain.passing_time import LetTimePass
from domain.phase import phase_of
from domain.process.appeal import CancelAward, RecordAppeal, RecordCourtDecision
from domain.process.award import (
    SIGN,
    STANDSTILL,
    AwardNotified,
    NotifyAward,
    SignContract,
    StandstillEnded,
)
from domain.process.dialogue import HOLD, INVITE, ReportAbsence
from domain.process.exempt import StandstillWaived, WaiveStandstill
from domain.process.invitation import InviteToDialogue
from domain.process.standstill import standstill_last_day, standstill_why
from domain.vocabulary import Exemption, Phase
from tests.builders import CALENDAR, IN_AWARD, POLICY
from tests.scenario import Scenario, given

SENT_ON = date(2026, 2, 23)  # the standstill runs to Thursday 5 March
LATER = datetime(2026, 6, 1, 9, tzinfo=UTC)
INVITE_NOW = InviteToDialogue()
CALL_OFF = WaiveStandstill(exemption=Exemption.CALL_OFF)


def sent() -> Scenario:
    return given(*IN_AWARD).when(NotifyAward(sent_on=SENT_ON))


def in_court(filed_on: date = date(2026, 3, 2)) -> Scenario:
    return sent().when(RecordAppeal(filed_on=filed_on))


def last_day(after: Scenario) -> date | None:
    return standstill_last_day(after.state, CALENDAR)


def test_nobody_is_invited_before_it_is_known_when_the_award_was_sent() -> None:
    given(*IN_AWARD).when(INVITE_NOW).refused("standstill_not_over")
    given(*IN_AWARD).when(ReportAbsence(absent_on=SENT_ON)).refused("standstill_not_over")


def test_nobody_is_invited_while_the_standstill_runs() -> None:
    sent().when(INVITE_NOW).refused("standstill_not_over")


def test_when_the_standstill_has_run_out_the_contract_is_signed_before_anybody_is_invited() -> None:
    over = sent().at(datetime(2026, 3, 6, 9, tzinfo=UTC)).when(LetTimePass())
    over.when(INVITE_NOW).refused("wrong_phase")
    signed = over.when(SignContract(signed_on=date(2026, 3, 6)))
    assert open_steps(signed.state) == (INVITE, HOLD)
    assert signed.when(INVITE_NOW).state.invited


def test_an_appeal_holds_everything_for_as_long_as_it_takes() -> None:
    held = in_court().at(LATER).when(LetTimePass())
    held.then()
    assert last_day(held) is None
    held.when(INVITE_NOW).refused("appeal_pending")
    held.when(SignContract(signed_on=date(2026, 6, 1))).refused("appeal_pending")
    held.when(CALL_OFF).refused("appeal_pending")


def test_the_courts_decision_leaves_ten_days_more_and_then_opens_the_way() -> None:
    decided = in_court().at(LATER).when(RecordCourtDecision(decided_on=date(2026, 5, 28), stands=True))
    assert last_day(decided) == date(2026, 6, 8)  # the tenth day, 7 June, is a Sunday
    decided.when(INVITE_NOW).refused("standstill_not_over")
    over = decided.at(datetime(2026, 6, 8, 22, tzinfo=UTC)).when(LetTimePass())
    over.then(StandstillEnded(last_day=date(2026, 6, 8)))
    signed = over.when(SignContract(signed_on=date(2026, 6, 9)))
    assert phase_of(signed.state) is Phase.DIALOGUE


def test_a_second_appeal_holds_everything_again() -> None:
    """In the higher court the law's own standstill does not go on (LOU 20:8); we wait all the same."""
    decided = in_court().at(LATER).when(RecordCourtDecision(decided_on=date(2026, 5, 28), stands=True))
    again = decided.when(RecordAppeal(filed_on=date(2026, 6, 1)))
    assert last_day(again) is None
    again.when(INVITE_NOW).refused("appeal_pending")


def test_an_award_sent_anew_after_the_decision_has_a_standstill_of_its_own() -> None:
    decided = in_court().at(LATER).when(RecordCourtDecision(decided_on=date(2026, 5, 28), stands=True))
    anew = decided.when(NotifyAward(sent_on=date(2026, 6, 1)))
    assert last_day(anew) == date(2026, 6, 11)


def test_an_award_that_fell_is_made_anew_or_cancelled() -> None:
    fell = in_court().at(LATER).when(RecordCourtDecision(decided_on=date(2026, 5, 28), stands=False))
    fell.when(INVITE_NOW).refused("standstill_not_over")
    assert open_steps(fell.state) == (STANDSTILL,)
    cancelled = fell.when(CancelAward(reason="Görs om."))
    cancelled.when(INVITE_NOW).refused("contract_closed")


def test_a_cancellation_ends_the_wait_for_the_court() -> None:
    assert open_steps(in_court().when(CancelAward(reason="Behovet har fallit bort.")).state) == ()


def test_a_court_cannot_have_decided_before_anybody_appealed() -> None:
    early = RecordCourtDecision(decided_on=date(2026, 2, 27), stands=True)
    in_court().when(early).refused("decided_before_appeal")
    same_day = in_court().when(RecordCourtDecision(decided_on=date(2026, 3, 2), stands=True))
    assert last_day(same_day) == date(2026, 3, 12)


@pytest.mark.parametrize("exemption", Exemption)
def test_an_exempt_award_is_signed_at_once_and_then_the_supplier_is_invited(exemption: Exemption) -> None:
    waived = given(*IN_AWARD).when(WaiveStandstill(exemption=exemption, ground="Ramavtal 2026-4"))
    waived.then(StandstillWaived(exemption=exemption, ground="Ramavtal 2026-4"))
    assert open_steps(waived.state) == (SIGN,)
    waived.when(INVITE_NOW).refused("wrong_phase")
    assert waived.when(SignContract(signed_on=SENT_ON)).when(INVITE_NOW).state.invited


def test_a_call_off_can_be_appealed_until_it_is_signed() -> None:
    """LOU 20:6: a review can be asked for until there is a contract, also where there is no standstill."""
    held = given(*IN_AWARD).when(CALL_OFF).when(RecordAppeal(filed_on=date(2026, 3, 2)))
    held.when(SignContract(signed_on=date(2026, 3, 2))).refused("appeal_pending")
    assert open_steps(held.state) == (STANDSTILL,)
    decided = held.at(LATER).when(RecordCourtDecision(decided_on=date(2026, 5, 28), stands=True))
    decided.when(SignContract(signed_on=date(2026, 6, 1))).refused("standstill_running")
    day_after = decided.at(datetime(2026, 6, 9, 9, tzinfo=UTC))
    signed = day_after.when(SignContract(signed_on=date(2026, 6, 9)))
    assert StandstillEnded(last_day=date(2026, 6, 8)) in signed.happened


def test_a_call_off_may_keep_a_standstill_all_the_same() -> None:
    """Of the municipality's own will: then it is counted, and held, like any other."""
    sent().when(SignContract(signed_on=date(2026, 3, 2))).refused("standstill_running")


def test_an_announcement_of_intent_holds_for_ten_days_however_it_was_sent() -> None:
    """LOU 20:3."""
    told = NotifyAward(sent_on=SENT_ON, electronically=False, announced=True)
    announced = given(*IN_AWARD).when(told)
    announced.then(AwardNotified(sent_on=SENT_ON, electronically=False, announced=True))
    assert last_day(announced) == date(2026, 3, 5)
    assert basis(announced) == "LOU 20:3"


def test_a_longer_time_told_with_an_announced_intent_binds_too() -> None:
    told = NotifyAward(sent_on=SENT_ON, electronically=True, announced=True, stated_until=date(2026, 3, 20))
    longer = given(*IN_AWARD).when(told)
    assert last_day(longer) == date(2026, 3, 20)
    assert basis(longer) == "LOU 20:3, enligt underrättelsen"


def test_a_decision_that_states_a_longer_standstill_is_held_to_it() -> None:
    """LOU 20:1. A stated last day that is a Sunday gives way to Monday, as the regulator answers."""
    stated = given(*IN_AWARD).when(NotifyAward(sent_on=SENT_ON, stated_until=date(2026, 3, 15)))
    assert last_day(stated) == date(2026, 3, 16)
    assert basis(stated) == "LOU 20:1, enligt underrättelsen"


def test_a_decision_that_states_the_laws_own_day_changes_nothing() -> None:
    stated = given(*IN_AWARD).when(NotifyAward(sent_on=SENT_ON, stated_until=date(2026, 3, 5)))
    assert last_day(stated) == date(2026, 3, 5)
    assert basis(stated) == "LOU 20:1"


def test_no_decision_can_state_a_shorter_standstill_than_the_laws() -> None:
    shorter = NotifyAward(sent_on=SENT_ON, stated_until=date(2026, 3, 4))
    given(*IN_AWARD).when(shorter).refused("standstill_too_short")
    by_letter = NotifyAward(sent_on=SENT_ON, electronically=False, stated_until=date(2026, 3, 9))
    given(*IN_AWARD).when(by_letter).refused("standstill_too_short")


def basis(after: Scenario) -> str:
    why = standstill_why(after.state, POLICY)
    assert why is not None
    due, derivation = why
    assert due == last_day(after) == derivation.lines[-1].on
    assert derivation.statutory
    return derivation.lines[1].basis


def test_the_standstill_says_why_its_last_day_is_that_day() -> None:
    """Upphandlingsmyndigheten's own example: sent on 18 April 2019, Easter inside, ended on a Sunday."""
    easter = given(*IN_AWARD, AwardNotified(sent_on=date(2019, 4, 18), electronically=True))
    due, why = standstill_why(easter.state, POLICY) or (None, None)
    assert why is not None
    assert due == date(2019, 4, 29)
    assert [(line.sign, line.on.isoformat(), line.basis) for line in why.lines] == [
        ("", "2019-04-18", ""),
        ("+", "2019-04-28", "LOU 20:1"),
        ("→", "2019-04-29", "lag (1930:173) 2 §"),
        ("=", "2019-04-29", CALENDAR.version),
    ]
    assert [day.day.isoformat() for day in why.skipped] == ["2019-04-28"]


def test_a_standstill_that_nobody_has_begun_or_that_waits_for_the_court_has_no_last_day_to_explain() -> None:
    assert standstill_why(given(*IN_AWARD).state, POLICY) is None
    assert standstill_why(in_court().state, POLICY) is None
