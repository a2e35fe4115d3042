"""Walks the process: from a registered contract, every command that is allowed, and time, until nothing new comes."""

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from itertools import product
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from domain.command import Command
from domain.context import Context
from domain.contract import Contract
from domain.decide import actions, decide
from domain.facts import ContractFacts, Fact, Organisation
from domain.free_text import FreeText
from domain.happened import Happened, fold
from domain.history import History
from domain.open_steps import open_steps
from domain.passing_time import LetTimePass, next_instant
from domain.phase import phase_of
from domain.policy import Policy
from domain.process import COMMANDS, STEPS
from domain.process.correction import StrikeEntry
from domain.process.deficiency import DECIDE, RECTIFY
from domain.process.outcome import OUTCOME
from domain.process.registration import RegisterContract
from domain.process.responsibility import PassOnStep
from domain.refusal import Refusal
from domain.takeover import TakeIn
from domain.vocabulary import Clause, Form

BEGINNING = datetime(2026, 3, 2, 11, tzinfo=UTC)
A_CONTRACT = ContractFacts(title="A contract", buyers=(Organisation(name="A municipality"),))


ELSEWHERE = {StrikeEntry, PassOnStep}  # they lead to where a contract could stand anyway


@dataclass(frozen=True)
class Taken:
    """One command that was carried out: what it led from and to, and what happened."""

    command: type[Command]
    before: Contract
    after: Contract
    events: tuple[Happened, ...]
    context: Context


def explored(policy: Policy) -> list[Taken]:
    """A contract is walked on from where it allows, with those steps open, something for the first time."""
    taken: list[Taken] = []
    seen: set[object] = set()
    ahead = [(Contract(), BEGINNING)]
    for number, (state, now) in enumerate(ahead):
        for step in _steps_from(state, now, policy):
            taken.append(step)
            if step.command in ELSEWHERE:
                continue
            if (led := (number, step.command, *map(type, step.events), _promises(step.after))) in seen:
                continue  # the same thing has happened from here, in other words
            seen.add(led)
            if not (standing := _standing(step.after)) <= seen:
                seen |= standing
                ahead.append((step.after, step.context.now))
    return [*taken, *_steps_from(_taken_over(policy), BEGINNING, policy)]


def _taken_over(policy: Policy) -> Contract:
    """One that was running before it came here: there is one thing more to say of it."""
    facts = A_CONTRACT.model_copy(update={"signed_on": date(2025, 3, 3)})
    command = TakeIn(facts=facts, history=History(clause=Clause.DIALOGUE))
    return fold(Contract(), decide(Contract(), command, Context(BEGINNING, BEGINNING.date(), policy)))


def _standing(state: Contract) -> set[object]:
    asked = state.deadlines.get(OUTCOME)
    reminded = asked is not None and asked.reminders_sent > 0  # then so many months have passed
    waits = {RECTIFY, DECIDE}.isdisjoint(open_steps(state)) and open_steps(state)
    told = (waits, state.confirmed_by, reminded, _promises(state))
    return {(phase_of(state), *told, command) for command in _allowed(state)}


def _promises(state: Contract) -> bool:
    """Something after which there is an outcome to ask for."""
    return any(promise.form is not Form.STUDY_VISIT for promise in state.commitments.values())


def _allowed(state: Contract) -> list[str]:
    return [action.command for action in actions(state) if action.refusal is None]


def _steps_from(state: Contract, now: datetime, policy: Policy) -> Iterator[Taken]:
    context = Context(now, now.date(), policy)
    for command in COMMANDS:
        for told in _filled(command, context):
            yield from _taken(told, state, context)
    later = next_instant(state, now, policy)
    if later:
        yield from _taken(LetTimePass(), state, Context(later, later.date(), policy))


def _taken(told: Command, state: Contract, context: Context) -> Iterator[Taken]:
    try:
        events = decide(state, told, context)
    except Refusal:
        return
    if events:
        yield Taken(type(told), state, fold(state, events), events, context)


def _filled(model: type[Any], context: Context) -> Iterator[Any]:
    """The model with whatever its fields ask for: of a closed list each word, of anything else one value."""
    if model is RegisterContract:
        yield RegisterContract(facts=A_CONTRACT)
        return
    fields = {name: field for name, field in model.model_fields.items() if name != "type"}
    values = [
        _known(name, context)
        or ([None] if _may_be_left_out(field) else _values((field.annotation,), context))
        for name, field in fields.items()
    ]
    for chosen in product(*values):
        told = {name: value for name, value in zip(fields, chosen, strict=True) if value is not None}
        try:
            yield model.model_validate(told)
        except ValidationError:
            continue


def _values(typed: tuple[Any, ...], context: Context) -> list[Any]:
    of = typed[0]
    origin, inner = get_origin(of), get_args(of)
    if origin is Annotated:
        return _values(inner, context)
    if origin in (Union, types.UnionType):
        return _values((inner[0],), context)
    if origin is tuple:
        return [_each(inner[0], context)]
    if issubclass(of, Enum):
        return list(of)
    if of is Organisation:
        return [Organisation(name="A supplier")]
    if issubclass(of, Fact):
        return list(_filled(of, context))
    plain: dict[type, list[Any]] = {bool: [True, False], int: [1], date: [context.today], time: [time(16)]}
    return plain.get(of, ["kim@leverantor.example"])  # an address is a text like any other


def _known(name: str, context: Context) -> list[Any]:
    """What names a step, somebody of the policy, a day to come, or one of those who are counted."""
    people, departments = context.policy.people, context.policy.departments
    known: dict[str, list[Any]] = {
        "step": list(STEPS),
        "person": [person.id for person in people[:2]],
        "to": [people[0].id, departments[-1].id],
        "entry": [3],
        "minutes": [60],
        "reference": ["JC-7F3K2"],
        "need": ["00000000-0000-4000-8000-000000000001"],
        "place": [None, 1],
        "percent": [100],
        "quantity": [None, 1],
        "contract_number": ["1"],
        "rectify_by": [context.today + timedelta(days=30)],
        "last_day": [context.today + timedelta(days=90)],
        "months": [3],
        **{name: [0] for name in ("studying", "placed", "other", "unknown")},
    }
    return known.get(name, [])


def _may_be_left_out(field: FieldInfo) -> bool:
    """Whatever need not be told; but a reason is, and how many of a form."""
    told_all_the_same = field.annotation == (FreeText | None) or _holds(field.annotation, int)
    return not field.is_required() and not told_all_the_same


def _holds(annotation: Any, of: type) -> bool:
    return annotation is of or any(_holds(part, of) for part in get_args(annotation))


def _each(part: Any, context: Context) -> tuple[Any, ...]:
    """Of a list whose lines are about a word of a closed list, a line a word."""
    lines = {_about(line): line for line in reversed(_values((part,), context))}
    return tuple(lines.values())


def _about(line: object) -> Enum | None:
    told = vars(line).values() if isinstance(line, Fact) else ()
    return next((value for value in told if isinstance(value, Enum)), None)
