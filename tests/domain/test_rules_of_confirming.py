"""The record confirmed or disputed: by whom, and which version of it."""

import pytest

from domain.open_steps import open_steps
from domain.process.commitment import AGREE
from domain.process.confirming import (
    CONFIRM,
    ConfirmRecord,
    Dispute,
    DisputeRecord,
    RecordConfirmed,
    RecordDisputed,
)
from domain.process.dialogue import TheRecord
from domain.vocabulary import Party
from tests.builders import CONFIRMED, HELD, IN_COMMITMENT, IN_DIALOGUE, RECORD_DIALOGUE, TODAY
from tests.scenario import given

WRONG = "Vi lovade två platser, inte tre."
DISPUTE = DisputeRecord(party=Party.SUPPLIER, reason=WRONG)
DISPUTED = RecordDisputed(party=Party.SUPPLIER, reason=WRONG)
MUNICIPALITYS, SUPPLIERS = CONFIRMED
WRITTEN_TWICE = (*IN_DIALOGUE, HELD, HELD)


def seen(version: int, party: Party = Party.SUPPLIER) -> ConfirmRecord:
    return ConfirmRecord(party=party, of_version=version)


def test_each_time_the_record_is_written_it_is_another_version() -> None:
    assert given(*IN_DIALOGUE).state.of(TheRecord).version == 0
    assert given(*WRITTEN_TWICE).state.of(TheRecord).version == 2


def test_a_confirmation_says_which_version_was_read() -> None:
    given(*WRITTEN_TWICE).when(seen(2)).then(
        RecordConfirmed(party=Party.SUPPLIER, confirmed_on=TODAY, of_version=2)
    )


def test_nobody_confirms_a_record_that_was_written_again_since_they_read_it() -> None:
    given(*WRITTEN_TWICE).when(seen(1)).refused("record_rewritten")


def test_nobody_disputes_a_record_that_was_written_again_since_they_read_it() -> None:
    given(*WRITTEN_TWICE).when(DISPUTE.model_copy(update={"of_version": 1})).refused("record_rewritten")


def test_a_dispute_takes_back_what_was_confirmed_and_the_record_waits_again() -> None:
    disputed = given(*IN_DIALOGUE, HELD, MUNICIPALITYS).when(DISPUTE).then(DISPUTED)
    assert disputed.state.confirmed_by == frozenset()
    assert open_steps(disputed.state) == (CONFIRM,)
    assert disputed.state.of(Dispute).is_open(disputed.state)


def test_a_disputed_record_is_written_again_and_confirmed_again() -> None:
    written = given(*IN_DIALOGUE, HELD, DISPUTED).when(RECORD_DIALOGUE)
    assert not written.state.of(Dispute).is_open(written.state)
    both = written.when(seen(2)).when(seen(2, Party.MUNICIPALITY))
    assert open_steps(both.state) == (AGREE,)


def test_a_dispute_ends_when_its_party_confirms_after_all() -> None:
    other = given(*IN_DIALOGUE, HELD, DISPUTED).when(seen(1, Party.MUNICIPALITY))
    assert other.state.of(Dispute).is_open(other.state)
    after_all = other.when(seen(1))
    assert not after_all.state.of(Dispute).is_open(after_all.state)
    assert open_steps(after_all.state) == (AGREE,)


def test_a_record_that_nobody_disputed_has_no_dispute() -> None:
    state = given(*IN_DIALOGUE, HELD).state
    assert not state.of(Dispute).is_open(state)


def test_there_is_nothing_to_dispute_before_the_dialogue() -> None:
    given(*IN_DIALOGUE).when(DISPUTE).refused("not_held")


def test_what_both_confirmed_is_not_disputed() -> None:
    given(*IN_COMMITMENT).when(DISPUTE).refused("wrong_phase")


@pytest.mark.parametrize("version", [0, -1])
def test_there_is_no_version_before_the_first(version: int) -> None:
    with pytest.raises(ValueError, match="of_version"):
        seen(version)
