"""An import: a stream of its own, begun once, recorded part by part, stopped and resumed, taken back with a reason."""

from uuid import UUID

import pytest

from domain.command import Command
from domain.happened import Happened
from domain.import_commands import (
    ConcludeUndoing,
    EndImport,
    RecordPart,
    ResumeImport,
    StartImport,
    StopImport,
    UndoImport,
)
from domain.importing import (
    FileTaken,
    ImportEnded,
    Importing,
    ImportResumed,
    ImportStarted,
    ImportStopped,
    ImportUndoing,
    ImportUndone,
    Outcome,
    OutcomeLine,
    PartRead,
)
from domain.open_steps import open_steps
from domain.phase import phase_of
from domain.process.registration import ContractRegistered, RegisterContract
from domain.taking_back import ContractTakenBack, TakeBack
from domain.vocabulary import Phase
from tests.builders import CLOSED, REGISTERED, facts
from tests.scenario import given

IMPORT = UUID("00000000-0000-4000-8000-00000000000a")
CONTRACT = UUID("00000000-0000-4000-8000-00000000000b")
FILES = (FileTaken(name="avtal.xml", digest="0" * 64, size=12),)
LINES = (OutcomeLine(outcome=Outcome.IMPORTED, contracts=(CONTRACT,)),)
STARTED = ImportStarted(files=FILES)
READ = PartRead(file=1, lines=LINES)
PART = RecordPart(file=1, lines=LINES)
UNDO = UndoImport(reason="Fel fil.")
UNDOING = ImportUndoing(reason="Fel fil.")
TAKEN_BACK = ContractTakenBack(importing=IMPORT, reason="Fel fil.")
OF_AN_IMPORT = (
    STARTED,
    READ,
    ImportStopped(),
    ImportResumed(),
    ImportEnded(),
    UNDOING,
    ImportUndone(),
    TAKEN_BACK,
)
TAKE_BACK = TakeBack(importing=IMPORT, reason="Fel fil.")


def standing(*past: Happened) -> str:
    return given(*past).state.of(Importing).state


def test_it_is_begun_once_with_its_files() -> None:
    begun = given().when(StartImport(files=FILES))
    begun.then(STARTED)
    begun.when(StartImport(files=FILES)).then()
    assert open_steps(begun.state) == ()


def test_each_part_is_recorded_once() -> None:
    recorded = given(STARTED).when(PART)
    recorded.then(READ)
    recorded.when(PART).then()
    next_rows = RecordPart(
        file=1, lines=(OutcomeLine(row=22, outcome=Outcome.REFUSED),), reasons='{"22": {}}'
    )
    recorded.when(next_rows).then(PartRead(file=1, lines=next_rows.lines, reasons='{"22": {}}'))


def test_it_is_stopped_and_goes_on() -> None:
    stopped = given(STARTED).when(StopImport())
    stopped.then(ImportStopped())
    stopped.when(StopImport()).then()
    stopped.when(PART).then(READ)  # what was being read when it was stopped
    stopped.when(EndImport()).refused("not_now_in_import")
    resumed = stopped.when(ResumeImport())
    resumed.then(ImportResumed())
    resumed.when(ResumeImport()).then()
    resumed.when(EndImport()).then(ImportEnded())
    given(STARTED, ImportEnded()).when(EndImport()).then()


def test_it_is_taken_back_with_a_reason_when_it_is_not_going_on() -> None:
    given(STARTED, READ).when(UNDO).refused("not_now_in_import")
    for past in ((STARTED, ImportEnded()), (STARTED, ImportStopped())):
        undoing = given(*past).when(UNDO)
        undoing.then(UNDOING)
        undoing.when(UNDO).then()
        undone = undoing.when(ConcludeUndoing(left=(CONTRACT,)))
        undone.then(ImportUndone(left=(CONTRACT,)))
        undone.when(ConcludeUndoing()).then()


@pytest.mark.parametrize("command", [StopImport(), ResumeImport(), EndImport()])
def test_it_does_not_go_on_once_it_is_taken_back(command: Command) -> None:
    given(STARTED, UNDOING).when(command).refused("not_now_in_import")


def test_what_was_read_before_it_is_taken_back_is_recorded_first_and_nothing_after() -> None:
    given(STARTED, UNDOING).when(PART).then(READ)
    for over in (ImportEnded(), ImportUndone()):
        given(STARTED, over).when(PART).refused("not_now_in_import")


@pytest.mark.parametrize(
    "command", [PART, StopImport(), ResumeImport(), EndImport(), UNDO, ConcludeUndoing()]
)
def test_what_was_not_begun_is_unknown(command: Command) -> None:
    given().when(command).refused("unknown_import")
    given(REGISTERED).when(command).refused("unknown_import")


def test_it_is_no_contract_and_a_contract_no_import() -> None:
    given(REGISTERED).when(StartImport(files=FILES)).refused("not_an_import")
    given(STARTED).when(RegisterContract(facts=facts())).refused("not_a_contract")


def test_it_tells_how_it_stands() -> None:
    past = (STARTED, READ, ImportStopped(), ImportResumed(), ImportEnded(), UNDOING, ImportUndone())
    said = ["running", "running", "stopped", "running", "ended", "undoing", "undone"]
    assert [standing(*past[: n + 1]) for n in range(len(past))] == said


def test_a_contract_whose_import_is_taken_back_is_struck_off_and_the_trail_stays() -> None:
    struck = given(REGISTERED).when(TAKE_BACK)
    assert struck.happened[0] == TAKEN_BACK
    assert struck.state.void
    struck.when(TAKE_BACK).refused("contract_closed")
    given().when(TAKE_BACK).refused("unknown_contract")


def test_what_went_with_its_import_can_come_again_as_new() -> None:
    again = given(REGISTERED, TAKEN_BACK).when(RegisterContract(facts=facts(signed_on=None)))
    assert again.happened[0] == ContractRegistered(facts=facts(signed_on=None))
    assert (phase_of(again.state), again.state.void, again.state.signed_on) == (Phase.TRIAGE, False, None)
    assert open_steps(again.state) == ("triage",)


def test_what_a_person_struck_off_or_closed_does_not_come_again() -> None:
    given(*CLOSED).when(RegisterContract(facts=facts())).then()


def test_events_in_any_order_can_be_read() -> None:
    assert given(ImportUndone(), READ, STARTED, TAKEN_BACK, REGISTERED, ImportStopped()).state.version == 6
