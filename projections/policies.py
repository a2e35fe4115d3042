"""Which policy is in force, and which there have been: told by the one stream of adoptions."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from domain.adoption import POLICY_STREAM, PolicyAdopted
from domain.calendar import date_in_stockholm
from domain.policy import Policy
from event_store.codec import Recorded, decode
from event_store.keyring import Keyring
from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection


class Policies:
    """The policy in force, as this process knows it; read anew when another has been adopted.

    Within a transaction that has called `in_force`, or begun with `take_turn`, `current` is the policy in force until
    the transaction ends: none can be adopted meanwhile (`policy_in_force` in the database), and what is known never
    goes back to an older one.
    `reason`: why it was adopted.
    """

    def __init__(self, keyring: Keyring, read: Callable[[PolicyAdopted], Policy]) -> None:
        self._keyring, self._read = keyring, read
        self._number = 0
        self._policy: Policy | None = None
        self.reason = ""

    @property
    def current(self) -> Policy:
        assert self._policy, "no policy is adopted yet"  # noqa: S101 - policy_setup.py sees to it
        return self._policy

    @property
    def number(self) -> int:
        """The how manieth adoption; 0: none that is known here."""
        return self._number

    def begin_with(self, policy: Policy) -> None:
        """Where none that can be used is adopted: what the first one is adopted by."""
        self._policy = policy

    async def in_force(self, connection: "Connection", *, alone: bool = False) -> Policy:
        """Before anything is locked: whoever waits here holds up nobody that an adoption waits for. `alone`: as whoever
        adopts one, without any command beside it."""
        await self.know(connection, await connection.fetchval("SELECT policy_in_force($1)", alone))
        return self.current

    async def look(self, pool: "asyncpg.Pool[Any]") -> None:
        """Before something is done that no command decides: a page drawn, a mail addressed."""
        await self.seen(pool, await pool.fetchval("SELECT max(number) FROM policy"))

    async def seen(self, pool: "asyncpg.Pool[Any]", number: int | None) -> None:
        """As `look`, where the newest number has been asked on the way."""
        if number != self._number:
            async with pool.acquire() as connection:
                await self.know(connection, number)

    async def know(self, connection: "Connection", number: int | None) -> None:
        """By its number; until the transaction ends it is in force, where `policy_in_force` or `turn_of` gave that."""
        if number is None or number <= self._number:
            return
        event = _event(await read_adoption(connection, self._keyring, number))
        policy = self._read(event)
        if number > self._number:  # somebody else may have read a newer one meanwhile
            self._number, self._policy, self.reason = number, policy, event.reason


async def read_adoption(connection: "Connection", keyring: Keyring, number: int) -> Recorded:
    """With its text, unless that has been erased. Raises KeyError when there has been none of that number."""
    row = await connection.fetchrow(
        "SELECT position, body, leaf FROM event WHERE stream_id = $1 AND version = $2", POLICY_STREAM, number
    )
    if row is None:
        raise KeyError(number)
    keys = await keyring.of([POLICY_STREAM])
    return decode(row["position"], row["body"], row["leaf"], keys)


def _event(recorded: Recorded) -> PolicyAdopted:
    assert isinstance(recorded.event, PolicyAdopted)  # noqa: S101 - the stream has no others
    return recorded.event


async def project_policy(connection: "Connection", recorded: Sequence[Recorded]) -> None:
    """One that somebody decided on has every open contract looked at; when it is told anew it has not."""
    for record in recorded:
        if isinstance(event := record.event, PolicyAdopted):
            told = await connection.execute(
                "INSERT INTO policy VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                record.version,
                event.version,
                event.calendar,
                record.origin.recorded_at,
                record.origin.actor,
            )
            if told == "INSERT 0 1" and not event.by_itself:
                await _queue(connection, record)


async def _queue(connection: "Connection", record: Recorded) -> None:
    await connection.execute(
        """
        INSERT INTO policy_move (contract_id, adoption, adopted_on)
        SELECT id, $1, $2 FROM contract WHERE phase <> 'closed' ORDER BY id
        ON CONFLICT (contract_id) DO UPDATE SET adoption = $1, not_before = '-infinity'
        """,
        record.version,
        date_in_stockholm(record.origin.recorded_at),
    )


async def adoptions(pool: "asyncpg.Pool[Any]") -> list[Row]:
    """Newest first."""
    return await pool.fetch("SELECT * FROM policy ORDER BY number DESC")
