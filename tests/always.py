"""A policy that is in force whatever is adopted, for tests of what another one would change."""

from typing import TYPE_CHECKING, Any

from domain.policy import Policy
from projections.policies import Policies

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection


class Always(Policies):
    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.reason = ""

    async def in_force(self, _: "Connection", *, alone: bool = False) -> Policy:
        return self.current

    async def know(self, _: "Connection", number: int | None) -> None:
        """It stays."""

    async def seen(self, _: "asyncpg.Pool[Any]", number: int | None) -> None:
        """It stays."""


def always(policy: Policy) -> Policies:
    return Always(policy)
