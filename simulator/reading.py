"""All that is known of a year when it is over: what the sentences are held against. Nothing here asks a rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.policy import Policy
from event_store.codec import Recorded
from simulator.post_office import Arrived


class Broken(NamedTuple):
    """A sentence that does not hold, and where it shows."""

    sentence: str
    why: str
    contract: UUID | None = None


class Acknowledged(NamedTuple):
    """What somebody was answered: the events of a command, as they are now on record."""

    contract: UUID
    command_id: UUID
    versions: tuple[int, ...]
    types: tuple[str, ...]


@dataclass
class Reading:
    """`policies`: from which position on each was in force."""

    recorded: Sequence[Recorded]
    notices: Sequence[Any]
    digests: Sequence[Any]
    arrived: Sequence[Arrived]
    lost_answers: Sequence[Arrived]
    acknowledged: Sequence[Acknowledged]
    policies: Sequence[tuple[int, Policy]]
    interrupted: Sequence[datetime]
    troubled: set[UUID]
    now: datetime  # of the installation
    broken_on_the_way: list[Broken] = field(default_factory=list)

    @property
    def streams(self) -> dict[UUID, list[Recorded]]:
        found: dict[UUID, list[Recorded]] = {}
        for record in self.recorded:
            found.setdefault(record.stream, []).append(record)
        return found

    def policy_at(self, record: Recorded) -> Policy:
        """In force when the event was written."""
        return next(policy for since, policy in reversed(self.policies) if since <= record.position)

    def decisions(self, stream: Sequence[Recorded]) -> Iterator[list[Recorded]]:
        """The events of one command together, in order."""
        together: list[Recorded] = []
        for record in stream:
            if together and together[-1].origin.command_id != record.origin.command_id:
                yield together
                together = []
            together.append(record)
        if together:
            yield together
