"""Two that may be the same contract: joined by a person, with what the one lacked, or kept apart for good."""

from uuid import UUID

from domain.facts import Money
from domain.joining import (
    Apart,
    ContractJoined,
    DetailsJoined,
    JoinInto,
    KeepApart,
    KeptApart,
    TakeDetails,
    lacking,
)
from domain.phase import phase_of
from domain.process.registration import ContractRegistered
from domain.vocabulary import Phase
from tests.builders import CLOSED, IN_DIALOGUE, REGISTERED, TODAY, facts
from tests.scenario import given

OTHER = UUID("00000000-0000-4000-8000-00000000000c")
RICHER = facts(number="", signed_on=TODAY).model_copy(
    update={"diarienummer": "KS-1", "value": Money(amount=5, currency="SEK"), "title": "Lokalvård"}
)
OF_JOINING = (
    KeptApart(other=OTHER),
    DetailsJoined(joined=OTHER, facts=RICHER, changed=("diarienummer",)),
    ContractJoined(into=OTHER, number="2026-0117"),
)


def test_what_is_kept_apart_is_remembered() -> None:
    apart = given(REGISTERED).when(KeepApart(other=OTHER))
    apart.then(KeptApart(other=OTHER))
    assert apart.state.of(Apart).others == {OTHER}
    apart.when(KeepApart(other=OTHER)).then()
    given(*CLOSED).when(KeepApart(other=OTHER)).refused("contract_closed")
    given().when(KeepApart(other=OTHER)).refused("unknown_contract")


def test_the_one_that_goes_is_struck_off_and_says_which_goes_on() -> None:
    gone = given(REGISTERED).when(JoinInto(into=OTHER, number="2026-0117"))
    assert gone.happened[0] == ContractJoined(into=OTHER, number="2026-0117")
    assert (gone.state.void, phase_of(gone.state)) == (True, Phase.CLOSED)
    gone.when(JoinInto(into=OTHER, number="2026-0117")).refused("contract_closed")
    given().when(JoinInto(into=OTHER, number="")).refused("unknown_contract")


def test_nothing_that_has_been_done_is_lost_by_joining() -> None:
    given(*IN_DIALOGUE).when(JoinInto(into=OTHER, number="2026-0117")).refused("join_would_lose")


def test_the_one_that_is_kept_takes_what_it_lacks_or_what_somebody_chooses() -> None:
    own = facts()
    assert lacking(own, RICHER) == ("diarienummer", "signed_on", "value")
    kept = given(ContractRegistered(facts=own))
    taken = kept.when(TakeDetails(joined=OTHER, facts=RICHER, fields=lacking(own, RICHER)))
    taken.then(DetailsJoined(joined=OTHER, facts=RICHER, changed=("diarienummer", "signed_on", "value")))
    assert taken.state.facts
    assert (taken.state.facts.title, taken.state.signed_on) == (own.title, TODAY)
    chosen = kept.when(
        TakeDetails(joined=OTHER, facts=RICHER, fields=("title", "contract_number", "source", "x"))
    )
    chosen.then(DetailsJoined(joined=OTHER, facts=RICHER, changed=("title",)))
    kept.when(TakeDetails(joined=OTHER, facts=RICHER)).then()
    given(*CLOSED).when(TakeDetails(joined=OTHER, facts=RICHER)).refused("contract_closed")


def test_events_in_any_order_can_be_read() -> None:
    assert given(*OF_JOINING, REGISTERED).state.version == 4
