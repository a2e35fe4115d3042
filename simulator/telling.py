"""What is printed of a year: its figures, and of a broken sentence the events around it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from simulator.ending import Outcome
from simulator.reading import Broken

AROUND = 25  # lines before where it broke


def figures(outcomes: Sequence[Outcome]) -> dict[str, object]:
    faults = sum((each.faults for each in outcomes), Counter[str]())
    return {
        "seeds": len(outcomes),
        "days": sum(each.days for each in outcomes),
        "contracts": sum(each.contracts for each in outcomes),
        "commands": dict(sum((each.commands for each in outcomes), Counter[str]())),
        "events": sum(each.events for each in outcomes),
        "mails": sum(each.mails for each in outcomes),
        "faults": sum(faults.values()),
        "faults_by_kind": dict(sorted(faults.items())),
        "broken": sum(len(each.broken) for each in outcomes),
        "broken_sentences": sorted({broken.sentence for each in outcomes for broken in each.broken}),
    }


def told(outcome: Outcome) -> Iterator[str]:
    """One broken sentence after the other, each with what came before it."""
    for broken in outcome.broken:
        name = outcome.names.get(broken.contract, "") if broken.contract else ""
        yield f"seed {outcome.seed}: {broken.sentence}"
        yield f"  {name} {broken.why}"
        yield from (f"    {line}" for line in _around(broken, name, outcome.trace))
        yield f"  again: make simulate SEED={outcome.seed} DAYS={outcome.days}"


def _around(broken: Broken, name: str, trace: Sequence[str]) -> Iterable[str]:
    """Of its contract, and what went wrong."""
    lines = [line for line in trace if not name or f" {name} " in line or " !! " in line]
    end = next((n for n, line in enumerate(lines, 1) if f"BROKEN {broken.sentence}" in line), len(lines))
    return lines[max(0, end - AROUND) : end]
