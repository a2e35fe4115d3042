"""Gapless, linked appends beside bare inserts of the same row, eight clients each, with PostgreSQL's own tools."""

import asyncio
import json
import os
import re
import statistics
import subprocess
from pathlib import Path
from typing import Any

import asyncpg

from benchmarks.cluster import Cluster, cluster
from embedded.postgres import binaries

CLIENTS = 8
ROUNDS = 3  # in turn: what else the machine does then hits both
SECONDS = 8
AT_LEAST = 15.0  # per cent of the bare inserts

STREAM = "md5('client :client_id')::uuid"
BODY = (
    '{"actor":"p-01","command_id":"0b54b7b0-96e3-4d53-a9cd-0d1e0ba35d6d","data":{"held_on":"2026-11-20","note":'
    '{"ciphertext":"%s","key":"7c9e6679-7425-40de-944b-e07fc1f90ae7","nonce":"AAAAAAAAAAAAAAAA"}},'
    '"occurred_on":"2026-11-20","previous":":previous","recorded_at":"2026-11-23T09.30.00.000000Z",'
    '"role":"coordinator","schema":1,"stream":"client :client_id","type":"DialogueHeld","version": :n}'
) % ("A" * 200)
# As the command handler does it: the stream's end is read, the link made, and `append` is the last statement.
LINKED = f"""
BEGIN;
SELECT version + 1 AS n, encode(leaf, 'hex') AS previous FROM event WHERE stream_id = {STREAM}
    ORDER BY version DESC LIMIT 1 \\gset
SELECT append(ARRAY[{STREAM}], ARRAY[:n], ARRAY['DialogueHeld'], ARRAY[now()], ARRAY[gen_random_uuid()],
    ARRAY[convert_to('{BODY}', 'UTF8')]);
COMMIT;
"""  # noqa: S608 - nothing from outside
BARE = f"""
\\set n :n + 1
INSERT INTO bare (stream_id, version, type, recorded_at, command_id, body, leaf) VALUES ({STREAM}, :n, 'DialogueHeld',
    now(), gen_random_uuid(), convert_to('{BODY}', 'UTF8'), decode(':previous', 'hex'));
"""  # noqa: S608
# The same columns, checks and indexes; what it lacks is the one row that gives positions, the hash and the link.
TABLE = """
CREATE TABLE bare (LIKE event INCLUDING ALL);
ALTER TABLE bare ALTER position ADD GENERATED ALWAYS AS IDENTITY;
GRANT INSERT ON bare TO insats_writer
"""
FIRST = f"""
SELECT append(ARRAY[{STREAM}], ARRAY[1], ARRAY['x'], ARRAY[now()], ARRAY[gen_random_uuid()], ARRAY[''::bytea])
"""
BROKEN = """
SELECT count(*) FROM event JOIN event AS before
    ON before.stream_id = event.stream_id AND before.version = event.version - 1
WHERE convert_from(event.body, 'UTF8')::jsonb ->> 'previous' <> encode(before.leaf, 'hex')
"""


def measure() -> dict[str, float | bool]:
    """A second; the disk's time in microseconds, by `pg_test_fsync` in the same folder."""
    return asyncio.run(_measured())


async def _measured() -> dict[str, float | bool]:
    async with cluster() as here:
        owner = await asyncpg.connect(here.settings.owner_url)
        await owner.execute(TABLE)
        writer = await asyncpg.connect(here.settings.writer_url)
        for client in range(CLIENTS):
            await writer.execute(FIRST.replace(":client_id", str(client)))
        await writer.close()
        disk = fdatasync_us(here.data.path)
        bare, linked = [], []
        for _ in range(ROUNDS):
            await owner.execute("TRUNCATE bare")
            bare.append(_a_second(here, "bare.sql", BARE))
            linked.append(_a_second(here, "linked.sql", LINKED))
        gaps = await owner.fetchval("SELECT max(position) - count(*) FROM event")
        broken = await owner.fetchval(BROKEN)
        await owner.close()
    percent = statistics.median(100 * one / other for one, other in zip(linked, bare, strict=True))
    return {
        "holds": percent >= AT_LEAST and gaps == broken == 0,
        "clients": CLIENTS,
        "linked_appends_per_s": round(statistics.median(linked)),
        "bare_inserts_per_s": round(statistics.median(bare)),
        "percent": round(percent, 1),
        "fdatasync_us": disk,
        "gaps": gaps,
        "broken_links": broken,
    }


def _a_second(here: Cluster, name: str, script: str) -> float:
    """Transactions, by pgbench. Raises RuntimeError when one of them fails."""
    file = here.data.path / name
    file.write_text(script)
    options = (
        *(
            "--no-vacuum",
            f"--client={CLIENTS}",
            "--jobs=2",
            f"--time={SECONDS}",
            f"--file={file}",
            "--define=n=0",
        ),
        *(
            f"--define=previous={'0' * 64}",
            "--host=127.0.0.1",
            f"--port={here.port}",
            "--username=insats_writer",
        ),
    )
    told = _run(
        ["pgbench", *options, "insats"],
        {"PGPASSWORD": here.data.secret("writer"), "PGSSLMODE": "disable"},
    )
    if "number of failed transactions: 0 " not in told:
        raise RuntimeError(told)
    return _number(r"^tps = ([\d.]+)", told)


def fdatasync_us(folder: Path) -> float:
    told = _run(["pg_test_fsync", "--secs-per-test=1", f"--filename={folder / 'fsync'}"], {})
    return _number(r"fdatasync\s+[\d.]+ ops/sec\s+([\d.]+) usecs/op", told)


def _run(command: list[str], more: dict[str, str]) -> str:
    program, *arguments = command
    answer: subprocess.CompletedProcess[Any] = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        [str(binaries() / program), *arguments],
        env=os.environ | more,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise RuntimeError(answer.stderr)
    return str(answer.stdout)


def _number(pattern: str, text: str) -> float:
    found = re.search(pattern, text, re.MULTILINE)
    if found is None:
        raise RuntimeError(text)
    return float(found[1])


if __name__ == "__main__":
    print(json.dumps(measure()))
