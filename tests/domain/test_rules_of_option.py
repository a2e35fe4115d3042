"""An option: noted, then taken or declined before the last day on which the supplier can be told."""

from datetime import UTC, date, datetime

from domain.open_steps import open_steps
from domain.passing_time import LetTimePass
from domain.process.deficiency import RecordDeficiency
from domain.process.dialogue import HOLD, INVITE
from domain.process.ending import TerminateContract
from domain.process.evaluation import EvaluateContract
from domain.process.option import (
    PROLONG,
    DeclineOption,
    NoteOption,
    OptionDeclined,
    OptionNoted,
    OptionTaken,
    TakeOption,
)
from domain.step_events import DeadlineMet, DeadlineMissed, DeadlineMoved, DeadlineWaived
from tests.builders import CLOSED, ENDS_ON, IN_AWARD, IN_DIALOGUE, IN_EVALUATION, POLICY, TODAY
from tests.scenario import given

LONGER, SAY_BY = date(2030, 2, 28), date(2027, 8, 31)
NOTE = NoteOption(prolongs_to=LONGER, say_by=SAY_BY)
NOTED = given(*IN_DIALOGUE).when(NOTE)


def test_a_noted_option_is_to_be_decided_by_the_day_the_supplier_has_to_be_told() -> None:
    assert OptionNoted(prolongs_to=LONGER, say_by=SAY_BY) in NOTED.happened
    assert open_steps(NOTED.state) == (INVITE, HOLD, PROLONG)
    assert NOTED.state.deadlines[PROLONG].plan.due == SAY_BY


def test_taken_in_time_it_is_done() -> None:
    taken = NOTED.when(TakeOption(ends_on=LONGER))
    assert {OptionTaken(ends_on=LONGER).type, "DeadlineMet"} <= {event.type for event in taken.happened}
    assert DeadlineMet(step=PROLONG, done_on=TODAY) in taken.happened
    assert PROLONG not in open_steps(taken.state)


def test_nothing_longer_than_what_was_noted_is_taken() -> None:
    NOTED.when(TakeOption(ends_on=date(2030, 3, 1))).refused("beyond_option")
    given(*IN_DIALOGUE).when(TakeOption(ends_on=date(2030, 3, 1))).then(OptionTaken(ends_on=date(2030, 3, 1)))


def test_declined_in_time_it_is_done_too() -> None:
    declined = NOTED.when(DeclineOption(reason="Behovet har fallit bort."))
    assert OptionDeclined(reason="Behovet har fallit bort.") in declined.happened
    assert DeadlineMet(step=PROLONG, done_on=TODAY) in declined.happened
    declined.when(DeclineOption(reason="Igen.")).refused("no_option")


def test_forgotten_it_is_missed() -> None:
    later = NOTED.at(datetime(2027, 9, 1, 9, tzinfo=UTC)).when(LetTimePass())
    assert PROLONG in {event.step for event in later.happened if isinstance(event, DeadlineMissed)}


def test_noted_again_its_last_day_moves_and_noted_alike_nothing_happens() -> None:
    NOTED.when(NOTE).then()
    sooner = NOTED.when(NoteOption(prolongs_to=LONGER, say_by=date(2027, 5, 31)))
    assert DeadlineMoved(step=PROLONG, was=SAY_BY) in sooner.happened
    assert sooner.state.deadlines[PROLONG].plan.due == date(2027, 5, 31)


def test_an_option_makes_the_contract_longer_and_is_told_before_its_end() -> None:
    given(*IN_DIALOGUE).when(NoteOption(prolongs_to=ENDS_ON, say_by=SAY_BY)).refused("option_not_longer")
    given(*IN_DIALOGUE).when(NoteOption(prolongs_to=LONGER, say_by=LONGER)).refused("told_after_end")
    on_its_last_day = given(*IN_DIALOGUE).when(NoteOption(prolongs_to=LONGER, say_by=ENDS_ON))
    assert on_its_last_day.state.deadlines[PROLONG].plan.due == ENDS_ON


def test_when_it_is_not_taken_the_mail_tells_when_the_contract_ends() -> None:
    declined = OptionDeclined(reason="Inget behov.")
    assert {notice.due for notice in declined.tells(NOTED.state, POLICY)} == {ENDS_ON}


def test_only_what_is_signed_and_runs_has_an_option() -> None:
    given(*IN_AWARD).when(NOTE).refused("unsigned")
    given(*CLOSED).when(NOTE).refused("contract_closed")
    given(*IN_AWARD).when(DeclineOption(reason="Nej.")).refused("unsigned")


def test_a_contract_that_ends_undecided_has_not_decided_in_time() -> None:
    ended = NOTED.when(TerminateContract(terminated_on=TODAY, reason="Konkurs."))
    assert DeadlineWaived(step=PROLONG) in ended.happened
    assert PROLONG not in open_steps(ended.state)
    over = given(*IN_EVALUATION).when(NOTE).when(EvaluateContract(assessment="Bra."))
    assert DeadlineWaived(step=PROLONG) in over.happened


def test_it_stands_beside_whatever_else_is_open() -> None:
    lacking = NOTED.when(RecordDeficiency(what="Rapporten saknas.", rectify_by=date(2026, 4, 1)))
    assert open_steps(lacking.state)[-1] == PROLONG
