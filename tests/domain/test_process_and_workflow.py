"""The lifecycle as the workflow tells it is the lifecycle as the domain knows it."""

import ast
from pathlib import Path

import pytest

from domain.open_steps import STEPS_OF
from domain.process import STEPS
from domain.process.deficiency import WHILE_IT_RUNS
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


def awaited_in_any_phase() -> list[str]:
    """The steps that `run` waits for after the `match`, whatever the phase."""
    [loop] = (node for node in ast.walk(WORKFLOW) if isinstance(node, ast.While) and _has_match(node))
    after = [node for node in loop.body if isinstance(node, ast.Expr)]
    calls = (node for node in ast.walk(ast.Module([*after], [])) if isinstance(node, ast.Call))
    return [step.id.lower() for call in calls for step in call.args if isinstance(step, ast.Name)]


def _has_match(loop: ast.While) -> bool:
    return any(isinstance(node, ast.Match) for node in loop.body)


def test_every_step_belongs_to_one_phase_or_to_all_that_come_after_the_signing() -> None:
    everywhere = awaited_in_any_phase()
    of_one_phase = [step for steps in STEPS_OF.values() for step in steps if step not in everywhere]
    assert sorted([*of_one_phase, *everywhere]) == sorted(STEPS)
    assert all(STEPS[step].phases == WHILE_IT_RUNS for step in everywhere)
    assert list(STEPS_OF) == list(Phase)


def test_the_workflow_tells_every_phase_but_the_last_in_order() -> None:
    assert list(awaited()) == PHASES


@pytest.mark.parametrize("phase", PHASES)
def test_the_workflow_awaits_every_step_of_a_phase_in_order(phase: Phase) -> None:
    everywhere = awaited_in_any_phase()
    of_the_phase = [step for step in STEPS_OF[phase] if step not in everywhere]
    assert [name.lower() for name in awaited()[phase]] == of_the_phase
