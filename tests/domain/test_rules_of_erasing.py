"""Which texts are erased, why and by whose decision stays; what they said does not."""

from uuid import UUID

from domain.erasing import EntriesErased, Erased, ErasedEntry, EraseEntries
from domain.importing import ImportEnded, ImportStarted, ImportStopped, ImportUndoing, ImportUndone
from domain.needs import NeedWithdrawn
from domain.vocabulary import ErasureGround
from tests.builders import CLOSED, REGISTERED
from tests.domain.test_rules_of_importing import FILES
from tests.domain.test_rules_of_needs import REGISTERED_NEED
from tests.scenario import given

ONE = ErasedEntry(version=1, field="facts.renewal_text", key=UUID(int=1))
OTHER = ErasedEntry(version=1, field="facts.options_text", key=UUID(int=2))
BY = {"ground": ErasureGround.RIGHT, "decision": "KS 2026/12"}
OF_ERASING = (EntriesErased(**BY, entries=(ONE,)),)


def test_what_was_erased_is_told_by_place_ground_and_decision() -> None:
    erased = given(REGISTERED).when(EraseEntries(**BY, entries=(ONE,)))
    erased.then(EntriesErased(**BY, entries=(ONE,)))
    assert erased.state.of(Erased).keys == {ONE.key}


def test_nothing_is_erased_twice() -> None:
    erased = given(REGISTERED).when(EraseEntries(**BY, entries=(ONE,)))
    erased.when(EraseEntries(**BY, entries=(ONE,))).then()
    erased.when(EraseEntries(**BY, entries=(ONE, OTHER))).then(EntriesErased(**BY, entries=(OTHER,)))


def test_a_closed_contract_is_no_hindrance_and_an_unknown_one_is() -> None:
    given(*CLOSED).when(EraseEntries(**BY, entries=(ONE,))).then(EntriesErased(**BY, entries=(ONE,)))
    given().when(EraseEntries(**BY, entries=(ONE,))).refused("unknown_contract")
    beyond = ErasedEntry(version=9, field="note", key=UUID(int=3))
    given(REGISTERED).when(EraseEntries(**BY, entries=(beyond,))).refused("no_such_entry")


def test_what_a_need_was_withdrawn_for_can_be_erased() -> None:
    erase = EraseEntries(**BY, entries=(ErasedEntry(version=2, field="reason", key=UUID(int=4)),))
    withdrawn = given(REGISTERED_NEED, NeedWithdrawn(reason="Kim har slutat.")).when(erase)
    withdrawn.then(EntriesErased(**BY, entries=erase.entries))


def test_an_imports_texts_can_be_erased_once_it_is_over() -> None:
    begun, erase = ImportStarted(files=FILES), EraseEntries(**BY, entries=(ONE,))
    undoing = (ImportEnded(), ImportUndoing(reason="Fel fil."))
    for under_way in ((), (ImportStopped(),), undoing):
        given(begun, *under_way).when(erase).refused("import_not_over")
    for over in ((ImportEnded(),), (*undoing, ImportUndone())):
        given(begun, *over).when(erase).then(EntriesErased(**BY, entries=(ONE,)))
