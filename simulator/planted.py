"""Faults put into the real code on purpose, each with the sentence that has to break: the simulator can see.

Each replaces one thing in one module, as a slip of the pen would have it; tests/simulator switches them on in turn.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from simulator import slips_of_rules as rules, slips_of_the_engine as engine
from simulator.faults import Rates
from simulator.replacing import Replaced, replaced


@dataclass(frozen=True)
class Planted:
    """`rates`: where the fault shows only when something else goes wrong often."""

    name: str
    breaks: str
    replaces: Callable[[], Sequence[Replaced]]
    rates: Rates | None = None

    def switched_on(self) -> AbstractContextManager[None]:
        return replaced(*self.replaces())


NO_NUDGES = Rates(signal_lost=1.0)

PLANTED = (
    Planted("the lease is removed", "a_mail_comes_twice_only_when_its_answer_was_lost", engine.no_lease),
    Planted(
        "a rung is fired twice",
        "every_miss_climbs_its_rungs_each_once_and_in_order",
        rules.a_rung_comes_twice,
    ),
    Planted(
        "office hours are forgotten",
        "no_rung_and_no_reminder_comes_on_a_day_off_or_outside_office_hours",
        rules.any_hour,
    ),
    Planted(
        "no working day lies between rungs",
        "rungs_lie_at_least_a_working_day_apart_and_repeats_all_of_their_days",
        rules.no_day_between,
    ),
    Planted("a rest holds back no rung", "no_rung_comes_while_the_ladder_rests", rules.rests_are_forgotten),
    Planted("a late rung says it is on time", "the_lateness_of_a_rung_is_true", rules.never_late),
    Planted(
        "a rung goes to the wrong ones",
        "a_rung_goes_to_those_whom_its_plan_names_and_never_before_its_time",
        rules.to_the_wrong_ones,
    ),
    Planted(
        "a last day is over at noon",
        "nothing_is_missed_before_it_is_over_and_the_lateness_told_is_true",
        rules.over_at_noon,
    ),
    Planted(
        "another policy moves nothing",
        "what_is_due_is_done_within_two_minutes_of_all_parts_working",
        rules.a_policy_moves_nothing,
    ),
    Planted(
        "nobody stands in",
        "a_mail_goes_to_whom_it_is_meant_for_or_to_who_stands_in_that_day",
        engine.nobody_stands_in,
    ),
    Planted("a miss is not withdrawn", "done_in_time_is_in_time_also_when_recorded_late", rules.a_miss_stays),
    Planted(
        "notices are queued after the commit",
        "every_event_tells_those_whom_it_concerns",
        engine.queued_after_the_commit,
    ),
    Planted(
        "a mail counts as sent before it is",
        "every_notice_arrives_or_is_given_up_and_then_its_contract_says_so",
        engine.sent_before_it_is,
    ),
    Planted(
        "a notice is given up in silence",
        "every_notice_arrives_or_is_given_up_and_then_its_contract_says_so",
        engine.given_up_in_silence,
    ),
    Planted(
        "what is in the day's mail comes alone too",
        "a_mail_comes_twice_only_when_its_answer_was_lost",
        engine.alone_and_together,
    ),
    Planted(
        "command ids are not compared", "the_same_command_again_changes_nothing", engine.ids_are_not_compared
    ),
    Planted(
        "a decision of several events is not projected",
        "read_models_equal_a_rebuild",
        engine.projected_of_one_event,
    ),
    Planted(
        "a command is answered before its commit",
        "nothing_acknowledged_is_lost",
        engine.answered_before_the_commit,
    ),
    Planted(
        "one contract's error ends the sweep",
        "a_contract_in_trouble_holds_up_no_other",
        engine.an_error_ends_the_sweep,
        NO_NUDGES,
    ),
    Planted(
        "the sweep does nothing",
        "what_is_due_is_done_within_two_minutes_of_all_parts_working",
        engine.no_sweep,
        NO_NUDGES,
    ),
)
