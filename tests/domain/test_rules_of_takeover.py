"""What a register tells of a contract: put on record, corrected when it is read again, taken over where it stands."""

from datetime import date, timedelta

import pytest

from domain.facts import ContractFacts, Source
from domain.field_sources import sources_of
from domain.history import History, Placed, Promised
from domain.open_steps import open_steps
from domain.phase import phase_of
from domain.process.award import ContractSigned
from domain.process.correction import StrikeEntry
from domain.process.dialogue import DialogueHeld
from domain.process.registration import ContractRegistered, DetailsSupplied, RegisterContract
from domain.process.taken_over import CountTimeFrom, TimeCountsFrom
from domain.process.triage import ClauseTriaged, TriageClause
from domain.step_events import DeadlineMissed, DeadlineSet, StepOpened
from domain.takeover import ContractTakenOver, DetailsRead, TakeIn
from domain.taking_back import ContractTakenBack
from domain.vocabulary import Clause, Form, Party, Phase, Unit
from tests.builders import REGISTERED, TODAY, facts
from tests.domain.test_rules_of_importing import IMPORT
from tests.domain.test_rules_of_needs import REGISTERED_NEED
from tests.scenario import Scenario, given

OF_A_TAKEOVER = (
    ContractTakenOver(on=TODAY),
    DetailsRead(facts=facts(), changed=("title",)),
    TimeCountsFrom(count_from=TODAY),
)
SHEET = Source(kind="sheet", contract_ref="14")
LONG_AGO = TODAY - timedelta(days=400)
LATER = LONG_AGO + timedelta(days=30)
NEXT_YEAR = TODAY + timedelta(days=300)


def told(**changed: object) -> ContractFacts:
    own = {"source": SHEET, "signed_on": LONG_AGO, "ends_on": NEXT_YEAR}
    return facts().model_copy(update=own | changed)


def taken_in(history: History | None = None, **changed: object) -> Scenario:
    return given().when(TakeIn(facts=told(**changed), history=history))


def last_days(taken: Scenario) -> dict[str, date]:
    return {event.step: event.due for event in taken.happened if isinstance(event, DeadlineSet)}


def test_a_row_without_a_clause_waits_for_somebody_to_decide() -> None:
    taken = taken_in()
    taken.then(ContractRegistered(facts=told()))
    assert StepOpened(step="triage", departments=("klk",)) in taken.happened
    assert (phase_of(taken.state), last_days(taken)) == (Phase.TRIAGE, {})


def test_a_row_with_no_clause_is_put_in_the_register_of_those_without() -> None:
    taken = taken_in(History(clause=Clause.NONE, reason="Under beloppsgränsen."))
    assert (taken.state.clause, phase_of(taken.state)) == (Clause.NONE, Phase.CLOSED)
    taken_in(History(clause=Clause.NONE)).refused("no_clause_needs_reason")


def test_a_running_contract_is_taken_over_with_no_last_day_before_that_day() -> None:
    taken = taken_in(History(clause=Clause.DIALOGUE))
    assert taken.happened[1:3] == (
        ContractTakenOver(on=TODAY),
        ClauseTriaged(clause=Clause.DIALOGUE),
    )
    assert (phase_of(taken.state), open_steps(taken.state)) == (Phase.DIALOGUE, ("invite", "hold"))
    assert last_days(taken) == {}


def test_time_counts_from_the_day_that_somebody_has_said() -> None:
    said = TODAY - timedelta(days=1)
    taken = taken_in(History(clause=Clause.DIALOGUE, count_from=said))
    assert set(last_days(taken)) == {"invite", "hold"}
    assert min(last_days(taken).values()) >= TODAY


def test_the_day_to_count_from_can_be_told_later_by_a_person() -> None:
    taken = taken_in(History(clause=Clause.DIALOGUE))
    assert last_days(taken) == {}
    told_now = taken.when(CountTimeFrom(count_from=TODAY))
    assert told_now.happened[0] == TimeCountsFrom(count_from=TODAY)
    assert last_days(told_now) == last_days(taken_in(History(clause=Clause.DIALOGUE, count_from=TODAY)))
    told_now.when(CountTimeFrom(count_from=TODAY)).refused("counted_already")
    struck = told_now.when(StrikeEntry(entry=len(taken.state.past) + 1, reason="Fel dag."))
    assert struck.state.deadlines == {}
    struck.when(CountTimeFrom(count_from=TODAY))


def test_the_day_to_count_from_can_be_filled_in_for_many_in_the_register() -> None:
    taken = taken_in(History(clause=Clause.DIALOGUE))
    again = TakeIn(facts=told(), history=History(clause=Clause.DIALOGUE, count_from=TODAY))
    told_now = taken.when(again)
    assert told_now.happened[0] == TimeCountsFrom(count_from=TODAY)
    assert set(last_days(told_now)) == {"invite", "hold"}
    told_now.when(again).then()
    before = again.model_copy(
        update={"history": History(clause=Clause.DIALOGUE, count_from=date(2020, 1, 1))}
    )
    taken.when(before).refused("count_from_before_signing")


def test_the_day_to_count_from_is_a_possible_one_and_of_what_was_taken_over() -> None:
    taken = taken_in(History(clause=Clause.DIALOGUE))
    taken.when(CountTimeFrom(count_from=LONG_AGO - timedelta(1))).refused("count_from_before_signing")
    taken.when(CountTimeFrom(count_from=NEXT_YEAR + timedelta(1))).refused("count_from_after_end")
    given(REGISTERED).when(CountTimeFrom(count_from=TODAY)).refused("not_taken_over")


def test_what_is_signed_from_now_on_counts_as_always() -> None:
    taken = taken_in(History(clause=Clause.DIALOGUE), signed_on=TODAY)
    assert set(last_days(taken)) == {"invite", "hold"}


def test_a_dialogue_that_was_held_waits_for_its_record_to_be_confirmed() -> None:
    taken = taken_in(History(clause=Clause.DIALOGUE, held_on=LATER))
    assert DialogueHeld(held_on=LATER, participants=(), answers=()) in taken.happened
    assert open_steps(taken.state) == ("confirm",)
    settled = taken_in(History(clause=Clause.DIALOGUE, held_on=LATER, confirmed_on=LATER))
    assert open_steps(settled.state) == ("agree",)


def test_what_was_promised_is_a_commitment_of_the_forms_department() -> None:
    promised = (Promised(form=Form.INTERNSHIP, places=2), Promised(form=Form.WORKPLACE_EDUCATION, places=1))
    taken = taken_in(History(clause=Clause.EMPLOYMENT, held_on=LATER, promised=promised))
    assert phase_of(taken.state) is Phase.DELIVERY
    assert {n: (c.form, c.places, c.starts_on, c.ends_on) for n, c in taken.state.commitments.items()} == {
        1: (Form.INTERNSHIP, 2, LATER, NEXT_YEAR),
        2: (Form.WORKPLACE_EDUCATION, 1, LATER, NEXT_YEAR),
    }
    assert taken.state.commitments[2].departments == ("skola",)
    assert taken.state.confirmed_by == frozenset(Party)
    assert last_days(taken)["place"] - NEXT_YEAR < timedelta(days=4)


def test_a_promise_that_ran_out_before_insats_is_not_called_late() -> None:
    promised = (Promised(form=Form.INTERNSHIP, places=2),)
    known = History(
        clause=Clause.DIALOGUE, held_on=LATER, promised=promised, promised_to=TODAY - timedelta(9)
    )
    assert "place" not in last_days(taken_in(known))


def history(**told: object) -> History:
    promised = {"held_on": LATER, "promised": (Promised(form=Form.INTERNSHIP, places=2),)}
    return History.model_validate({"clause": Clause.DIALOGUE, **promised, **told})


def placed(began: int, ended: int | None = None) -> Placed:
    """So many days after the dialogue."""
    end = None if ended is None else LATER + timedelta(ended)
    return Placed(form=Form.INTERNSHIP, started_on=LATER + timedelta(began), completed_on=end)


def test_placements_and_follow_up_before_insats_are_told_and_nothing_of_them_is_late() -> None:
    known = history(placed=(placed(60), placed(30, 90)), reported=(LATER + timedelta(100),))
    taken = taken_in(known)
    assert [event.type for event in taken.happened if event.type.startswith(("Placement", "FollowUpA"))] == [
        "PlacementStarted",
        "PlacementStarted",
        "PlacementCompleted",
        "FollowUpApproved",
    ]
    assert taken.state.running_placements == (2,)
    assert (phase_of(taken.state), open_steps(taken.state)) == (Phase.DELIVERY, ("plan", "place"))
    assert not any(isinstance(event, DeadlineMissed) for event in taken.happened)


def test_the_next_report_is_on_the_day_that_the_register_tells() -> None:
    next_on = TODAY + timedelta(30)
    taken = taken_in(history(reported=(LATER + timedelta(100),), reports_on=(next_on,)))
    assert open_steps(taken.state) == ("place", "follow_up")
    assert last_days(taken)["follow_up"] - next_on < timedelta(days=4)
    passed = taken_in(history(reports_on=(TODAY - timedelta(30),)))
    assert "follow_up" not in last_days(passed)


def test_a_contract_whose_promise_is_kept_starts_in_evaluation() -> None:
    kept = history(placed=(placed(30, 90), placed(30, 90)), reported=(LATER + timedelta(100),))
    assert phase_of(taken_in(kept).state) is Phase.EVALUATION
    short = history(placed=(placed(30, 90),), reported=(LATER,), not_placed="Ingen sökte.")
    assert phase_of(taken_in(short).state) is Phase.EVALUATION


def test_an_invitation_that_was_sent_is_not_asked_for_again() -> None:
    taken = taken_in(History(clause=Clause.DIALOGUE, invited_on=LATER))
    assert open_steps(taken.state) == ("hold",)


def test_what_more_than_places_was_promised_is_kept() -> None:
    promised = (Promised(form=Form.INTERNSHIP, places=2, quantity=24, unit=Unit.WEEKS),)
    commitment = taken_in(history(promised=promised)).state.commitments[1]
    assert (commitment.places, commitment.quantity, commitment.unit) == (2, 24, Unit.WEEKS)


def test_each_thing_happened_on_its_own_day() -> None:
    known = history(
        invited_on=LONG_AGO,
        confirmed_on=LATER + timedelta(2),
        agreed_on=LATER + timedelta(5),
        placed=(placed(30, 90), placed(40)),
        reported=(LATER + timedelta(100), LATER + timedelta(200)),
        closed=True,
        closed_on=LATER + timedelta(300),
    )
    taken = taken_in(known)
    days = TakeIn(facts=told(), history=known).days(taken.happened, TODAY)
    on = [(event.type, day) for event, day in zip(taken.happened, days, strict=True)]
    after = [0, 2, 2, 5, 5, 30, 40, 90, 100, 200, 300]
    assert [day for _, day in on[:4]] == [TODAY, TODAY, TODAY, LONG_AGO]
    assert [day for _, day in on[4:15]] == [LATER + timedelta(n) for n in after]
    assert on[14][0] == "ContractClosed"


def test_the_clause_filled_in_later_takes_the_contract_over_while_nobody_has_decided() -> None:
    waiting = taken_in()
    longer = TakeIn(facts=told(ends_on=NEXT_YEAR + timedelta(9)), history=history())
    taken = waiting.when(longer)
    assert [event.type for event in taken.happened[:3]] == [
        "DetailsRead",
        "ContractTakenOver",
        "ClauseTriaged",
    ]
    assert (phase_of(taken.state), "triage" in open_steps(taken.state)) == (Phase.DELIVERY, False)
    taken.when(longer).then()
    decided = waiting.when(TriageClause(clause=Clause.NONE, reason="Under gränsen."))
    decided.when(longer).then()


def test_nothing_possible_and_closed_are_taken_over_too() -> None:
    nothing = taken_in(
        History(clause=Clause.DIALOGUE, held_on=LATER, nothing_possible="Ingen verksamhet i kommunen.")
    )
    assert phase_of(nothing.state) is Phase.EVALUATION
    assert set(last_days(nothing)) == {"evaluate"}  # when the contract ends
    assert phase_of(taken_in(History(clause=Clause.DIALOGUE, closed=True)).state) is Phase.CLOSED


@pytest.mark.parametrize(
    ("known", "changed", "code"),
    [
        ({"held_on": LATER}, {"signed_on": None}, "history_without_signing"),
        ({"held_on": LONG_AGO - timedelta(1)}, {}, "held_before_signing"),
        ({"nothing_possible": "För kort uppdrag."}, {}, "history_without_dialogue"),
        (
            {"held_on": LATER, "promised": (Promised(form=Form.INTERNSHIP, places=2),)},
            {"ends_on": None},
            "history_without_end",
        ),
        ({"confirmed_on": LATER}, {}, "history_without_dialogue"),
        ({"invited_on": LATER}, {"signed_on": None}, "history_without_signing"),
        ({"held_on": LATER, "reported": (LATER,)}, {}, "history_without_promise"),
        ({"held_on": TODAY + timedelta(1)}, {}, "in_the_future"),
        ({"held_on": LATER, "confirmed_on": LONG_AGO}, {}, "history_out_of_order"),
        ({"invited_on": LATER, "held_on": LONG_AGO}, {}, "history_out_of_order"),
        ({"count_from": LONG_AGO - timedelta(1)}, {}, "count_from_before_signing"),
    ],
)
def test_a_history_that_does_not_hold_together_is_refused(
    known: dict[str, object], changed: dict[str, object], code: str
) -> None:
    taken_in(History.model_validate({"clause": Clause.DIALOGUE} | known), **changed).refused(code)


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ({"placed": (placed(30, 20),)}, "history_out_of_order"),
        ({"placed": (placed(-40),)}, "started_before_signing"),
        ({"placed": (placed(1), placed(1), placed(1))}, "more_placed_than_promised"),
        ({"placed": (Placed(form=Form.EMPLOYMENT, started_on=LATER),)}, "more_placed_than_promised"),
        ({"placed": (placed(500),)}, "in_the_future"),
        ({"reported": (LATER,), "reports_on": (LATER,)}, "history_out_of_order"),
        ({"promised_from": LATER, "promised_to": LONG_AGO}, "period_backwards"),
        ({"promised_to": NEXT_YEAR + timedelta(1)}, "beyond_contract"),
    ],
)
def test_a_delivery_that_cannot_have_been_so_is_refused(known: dict[str, object], code: str) -> None:
    taken_in(history(**known)).refused(code)


def test_facts_that_do_not_hold_together_are_refused() -> None:
    taken_in(ends_on=LONG_AGO - timedelta(1)).refused("ends_before_start")
    taken_in(signed_on=TODAY + timedelta(1)).refused("signed_in_the_future")
    wrong = (facts().suppliers[0].model_copy(update={"number": "556000-0002"}),)
    taken_in(suppliers=wrong).refused("wrong_organisation_number")


def test_the_same_row_again_changes_nothing_and_a_changed_one_what_it_changed() -> None:
    taken = taken_in()
    taken.when(TakeIn(facts=told(source=SHEET.model_copy(update={"contract_ref": "7"})))).then()
    longer = told(ends_on=NEXT_YEAR + timedelta(30))
    changed = taken.when(TakeIn(facts=longer))
    changed.then(DetailsRead(facts=longer, changed=("ends_on",)))
    assert changed.state.facts
    assert changed.state.facts.ends_on == longer.ends_on
    changed.when(TakeIn(facts=told(title=""))).then(DetailsRead(facts=told(title=""), changed=("ends_on",)))


def test_a_signing_told_after_triage_sets_no_time_going_without_a_persons_word() -> None:
    waiting = taken_in(signed_on=None)
    decided = waiting.when(TriageClause(clause=Clause.DIALOGUE))
    decided.when(TakeIn(facts=told())).refused("signing_is_a_persons_word")
    by_a_person = given(
        ContractRegistered(facts=told(signed_on=None)),
        ClauseTriaged(clause=Clause.DIALOGUE),
        ContractSigned(signed_on=LONG_AGO),
    )
    by_a_person.when(TakeIn(facts=told())).then(DetailsRead(facts=told(), changed=("signed_on",)))
    assert waiting.when(TakeIn(facts=told())).state.signed_on == LONG_AGO
    taken_over = taken_in(History(clause=Clause.DIALOGUE), signed_on=None).when(TakeIn(facts=told()))
    assert (phase_of(taken_over.state), last_days(taken_over)) == (Phase.DIALOGUE, {})


def test_what_a_person_or_a_notice_has_told_stands() -> None:
    by_hand = DetailsSupplied(facts=told(diarienummer="KS-1"), changed=("diarienummer",))
    again = TakeIn(facts=told(diarienummer="KS-2"))
    given(ContractRegistered(facts=told()), by_hand).when(again).then()
    given(ContractRegistered(facts=told())).when(again).then(
        DetailsRead(facts=told(diarienummer="KS-2"), changed=("diarienummer",))
    )
    other = told(title="Något annat")
    given(REGISTERED).when(TakeIn(facts=other)).then(DetailsRead(facts=other, changed=("signed_on",)))


def test_a_row_whose_import_was_taken_back_can_be_read_in_anew() -> None:
    back = ContractTakenBack(importing=IMPORT, reason="Fel fil.")
    again = given(ContractRegistered(facts=told()), back).when(TakeIn(facts=told()))
    assert again.happened[0] == ContractRegistered(facts=told())
    assert phase_of(again.state) is Phase.TRIAGE


def test_each_field_remembers_which_event_told_it() -> None:
    by_hand = DetailsSupplied(facts=told(diarienummer="KS-1"), changed=("diarienummer",))
    state = given(ContractRegistered(facts=told()), by_hand).state
    sources = sources_of(state)
    assert (sources["title"], sources["diarienummer"]) == (1, 2)
    assert "buyer_unit" not in sources


def test_a_need_is_no_contract() -> None:
    given(REGISTERED_NEED).when(TakeIn(facts=told())).refused("not_a_contract")
    given(REGISTERED_NEED).when(RegisterContract(facts=told())).refused("not_a_contract")
