"""Which steps a command belongs to: those of the file that it stands in, and of what that file serves."""

from collections.abc import Iterable, Mapping
from types import ModuleType

from access.asker import Asker
from access.rights import Commands
from domain.command import Command
from domain.contract import Contract
from domain.open_steps import departments_of, open_steps, responsible_for
from domain.policy import Policy
from domain.process import (
    appeal,
    award,
    candidates,
    commitment,
    confirming,
    deficiency,
    delivery,
    dialogue,
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
    option,
    outcome,
    placement,
    places,
    planning,
    registration,
    responsibility,
    revising,
    secrecy,
    support,
    triage,
    workplace_education,
)

PROMISING = ("agree", "place")
STEPS_OF: Mapping[ModuleType, tuple[str, ...]] = {
    triage: ("triage",),
    award: ("standstill", "sign"),
    exempt: ("standstill",),
    appeal: ("standstill",),
    invitation: ("invite",),
    planning: ("invite", "hold"),
    dialogue: ("invite", "hold"),
    confirming: ("hold", "confirm"),
    further_dialogue: ("hold", *PROMISING),
    commitment: ("agree",),
    workplace_education: PROMISING,
    revising: PROMISING,
    matching: PROMISING,
    places: ("place",),
    candidates: ("place",),
    placement: ("place",),
    hosting: ("place",),
    support: ("place",),
    delivery: ("place",),
    follow_up_plan: ("plan", "follow_up"),
    follow_up: ("follow_up",),
    evidence: ("place", "follow_up", "outcome"),
    outcome: ("outcome",),
    evaluation: ("evaluate",),
    deficiency: ("rectify", "decide"),
    option: ("prolong",),
}
BY_FILE = {file.__name__: steps for file, steps in STEPS_OF.items()}

# Of whichever step is open now; where the command names one, of that.
ANY_STEP = frozenset(file.__name__ for file in (responsibility, extension, registration, secrecy))

# What procurement sees to, whoever's step it is: the award, the clause, and what the contract says of both.
PROCURING = frozenset(file.__name__ for file in (triage, award, exempt, appeal, deficiency, option))

PROCURED = frozenset(step for file, steps in BY_FILE.items() if file in PROCURING for step in steps)


def steps_of(command: type[Command], state: Contract) -> tuple[str, ...]:
    file = command.__module__
    return open_steps(state) if file in ANY_STEP else BY_FILE.get(file, ())


def is_of_the_whole(command: type[Command]) -> bool:
    return command.__module__ not in BY_FILE or command.__module__ in PROCURING


def takes(asker: Asker, step: str, departments: Iterable[str], people: Iterable[str]) -> bool:
    """Whether it is for them to take a step, as a list tells of it."""
    match asker.commands:
        case Commands.NONE:
            return False
        case Commands.ALL:
            return True
        case Commands.CONTRACT if step in PROCURED:
            return True
        case _:
            return asker.has_part(departments, people)


def is_theirs(asker: Asker, step: str, state: Contract, policy: Policy) -> bool:
    """Their department's, or given to them or to somebody in whose stead they are here."""
    given = responsible_for(step, state).people
    return bool(
        asker.departments & set(departments_of(step, state, policy)) or asker.people.intersection(given)
    )
