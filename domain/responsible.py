"""Who has been given an open step: a person of the installation by opaque id, or another department."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from domain.contract import Contract


@dataclass(frozen=True)
class Responsible:
    """`department`: where the step was passed on to a department instead. Empty: nobody."""

    person: str = ""
    acknowledged_on: date | None = None
    deputy: str = ""
    department: str = ""

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(each for each in (self.person, self.deputy) if each)


NOBODY = Responsible()


@dataclass(frozen=True)
class Responsibility:
    by_step: Mapping[str, Responsible] = field(default_factory=dict)

    def of(self, step: str) -> Responsible:
        return self.by_step.get(step, NOBODY)


def given(state: Contract, step: str, responsible: Responsible) -> Contract:
    kept = state.of(Responsibility).by_step
    return state.having(Responsibility({**kept, step: responsible}))


def changed(state: Contract, step: str, **told: Any) -> Contract:
    """What is told of nobody is of nobody."""
    now = state.of(Responsibility).of(step)
    return given(state, step, replace(now, **told)) if now.person else state


def lapsed(state: Contract, step: str) -> Contract:
    """A step that opens anew is nobody's until it is given again."""
    kept = state.of(Responsibility).by_step
    if step not in kept:
        return state
    return state.having(Responsibility({name: each for name, each in kept.items() if name != step}))
