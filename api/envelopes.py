"""What a person asks for, on its way to the handler: the one place where it is said who asks."""

from datetime import date
from uuid import UUID

from api.identity import Identity
from api.preconditions import Stale
from command_handler import Envelope


def envelope(
    who: Identity, command_id: UUID, occurred_on: date | None = None, stale: Stale | None = None
) -> Envelope:
    return Envelope(command_id, who.person.id, who.role, occurred_on, asker=who.asker, stale=stale)
