"""A place from opened to filled, without an identity; where it is; and the support that the municipality owes."""

from datetime import date, timedelta

import pytest

from domain.command import Command
from domain.facts import Organisation
from domain.happened import Happened
from domain.phase import places_left
from domain.process.candidates import (
    AnswerCandidate,
    CandidateAccepted,
    CandidateDeclined,
    CandidateProposed,
    ProposeCandidate,
)
from domain.process.correction import StrikeEntry
from domain.process.hosting import HostNamed, NameHost
from domain.process.kept import kept_so_far
from domain.process.placement import (
    CompletePlacement,
    InterruptPlacement,
    PlacementInterrupted,
    PlacementStarted,
    StartPlacement,
)
from domain.process.places import ClosePlace, OpenPlace, PlaceClosed, Places
from domain.process.support import PromiseSupport, ReportSupport, SupportGiven, SupportPromised
from domain.vocabulary import Form, Reply
from tests.builders import (
    ACCEPTED,
    AGREED,
    ENDS_ON,
    IN_COMMITMENT,
    IN_DELIVERY,
    IN_EVALUATION,
    MONDAY_NOON,
    OPEN_PLACE,
    PLACE_OPENED,
    POLICY,
    PROPOSED,
    SIGNED_ON,
    TODAY,
    completed,
    started,
)
from tests.scenario import given

PROPOSE = ProposeCandidate(place=1, reference="JC-7F3K2")
ACCEPT = AnswerCandidate(candidate=1, answer=Reply.ACCEPTED)
DECLINE = AnswerCandidate(candidate=1, answer=Reply.DECLINED)
CLOSE = ClosePlace(place=1, reason="Fel datum.")
START_THERE = StartPlacement(commitment=1, started_on=TODAY, place=1, percent=50)
SUBCONTRACTOR = Organisation(name="Hammarö Golv AB", number="556000-0001", country="SWE")
AT_HAMMARO = NameHost(placement=1, host=SUBCONTRACTOR)
OWED = SupportPromised(support=1, commitment=1, departments=("jobbcenter",), what="Handledning.", by=TODAY)
PROMISE = PromiseSupport(commitment=1, what="Handledning.", by=TODAY)
GIVEN = ReportSupport(support=1, given_on=TODAY, what="Två träffar.")
LONG_AGO = date(2026, 2, 28)


def test_a_place_is_opened_under_its_commitment() -> None:
    given(*IN_DELIVERY).when(OPEN_PLACE).then(PLACE_OPENED)


def test_no_more_places_are_open_than_are_left_of_the_promise() -> None:
    given(*IN_DELIVERY).when(OPEN_PLACE).when(OPEN_PLACE).when(OPEN_PLACE).refused("places_opened")
    one_left = given(*IN_DELIVERY, started(1, TODAY)).when(OPEN_PLACE)
    one_left.when(OPEN_PLACE).refused("places_opened")
    given(*IN_DELIVERY, started(1, TODAY), started(2, TODAY)).when(OPEN_PLACE).refused("no_place_left")
    unknown = OpenPlace(commitment=7, what="Städa", starts_on=TODAY)
    given(*IN_DELIVERY).when(unknown).refused("unknown_commitment")


def test_what_begins_at_a_place_begins_while_the_contract_runs() -> None:
    a_day = timedelta(days=1)
    for day, code in ((SIGNED_ON - a_day, "started_before_signing"), (ENDS_ON + a_day, "started_after_end")):
        given(*IN_DELIVERY).when(OPEN_PLACE.model_copy(update={"starts_on": day})).refused(code)
    for day in (SIGNED_ON, ENDS_ON):
        opened = given(*IN_DELIVERY).when(OPEN_PLACE.model_copy(update={"starts_on": day}))
        opened.then(PLACE_OPENED.model_copy(update={"starts_on": day}))


def test_an_opened_place_is_taken_back_and_another_can_be_opened() -> None:
    taken_back = given(*IN_DELIVERY, PLACE_OPENED).when(CLOSE)
    taken_back.then(PlaceClosed(place=1, reason="Fel datum."))
    taken_back.when(CLOSE).refused("no_open_place")
    taken_back.when(OPEN_PLACE).then(PLACE_OPENED.model_copy(update={"place": 2}))


def test_somebody_is_proposed_by_a_reference() -> None:
    given(*IN_DELIVERY, PLACE_OPENED).when(PROPOSE).then(PROPOSED)
    in_small_letters = ProposeCandidate(place=1, reference=" jc-7f3k2 ")
    given(*IN_DELIVERY, PLACE_OPENED).when(in_small_letters).then(PROPOSED)


def test_proposing_the_same_again_changes_nothing() -> None:
    given(*IN_DELIVERY, PLACE_OPENED, PROPOSED).when(PROPOSE).then()


@pytest.mark.parametrize(
    "reference",
    [
        "850101-1234",
        "8501011234",
        "JC-8501011234",
        "JC-A8501011234",
        "JC-850101A",
        "JC-ANNA",
        "Anna Andersson",
        "JC-12345",
        "J-7F3K2",
        "JC-7F3",
        "JC-7F3K2-ANNA",
        "anna@lev.example",
    ],
)
def test_what_could_tell_who_it_is_is_refused(reference: str) -> None:
    telling = ProposeCandidate(place=1, reference=reference)
    given(*IN_DELIVERY, PLACE_OPENED).when(telling).refused("reference_not_opaque")


@pytest.mark.parametrize("reference", ["JC-7F3K2", "SKOL-A1B2C3D4E5F6", "GV-2026A", "JC-X123"])
def test_what_only_its_owner_can_look_up_is_kept(reference: str) -> None:
    proposed = given(*IN_DELIVERY, PLACE_OPENED).when(ProposeCandidate(place=1, reference=reference))
    proposed.then(CandidateProposed(candidate=1, place=1, reference=reference))


def test_the_supplier_has_the_last_word() -> None:
    waiting = given(*IN_DELIVERY, PLACE_OPENED, PROPOSED)
    waiting.when(ACCEPT).then(CandidateAccepted(candidate=1))
    declined = waiting.when(DECLINE)
    declined.then(CandidateDeclined(candidate=1))
    declined.when(ACCEPT).refused("nobody_proposed")
    assert declined.state.of(Places).open == (1,)


def test_one_is_accepted_for_a_place() -> None:
    two = given(*IN_DELIVERY, PLACE_OPENED, PROPOSED).when(ProposeCandidate(place=1, reference="JC-9Z8Y7"))
    accepted = two.when(ACCEPT)
    accepted.when(AnswerCandidate(candidate=2, answer=Reply.ACCEPTED)).refused("somebody_accepted")
    accepted.when(ACCEPT).refused("not_awaiting_answer")
    assert accepted.when(AnswerCandidate(candidate=2, answer=Reply.DECLINED)).refusal == ""


def test_who_was_accepted_starts_at_the_place() -> None:
    ready = given(*IN_DELIVERY, PLACE_OPENED, PROPOSED, ACCEPTED)
    there = ready.when(START_THERE)
    there.then(
        PlacementStarted(
            placement=1, commitment=1, form=Form.INTERNSHIP, started_on=TODAY, percent=50, place=1
        )
    )
    assert there.state.of(Places).places[1].placement == 1
    there.when(START_THERE).refused("place_not_open")
    there.when(PROPOSE).refused("no_open_place")


def test_a_start_at_a_place_waits_for_the_suppliers_word() -> None:
    given(*IN_DELIVERY, PLACE_OPENED, PROPOSED).when(START_THERE).refused("nobody_accepted")
    given(*IN_DELIVERY).when(START_THERE).refused("place_not_open")
    *before, concluded = IN_DELIVERY
    two = (*before, AGREED.model_copy(update={"commitment": 2}), concluded, PLACE_OPENED, PROPOSED, ACCEPTED)
    elsewhere = START_THERE.model_copy(update={"commitment": 2})
    given(*two).when(elsewhere).refused("place_of_another_commitment")


def test_a_start_names_no_place_if_none_was_opened() -> None:
    given(*IN_DELIVERY).when(StartPlacement(commitment=1, started_on=TODAY)).then(started(1, TODAY))


def test_an_interruption_after_most_of_the_agreed_time_frees_no_place() -> None:
    """Given a place promised for the rest of its period, left a month before the end of it."""
    running = given(*IN_DELIVERY, started(1, TODAY)).at(MONDAY_NOON.replace(month=9))
    late = InterruptPlacement(placement=1, interrupted_on=date(2026, 8, 31), reason="Fick jobb.")
    counted = running.when(late)
    counted.then(
        PlacementInterrupted(placement=1, interrupted_on=date(2026, 8, 31), reason="Fick jobb.", counts=True)
    )
    assert places_left(counted.state, 1) == places_left(running.state, 1)
    assert kept_so_far(1, counted.state, TODAY, POLICY.counting).done == 1
    early = InterruptPlacement(placement=1, interrupted_on=date(2026, 5, 31), reason="Uppdraget tog slut.")
    freed = running.when(early)
    assert places_left(freed.state, 1) == places_left(running.state, 1) + 1
    assert kept_so_far(1, freed.state, TODAY, POLICY.counting).done == 0


def test_what_counts_is_completed_and_cannot_be_ended_again() -> None:
    two = given(*IN_DELIVERY, started(1, TODAY), started(2, TODAY)).at(MONDAY_NOON.replace(month=9))
    late = InterruptPlacement(placement=1, interrupted_on=date(2026, 8, 31), reason="Fick jobb.")
    counted = two.when(late)
    counted.when(late).refused("already_completed")
    done = counted.when(CompletePlacement(placement=2, completed_on=date(2026, 9, 1)))
    assert kept_so_far(1, done.state, TODAY, POLICY.counting).fulfilled


def test_a_subcontractor_is_named_and_each_change_of_it_kept() -> None:
    running = given(*IN_DELIVERY, started(1, TODAY), started(2, TODAY), completed(2, TODAY))
    named = running.when(AT_HAMMARO)
    named.then(HostNamed(placement=1, host=SUBCONTRACTOR))
    named.when(AT_HAMMARO).then()
    other = Organisation(name="Forshaga Golv AB")
    named.when(NameHost(placement=1, host=other)).then(HostNamed(placement=1, host=other))
    running.when(NameHost(placement=2, host=other)).refused("placement_not_running")
    given(*IN_DELIVERY).when(AT_HAMMARO).refused("nothing_running")


def test_support_is_promised_by_the_department_of_the_form_and_given() -> None:
    promised = given(*IN_DELIVERY).when(PROMISE)
    promised.then(OWED)
    done = promised.when(GIVEN)
    done.then(SupportGiven(support=1, given_on=TODAY, what="Två träffar."))
    done.when(GIVEN).refused("no_support_owed")


def test_support_belongs_to_a_commitment_and_is_given_once() -> None:
    given(*IN_COMMITMENT, AGREED).when(PROMISE).then(OWED)
    given(*IN_COMMITMENT).when(PROMISE).refused("no_commitment")
    given(*IN_DELIVERY).when(PROMISE.model_copy(update={"commitment": 7})).refused("unknown_commitment")
    two = given(*IN_DELIVERY, OWED, OWED.model_copy(update={"support": 2}))
    two.when(GIVEN).when(GIVEN).refused("support_not_owed")


@pytest.mark.parametrize("command", [OPEN_PLACE, PROPOSE, ACCEPT, CLOSE, AT_HAMMARO, PROMISE, GIVEN])
def test_places_and_support_belong_to_the_delivery(command: Command) -> None:
    given(*IN_EVALUATION).when(command).refused("wrong_phase")


@pytest.mark.parametrize("event", [ACCEPTED, PROPOSED, PlaceClosed(place=1, reason="?"), OWED])
def test_a_stream_is_read_in_whatever_order(event: Happened) -> None:
    assert given(event, SupportGiven(support=9, given_on=LONG_AGO), PLACE_OPENED).state.version == 3


@pytest.mark.parametrize(
    ("past", "wrong"),
    [
        ((PLACE_OPENED, PROPOSED), PLACE_OPENED),
        ((PLACE_OPENED, PROPOSED, ACCEPTED), PROPOSED),
        ((PLACE_OPENED, PlaceClosed(place=1, reason="?")), PLACE_OPENED),
        ((OWED, SupportGiven(support=1, given_on=TODAY)), OWED),
        ((started(1, TODAY), HostNamed(placement=1, host=SUBCONTRACTOR)), started(1, TODAY)),
        ((PLACE_OPENED,), AGREED),
    ],
)
def test_an_entry_that_others_rest_on_is_not_struck_before_them(
    past: tuple[Happened, ...], wrong: Happened
) -> None:
    stream = (*IN_DELIVERY, *past)
    strike = StrikeEntry(entry=stream.index(wrong) + 1, reason="Felskrivet.")
    given(*stream).when(strike).refused("others_rest_on_it")
