"""The lifecycle as the workflow tells it is the lifecycle as the domain knows it."""

import ast
from pathlib import Path

import pytest

from domain.open_steps import STEPS_OF
from domain.process import STEPS
from domain.vocabulary import Phase

WORKFLOW = ast.parse((Path(__file__).parents[2] / "workflows" / "contract.py").read_text(encoding="utf-8"))
PHASES = [phase for phase in Phase if phase is not Phase.CLOSED]


def member(node: ast.AST) -> str:
    """`AWARD` of `Phase.AWARD`."""
    assert isinstance(node, ast.Attribute)
    return node.attr


def awaited() -> dict[Phase, tuple[str, ...]]:
    """The steps that `run` waits for, by the `case Phase.X` in which it does."""
    [told] = (node for node in ast.walk(WORKFLOW) if isinstance(node, ast.Match))
    found = {}
    for case in told.cases:
        assert isinstance(case.pattern, ast.MatchValue)
        calls = (node for node in ast.walk(ast.Module(case.body, [])) if isinstance(node, ast.Call))
        steps = tuple(step.id for call in calls for step in call.args if isinstance(step, ast.Name))
        found[Phase[member(case.pattern.value)]] = steps
    return found


def test_every_step_belongs_to_one_phase() -> None:
    assert sorted(step for steps in STEPS_OF.values() for step in steps) == sorted(STEPS)
    assert list(STEPS_OF) == list(Phase)


def test_the_workflow_tells_every_phase_but_the_last_in_order() -> None:
    assert list(awaited()) == PHASES


@pytest.mark.parametrize("phase", PHASES)
def test_the_workflow_awaits_every_step_of_a_phase_in_order(phase: Phase) -> None:
    assert [name.lower() for name in awaited()[phase]] == list(STEPS_OF[phase])
