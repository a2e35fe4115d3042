"""Writes docs/process.md from the code and the shipped policy: `make docs`. Only the frame is typed here."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter

from docs.explored import ELSEWHERE, Taken, explored
from docs.read_code import letters_of, refusals_in, refusals_of
from domain.arithmetic import UNITS
from domain.command import Command
from domain.commands import PEOPLES
from domain.decide import decide
from domain.events import EVENTS
from domain.notices import LETTERS
from domain.open_steps import STEPS_OF, departments_of, open_steps
from domain.phase import phase_of
from domain.policy import Policy, StepRule
from domain.process import STEPS
from domain.vocabulary import Phase
from language.words import Words
from policy.load import load_policy
from settings import SHIPPED_POLICY

PAGE = Path(__file__).with_name("process.md")
EN, SV = Words("en"), Words("sv")
OF_ALL = {"unknown_contract", "contract_closed", "wrong_phase"}
FRAME = """\
# The process

Drawn from the code and from the policy of {municipality} by `make docs`: change those, not this page. First the
English of the code, then the Swedish that the pages say.

## From registered to closed

An arrow is what leads from one phase to another. All of them were found by trying every command in every
phase. Beside them a wrong entry can be struck in any phase: then the contract stands where it would without it.

```mermaid
{diagram}
```

## The phases and their steps

The responsible department is told when a step of its opens. A last day that falls on a day off moves to the next
working day; reminders and escalations go out in office hours. A contract's own clause may set another time limit.

{phases}

## What people can do

Each can also be refused as {always}, always with the reason in words.

{commands}

## What happens, and who is told

{events}

## The letters

A letter names the contract, the step, the date and a link; never a person who may get a place.

{letters}
"""


def page() -> str:
    policy = load_policy(SHIPPED_POLICY)
    taken = explored(policy)
    always = {*OF_ALL, *refusals_in(decide)}
    return FRAME.format(
        municipality=policy.municipality,
        diagram="\n".join(_diagram(taken)),
        phases="\n\n".join(_phase(phase, taken, policy) for phase in Phase if STEPS_OF[phase]),
        always=_codes(always),
        commands=_table(
            ("What", "In the phases", "Command", "Refused as"), (_command(c, taken, always) for c in PEOPLES)
        ),
        events=_table(("Event", "On the timeline", "Letter", "To"), _events()),
        letters=_table(("Letter", "Subject", "First line"), _letters()),
    )


def _diagram(taken: Iterable[Taken]) -> Iterator[str]:
    yield "stateDiagram-v2"
    yield f"    [*] --> {Phase.TRIAGE}"
    for phase in Phase:
        yield f'    state "{EN.name(phase)} / {SV.name(phase)}" as {phase}'
    arrows: dict[tuple[Phase, Phase], dict[str, None]] = {}
    for each in taken:
        ends = phase_of(each.before), phase_of(each.after)
        if each.before.facts and ends[0] is not ends[1] and each.command not in ELSEWHERE:
            arrows.setdefault(ends, {})[_title(each.command)] = None
    order = list(Phase)
    for (start, end), commands in sorted(arrows.items(), key=lambda it: [order.index(p) for p in it[0]]):
        yield f"    {start} --> {end}: {'<br>'.join(commands)}"
    yield f"    {Phase.CLOSED} --> [*]"


def _title(command: type[Command]) -> str:
    """Without a colon, which ends a label in a diagram."""
    return command.wording.title.replace(":", " –") if command.wording else "time"


def _phase(phase: Phase, taken: Iterable[Taken], policy: Policy) -> str:
    heads = (
        "Step",
        "Asks for",
        "Whose",
        "Within",
        "Counted from",
        "Reminded, working days before",
        "If late, working days after",
    )
    rows = (_step(name, taken, policy) for name in STEPS_OF[phase])
    return f"### {EN.name(phase)} · *{SV.name(phase)}*\n\n{_table(heads, rows)}"


def _step(name: str, taken: Iterable[Taken], policy: Policy) -> tuple[str, ...]:
    step, rule = STEPS[name], policy.steps[name]
    met = [each for each in taken if name in open_steps(each.after) and each.command not in ELSEWHERE]
    opened = [each for each in met if name not in open_steps(each.before)]
    asked = _once(step.asks(each.after) for each in met)
    owners = _once(id_ for each in met for id_ in departments_of(name, each.after, policy))
    names = {department.id: department.name for department in policy.departments}
    starts = _once(step.starts(each.after, each.context).what for each in opened) if rule.limit else []
    return (
        _both(step.label),
        _codes(asked) or "nothing: time ends it",
        ", ".join(names[owner] for owner in owners),
        _within(rule),
        "; ".join(_both(start) for start in starts),
        ", ".join(map(str, rule.reminders)),
        "<br>".join(f"{rung.working_days_after}: {', '.join(map(EN.name, rung.to))}" for rung in rule.ladder),
    )


def _within(rule: StepRule) -> str:
    if rule.limit is None:
        return ""
    return f"{EN(UNITS[rule.limit.unit], number=rule.limit.number)} ({rule.basis})"


def _command(command: type[Command], taken: Iterable[Taken], always: Iterable[str]) -> tuple[str, ...]:
    phases = {phase_of(each.before) for each in taken if each.command is command}
    code = command.model_fields["type"].default
    title = command.wording.title if command.wording else code
    named = ", ".join(EN.name(phase) for phase in Phase if phase in phases)
    return (
        _both(title),
        "all but the last" if phases == {*Phase} - {Phase.CLOSED} else named,
        f"`{code}`",
        _codes(set(refusals_of(command)) - set(always)),
    )


def _events() -> Iterator[tuple[str, ...]]:
    for event in EVENTS:
        letters = letters_of(event)
        yield (
            f"`{event.__name__}`",
            _both(event.says),
            ", ".join(_both(letter.title) for letter, _ in letters),
            ", ".join(EN.name(whom) for _, told in letters for whom in told or ["whom the ladder names"]),
        )


def _letters() -> Iterator[tuple[str, ...]]:
    for letter in LETTERS.values():
        yield tuple(_both(text) for text in (letter.title, letter.subject, letter.line))


def _both(message: str) -> str:
    return f"{_said(message, EN)} · *{_said(message, SV)}*"


def _said(message: str, words: Words) -> str:
    """With what a contract fills in as ‹what it is called›."""
    gaps = {name for _, name, _, _ in Formatter().parse(message) if name}
    return words(message, **{name: f"‹{name}›" for name in gaps}).strip()


def _once(found: Iterable[str]) -> list[str]:
    return [each for each in dict.fromkeys(found) if each]


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in sorted(codes))


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
