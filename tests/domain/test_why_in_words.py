"""Why this date, as sentences: what started it, the rule, each day passed over, rests, overrides, the result."""

from datetime import UTC, date, datetime

from domain.arithmetic import derive
from domain.derivation import Derivation, Override, Rest
from domain.facts import StepLimit, TimeLimit
from domain.policy import Policy
from domain.process.award import AwardNotified
from domain.process.dialogue import HOLD, INVITE
from domain.process.standstill import standstill_why
from domain.process.suspension import ResumeContract, SuspendContract
from domain.process.triage import ClauseTriaged
from domain.step import Start
from domain.vocabulary import Clause, TimeUnit
from language.why import Decided, sentences
from language.words import Words
from tests.builders import (
    AWAITING_SIGNATURE,
    EXEMPELKOPING,
    IN_AWARD,
    POLICY,
    REGISTERED,
    SIGN_CONTRACT,
    TODAY,
)
from tests.scenario import Scenario, given

SV, EN = Words("sv"), Words("en")
SIGNED = "The contract was signed"
MADE = f"Uträknat med reglerna {POLICY.version} och kalendern {POLICY.calendar.version}."
IN_MAY = datetime(2026, 5, 4, 9, tzinfo=UTC)


def derived(start: date, number: int, unit: TimeUnit, policy: Policy = POLICY) -> Derivation:
    _, why = derive(Start(start, SIGNED), TimeLimit(number=number, unit=unit), "Avtalet 7.2", policy)
    return why


def test_a_plain_date_says_what_started_it_by_which_rule_and_what_it_was_worked_out_with() -> None:
    assert sentences(derived(date(2026, 3, 2), 10, TimeUnit.DAYS), SV, {}) == [
        "Avtalet tecknades. Tiden räknas från måndag 2 mars 2026.",
        "10 dagar senare är det torsdag 12 mars 2026 (Avtalet 7.2).",
        "Sista dagen är torsdag 12 mars 2026.",
        MADE,
    ]


def test_the_same_in_english() -> None:
    assert sentences(derived(date(2026, 2, 27), 1, TimeUnit.MONTHS), EN, {}) == [
        "The contract was signed. The time counts from Friday 27 February 2026.",
        "1 month later is Friday 27 March 2026 (Avtalet 7.2).",
        "The last day is Friday 27 March 2026.",
        f"Worked out with the policy {POLICY.version} and the calendar {POLICY.calendar.version}.",
    ]


def test_every_day_that_is_not_counted_is_named_with_the_reason() -> None:
    easter = sentences(derived(date(2026, 4, 1), 3, TimeUnit.WORKING_DAYS), SV, {})
    assert easter[3] == (
        "Lediga dagar, som inte räknas: Långfredagen, fredag 3 april 2026; lördag 4 april 2026; "
        "Påskdagen, söndag 5 april 2026; Annandag påsk, måndag 6 april 2026."
    )


def test_a_weekend_is_told_once_and_two_weekends_twice() -> None:
    two = sentences(derived(date(2026, 3, 6), 6, TimeUnit.WORKING_DAYS), SV, {})
    assert two[3] == (
        "Lediga dagar, som inte räknas: lördag 7 mars 2026 till söndag 8 mars 2026; "
        "lördag 14 mars 2026 till söndag 15 mars 2026."
    )


def test_a_last_day_off_says_where_it_moves_and_by_which_law() -> None:
    told = sentences(derived(date(2026, 3, 19), 10, TimeUnit.DAYS), SV, {})
    assert told[2] == ("En ledig dag flyttas till nästa arbetsdag: måndag 30 mars 2026 (lag (1930:173) 2 §).")


def test_a_last_day_moved_by_the_municipalitys_own_days_names_its_policy_and_not_the_law() -> None:
    told = sentences(derived(date(2026, 7, 1), 14, TimeUnit.DAYS, EXEMPELKOPING), SV, {})
    assert told[2] == (
        f"En ledig dag flyttas till nästa arbetsdag: måndag 3 augusti 2026 ({EXEMPELKOPING.version})."
    )
    assert told[4].endswith(
        "Semesterperioden, onsdag 15 juli 2026 till fredag 31 juli 2026 (kommunens egen); "
        "lördag 1 augusti 2026 till söndag 2 augusti 2026."
    )


def test_a_day_that_was_set_has_no_time_added() -> None:
    assert sentences(derived(date(2026, 3, 2), 0, TimeUnit.DAYS), SV, {})[0] == (
        "Avtalet tecknades: måndag 2 mars 2026. Ingen tid läggs till (Avtalet 7.2)."
    )


def test_no_working_days_at_all_from_a_day_off_name_that_day() -> None:
    told = sentences(derived(date(2026, 3, 7), 0, TimeUnit.WORKING_DAYS), SV, {})
    assert told[3] == "Lediga dagar, som inte räknas: lördag 7 mars 2026 till söndag 8 mars 2026."


def test_a_rule_without_a_basis_names_none() -> None:
    _, why = derive(Start(TODAY, SIGNED), TimeLimit(number=1, unit=TimeUnit.DAYS), "", POLICY)
    assert sentences(why, SV, {})[1] == "1 dag senare är det tisdag 3 mars 2026."


def test_the_laws_own_time_says_that_the_municipalitys_days_off_do_not_move_it() -> None:
    sent = AwardNotified(sent_on=date(2026, 5, 5), electronically=True)
    _, why = standstill_why(given(*IN_AWARD, sent).state, EXEMPELKOPING) or (None, None)
    assert why is not None
    told = sentences(why, SV, {})
    assert told[1] == "10 dagar senare är det fredag 15 maj 2026 (LOU 20:1)."  # a closing day there
    assert told[2] == "Sista dagen är fredag 15 maj 2026."
    assert told[3] == "Det här är lagens egen tid: kommunens lediga dagar flyttar den inte."


def rested(clause_point: str = "") -> Scenario:
    limit = StepLimit(step=HOLD, limit=TimeLimit(number=30, unit=TimeUnit.DAYS), clause_point=clause_point)
    triaged = ClauseTriaged(clause=Clause.DIALOGUE, time_limits=(limit,))
    signed = given(REGISTERED, triaged, *AWAITING_SIGNATURE[2:]).when(SIGN_CONTRACT)
    asleep = signed.when(SuspendContract(suspended_on=TODAY, reason="Bygget står stilla."))
    return asleep.at(IN_MAY).when(ResumeContract(resumed_on=date(2026, 5, 4)))


def test_a_rest_says_how_long_what_was_left_and_what_the_last_day_had_been() -> None:
    told = sentences(rested().state.deadlines[HOLD].plan.derivation, SV, {})
    assert told[:2] == [
        "Avtalet återupptogs, med den tid som var kvar. Tiden räknas från måndag 4 maj 2026.",
        "28 dagar senare är det måndag 1 juni 2026 (Klausulen om dialog).",
    ]
    assert told[3] == (
        "Avtalet vilade från måndag 2 mars 2026 till måndag 4 maj 2026. Sista dagen hade varit måndag 30 mars "
        "2026; den tid som var kvar följde med: 28 dagar."
    )


def test_what_the_clause_says_is_quoted() -> None:
    limit = TimeLimit(number=2, unit=TimeUnit.MONTHS)
    clause = StepLimit(
        step=HOLD, limit=limit, clause_point="7.2", clause_text="Dialog hålls inom två månader."
    )
    triaged = ClauseTriaged(clause=Clause.DIALOGUE, time_limits=(clause,))
    signed = given(REGISTERED, triaged, *AWAITING_SIGNATURE[2:]).when(SIGN_CONTRACT)
    told = {step: sentences(each.plan.derivation, SV, {}) for step, each in signed.state.deadlines.items()}
    assert told[HOLD][1] == "2 månader senare är det måndag 27 april 2026 (7.2)."
    assert told[HOLD][3] == "Klausulen säger: ”Dialog hålls inom två månader.”"
    assert not any("Klausulen säger" in sentence for sentence in told[INVITE])


def test_after_a_rest_the_clause_is_still_the_basis() -> None:
    lines = rested("Avtalet 7.2").state.deadlines[HOLD].plan.derivation.lines
    assert lines[1].basis == "Avtalet 7.2"


def test_a_second_rest_keeps_the_first() -> None:
    again = rested().at(datetime(2026, 5, 18, 9, tzinfo=UTC))
    again = again.when(SuspendContract(suspended_on=date(2026, 5, 18), reason="Igen."))
    again = again.at(datetime(2026, 8, 3, 9, tzinfo=UTC)).when(ResumeContract(resumed_on=date(2026, 8, 3)))
    rests = again.state.deadlines[HOLD].plan.derivation.rests
    days = TimeUnit.DAYS
    assert rests == (
        Rest(
            since=TODAY, until=date(2026, 5, 4), was=date(2026, 3, 30), left=TimeLimit(number=28, unit=days)
        ),
        Rest(
            since=date(2026, 5, 18),
            until=date(2026, 8, 3),
            was=date(2026, 6, 1),
            left=TimeLimit(number=14, unit=days),
        ),
    )
    assert len(again.state.deadlines[INVITE].plan.derivation.rests) == 1  # missed before the second


def test_an_override_says_who_and_why_and_what_the_day_had_been() -> None:
    moved = derived(date(2026, 3, 2), 10, TimeUnit.DAYS)
    moved = moved.model_copy(update={"overrides": (Override(entry=7, was=date(2026, 3, 5)),)})
    by = {7: Decided("Maja L.", date(2026, 3, 4), "Leverantören är sjuk.")}
    assert sentences(moved, SV, by)[3] == (
        "Maja L. flyttade sista dagen onsdag 4 mars 2026; före det var den torsdag 5 mars 2026. "
        "Skälet: Leverantören är sjuk."
    )
    assert sentences(moved, SV, {})[3] == "Sista dagen har flyttats; före det var den torsdag 5 mars 2026."


def test_rests_and_peoples_words_are_told_in_the_order_in_which_they_came() -> None:
    set_by_hand = derived(date(2026, 8, 3), 0, TimeUnit.DAYS)
    left = TimeLimit(number=10, unit=TimeUnit.DAYS)
    rests = tuple(
        Rest(since=since, until=until, was=date(2026, 3, 30), left=left)
        for since, until in ((date(2026, 3, 2), date(2026, 3, 9)), (date(2026, 5, 4), date(2026, 5, 11)))
    )
    words = (Override(entry=3, was=date(2026, 3, 30)), Override(entry=9, was=date(2026, 4, 20)))
    by = {
        3: Decided(by="Maja", on=date(2026, 3, 9), why="Sjukdom."),
        9: Decided(by="Maja", on=date(2026, 6, 1), why="Semester."),
    }
    told = sentences(set_by_hand.model_copy(update={"rests": rests, "overrides": words}), SV, by)
    in_order = ("vilade från måndag 2 mars", "Sjukdom.", "vilade från måndag 4 maj", "Semester.")
    found = [sentence for sentence in told if any(what in sentence for what in in_order)]
    assert [what in sentence for what, sentence in zip(in_order, found, strict=True)] == [True] * 4
