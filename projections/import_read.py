"""What has been read of an import since its last part that is on record: kept in the transaction that read it, for
whoever reads on, or takes it back, to record. Not derived from events."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from domain.importing import Outcome
from projections.imports import Line

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection


class Progress(NamedTuple):
    """In a file of an import: `done` of its items have been read."""

    importing: UUID
    file: int
    done: int


async def has_read(connection: "Connection", progress: Progress, lines: Sequence[Line]) -> bool:
    """From there on, one item a line. False: somebody else has read them, or the import is being taken back: from then
    on nothing of it may come on record any more."""
    moved = await connection.execute(
        """
        WITH open AS (SELECT id FROM import WHERE id = $1 AND state IN ('running', 'stopped') FOR SHARE)
        UPDATE import_file SET done = done + $4 FROM open WHERE import_id = id AND number = $2 AND done = $3
        """,
        *progress,
        len(lines),
    )
    if moved != "UPDATE 1":
        return False
    await connection.executemany(
        "INSERT INTO import_read VALUES ($1, $2, $3, $4, $5, $6)",
        [
            (
                progress.importing,
                line.file,
                line.row,
                line.outcome,
                list(line.contracts),
                json.dumps(line.reason) if line.reason else None,
            )
            for line in lines
        ],
    )
    return True


async def unrecorded(pool: "asyncpg.Pool[Any]", importing: UUID) -> list[Line]:
    """Of at most one file: a part is recorded before the next file is begun."""
    rows = await pool.fetch("SELECT * FROM import_read WHERE import_id = $1 ORDER BY file, row", importing)
    return [
        Line(
            row["file"],
            row["row"],
            Outcome(row["outcome"]),
            tuple(row["contracts"]),
            reason=json.loads(row["reason"]) if row["reason"] else None,
        )
        for row in rows
    ]


async def forget_recorded(pool: "asyncpg.Pool[Any]", importing: UUID) -> None:
    """All of it, once it is a part: nothing is read between the two."""
    await pool.execute("DELETE FROM import_read WHERE import_id = $1", importing)
