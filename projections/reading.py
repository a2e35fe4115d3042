"""What pages, the API and the command line ask: lists from the read models, one contract from its stream."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.calendar import date_in_stockholm
from domain.contract import Contract
from domain.happened import fold
from event_store.codec import Recorded, decode
from event_store.keyring import Keyring
from event_store.streams import clock, read_rows

if TYPE_CHECKING:
    import asyncpg

Row = Mapping[str, Any]


@dataclass(frozen=True)
class ContractDetail:
    """One contract as its stream tells it, with its deadlines, notices and trouble; its texts readable, if whoever
    asks may read them."""

    id: UUID
    state: Contract
    recorded: Sequence[Recorded]
    deadlines: Sequence[Row]
    notices: Sequence[Row]
    trouble: Row | None
    today: date
    now: datetime
    texts_shown: bool


@dataclass(frozen=True)
class Reader:
    """Reads with a role that can write nothing."""

    pool: "asyncpg.Pool[Any]"
    keyring: Keyring

    async def now(self) -> datetime:
        async with self.pool.acquire() as connection:
            return await clock(connection)

    async def contract(self, contract: UUID) -> ContractDetail | None:
        async with self.pool.acquire() as connection:
            rows = await read_rows(connection, contract)
            texts_shown = await connection.fetchval("SELECT reads_texts($1)", contract)
            # After the rows: an entry's key is there before its event.
            keys = await self.keyring.of([contract]) if texts_shown else {}
            recorded = [decode(row["position"], row["body"], row["leaf"], keys) for row in rows]
            now = await clock(connection)
            deadlines = await connection.fetch(
                "SELECT * FROM deadline WHERE contract_id = $1 ORDER BY set_version", contract
            )
            trouble = await connection.fetchrow("SELECT * FROM trouble WHERE contract_id = $1", contract)
        state = fold(Contract(), [record.event for record in recorded])
        if state.facts is None:  # nothing there, or a need
            return None
        notices = await self.notices(contract)
        return ContractDetail(
            contract, state, recorded, deadlines, notices, trouble, date_in_stockholm(now), now, texts_shown
        )

    async def notices(self, contract: UUID) -> list[Row]:
        """Newest first; at most 500."""
        return await self.pool.fetch(
            """
            SELECT notice.*, contract.number AS contract_number, contract.title FROM notice
            LEFT JOIN contract ON contract.id = contract_id
            WHERE contract_id = $1 ORDER BY queued_at DESC, version DESC, notice.id LIMIT 500
            """,
            contract,
        )
