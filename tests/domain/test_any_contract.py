"""What holds for every contract that could ever be: random lives, from registration on, with the clock moving."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import Phase as Stage, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.calendar import date_in_stockholm
from domain.command import Command
from domain.commands import PEOPLES
from domain.context import Context
from domain.contract import Contract
from domain.decide import decide
from domain.events import EVENT
from domain.guarantee import breaches
from domain.happened import Happened, fold
from domain.ladder import office_time
from domain.notices import notices_for
from domain.open_steps import STEPS_OF, open_steps
from domain.passing_time import LetTimePass, next_instant
from domain.phase import phase_of
from domain.process.registration import RegisterContract
from domain.refusal import Refusal
from domain.step_events import DeadlineSet, StepEscalated
from domain.vocabulary import Clause, Phase
from tests.builders import EXEMPELKOPING, POLICY
from tests.domain.any_command import ANY, FREE_TEXT, any_of, days_around, known
from tests.domain.diligence import what_is_next

BEGINNING = datetime(2026, 1, 5, 9, tzinfo=UTC)
A_LONG_TIME = datetime(2040, 1, 1, tzinfo=UTC)
WEEK = timedelta(days=7)
WAITS = st.timedeltas(timedelta(minutes=1), timedelta(hours=30)) | st.timedeltas(timedelta(1), timedelta(90))
SIGNED = st.none() | st.dates(date(2024, 1, 1), BEGINNING.date())
ENDS = st.none() | st.dates(date(2026, 3, 1), date(2030, 12, 31))


class AnyContract(RuleBasedStateMachine):
    policy = POLICY

    def __init__(self) -> None:
        super().__init__()
        self.now = BEGINNING
        self.state = Contract()
        self.stream: list[Happened] = []
        self.beginnings: list[int] = []
        self.last_rung: dict[str, StepEscalated] = {}

    @property
    def today(self) -> date:
        return date_in_stockholm(self.now)

    def carry_out(self, command: Command, on: date | None = None) -> None:
        day = command.happened_on or on or self.today
        context = Context(self.now, day, self.policy, tuple(self.beginnings))
        happened = decide(self.state, command, context)
        self.beginnings += [len(self.stream) + 1] if happened else []
        self.stream += happened
        self.state = fold(self.state, happened)
        for event in happened:
            self.is_stored_as_it_is(event)
            self.tells_no_free_text(event)
            self.climbs_calmly(event)

    @initialize(signed_on=SIGNED, ends_on=ENDS, weeks=st.integers(0, 12))
    def it_has_come_some_way(self, signed_on: date | None, ends_on: date | None, weeks: int) -> None:
        self.carry_out(RegisterContract(facts=known(signed_on, ends_on)))
        for _ in range(weeks):
            self.a_diligent_week_passes()

    @rule()
    def a_diligent_week_passes(self) -> None:
        """Raises Refusal where a contract is stuck."""
        for command in (LetTimePass(), *what_is_next(self.state, self.today)):
            self.carry_out(command)
        self.now += WEEK

    @rule(data=st.data(), kind=st.sampled_from(ANY))
    def somebody_gives_any_command(self, data: st.DataObject, kind: type[Command]) -> None:
        days = days_around(self.today)
        with suppress(Refusal):
            self.carry_out(data.draw(any_of(kind, days)), data.draw(st.none() | days))

    @rule(data=st.data())
    def somebody_does_what_is_allowed(self, data: st.DataObject) -> None:
        if allowed := [kind for kind in PEOPLES if self.may(kind)]:
            self.somebody_gives_any_command(data, data.draw(st.sampled_from(allowed)))

    def may(self, kind: type[Command]) -> bool:
        try:
            kind.may(self.state)
        except Refusal:
            return False
        return True

    @rule(wait=WAITS)
    def time_goes_by_unnoticed(self, wait: timedelta) -> None:
        self.now += wait

    @precondition(lambda self: (next_instant(self.state, self.now, self.policy) or A_LONG_TIME) < A_LONG_TIME)
    @rule(oversleeps=st.just(timedelta()) | WAITS)
    def the_timer_fires(self, oversleeps: timedelta) -> None:
        self.now = max(self.now, next_instant(self.state, self.now, self.policy) or self.now) + oversleeps
        self.carry_out(LetTimePass())

    @rule(order=st.randoms(use_true_random=False))
    def a_stream_is_read_in_whatever_order(self, order: Random) -> None:
        assert fold(Contract(), self.stream) == self.state
        shuffled = order.sample(self.stream, len(self.stream))
        assert fold(Contract(), shuffled).version == len(self.stream)

    @invariant()
    def only_steps_of_the_phase_are_open(self) -> None:
        assert set(open_steps(self.state)) <= set(STEPS_OF[phase_of(self.state)])

    @precondition(lambda self: self.state.facts is not None)
    @invariant()
    def time_acts_exactly_when_it_said_it_would_and_once(self) -> None:
        at, context = (
            next_instant(self.state, self.now, self.policy),
            Context(self.now, self.today, self.policy),
        )
        due = decide(self.state, LetTimePass(), context)
        assert bool(due) == (at is not None and at <= self.now)
        assert decide(fold(self.state, due), LetTimePass(), context) == ()

    @invariant()
    def every_plan_keeps_to_office_hours(self) -> None:
        plans = [deadline.plan for deadline in self.state.deadlines.values()]
        planned = [
            (plan, at) for plan in plans for at in (*plan.reminders, *(rung.at for rung in plan.rungs))
        ]
        for plan, at in planned:
            assert office_time(self.policy, at, plan.step) == at
            assert self.policy.calendar.is_working_day(date_in_stockholm(at))

    @invariant()
    def nobody_is_placed_when_the_delivery_is_over(self) -> None:
        if phase_of(self.state) in (Phase.EVALUATION, Phase.CLOSED):
            none_after_all = (
                self.state.clause is Clause.NONE
            )  # triaged anew: there was never anything to deliver
            ended = none_after_all or self.state.terminated or self.state.void
            assert ended or not self.state.running_placements

    def is_stored_as_it_is(self, event: Happened) -> None:
        assert EVENT.validate_json(EVENT.dump_json(event)) == event

    def tells_no_free_text(self, event: Happened) -> None:
        assert FREE_TEXT not in str(list(notices_for(event, self.state, self.policy)))

    def climbs_calmly(self, event: Happened) -> None:
        """Rung by rung, in office hours, and never two within a working day. A new last day has a new ladder."""
        if isinstance(event, DeadlineSet):
            self.last_rung.pop(event.step, None)
        if not isinstance(event, StepEscalated):
            return
        assert office_time(self.policy, self.now, event.step) == self.now
        before = self.last_rung.get(event.step)
        assert event.rung == (before.rung + 1 if before else 1)
        if before:
            climbed_at = before.planned_at + before.late_by
            assert self.today >= self.policy.calendar.working_days_after(date_in_stockholm(climbed_at), 1)
            assert self.now - climbed_at >= timedelta(hours=23)  # the shortest day there is
        self.last_rung[event.step] = event

    def teardown(self) -> None:
        """Wherever a contract stands, there is a way to its end."""
        for _ in range(20):
            self.a_diligent_week_passes()
        assert phase_of(self.state) is Phase.CLOSED
        assert list(breaches(self.stream, closed=True)) == []


# A failing life is shown as it is: making it shorter would outlast the test's own timeout.
AnyContract.TestCase.settings = settings(max_examples=200, stateful_step_count=30, phases=[Stage.generate])
test_any_life_of_a_contract = AnyContract.TestCase


class AnyContractInExempelkoping(AnyContract):
    """Other time limits, a deeper ladder, days off of its own: what holds, holds for every policy."""

    policy = EXEMPELKOPING


AnyContractInExempelkoping.TestCase.settings = settings(AnyContract.TestCase.settings, max_examples=50)
test_any_life_of_a_contract_in_another_municipality = AnyContractInExempelkoping.TestCase
