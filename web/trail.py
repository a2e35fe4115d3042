"""The trail over all contracts, as a page shows it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from domain.events import BY_TYPE
from domain.policy import Policy
from domain.vocabulary import Role
from domain.words import N_
from language.words import Words
from projections.trail import TrailEvent
from web.dates import Dates
from web.people import who_did
from web.timeline import sentence

OF_OTHER_STREAMS = frozenset(
    {"adoption", "delegations", "importing", "needs", "recovery"}
)  # files of the domain
CLOCK = "clock"
UNKNOWN = N_("“{type}”, position {position}: this version cannot read it. Have the log checked.")
PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class TrailRow:
    """What one command did; `more`: what followed from it."""

    at: datetime
    who: str
    what: str
    more: Sequence[str]
    contract: UUID
    name: str
    title: str


def trail_rows(events: Sequence[TrailEvent], policy: Policy, dates: Dates) -> list[TrailRow]:
    by_command = groupby(events, key=lambda each: (each.stream_id, each.command_id))
    return [_row(list(some)[::-1], policy, dates) for _, some in by_command]


def _row(events: Sequence[TrailEvent], policy: Policy, dates: Dates) -> TrailRow:
    """In the order in which they were recorded."""
    first = events[0]
    said = [_said(each, policy, dates) for each in events]
    return TrailRow(
        at=first.recorded_at,
        who=_who(first, policy, dates.words),
        what=said[0],
        more=said[1:],
        contract=first.stream_id,
        name=first.number or first.title,
        title=first.title if first.number else "",
    )


def _said(each: TrailEvent, policy: Policy, dates: Dates) -> str:
    if each.recorded is None:
        return dates.words(UNKNOWN, type=each.type, position=each.position)
    return sentence(each.recorded.event, policy, dates)


def _who(each: TrailEvent, policy: Policy, words: Words) -> str:
    if each.recorded is None:
        return "–"
    return who_did(each.recorded.origin.actor, each.recorded.origin.role, policy, words)


def kinds(words: Words) -> list[tuple[str, str]]:
    """Of events on contracts, by their sentences with what differs left out."""
    named = [
        (name, words(event.says, **dict.fromkeys(PLACEHOLDER.findall(event.says), "…")))
        for name, event in BY_TYPE.items()
        if event.says and event.__module__.rpartition(".")[2] not in OF_OTHER_STREAMS
    ]
    return sorted(named, key=lambda each: each[1].lstrip('”“"').lower())


def actors(policy: Policy, words: Words) -> list[tuple[str, str]]:
    people = [(person.id, person.name) for person in policy.people]
    return [
        *sorted(people, key=lambda each: each[1]),
        (CLOCK, words.name(Role.CLOCK)),
        ("import", words(N_("An import"))),
    ]
