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
        assert not alone
        return self.current

    async def look(self, _: "asyncpg.Pool[Any]") -> None:
        return


def always(policy: Policy) -> Policies:
    return Always(policy)
