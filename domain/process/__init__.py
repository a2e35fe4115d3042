"""The process, in its order: a file holds its steps, commands and rules, what they make happen and who is told."""

from types import ModuleType
from typing import Any, TypeVar

from domain.command import Command
from domain.happened import Happened
from domain.notice import Letter
from domain.process import (
    appeal,
    award,
    by_hand,
    candidates,
    change,
    commitment,
    confirming,
    contract_change,
    contract_notice,
    correction,
    deficiency,
    delivery,
    dialogue,
    ending,
    evaluation,
    evidence,
    exempt,
    extension,
    follow_up,
    follow_up_plan,
    further_dialogue,
    hosting,
    invitation,
    matching,
    meeting,
    modification,
    notice_correction,
    option,
    outcome,
    owner,
    placement,
    places,
    planning,
    preparing,
    registration,
    responsibility,
    revising,
    secrecy,
    support,
    suspension,
    taken_over,
    triage,
    undeliverable,
    workplace_education,
)
from domain.step import Step

FILES: tuple[ModuleType, ...] = (
    registration,
    by_hand,
    contract_notice,
    modification,
    notice_correction,
    triage,
    taken_over,
    award,
    exempt,
    appeal,
    invitation,
    meeting,
    planning,
    preparing,
    dialogue,
    confirming,
    contract_change,
    further_dialogue,
    commitment,
    workplace_education,
    revising,
    matching,
    places,
    candidates,
    follow_up_plan,
    placement,
    hosting,
    support,
    delivery,
    follow_up,
    evidence,
    outcome,
    evaluation,
    deficiency,
    option,
    change,
    extension,
    suspension,
    ending,
    correction,
    responsibility,
    owner,
    secrecy,
    undeliverable,
)

Kind = TypeVar("Kind")


def _listed(name: str) -> list[Any]:
    return [each for file in FILES for each in getattr(file, name, ())]


def _defined(kind: type[Kind]) -> tuple[type[Kind], ...]:
    """The classes of a kind, in the order in which the files define them."""
    return tuple(
        each
        for file in FILES
        for each in vars(file).values()
        if isinstance(each, type) and issubclass(each, kind) and each.__module__ == file.__name__
    )


EVENTS: tuple[type[Happened], ...] = _defined(Happened)
COMMANDS: tuple[type[Command], ...] = _defined(Command)  # type: ignore[type-abstract]
STEPS: dict[str, Step] = {step.name: step for step in _listed("STEPS")}
LETTERS: dict[str, Letter] = {letter.kind: letter for letter in _listed("LETTERS")}
