"""Imports as people see them: how each stands, and what came of each file and row."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.contract import Contract
from domain.facts import ContractFacts
from domain.importing import Importing, ImportStarted, ImportUndoing, ImportUndone, Outcome, PartRead
from domain.phase import phase_of
from event_store.codec import Recorded
from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

    from event_store.streams import Connection


@dataclass(frozen=True)
class Line:
    """`reason`: code, message and params of a refusal, or of what is to be looked at."""

    file: int
    row: int
    outcome: Outcome
    contracts: tuple[UUID, ...] = ()
    told: Mapping[str, Any] | None = None
    reason: Mapping[str, Any] | None = None


def told(contract: UUID, facts: ContractFacts, state: Contract, changed: Iterable[str]) -> dict[str, Any]:
    """As a line's contracts are told, also of one that is not on record yet. `state`: as it would be; `changed`: what
    would be told otherwise than before."""
    return {
        "id": str(contract),
        "number": facts.contract_number,
        "title": facts.title,
        "suppliers": [each.name for each in facts.suppliers],
        "signed_on": facts.signed_on and facts.signed_on.isoformat(),
        "ends_on": facts.ends_on and facts.ends_on.isoformat(),
        "phase": phase_of(state),
        "changed": list(changed),
    }


async def project_import(connection: "Connection", state: Contract, recorded: Sequence[Recorded]) -> None:
    standing = state.of(Importing).state
    if not standing:
        return
    for record in recorded:
        match record.event:
            case ImportStarted():
                await _begun(connection, record)
            case PartRead() as part:
                reasons = json.loads(part.reasons) if part.reasons and part.reasons.startswith("{") else {}
                lines = [
                    Line(part.file, e.row, e.outcome, e.contracts, reason=reasons.get(str(e.row)))
                    for e in part.lines
                ]
                await put_lines(connection, record.stream, lines, preview=False)
            case ImportUndoing(reason=reason):
                await connection.execute("UPDATE import SET reason = $2 WHERE id = $1", record.stream, reason)
            case ImportUndone(left=left, why=why):
                query = "UPDATE import SET stays = $2, stays_why = $3 WHERE id = $1"
                await connection.execute(query, record.stream, left, why or [""] * len(left))
    stream = recorded[-1].stream
    await connection.execute("UPDATE import SET state = $2 WHERE id = $1", stream, standing)
    if standing == "ended":
        await connection.execute("UPDATE import_file SET content = NULL WHERE import_id = $1", stream)


async def lock_imports(connection: "Connection", imports: Sequence[UUID]) -> None:
    """As a command does that changes how one stands; after contracts, in the order of their ids."""
    query = "SELECT 1 FROM import WHERE id = ANY($1) ORDER BY id FOR UPDATE"
    await connection.execute(query, imports)


async def _begun(connection: "Connection", record: Recorded) -> None:
    started = record.event
    assert isinstance(started, ImportStarted)  # noqa: S101 - the caller has looked
    await connection.execute(
        "INSERT INTO import (id, state, by_person, begun_at) VALUES ($1, 'running', $2, $3)"
        " ON CONFLICT (id) DO UPDATE SET by_person = $2, begun_at = $3",
        record.stream,
        record.origin.actor,
        record.origin.recorded_at,
    )
    await connection.executemany(
        "INSERT INTO import_file (import_id, number, name, digest, size) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (import_id, number) DO UPDATE SET name = $3",
        [
            (record.stream, number, file.name, file.digest, file.size)
            for number, file in enumerate(started.files, 1)
        ],
    )
    await connection.execute("DELETE FROM import_line WHERE import_id = $1", record.stream)


async def put_lines(
    connection: "Connection", importing: UUID, lines: Iterable[Line], *, preview: bool
) -> None:
    await connection.executemany(
        "INSERT INTO import_line (import_id, file, row, preview, outcome, contracts, told, reason)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        [
            (
                importing,
                line.file,
                line.row,
                preview,
                line.outcome,
                list(line.contracts),
                json.dumps(line.told or {}),
                json.dumps(line.reason) if line.reason else None,
            )
            for line in lines
        ],
    )


async def imports(pool: "asyncpg.Pool[Any]", importing: UUID | None = None) -> list[Row]:
    """Newest first, at most 200; or one. `totals`: lines by outcome, of what was read or, before that, would be."""
    return await pool.fetch(
        """
        SELECT import.*, (SELECT coalesce(jsonb_object_agg(outcome, n), '{}') FROM (
                   SELECT outcome, count(*) AS n FROM import_line WHERE import_id = import.id GROUP BY outcome
               ) AS counted) AS totals,
               (SELECT coalesce(sum(rows), 0)::integer FROM import_file WHERE import_id = import.id) AS rows,
               (SELECT coalesce(sum(done), 0)::integer FROM import_file WHERE import_id = import.id) AS done,
               (SELECT coalesce(jsonb_agg(jsonb_build_object('id', contract.id, 'number', number, 'title', title,
                       'suppliers', suppliers, 'why', why) ORDER BY place), '[]')
                FROM unnest(stays, stays_why) WITH ORDINALITY AS listed (id, why, place)
                     JOIN contract ON contract.id = listed.id) AS left_as_they_are
        FROM import WHERE $1::uuid IS NULL OR id = $1 ORDER BY begun_at DESC, id LIMIT 200
        """,
        importing,
    )


async def lines_of(
    pool: "asyncpg.Pool[Any]", importing: UUID, after: tuple[int, int], limit: int, outcome: str = ""
) -> list[Row]:
    """`after`: file and row; by file and row. `known`: the contracts' rows as they are now, in the line's order."""
    return await pool.fetch(
        """
        SELECT line.*, import_file.name AS file_name, (
            SELECT coalesce(jsonb_agg(jsonb_build_object('id', contract.id, 'number', number, 'title', title,
                       'suppliers', told.suppliers, 'signed_on', signed_on, 'ends_on', ends_on, 'phase', phase)
                   ORDER BY place), '[]')
            FROM unnest(line.contracts) WITH ORDINALITY AS listed (id, place)
                 JOIN contract ON contract.id = listed.id JOIN contract_told AS told ON contract_id = contract.id
        ) AS known
        FROM import_line AS line
             JOIN import_file ON import_file.import_id = line.import_id AND import_file.number = line.file
        WHERE line.import_id = $1 AND (line.file, line.row) > ($2, $3) AND ($5 = '' OR outcome = $5)
        ORDER BY line.file, line.row LIMIT $4
        """,
        importing,
        *after,
        limit,
        outcome,
    )


async def contracts_read(pool: "asyncpg.Pool[Any]", importing: UUID) -> list[UUID]:
    """Those that it put on record, changed or joined with something, in the order of their ids."""
    rows = await pool.fetch(
        "SELECT DISTINCT unnest(contracts) AS id FROM import_line WHERE import_id = $1 AND NOT preview"
        " AND outcome IN ('imported', 'changed', 'joined') ORDER BY id",
        importing,
    )
    return [row["id"] for row in rows]
