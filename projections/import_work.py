"""The work that an import is: its files while they are read, and who reads on. Not derived from events."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection

LEASE = timedelta(seconds=60)  # longer than a batch, or than taking a large file apart, may take


@dataclass(frozen=True)
class File:
    """`rows`: None until somebody has taken it apart."""

    number: int
    name: str
    digest: str
    size: int
    headings: Mapping[str, Any] | None
    rows: int | None
    done: int


@dataclass(frozen=True)
class Job:
    """An import under lease: ours to go on with."""

    id: UUID
    state: str
    by_person: str


async def offer(connection: "Connection", importing: UUID, person: str) -> None:
    """A place for files, before anything is looked at or read."""
    await connection.execute(
        "INSERT INTO import (id, state, by_person, begun_at)"
        " VALUES ($1, 'offered', $2, installation_now()) ON CONFLICT DO NOTHING",
        importing,
        person,
    )


async def put_file(
    connection: "Connection", importing: UUID, number: int, file: tuple[str, str, bytes]
) -> bool:
    """`file`: name, digest, content. Sent again, it is the same file. False: the import takes no more files."""
    taken = await connection.fetchval(
        "SELECT state IN ('offered', 'looked') FROM import WHERE id = $1 FOR UPDATE", importing
    )
    if taken:
        name, digest, content = file
        await connection.execute(
            "INSERT INTO import_file (import_id, number, name, digest, size, content)"
            " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (import_id, number) DO UPDATE SET"
            " name = $3, digest = $4, size = $5, content = $6, rows = NULL, done = 0",
            importing,
            number,
            name,
            digest,
            len(content),
            content,
        )
    return bool(taken)


async def look(connection: "Connection", importing: UUID) -> int:
    """From now on somebody finds out what would become of its files. Which look it is; 0: it has begun already."""
    number: int | None = await connection.fetchval(
        "UPDATE import SET state = 'looking', looks = looks + 1"
        " WHERE id = $1 AND state IN ('offered', 'looked', 'looking') RETURNING looks",
        importing,
    )
    await connection.execute("DELETE FROM import_line WHERE import_id = $1 AND preview", importing)
    await connection.execute("UPDATE import_file SET done = 0 WHERE import_id = $1", importing)
    return number or 0


async def looked(connection: "Connection", importing: UUID, number: int) -> None:
    """That look is over. Where somebody has asked for another since, it goes on being looked at; where it has begun
    since, that stands."""
    await connection.execute(
        """
        WITH over AS (
            UPDATE import SET state = CASE looks WHEN $2 THEN 'looked' ELSE state END
            WHERE id = $1 AND state = 'looking' RETURNING id
        ) UPDATE import_file SET done = 0 FROM over WHERE import_id = id
        """,
        importing,
        number,
    )


async def give_up(connection: "Connection", importing: UUID) -> bool:
    """Of what has not begun: nothing is left of it."""
    gone = await connection.execute(
        "DELETE FROM import WHERE id = $1 AND state IN ('offered', 'looking', 'looked')", importing
    )
    if gone == "DELETE 1":
        await connection.execute("DELETE FROM import_file WHERE import_id = $1", importing)
        await connection.execute("DELETE FROM import_line WHERE import_id = $1", importing)
    return bool(gone == "DELETE 1")


async def claim(pool: "asyncpg.Pool[Any]", importing: UUID | None = None) -> Job | None:
    """The oldest that waits, or that very one; None when there is none, or somebody else is at it."""
    row = await pool.fetchrow(
        """
        UPDATE import SET leased_until = now() + $1 WHERE id = (
            SELECT id FROM import
            WHERE state IN ('looking', 'running', 'undoing') AND leased_until < now() AND ($2::uuid IS NULL OR id = $2)
            ORDER BY begun_at LIMIT 1 FOR UPDATE SKIP LOCKED
        ) RETURNING id, state, by_person
        """,
        LEASE,
        importing,
    )
    return Job(**row) if row else None


async def renew(connection: "Connection", importing: UUID) -> str:
    """How it stands; the lease is ours for a while more."""
    state: str | None = await connection.fetchval(
        "UPDATE import SET leased_until = now() + $2 WHERE id = $1 RETURNING state", importing, LEASE
    )
    return state or ""


async def release(pool: "asyncpg.Pool[Any]", importing: UUID, trouble: str = "") -> None:
    """`trouble`: why it has to wait a while before it is tried again."""
    await pool.execute(
        "UPDATE import SET leased_until = CASE WHEN $2 = '' THEN '-infinity' ELSE now() + $3 END, trouble = $2"
        " WHERE id = $1",
        importing,
        trouble,
        LEASE,
    )


async def files_of(pool: "asyncpg.Pool[Any]", importing: UUID) -> list[File]:
    rows = await pool.fetch(
        "SELECT number, name, digest, size, headings, rows, done FROM import_file WHERE import_id = $1 ORDER BY number",
        importing,
    )
    return [
        File(**{**row, "headings": json.loads(row["headings"]) if row["headings"] else None}) for row in rows
    ]


async def content_of(pool: "asyncpg.Pool[Any]", importing: UUID, file: int) -> bytes:
    """Empty when it is gone."""
    content: bytes | None = await pool.fetchval(
        "SELECT content FROM import_file WHERE import_id = $1 AND number = $2", importing, file
    )
    return content or b""


async def has_rows(
    pool: "asyncpg.Pool[Any]", importing: UUID, file: int, rows: int, headings: Mapping[str, Any]
) -> None:
    await pool.execute(
        "UPDATE import_file SET rows = $3, headings = $4 WHERE import_id = $1 AND number = $2",
        importing,
        file,
        rows,
        json.dumps(headings) if headings else None,
    )


async def has_done(connection: "Connection", importing: UUID, file: int, done: int) -> None:
    await connection.execute(
        "UPDATE import_file SET done = $3 WHERE import_id = $1 AND number = $2", importing, file, done
    )


async def columns(pool: "asyncpg.Pool[Any]") -> dict[str, str]:
    """Heading → our field, as somebody has said some time."""
    return {row["heading"]: row["field"] for row in await pool.fetch("SELECT * FROM import_column")}


async def remember(connection: "Connection", told: Mapping[str, str]) -> None:
    await connection.executemany(
        "INSERT INTO import_column VALUES ($1, $2) ON CONFLICT (heading) DO UPDATE SET field = $2",
        told.items(),
    )


async def forget_old(pool: "asyncpg.Pool[Any]") -> None:
    """Files that nobody has said yes to within a day: they may hold more than Insats is to keep."""
    await pool.execute(
        """
        WITH gone AS (
            DELETE FROM import WHERE state IN ('offered', 'looking', 'looked')
                               AND begun_at < installation_now() - interval '1 day' RETURNING id
        ), lines AS (DELETE FROM import_line USING gone WHERE import_id = id)
        DELETE FROM import_file USING gone WHERE import_id = id
        """
    )
