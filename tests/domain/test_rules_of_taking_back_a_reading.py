"""What an import told of a contract that was there before: taken back in the trail, unless something is built on it."""

from datetime import date
from uuid import UUID

import pytest

from domain.command import Command
from domain.facts import Source
from domain.process.commitment import ConcludeCommitments
from domain.process.contract_notice import JoinContractNotice
from domain.process.correction import StrikeEntry
from domain.process.ending import ContractStruckOff
from domain.process.evaluation import EVALUATE
from domain.process.extension import ExtendLastDay
from domain.process.modification import RecordModification
from domain.process.notice_correction import CorrectFromNotice
from domain.process.registration import ContractRegistered, SupplyDetails
from domain.reading_back import ReadingTakenBack, TakeBackReading
from domain.takeover import TakeIn
from domain.taking_back import ContractTakenBack
from tests.builders import IN_COMMITMENT
from tests.domain.test_rules_of_importing import IMPORT
from tests.domain.test_rules_of_published_notices import (
    FIRST,
    LATER,
    LONGER,
    MODIFIED,
    REGISTERED,
    SECOND,
    WITH_TERMS,
    told,
)
from tests.scenario import Scenario, given

CORRECT = CorrectFromNotice(facts=told(SECOND, ends_on=LONGER))
MODIFY = RecordModification(facts=MODIFIED)
JOIN = JoinContractNotice(source=LATER, lots=(WITH_TERMS,))
READ = TakeIn(facts=told(Source(kind="sheet"), buyer_unit="Skolförvaltningen"))


def take_back(*entries: int) -> TakeBackReading:
    return TakeBackReading(importing=IMPORT, entries=entries, reason="Fel fil.")


def facts_of(scenario: Scenario) -> object:
    return scenario.state.facts


@pytest.mark.parametrize("reading", [CORRECT, MODIFY, JOIN, READ], ids=lambda command: command.type)
def test_the_contract_is_as_if_it_had_not_been_told_and_can_be_told_again(reading: Command) -> None:
    before = given(REGISTERED)
    read = before.when(reading)
    back = read.when(take_back(2))
    back.then(ReadingTakenBack(importing=IMPORT, entries=(2,), reason="Fel fil."))
    assert facts_of(back) == facts_of(before)
    back.when(take_back(2)).then()
    assert facts_of(back.when(reading)) == facts_of(read)


def test_what_a_person_has_told_since_stays() -> None:
    back = given(REGISTERED).when(CORRECT).when(SupplyDetails(diarienummer="KS-1")).when(take_back(2))
    assert back.state.facts == told().model_copy(update={"diarienummer": "KS-1"})


def test_a_last_day_that_it_moved_is_where_it_was() -> None:
    """The contract closes with its end; nothing was possible."""
    waiting = given(ContractRegistered(facts=told(ends_on=date(2027, 3, 1))), *IN_COMMITMENT[1:])
    waiting = waiting.when(ConcludeCommitments(reason="Uppdraget är för kort."))
    due = waiting.state.deadlines[EVALUATE].plan.due
    longer = waiting.when(CORRECT)
    assert longer.state.deadlines[EVALUATE].plan.due > due
    entry = 1 + waiting.state.version
    assert longer.when(take_back(entry)).state.deadlines[EVALUATE].plan.due == due
    later = longer.state.deadlines[EVALUATE].plan.due.replace(year=2031)
    by_a_person = longer.when(ExtendLastDay(step=EVALUATE, last_day=later, reason="Semester."))
    said = by_a_person.state.deadlines[EVALUATE].plan.due
    assert by_a_person.when(take_back(entry)).state.deadlines[EVALUATE].plan.due == said


def test_of_two_that_build_on_each_other_the_last_goes_first() -> None:
    newest = told(FIRST.model_copy(update={"notice_version": "03"}), ends_on=LONGER, title="Städning")
    twice = given(REGISTERED).when(CORRECT).when(CorrectFromNotice(facts=newest))
    twice.when(take_back(2)).refused("read_since")
    assert facts_of(twice.when(take_back(3)).when(take_back(2))) == told()
    assert facts_of(twice.when(take_back(2, 3))) == told()
    beside = given(REGISTERED).when(CORRECT).when(JOIN).when(take_back(2))
    assert facts_of(beside) == facts_of(given(REGISTERED).when(JOIN))


def test_what_a_person_has_struck_is_gone_already_and_is_not_read_again() -> None:
    struck = given(REGISTERED).when(CORRECT).when(StrikeEntry(entry=2, reason="Fel avtal."))
    struck.when(take_back(2)).then()
    struck.when(CORRECT).then()


def test_of_a_contract_that_is_struck_off_nothing_is_taken_back() -> None:
    off = given(REGISTERED).when(CORRECT).when(take_back(2))
    given(*off.state.past, ContractStruckOff(reason="Dubblett.")).when(take_back(2)).refused("struck_off")  # type: ignore[arg-type]


def test_what_was_told_before_a_contract_was_taken_back_and_read_anew_can_be_told_again() -> None:
    gone = ContractTakenBack(importing=UUID(int=3), reason="Fel fil.")
    read = given(REGISTERED).when(CORRECT)
    anew = given(*read.state.past, gone, REGISTERED)  # type: ignore[arg-type]
    assert facts_of(anew) == told()
    assert facts_of(anew.when(CORRECT)) == facts_of(read)
