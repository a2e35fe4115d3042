"""What projections write for many contracts at once: each statement is sent once, with the rows of all of them."""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from event_store.streams import Connection

Statement = tuple[str, Sequence[Any]]


class Gathered:
    """Stands in for a connection until `send`. A contract's statements keep their order; contracts have none, since
    none writes another's rows. Whoever reads in between finds all written."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._contracts: list[deque[Statement]] = []

    def next_contract(self) -> None:
        self._contracts.append(deque())

    async def execute(self, query: str, *arguments: Any) -> None:
        self._contracts[-1].append((query, arguments))

    async def executemany(self, query: str, rows: Iterable[Sequence[Any]]) -> None:
        self._contracts[-1].extend((query, row) for row in rows)

    async def fetch(self, query: str, *arguments: Any) -> Any:
        await self.send()
        return await self._connection.fetch(query, *arguments)

    async def fetchrow(self, query: str, *arguments: Any) -> Any:
        await self.send()
        return await self._connection.fetchrow(query, *arguments)

    async def fetchval(self, query: str, *arguments: Any) -> Any:
        await self.send()
        return await self._connection.fetchval(query, *arguments)

    async def send(self) -> None:
        waiting = [contract for contract in self._contracts if contract]
        self._contracts = [deque()]
        while waiting:
            query = waiting[0][0][0]
            await self._connection.executemany(query, list(_taken(query, waiting)))
            waiting = [contract for contract in waiting if contract]


def _taken(query: str, waiting: Iterable[deque[Statement]]) -> Iterable[Sequence[Any]]:
    for contract in waiting:
        while contract and contract[0][0] == query:
            yield contract.popleft()[1]
