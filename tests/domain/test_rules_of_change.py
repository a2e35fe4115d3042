"""What changes while a contract runs: an option, its dates, its supplier, its subcontractors."""

from datetime import date, timedelta

import pytest

from domain.command import Command
from domain.facts import Organisation
from domain.open_steps import open_steps
from domain.phase import phase_of
from domain.process.change import (
    ChangeDates,
    DatesChanged,
    NameSubcontractor,
    ReplaceSupplier,
    SubcontractorNamed,
    SupplierReplaced,
)
from domain.process.commitment import ConcludeCommitments
from domain.process.delivery import DeliveryConcluded
from domain.process.dialogue import HOLD, INVITE
from domain.process.evaluation import EVALUATE
from domain.process.follow_up_plan import FOLLOW_UP, PLAN, PlanFollowUp
from domain.process.option import OptionTaken, TakeOption
from domain.process.placement import PLACE
from domain.process.registration import ConfirmSupplierContact
from domain.step_events import DeadlineMet, DeadlineMoved, DeadlineWaived
from domain.vocabulary import Phase
from tests.builders import (
    AGREE_COMMITMENT,
    CLOSED,
    ENDS_ON,
    IN_AWARD,
    IN_COMMITMENT,
    IN_DELIVERY,
    IN_DIALOGUE,
    SIGNED_ON,
    TODAY,
)
from tests.scenario import Scenario, given

LONGER = date(2029, 2, 28)
ANOTHER = Organisation(name="Nya Städ AB", number="559900-0022", country="SWE")
REPLACE = ReplaceSupplier(suppliers=(ANOTHER,), replaced_on=TODAY, reason="Fusion.")


def evaluating() -> Scenario:
    """To be evaluated by 29 March 2028."""
    return given(*IN_COMMITMENT).when(ConcludeCommitments(reason="Inget är möjligt."))


def test_an_option_prolongs_the_contract_and_asks_for_a_new_follow_up_plan() -> None:
    planned = given(*IN_DELIVERY).when(PlanFollowUp(reports_on=(date(2026, 9, 1),)))
    assert PLAN not in open_steps(planned.state)
    longer = planned.when(TakeOption(ends_on=LONGER))
    assert OptionTaken(ends_on=LONGER) in longer.happened
    assert longer.state.facts
    assert longer.state.facts.ends_on == LONGER
    assert PLAN in open_steps(longer.state)


def test_the_last_day_of_the_evaluation_moves_with_the_contracts_end() -> None:
    was = evaluating().state.deadlines[EVALUATE].plan.due
    longer = evaluating().when(TakeOption(ends_on=LONGER))
    assert DeadlineMoved(step=EVALUATE, was=was) in longer.happened
    assert longer.state.deadlines[EVALUATE].plan.due == date(2029, 4, 3)  # 30 March is Good Friday
    assert longer.state.deadlines[EVALUATE].plan.derivation.lines[0].on == LONGER


def test_changed_dates_say_why_and_move_what_counts_from_them() -> None:
    sooner = ChangeDates(ends_on=date(2027, 6, 30), reason="Felskrivet i annonsen.")
    changed = evaluating().when(sooner)
    assert DatesChanged(starts_on=None, ends_on=date(2027, 6, 30), reason=sooner.reason) in changed.happened
    assert changed.state.deadlines[EVALUATE].plan.due == date(2027, 7, 30)


def test_a_date_that_changes_nothing_moves_nothing() -> None:
    same = evaluating().when(ChangeDates(ends_on=ENDS_ON, reason="Samma dag."))
    assert [x for x in same.happened if isinstance(x, DeadlineMoved)] == []


def test_an_option_makes_the_contract_longer() -> None:
    given(*IN_DELIVERY).when(TakeOption(ends_on=ENDS_ON)).refused("option_not_longer")


def test_a_contract_does_not_end_before_it_starts() -> None:
    backwards = ChangeDates(ends_on=SIGNED_ON - timedelta(days=1), reason="Fel.")
    given(*IN_DIALOGUE).when(backwards).refused("ends_before_start")
    late_start = ChangeDates(starts_on=date(2027, 1, 1), ends_on=date(2026, 12, 31), reason="Fel.")
    given(*IN_DIALOGUE).when(late_start).refused("ends_before_start")


def test_a_new_supplier_takes_over_and_nobody_at_the_old_one_is_written_to() -> None:
    contact = ConfirmSupplierContact(name="Kim", address="kim@leverantor.example")
    replaced = given(*IN_DELIVERY).when(contact).when(REPLACE)
    event = SupplierReplaced(replaced_on=TODAY, suppliers=(ANOTHER,), dialogue_anew=False, reason="Fusion.")
    assert event in replaced.happened
    assert replaced.state.facts
    assert replaced.state.facts.suppliers == (ANOTHER,)
    assert replaced.state.contacts == frozenset()
    assert phase_of(replaced.state) is Phase.DELIVERY


def test_a_contact_at_the_new_supplier_has_a_number_of_its_own() -> None:
    contact = ConfirmSupplierContact(name="Kim", address="kim@leverantor.example")
    anew = given(*IN_DELIVERY).when(contact).when(REPLACE).when(contact)
    assert anew.state.contacts == {2}


def test_the_dialogue_is_held_again_where_somebody_says_so_and_what_was_promised_stays() -> None:
    replaced = given(*IN_DELIVERY).when(REPLACE.model_copy(update={"dialogue_anew": True}))
    assert open_steps(replaced.state) == (INVITE, HOLD)
    assert list(replaced.state.commitments) == [1]
    hold = replaced.state.deadlines[HOLD].plan
    assert hold.derivation.lines[0].on == TODAY  # counted from the replacement, not from the signing
    assert hold.derivation.lines[0].what == "The supplier was replaced"


def test_what_a_dialogue_held_again_interrupts_was_not_done() -> None:
    delivering = given(*IN_COMMITMENT).when(AGREE_COMMITMENT).when(ConcludeCommitments())
    anew = delivering.when(REPLACE.model_copy(update={"dialogue_anew": True}))
    ended = [x for x in anew.happened if isinstance(x, DeadlineMet | DeadlineWaived)]
    assert ended == [DeadlineWaived(step=step) for step in (PLAN, PLACE, FOLLOW_UP)]


def test_a_supplier_is_replaced_after_the_signing() -> None:
    early = REPLACE.model_copy(update={"replaced_on": SIGNED_ON - timedelta(days=1)})
    given(*IN_DELIVERY).when(early).refused("replaced_before_signing")


def test_a_subcontractor_is_named() -> None:
    named = NameSubcontractor(organisation=ANOTHER)
    given(*IN_DIALOGUE).when(named).then(SubcontractorNamed(organisation=ANOTHER))


def test_an_organisation_number_that_cannot_be_right_is_refused() -> None:
    wrong = ANOTHER.model_copy(update={"number": "559900-0023"})
    given(*IN_DELIVERY).when(NameSubcontractor(organisation=wrong)).refused("wrong_organisation_number")
    replaced = REPLACE.model_copy(update={"suppliers": (wrong,)})
    given(*IN_DELIVERY).when(replaced).refused("wrong_organisation_number")


CHANGES: list[Command] = [TakeOption(ends_on=LONGER), ChangeDates(ends_on=LONGER, reason="Nytt."), REPLACE]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.type)
def test_what_is_not_signed_or_is_over_is_not_changed(change: Command) -> None:
    given(*IN_AWARD).when(change).refused("unsigned")
    given(*CLOSED).when(change).refused("contract_closed")


def test_the_new_suppliers_places_may_come_though_the_old_ones_had_ended() -> None:
    ended = given(*IN_DELIVERY, DeliveryConcluded(reason="Inget behov."))
    anew = ended.when(REPLACE.model_copy(update={"dialogue_anew": True}))
    assert anew.refusal == ""
    assert not anew.state.delivery_concluded
