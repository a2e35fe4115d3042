"""What the notices tell that are read after a contract is on record: a newer award notice, the contract notice, a
modification. Whatever a person has told stays; nothing sets a time limit going from a day that nobody looked at."""

from datetime import date
from decimal import Decimal

import pytest

from domain.command import Command
from domain.facts import Amendment, ContractFacts, Lot, Money, Organisation, Source
from domain.notice import Notice
from domain.notices import notices_for
from domain.phase import phase_of
from domain.process.change import DatesChanged
from domain.process.commitment import ConcludeCommitments
from domain.process.contract_notice import ContractNoticeJoined, JoinContractNotice
from domain.process.correction import StrikeEntry
from domain.process.ending import ContractStruckOff
from domain.process.evaluation import EVALUATE, ContractClosed
from domain.process.modification import ModificationPublished, RecordModification
from domain.process.notice_correction import CorrectFromNotice, NoticeCorrected
from domain.process.registration import ContractRegistered, DetailsSupplied
from domain.process.triage import ClauseTriaged
from domain.step_events import DeadlineMoved
from domain.vocabulary import Clause, Phase
from tests.builders import CLOSED, ENDS_ON, IN_COMMITMENT, POLICY, TRIAGED, facts
from tests.scenario import Scenario, given

FIRST = Source(
    kind="eforms", notice_id="N-1", notice_version="01", procedure_id="P-1", contract_ref="CON-0001"
)
SECOND = FIRST.model_copy(update={"notice_version": "02"})
LATER = Source(
    kind="eforms", notice_id="N-9", notice_version="01", procedure_id="P-1", contract_ref="CON-0001"
)
LONGER = date(2029, 2, 28)
LOT = Lot(id="LOT-0001", title="Lokalvård")
WITH_TERMS = Lot(id="LOT-0001", performance_terms="Dialog inom 30 dagar.", social_objectives=("opp",))
KRONOR = Money(amount=Decimal(9_000_000), currency="SEK")


def told(source: Source = FIRST, **changed: object) -> ContractFacts:
    return facts().model_copy(update={"source": source, "lots": (LOT,), **changed})


REGISTERED = ContractRegistered(facts=told())
MODIFIED = told(
    LATER,
    ends_on=LONGER,
    value=KRONOR,
    amendments=(Amendment(id="N-9-01#1", reasons=("mod-cir",), what="Ett år till."),),
)


def known(scenario: Scenario) -> ContractFacts:
    assert scenario.state.facts
    return scenario.state.facts


# --- a newer version of the award notice


def test_a_newer_version_of_the_award_notice_changes_what_it_tells_otherwise() -> None:
    newer = told(SECOND, contract_number="2026-0118", value=KRONOR)
    corrected = given(REGISTERED).when(CorrectFromNotice(facts=newer))
    corrected.then(NoticeCorrected(source=SECOND, facts=newer, changed=("contract_number", "value")))
    assert (known(corrected).contract_number, known(corrected).value) == ("2026-0118", KRONOR)


def test_what_the_newer_version_does_not_tell_is_not_taken_away() -> None:
    given(REGISTERED).when(CorrectFromNotice(facts=told(SECOND, ends_on=None, suppliers=()))).then()


@pytest.mark.parametrize("source", [FIRST, FIRST.model_copy(update={"notice_version": "00"})])
def test_a_notice_that_was_read_before_or_is_older_changes_nothing(source: Source) -> None:
    given(REGISTERED).when(CorrectFromNotice(facts=told(source, ends_on=LONGER))).then()


def test_of_two_notices_the_one_that_was_sent_last_counts() -> None:
    day_before = LATER.model_copy(update={"dispatched_on": date(2026, 1, 1)})
    sent = FIRST.model_copy(update={"dispatched_on": date(2026, 1, 2)})
    registered = given(ContractRegistered(facts=told(sent)))
    registered.when(CorrectFromNotice(facts=told(day_before, ends_on=LONGER))).then()


def test_a_contract_that_no_notice_told_of_first_is_still_corrected_by_one() -> None:
    by_hand = given(ContractRegistered(facts=facts()))
    assert known(by_hand.when(CorrectFromNotice(facts=told(ends_on=LONGER)))).ends_on == LONGER


def test_what_a_person_has_told_since_is_left_and_named() -> None:
    by_hand = DetailsSupplied(facts=told(ends_on=date(2027, 1, 1)), changed=("ends_on",))
    corrected = given(REGISTERED, by_hand).when(CorrectFromNotice(facts=told(SECOND, ends_on=LONGER)))
    corrected.then(NoticeCorrected(source=SECOND, facts=told(SECOND, ends_on=LONGER), left=("ends_on",)))
    assert known(corrected).ends_on == date(2027, 1, 1)


def test_a_signing_day_that_comes_before_triage_is_taken_in() -> None:
    signed = told(SECOND, signed_on=date(2026, 2, 1))
    assert given(REGISTERED).when(CorrectFromNotice(facts=signed)).state.signed_on == date(2026, 2, 1)


def test_a_signing_day_that_comes_after_triage_sets_no_time_limit_going() -> None:
    signed = told(SECOND, signed_on=date(2026, 2, 1))
    corrected = given(REGISTERED, TRIAGED).when(CorrectFromNotice(facts=signed))
    corrected.then(NoticeCorrected(source=SECOND, facts=signed, left=("signed_on",)))
    assert phase_of(corrected.state) is Phase.AWARD


def test_the_last_day_of_the_evaluation_follows_a_corrected_end() -> None:
    nothing = ConcludeCommitments(reason="Inget är möjligt.")
    evaluating = given(REGISTERED, *IN_COMMITMENT[1:]).when(nothing)
    was = evaluating.state.deadlines[EVALUATE].plan.due
    corrected = evaluating.when(CorrectFromNotice(facts=told(SECOND, ends_on=LONGER)))
    assert DeadlineMoved(step=EVALUATE, was=was) in corrected.happened


def test_a_struck_correction_does_not_come_back_when_the_file_is_read_again() -> None:
    newer = CorrectFromNotice(facts=told(SECOND, ends_on=LONGER))
    struck = given(REGISTERED).when(newer).when(StrikeEntry(entry=2, reason="Fel avtal."))
    assert known(struck).ends_on == ENDS_ON
    struck.when(newer).then()


def test_an_amendment_that_a_newer_release_adds_is_a_published_change() -> None:
    release = Source(kind="ocds", notice_id="R-2", procedure_id="ocds-1")
    amended = told(release, amendments=MODIFIED.amendments)
    corrected = given(REGISTERED).when(CorrectFromNotice(facts=amended))
    corrected.then(ModificationPublished(source=release, amendments=MODIFIED.amendments))


# --- the contract notice


def test_the_contract_notice_tells_the_terms_that_an_award_notice_may_not() -> None:
    joined = given(REGISTERED).when(JoinContractNotice(source=LATER, lots=(WITH_TERMS,)))
    joined.then(ContractNoticeJoined(source=LATER, lots=(WITH_TERMS,)))
    [lot] = known(joined).lots
    assert (lot.title, lot.performance_terms) == ("Lokalvård", "Dialog inom 30 dagar.")
    assert known(joined).social_objectives == ("opp",)


def test_what_the_award_tells_goes_before_the_contract_notice() -> None:
    of_award = LOT.model_copy(update={"reserved_execution": "no"})
    other = WITH_TERMS.model_copy(update={"reserved_execution": "yes"})
    registered = given(ContractRegistered(facts=told(lots=(of_award,))))
    [lot] = known(registered.when(JoinContractNotice(source=LATER, lots=(other,)))).lots
    assert lot.reserved_execution == "no"


def test_a_newer_contract_notice_tells_anew_and_an_older_one_nothing() -> None:
    newer = LATER.model_copy(update={"notice_version": "02"})
    anew = WITH_TERMS.model_copy(update={"performance_terms": "Dialog inom 10 dagar."})
    joined = given(REGISTERED).when(JoinContractNotice(source=LATER, lots=(WITH_TERMS,)))
    twice = joined.when(JoinContractNotice(source=newer, lots=(anew,)))
    assert known(twice).lots[0].performance_terms == "Dialog inom 10 dagar."
    twice.when(JoinContractNotice(source=LATER, lots=(WITH_TERMS,))).then()
    joined.when(JoinContractNotice(source=LATER, lots=(anew,))).then()


def test_a_corrected_award_notice_keeps_what_the_contract_notice_told() -> None:
    joined = given(REGISTERED).when(JoinContractNotice(source=LATER, lots=(WITH_TERMS,)))
    retitled = LOT.model_copy(update={"title": "Städning"})
    corrected = joined.when(CorrectFromNotice(facts=told(SECOND, lots=(retitled,))))
    [lot] = known(corrected).lots
    assert (lot.title, lot.performance_terms) == ("Städning", "Dialog inom 30 dagar.")


def test_terms_that_are_found_where_no_clause_was_seen_are_told_to_the_coordinator() -> None:
    none = ClauseTriaged(clause=Clause.NONE, reason="Köp.")
    joined = given(REGISTERED, none, ContractClosed()).when(
        JoinContractNotice(source=LATER, lots=(WITH_TERMS,))
    )
    assert [notice.kind for notice in written(joined)] == ["terms_found"]


# --- a modification


def test_a_published_change_is_taken_in_with_its_dates_and_value() -> None:
    modified = given(REGISTERED).when(RecordModification(facts=MODIFIED))
    modified.then(
        ModificationPublished(
            source=LATER,
            amendments=MODIFIED.amendments,
            ends_on=LONGER,
            value=KRONOR,
            changed=("ends_on", "value"),
        )
    )
    assert (known(modified).ends_on, known(modified).value) == (LONGER, KRONOR)
    assert known(modified).amendments == MODIFIED.amendments


def test_the_same_notice_read_again_changes_nothing() -> None:
    modification = RecordModification(facts=MODIFIED)
    given(REGISTERED).when(modification).when(modification).then()


def test_a_last_day_that_a_person_has_changed_stays() -> None:
    by_hand = DatesChanged(starts_on=None, ends_on=date(2030, 1, 1), reason="Andra tillägget.")
    modified = given(REGISTERED, by_hand).when(RecordModification(facts=MODIFIED))
    assert (known(modified).ends_on, known(modified).value) == (date(2030, 1, 1), KRONOR)


def test_a_second_modification_changes_what_the_first_did() -> None:
    first = given(REGISTERED).when(RecordModification(facts=MODIFIED))
    second = MODIFIED.model_copy(
        update={"source": LATER.model_copy(update={"notice_id": "N-10"}), "ends_on": date(2031, 1, 1)}
    )
    assert known(first.when(RecordModification(facts=second))).ends_on == date(2031, 1, 1)


def test_an_older_modification_read_late_is_kept_in_words_only() -> None:
    newest = LATER.model_copy(update={"dispatched_on": date(2026, 2, 2)})
    older = LATER.model_copy(update={"notice_id": "N-5", "dispatched_on": date(2025, 2, 2)})
    first = given(REGISTERED).when(RecordModification(facts=MODIFIED.model_copy(update={"source": newest})))
    late = first.when(
        RecordModification(facts=MODIFIED.model_copy(update={"source": older, "ends_on": date(2028, 6, 1)}))
    )
    assert known(late).ends_on == LONGER
    assert len(known(late).amendments) == 2


def test_another_supplier_is_told_of_but_not_replaced_by_a_notice() -> None:
    other = Organisation(name="Nya Städ AB", number="559900-0022", country="SWE")
    modified = given(REGISTERED).when(
        RecordModification(facts=MODIFIED.model_copy(update={"suppliers": (other,)}))
    )
    assert known(modified).suppliers == told().suppliers
    [event] = [each for each in modified.happened if isinstance(each, ModificationPublished)]
    assert event.suppliers == (other,)


def test_an_end_before_the_start_is_not_taken_in() -> None:
    backwards = MODIFIED.model_copy(update={"starts_on": date(2030, 1, 1), "value": None})
    modified = given(REGISTERED).when(RecordModification(facts=backwards))
    assert known(modified).ends_on == ENDS_ON


def test_before_triage_nobody_is_written_to_about_a_published_change() -> None:
    assert written(given(REGISTERED).when(RecordModification(facts=MODIFIED))) == []
    kinds = {n.kind for n in written(given(REGISTERED, TRIAGED).when(RecordModification(facts=MODIFIED)))}
    assert kinds == {"contract_modified"}


# --- what holds for all three

COMMANDS = [
    CorrectFromNotice(facts=told(SECOND, ends_on=LONGER)),
    RecordModification(facts=MODIFIED),
    JoinContractNotice(source=LATER, lots=(WITH_TERMS,)),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.type)
def test_nothing_is_added_to_a_contract_that_is_struck_off(command: Command) -> None:
    given(REGISTERED, ContractStruckOff(reason="Dubblett.")).when(command).refused("struck_off")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.type)
def test_a_closed_contract_still_learns_what_was_published(command: Command) -> None:
    assert given(REGISTERED, *CLOSED[1:]).when(command).happened


def written(scenario: Scenario) -> list[Notice]:
    return [
        notice
        for event in scenario.happened
        for notice in notices_for(event, scenario.state, POLICY)
        if notice.kind != "step_opened"
    ]
