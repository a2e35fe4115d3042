"""When each step is due, and the arithmetic that is kept with it."""

from datetime import UTC, date, datetime

import pytest

from domain.calendar import local
from domain.derivation import DerivationLine, SkippedDay
from domain.facts import StepLimit, TimeLimit
from domain.plan import Rung
from domain.process.award import SIGN, AwardNotified, NotifyAward
from domain.process.commitment import AGREE, ConcludeCommitments
from domain.process.confirming import CONFIRM, ConfirmRecord
from domain.process.dialogue import HOLD
from domain.process.evaluation import EVALUATE
from domain.process.follow_up_plan import FOLLOW_UP
from domain.process.placement import PLACE
from domain.process.registration import ContractRegistered
from domain.process.standstill import standstill_why
from domain.process.triage import ClauseTriaged, TriageClause
from domain.step_events import DeadlineSet
from domain.vocabulary import Clause, Party, TimeUnit
from tests.builders import (
    AGREE_COMMITMENT,
    AGREED,
    AWAITING_SIGNATURE,
    CALENDAR,
    CONFIRMED,
    HELD,
    IN_AWARD,
    IN_COMMITMENT,
    IN_DIALOGUE,
    POLICY,
    RECORD_DIALOGUE,
    REGISTERED,
    SIGN_CONTRACT,
    facts,
)
from tests.scenario import Scenario, given


def signed_today() -> Scenario:
    return given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)


NOTHING_POSSIBLE = ConcludeCommitments(reason="Inget är möjligt just nu.")


def deadline(step: str, after: Scenario) -> DeadlineSet:
    return next(x for x in after.happened if isinstance(x, DeadlineSet) and x.step == step)


def test_days_that_end_on_a_day_off_move_to_the_next_working_day_and_say_so() -> None:
    hold = deadline(HOLD, signed_today())
    sunday, monday = date(2026, 3, 29), date(2026, 3, 30)
    assert hold.derivation.lines == (
        DerivationLine(sign="", what="The contract was signed", on=date(2026, 2, 27), basis=""),
        DerivationLine(sign="+", what="{number} days", number=30, on=sunday, basis="Klausulen om dialog"),
        DerivationLine(
            sign="→", what="A day off moves to the next working day", on=monday, basis="lag (1930:173) 2 §"
        ),
        DerivationLine(sign="=", what="Last day", on=monday, basis=CALENDAR.version),
    )
    assert hold.derivation.skipped == (SkippedDay(day=sunday, why=""),)
    assert hold.due == monday


def test_the_policy_and_the_calendar_that_made_a_date_are_kept_with_it() -> None:
    made_by = deadline(HOLD, signed_today()).derivation
    assert (made_by.policy, made_by.calendar) == (POLICY.version, CALENDAR.version)


def test_working_days_name_every_day_that_they_skip() -> None:
    confirm = deadline(
        CONFIRM,
        signed_today()
        .at(local(date(2026, 4, 1), POLICY.office_opens))
        .when(RECORD_DIALOGUE.model_copy(update={"held_on": date(2026, 4, 1)})),
    )
    assert confirm.due == date(2026, 4, 17)
    assert [day.why for day in confirm.derivation.skipped] == [
        "Långfredagen", "", "Påskdagen", "Annandag påsk", "", ""
    ]  # fmt: skip


def test_the_dialogue_counts_from_the_day_that_triage_decided_when_the_contract_is_older() -> None:
    signed = ContractRegistered(facts=facts(signed_on=date(2025, 6, 2)))
    triaged = given(signed).when(TriageClause(clause=Clause.DIALOGUE, count_from=date(2026, 3, 2)))
    hold = deadline(HOLD, triaged)
    assert hold.derivation.lines[0].what == "Time limits count from this day, as decided at triage"
    assert hold.due == date(2026, 4, 1)


def test_a_day_to_count_from_that_lies_before_the_signing_gives_way_to_it() -> None:
    triaged = ClauseTriaged(clause=Clause.DIALOGUE, count_from=date(2026, 1, 7))
    hold = deadline(HOLD, given(REGISTERED, triaged, *AWAITING_SIGNATURE[2:]).when(SIGN_CONTRACT))
    assert hold.derivation.lines[0].what == "The contract was signed"


def test_a_clauses_own_time_limit_goes_before_the_policys() -> None:
    limit = StepLimit(step=HOLD, limit=TimeLimit(number=2, unit=TimeUnit.MONTHS), clause_point="Avtalet 7.2")
    triaged = ClauseTriaged(clause=Clause.DIALOGUE, time_limits=(limit,))
    hold = deadline(HOLD, given(REGISTERED, triaged, *AWAITING_SIGNATURE[2:]).when(SIGN_CONTRACT))
    assert hold.due == date(2026, 4, 27)
    assert hold.derivation.lines[1].basis == "Avtalet 7.2"


def test_a_clause_can_limit_a_step_that_the_policy_leaves_open() -> None:
    limit = StepLimit(step=SIGN, limit=TimeLimit(number=2, unit=TimeUnit.DAYS))
    triaged = ClauseTriaged(clause=Clause.DIALOGUE, time_limits=(limit,))
    sign = deadline(SIGN, given(REGISTERED, triaged).when(NotifyAward(sent_on=date(2026, 2, 9))))
    assert sign.derivation.lines[0].on == date(2026, 2, 19)  # the last day of the standstill
    assert sign.due == date(2026, 2, 23)


def test_the_record_is_to_be_confirmed_within_working_days_of_the_dialogue() -> None:
    assert deadline(CONFIRM, given(*IN_DIALOGUE).when(RECORD_DIALOGUE)).due == date(2026, 3, 16)


def test_commitments_count_from_the_day_the_record_was_confirmed_not_from_when_it_was_told() -> None:
    half_confirmed = given(*IN_DIALOGUE, HELD, CONFIRMED[0]).at(datetime(2026, 3, 13, 9, tzinfo=UTC))
    told_late = half_confirmed.when(ConfirmRecord(party=Party.SUPPLIER), on=date(2026, 3, 4))
    assert deadline(AGREE, told_late).due == date(2026, 4, 3 + 4)  # over Easter


def test_placing_lasts_as_long_as_the_longest_promise() -> None:
    longer = AGREE_COMMITMENT.model_copy(update={"ends_on": date(2026, 11, 30)})
    concluded = given(*IN_COMMITMENT, AGREED).when(longer).when(ConcludeCommitments())
    assert deadline(PLACE, concluded).due == date(2026, 11, 30)


def test_the_follow_up_is_due_months_after_the_commitments_were_concluded() -> None:
    concluded = given(*IN_COMMITMENT, AGREED).when(ConcludeCommitments())
    assert deadline(FOLLOW_UP, concluded).due == date(2026, 6, 2)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 3, 2, 11, tzinfo=UTC), date(2028, 3, 29)),  # 30 days after the contract's end
        (datetime(2028, 3, 1, 11, tzinfo=UTC), date(2028, 3, 31)),  # the contract has ended already
    ],
)
def test_the_evaluation_counts_from_the_contracts_end(now: datetime, due: date) -> None:
    assert deadline(EVALUATE, given(*IN_COMMITMENT).at(now).when(NOTHING_POSSIBLE)).due == due


def test_the_standstill_names_every_day_off_that_its_last_day_moves_past() -> None:
    sent = AwardNotified(sent_on=date(2026, 3, 24), electronically=True)
    counted = standstill_why(given(*IN_AWARD, sent).state, POLICY)
    assert counted
    last, why = counted
    assert last == date(2026, 4, 7)
    assert [(skipped.day.day, skipped.why) for skipped in why.skipped] == [
        (3, "Långfredagen"), (4, ""), (5, "Påskdagen"), (6, "Annandag påsk")
    ]  # fmt: skip


def test_reminders_and_rungs_are_planned_on_working_days_when_the_office_opens() -> None:
    hold, opening = deadline(HOLD, signed_today()), POLICY.office_opens
    assert hold.reminders == tuple(local(date(2026, 3, day), opening) for day in (23, 27))
    assert hold.rungs == (
        Rung(at=local(date(2026, 3, 31), opening), recipients=("department",)),
        Rung(at=local(date(2026, 4, 8), opening), recipients=("coordinator",)),
        Rung(at=local(date(2026, 4, 15), opening), recipients=("coordinator", "head_of_unit")),
    )


def test_a_reminder_whose_time_has_passed_is_not_planned() -> None:
    told_late = given(*AWAITING_SIGNATURE).at(datetime(2026, 3, 24, 9, tzinfo=UTC)).when(SIGN_CONTRACT)
    assert deadline(HOLD, told_late).reminders == (local(date(2026, 3, 27), POLICY.office_opens),)
