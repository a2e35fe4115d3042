"""What a faulty rule about the clause is answered."""

from pathlib import Path

import pytest

from policy.load import load_policy
from settings import SHIPPED_POLICY
from tests.policy.test_faults import KARLSTAD, faults

RULE = """
[[triage]]
name = "Licenser"
clause = "no_clause"
reason = "Inget arbete."
"""


def told(tmp_path: Path, rules: str) -> list[str]:
    end = KARLSTAD[-40:]
    return [line.split(": ", 1)[1] for line in faults(tmp_path, (end, end + rules))]


def test_a_rule_without_a_condition_answers_for_all_and_is_a_fault(tmp_path: Path) -> None:
    (fault,) = told(tmp_path, RULE)
    assert fault.startswith("triage: the rule asks for nothing, so it answers for every contract. Add one of")
    assert told(tmp_path, RULE + 'cpv = ["48"]') == []


def test_two_rules_have_two_names(tmp_path: Path) -> None:
    (fault,) = told(tmp_path, (RULE + 'cpv = ["48"]') * 2)
    assert fault == "triage.name: two rules are called Licenser. Give each a name of its own."


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        (
            "value_from = 500\nvalue_below = 500",
            "triage.value_below: no value is that. Write more than value_from.",
        ),
        ('cpv = ["48"]\nclauses = 1', "triage.clauses: clauses is not known here. Did you mean clause?"),
        ("value_below = -1", "triage.value_below: -1 is too small. The least is 0."),
    ],
)
def test_a_rule_that_cannot_be_used_says_where(tmp_path: Path, written: str, answer: str) -> None:
    assert answer in told(tmp_path, RULE + written)


def test_the_shipped_example_has_rules() -> None:
    rules = load_policy(SHIPPED_POLICY.with_name("exempelkoping.toml")).triage
    assert [rule.name for rule in rules] == ["Licenser", "Mindre köp"]
