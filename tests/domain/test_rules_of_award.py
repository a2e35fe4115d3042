"""From award to signing. The standstill's dates are Upphandlingsmyndigheten's own worked examples."""

from datetime import UTC, date, datetime

import pytest

from domain.calendar import local
from domain.open_steps import open_steps
from domain.passing_time import LetTimePass
from domain.process.award import (
    SIGN,
    AwardNotified,
    ContractSigned,
    NotifyAward,
    SignContract,
    StandstillEnded,
)
from domain.process.dialogue import HOLD, INVITE
from domain.process.evaluation import ContractClosed
from domain.process.standstill import standstill_last_day
from domain.process.triage import ClauseTriaged
from domain.step_events import StepOpened
from domain.vocabulary import Clause
from tests.builders import (
    AWAITING_SIGNATURE,
    CALENDAR,
    IN_AWARD,
    IN_DIALOGUE,
    POLICY,
    REGISTERED,
    SIGN_CONTRACT,
    SIGNED,
)
from tests.scenario import given

OPENING = POLICY.office_opens


@pytest.mark.parametrize(
    ("sent_on", "last_day"),
    [
        (date(2019, 4, 1), date(2019, 4, 11)),  # plain
        (date(2019, 4, 18), date(2019, 4, 29)),  # ends on a Sunday; the Easter inside does not matter
        (date(2018, 5, 30), date(2018, 6, 11)),  # ends on a Saturday
    ],
)
def test_the_standstill_is_ten_days_when_sent_electronically(sent_on: date, last_day: date) -> None:
    assert last_day_of(AwardNotified(sent_on=sent_on, electronically=True)) == last_day


@pytest.mark.parametrize(
    ("sent_on", "last_day"),
    [
        (date(2026, 2, 2), date(2026, 2, 17)),  # plain
        (date(2026, 2, 6), date(2026, 2, 23)),  # ends on a Saturday
        (date(2026, 6, 4), date(2026, 6, 22)),  # ends on midsummer eve
    ],
)
def test_the_standstill_is_fifteen_days_when_sent_otherwise(sent_on: date, last_day: date) -> None:
    assert last_day_of(AwardNotified(sent_on=sent_on, electronically=False)) == last_day


def last_day_of(sent: AwardNotified) -> date | None:
    return standstill_last_day(given(*IN_AWARD, sent).state, CALENDAR)


SENT = NotifyAward(sent_on=date(2019, 4, 18))
EASTER = AwardNotified(sent_on=date(2019, 4, 18), electronically=True)
OVER = StandstillEnded(last_day=date(2019, 4, 29))


def test_the_standstill_starts_when_the_award_decision_was_sent() -> None:
    given(*IN_AWARD).at(datetime(2019, 4, 18, 12, tzinfo=UTC)).when(SENT).then(EASTER)


def test_saying_it_again_changes_nothing() -> None:
    given(*IN_AWARD, EASTER).at(datetime(2019, 4, 19, tzinfo=UTC)).when(SENT).then()


def test_a_wrong_day_can_be_put_right_while_the_standstill_runs() -> None:
    corrected = NotifyAward(sent_on=date(2019, 4, 17))
    after = given(*IN_AWARD, EASTER).at(datetime(2019, 4, 19, tzinfo=UTC)).when(corrected)
    after.then(AwardNotified(sent_on=date(2019, 4, 17), electronically=True))


def test_an_award_told_after_its_standstill_has_run_out_ends_it_at_once() -> None:
    after = given(*IN_AWARD).at(local(date(2019, 4, 30), OPENING)).when(SENT).then(EASTER, OVER)
    assert open_steps(after.state) == (SIGN,)


def test_the_standstill_runs_to_the_end_of_its_last_day_in_stockholm() -> None:
    almost = datetime(2019, 4, 29, 21, 59, 59, tzinfo=UTC)
    over = datetime(2019, 4, 29, 22, tzinfo=UTC)
    given(*IN_AWARD, EASTER).at(almost).when(LetTimePass()).then().at(over).when(LetTimePass()).then(OVER)


def test_when_it_is_over_the_contract_can_be_signed() -> None:
    after = given(*IN_AWARD, EASTER).at(datetime(2019, 4, 29, 22, tzinfo=UTC)).when(LetTimePass())
    assert StepOpened(step=SIGN, departments=("klk",)) in after.happened


def test_nothing_is_sent_anew_when_the_standstill_is_over() -> None:
    given(*IN_AWARD, EASTER, OVER).when(NotifyAward(sent_on=date(2019, 5, 2))).refused("standstill_over")


def test_signing_needs_the_day_that_the_award_decision_was_sent() -> None:
    given(*IN_AWARD).when(SIGN_CONTRACT).refused("award_not_notified")


def test_the_contract_cannot_be_signed_on_the_last_day_of_the_standstill() -> None:
    last_day = given(*IN_AWARD, EASTER).at(local(date(2019, 4, 29), OPENING))
    last_day.when(SignContract(signed_on=date(2019, 4, 29))).refused("standstill_running")


def test_the_contract_can_be_signed_the_day_after_also_before_the_clock_has_said_so() -> None:
    day_after = given(*IN_AWARD, EASTER).at(local(date(2019, 4, 30), OPENING))
    signed = day_after.when(SignContract(signed_on=date(2019, 4, 30)))
    signed.then(OVER, ContractSigned(signed_on=date(2019, 4, 30)))


def test_a_signed_contract_opens_the_dialogue() -> None:
    signed = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)
    signed.then(SIGNED)
    assert open_steps(signed.state) == (INVITE, HOLD)


@pytest.mark.parametrize("command", [SENT, SIGN_CONTRACT])
def test_an_award_belongs_to_its_phase(command: NotifyAward | SignContract) -> None:
    given(REGISTERED).when(command).refused("wrong_phase")
    given(*IN_DIALOGUE).when(command).refused("wrong_phase")


def test_a_contract_without_a_clause_has_no_award_to_follow() -> None:
    closed = (REGISTERED, ClauseTriaged(clause=Clause.NONE, reason="Köp."), ContractClosed())
    given(*closed).when(SENT).refused("contract_closed")
