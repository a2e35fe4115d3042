"""Why this date? Every last day of a contract with its derivation, in sentences."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel

from domain.derivation import Derivation
from domain.policy import Policy
from domain.process.award import STANDSTILL
from domain.process.standstill import standstill_why
from domain.words import N_
from event_store.codec import Recorded
from language.why import By, Decided, sentences
from language.words import Words
from projections.reading import ContractDetail


class WhyOut(BaseModel):
    """`outcome`: running, met, moved, waived or missed. `sentences` in the language asked for; `derivation`: the
    same for machines, null where the law has no last day yet, since nobody knows from when it counts."""

    step: str
    name: str
    due: date | None
    outcome: str
    sentences: list[str]
    derivation: dict[str, Any] | None


def why(detail: ContractDetail, step: str, policy: Policy, words: Words) -> Iterator[WhyOut]:
    """In the order in which they were set, the law's own first; of one step, or of all."""
    if step in ("", STANDSTILL):
        yield from _standstill(detail, policy, words)
    for row in detail.deadlines:
        if step in ("", row["step"]):
            derivation = Derivation.model_validate_json(row["derivation"])
            by = decided_by(detail.recorded, derivation, policy, words)
            said = sentences(derivation, words, by)
            yield WhyOut(
                step=row["step"],
                name=words.name(row["step"]),
                due=row["due"],
                outcome=row["outcome"],
                sentences=said,
                derivation=json.loads(row["derivation"]),
            )


def _standstill(detail: ContractDetail, policy: Policy, words: Words) -> Iterator[WhyOut]:
    state = detail.state
    if counted := standstill_why(state, policy):
        due, derivation = counted
        yield WhyOut(
            step=STANDSTILL,
            name=words.name(STANDSTILL),
            due=due,
            outcome="met" if state.standstill_ended else "running",
            sentences=sentences(derivation, words, {}),
            derivation=derivation.model_dump(mode="json"),
        )
    elif state.appealed:
        said = words(
            N_("A court examines the award: the standstill goes on until it has decided (LOU 20:8).")
        )
        yield WhyOut(
            step=STANDSTILL,
            name=words.name(STANDSTILL),
            due=None,
            outcome="running",
            sentences=[said],
            derivation=None,
        )


def decided_by(recorded: Sequence[Recorded], why: Derivation, policy: Policy, words: Words) -> By:
    return dict(_decided(recorded, (each.entry for each in why.overrides), policy, words))


def _decided(
    recorded: Sequence[Recorded], entries: Iterable[int], policy: Policy, words: Words
) -> Iterator[tuple[int, Decided]]:
    for entry in entries:
        for record in recorded[entry - 1 : entry]:
            person = policy.person(record.origin.actor)
            name = person.name if person else words(N_("A person who is no longer here"))
            reason = str(getattr(record.event, "reason", "") or "")
            yield entry, Decided(by=name, on=record.origin.occurred_on, why=reason)
