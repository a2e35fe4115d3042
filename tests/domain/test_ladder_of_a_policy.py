"""What a policy may say of a ladder: whom it calls, repeats, a window, and a text of its own."""

from datetime import UTC, date, time, timedelta

import pytest

from domain.calendar import end_of, local
from domain.notices import notices_for
from domain.passing_time import next_instant
from domain.process.deficiency import RecordDeficiency
from domain.process.dialogue import HOLD, INVITE
from domain.process.owner import ContractOwnerNamed, NameContractOwner
from domain.step_events import StepEscalated
from tests.builders import AWAITING_SIGNATURE, POLICY, SIGN_CONTRACT
from tests.domain.left_alone import END, HOLD_BY, ONCE, REPEATED, TOP, Life, policy_with
from tests.domain.test_rules_of_moving_by_policy import closed
from tests.scenario import given


def test_a_repeat_is_a_numbered_firing_of_its_own_and_bounded() -> None:
    life = Life(policy_with(ONCE, REPEATED, TOP))
    life.by_its_timer(END)
    days = [POLICY.calendar.working_days_after(HOLD_BY, n) for n in (1, 5, 10, 15, 20)]
    assert life.rungs == list(zip(days, range(1, 6), strict=True))
    rungs = life.state.deadlines[HOLD].plan.rungs
    assert [rung.repeat for rung in rungs] == [0, 0, 1, 2, 0]


def test_after_weeks_of_silence_a_repeat_still_waits_its_own_days() -> None:
    life = Life(policy_with(REPEATED))
    life.wakes(end_of(HOLD_BY))
    friday = local(date(2026, 5, 29), time(11))
    life.wakes(friday)
    life.by_its_timer(END)
    assert [day for day, _ in life.rungs] == [date(2026, 5, 29), date(2026, 6, 5), date(2026, 6, 12)]


def test_a_repeat_comes_when_the_office_opens_whatever_the_hour_of_the_one_before() -> None:
    life = Life(policy_with(REPEATED))
    life.wakes(end_of(HOLD_BY))
    life.wakes(local(date(2026, 5, 29), time(11)))
    assert next_instant(life.state, life.now, life.policy) == local(date(2026, 6, 5), POLICY.office_opens)


def test_a_window_of_its_own_holds_for_reminders_and_rungs() -> None:
    window = {"opens": time(10), "closes": time(14)}
    life = Life(policy_with(ONCE, window=window))
    plan = life.state.deadlines[HOLD].plan
    assert {at.astimezone(UTC).hour for at in plan.reminders} <= {8, 9}  # ten o'clock in Stockholm
    assert plan.rungs[0].at == local(date(2026, 3, 31), time(10))
    life.wakes(end_of(HOLD_BY))
    assert not [x for x in life.wakes(local(date(2026, 3, 31), time(9, 59))) if isinstance(x, StepEscalated)]
    assert not [x for x in life.wakes(local(date(2026, 3, 31), time(14))) if isinstance(x, StepEscalated)]
    assert next_instant(life.state, life.now, life.policy) == local(date(2026, 4, 1), time(10))
    assert [
        x.rung for x in life.wakes(local(date(2026, 4, 1), time(10))) if isinstance(x, StepEscalated)
    ] == [1]


def test_a_rung_on_a_new_day_off_was_planned_for_when_the_steps_own_window_opens_next() -> None:
    life = Life(policy_with(ONCE, window={"opens": time(10), "closes": time(14)}))
    life.wakes(end_of(HOLD_BY))
    life.policy = closed(date(2026, 3, 31), policy=life.policy)
    next_day = local(date(2026, 4, 1), time(10))
    [rung] = [x for x in life.wakes(next_day) if isinstance(x, StepEscalated)]
    assert (rung.planned_at, rung.late_by) == (next_day, timedelta())


def test_other_steps_keep_the_offices_hours() -> None:
    policy = policy_with(ONCE, window={"opens": time(10), "closes": time(14)})
    assert policy.working_time(INVITE) == POLICY.working_time(HOLD)
    assert POLICY.working_time(HOLD).opens == POLICY.office_opens


def called(life: Life, *recipients: str, rung: int = 1) -> list[tuple[str, str]]:
    event = StepEscalated(
        step=HOLD, rung=rung, recipients=recipients, planned_at=life.now, late_by=timedelta()
    )
    told = notices_for(event, life.state, life.policy)
    return [(n.kind, p.id) for n in told for p in life.policy.people_for(n.recipient, n.departments)]


def test_a_rung_calls_the_contracts_owner_and_the_coordinator_while_nobody_is() -> None:
    life = Life(POLICY)
    assert called(life, "contract_owner") == [("escalation", "p-01")]
    assert life.does(NameContractOwner(person="p-05")) == (ContractOwnerNamed(person="p-05"),)
    assert life.does(NameContractOwner(person="p-05")) == ()
    assert called(life, "contract_owner") == [("escalation", "p-05")]
    given(*AWAITING_SIGNATURE).when(NameContractOwner(person="p-99")).refused("unknown_person")


def test_a_rung_calls_the_departments_deputy_and_the_coordinator_where_there_is_none() -> None:
    life = Life(POLICY)
    assert called(life, "deputy") == [("escalation", "p-01")]
    with_deputy = [
        each.model_copy(update={"deputy": "p-05"}) if each.id == "klk" else each
        for each in POLICY.departments
    ]
    life.policy = POLICY.model_copy(update={"departments": tuple(with_deputy)})
    assert called(life, "deputy") == [("escalation", "p-05")]


def test_a_rung_of_which_two_words_mean_the_coordinator_calls_once() -> None:
    assert called(Life(POLICY), "contract_owner", "deputy", "coordinator") == [("escalation", "p-01")]


def test_a_rung_names_a_text_of_its_own() -> None:
    life = Life(policy_with(ONCE, TOP | {"text": "sista"}))
    events = [
        StepEscalated(step=HOLD, rung=n, recipients=("coordinator",), planned_at=END, late_by=timedelta())
        for n in (1, 2, 3)
    ]
    texts = [[n.text for n in notices_for(event, life.state, life.policy)] for event in events]
    assert texts == [[""], ["sista"], [""]]


@pytest.mark.parametrize(
    ("rung", "kind"), [(1, "escalation"), (2, "last_escalation"), (3, "last_escalation")]
)
def test_the_last_rung_proposes_a_deficiency_and_so_do_its_repeats(rung: int, kind: str) -> None:
    life = Life(policy_with(ONCE, REPEATED))
    assert called(life, "coordinator", rung=rung) == [(kind, "p-01")]


def test_where_a_deficiency_is_open_already_none_is_proposed() -> None:
    life = Life(policy_with(ONCE))
    life.does(RecordDeficiency(what="Dialogen uteblev.", rectify_by=date(2026, 6, 1)))
    assert called(life, "coordinator") == [("escalation", "p-01")]


def test_what_the_municipality_alone_has_left_undone_is_no_deficiency_of_the_suppliers() -> None:
    state = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT).state
    event = StepEscalated(
        step=INVITE, rung=1, recipients=("coordinator",), planned_at=END, late_by=timedelta()
    )
    assert [notice.kind for notice in notices_for(event, state, POLICY)] == ["escalation"]


def test_a_contract_without_a_ladder_is_missed_and_calls_nobody() -> None:
    life = Life(policy_with())
    life.by_its_timer(END)
    assert life.rungs == []
    assert life.state.deadlines[HOLD].missed


def test_a_reminder_that_an_outage_has_made_late_waits_for_the_steps_own_working_time() -> None:
    """Else the timer would go off again and again through the afternoon, and nobody would be reminded."""
    policy = policy_with(ONCE, reminders=(5,), window={"opens": time(9), "closes": time(11, 30)})
    afternoon = local(date(2026, 3, 23), time(15))
    assert next_instant(Life(policy).state, afternoon, policy) == local(date(2026, 3, 24), time(9))
