"""A rule of the policy may answer whether a contract that is read in carries a clause; a person decides the rest."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.facts import ContractFacts, Money, Source
from domain.history import History
from domain.phase import phase_of
from domain.policy import Policy
from domain.process.evaluation import ContractClosed
from domain.process.registration import ContractRegistered, RegisterContract
from domain.process.triage import ClauseTriaged, TriageClause
from domain.takeover import TakeIn
from domain.triage_by_rule import TriageByRule
from domain.triage_rule import TriageRule
from domain.vocabulary import Clause, Phase
from tests.builders import POLICY, TODAY, facts
from tests.scenario import given

LICENCES = TriageRule(
    name="Licenser", clause=Clause.NONE, reason="Licenser ger inget arbete.", cpv=("48",), text=("licens",)
)
BUILDING = TriageRule(
    name="Bygg",
    clause=Clause.DIALOGUE,
    reason="Bygg över tio miljoner.",
    cpv=("45",),
    value_from=Decimal(10_000_000),
)
NOTICE = Source(kind="eforms", notice_id="n", procedure_id="p")


def under(*rules: TriageRule) -> Policy:
    return POLICY.model_copy(update={"triage": rules})


RULES = under(LICENCES, BUILDING)


def read(**told: object) -> ContractFacts:
    return facts().model_copy(update={"source": NOTICE} | told)


PROGRAMS = read(title="Licenser för journalsystem", cpv=("48000000",))
SCHOOL = read(title="Ny skola", cpv=("45214210",), value=Money(amount=Decimal(90_000_000), currency="SEK"))


def test_a_contract_without_a_clause_by_a_rule_is_in_the_register_of_those_without() -> None:
    done = given().under(RULES).when(RegisterContract(facts=PROGRAMS))
    triaged = ClauseTriaged(clause=Clause.NONE, reason="Licenser ger inget arbete.", rule="Licenser")
    done.then(ContractRegistered(facts=PROGRAMS), triaged, ContractClosed())
    assert phase_of(done.state) is Phase.CLOSED


def test_a_contract_with_a_clause_by_a_rule_goes_on_at_once() -> None:
    done = given().under(RULES).when(RegisterContract(facts=SCHOOL))
    triaged = ClauseTriaged(clause=Clause.DIALOGUE, reason="Bygg över tio miljoner.", rule="Bygg")
    done.then(ContractRegistered(facts=SCHOOL), triaged)
    assert phase_of(done.state) is Phase.AWARD


def test_of_what_was_signed_before_today_only_a_person_says_from_when_time_counts() -> None:
    signed = SCHOOL.model_copy(update={"signed_on": TODAY - timedelta(days=1)})
    assert phase_of(given().under(RULES).when(RegisterContract(facts=signed)).state) is Phase.TRIAGE
    today = SCHOOL.model_copy(update={"signed_on": TODAY})
    assert phase_of(given().under(RULES).when(RegisterContract(facts=today)).state) is Phase.DIALOGUE


def test_a_row_of_a_register_is_answered_too_unless_it_says_so_itself() -> None:
    sheet = PROGRAMS.model_copy(update={"source": Source(kind="sheet")})
    assert given().under(RULES).when(TakeIn(facts=sheet)).state.clause is Clause.NONE
    own = History(clause=Clause.DIALOGUE)
    assert given().under(RULES).when(TakeIn(facts=sheet, history=own)).state.clause is Clause.DIALOGUE


def test_what_a_person_puts_on_record_is_a_persons_to_decide() -> None:
    by_hand = PROGRAMS.model_copy(update={"source": Source()})
    assert given().under(RULES).when(RegisterContract(facts=by_hand)).state.clause is None


def test_rules_that_are_new_answer_for_what_waits_when_somebody_asks() -> None:
    waits = given().when(RegisterContract(facts=PROGRAMS))
    assert waits.state.clause is None
    waits.when(TriageByRule()).then()
    answered = waits.under(RULES).when(TriageByRule())
    assert answered.state.clause is Clause.NONE
    answered.when(TriageByRule()).refused("contract_closed")
    decided = waits.when(TriageClause(clause=Clause.BONUS)).under(RULES)
    decided.when(TriageByRule()).then()


def test_the_answer_of_a_rule_can_be_taken_back() -> None:
    answered = given().under(RULES).when(RegisterContract(facts=PROGRAMS))
    assert answered.when(TriageClause(clause=Clause.DIALOGUE)).state.clause is Clause.DIALOGUE


@dataclass(frozen=True)
class Case:
    rule: dict[str, object]
    told: dict[str, object]
    answers: bool


KRONOR = Money(amount=Decimal(500), currency="SEK")
CASES = [
    Case({"cpv": ("48", "72")}, {"cpv": ("72000000",)}, True),
    Case({"cpv": ("48",)}, {"cpv": ("72480000",)}, False),
    Case({"cpv": ("48",)}, {"cpv": ()}, False),
    Case({"buyer_unit": ("IT-enheten",)}, {"buyer_unit": "it-enheten"}, True),
    Case({"buyer_unit": ("IT",)}, {"buyer_unit": "IT-enheten"}, False),
    Case({"text": ("licens",)}, {"title": "Programlicenser"}, True),
    Case({"text": ("licens",)}, {"title": "x", "procurement_title": "Licenser"}, True),
    Case({"text": ("licens",)}, {"title": "Städning"}, False),
    Case({"value_below": 501}, {"value": KRONOR}, True),
    Case({"value_below": 500}, {"value": KRONOR}, False),
    Case({"value_from": 500}, {"value": KRONOR}, True),
    Case({"value_from": 501}, {"value": KRONOR}, False),
    Case({"value_below": 501}, {"value": None}, False),
    Case({"value_below": 501}, {"value": KRONOR.model_copy(update={"currency": "EUR"})}, False),
    Case({"cpv": ("48",), "text": ("licens",)}, {"cpv": ("48",), "title": "Städ"}, False),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_condition_of_a_rule_must_hold_and_what_is_not_told_holds_for_none(case: Case) -> None:
    rule = TriageRule.model_validate({"name": "r", "clause": Clause.NONE, "reason": "skäl"} | case.rule)
    assert rule.answers(read(**case.told)) is case.answers


def test_the_first_rule_that_answers_decides() -> None:
    everything = TriageRule(name="Allt", clause=Clause.BONUS, reason="Alltid.", value_from=Decimal(0))
    done = given().under(under(BUILDING, everything)).when(RegisterContract(facts=SCHOOL))
    assert done.state.clause is Clause.DIALOGUE
