"""Which policy is in force, and which there have been: told by the one stream of adoptions."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from domain.adoption import POLICY_STREAM, PolicyAdopted
from domain.policy import Policy
from event_store.codec import Recorded, decode
from event_store.keyring import Keyring
from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection


class Policies:
    """The policy in force, as this process knows it; read anew when another has been adopted.

    Within a transaction that has called `in_force`, `current` is the policy in force until the transaction ends: none
    can be adopted meanwhile (`policy_in_force` in the database), and what is known never goes back to an older one.
    """

    def __init__(self, keyring: Keyring, read: Callable[[PolicyAdopted], Policy]) -> None:
        self._keyring, self._read = keyring, read
        self._number, self._policy = 0, None  # type: tuple[int, Policy | None]

    @property
    def current(self) -> Policy:
        assert self._policy, "no policy is adopted yet"  # noqa: S101 - policy_setup.py sees to it
        return self._policy

    @property
    def number(self) -> int:
        """The how manieth adoption; 0: none."""
        return self._number

    def begin_with(self, policy: Policy) -> None:
        """Of an installation that has none yet: what its first is adopted by."""
        self._policy = self._policy or policy

    async def in_force(self, connection: "Connection", *, alone: bool = False) -> Policy:
        """Before anything is locked: whoever waits here holds up nobody that an adoption waits for."""
        await self._know(connection, await connection.fetchval("SELECT policy_in_force($1)", alone))
        return self.current

    async def look(self, pool: "asyncpg.Pool[Any]") -> None:
        """Before something is done that no command decides: a page drawn, a mail addressed."""
        number = await pool.fetchval("SELECT max(number) FROM policy")
        if number != self._number:
            async with pool.acquire() as connection:
                await self._know(connection, number)

    async def _know(self, connection: "Connection", number: int | None) -> None:
        if number is None or number <= self._number:
            return
        adopted = await read_adoption(connection, self._keyring, number)
        if number > self._number:  # somebody else may have read a newer one meanwhile
            self._number, self._policy = number, self._read(adopted)


async def read_adoption(connection: "Connection", keyring: Keyring, number: int) -> PolicyAdopted:
    """With its text, unless that has been erased."""
    row = await connection.fetchrow(
        "SELECT position, body, leaf FROM event WHERE stream_id = $1 AND version = $2", POLICY_STREAM, number
    )
    keys = await keyring.of([POLICY_STREAM])
    assert row, "the policy's own table names it"  # noqa: S101
    event = decode(row["position"], row["body"], row["leaf"], keys).event
    assert isinstance(event, PolicyAdopted)  # noqa: S101 - the stream has no others
    return event


async def project_policy(connection: "Connection", recorded: Sequence[Recorded]) -> None:
    for record in recorded:
        if isinstance(event := record.event, PolicyAdopted):
            await connection.execute(
                "INSERT INTO policy VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
                record.version,
                event.version,
                event.calendar,
                event.running,
                record.origin.recorded_at,
                record.origin.actor,
            )


async def adoptions(pool: "asyncpg.Pool[Any]") -> list[Row]:
    """Newest first."""
    return await pool.fetch("SELECT * FROM policy ORDER BY number DESC")
