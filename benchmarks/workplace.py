"""The pages that people open each day, at 100,000 contracts and 2,000,000 events against 1,000: my week, the list, the
calendar, triage, insight, a contract; as a coordinator and as a case worker (the map and the suppliers: overview.py).
Two installations run side by side and are asked in turn. Made as benchmarks/contract_list.py makes them; the events
beside the first contracts' own are copies of their rows under the copied contracts' ids, which nobody opens: a table of
two million rows is what is measured. What insight adds up each copied contract has of a life of its own, begun some
time in the last four years: its phases and steps, a promise, and what those changed in the figures of a day's end.
"""

import asyncio
import os
import statistics
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from benchmarks.contract_list import FEW, PEOPLE, copied, in_turn, made_by_commands, p95, visitor
from benchmarks.town import Town, say, size, today, town
from projections.count_changes import sum_up_days

EVENTS = 20 * size(100_000)
DAILY, INSIGHT, RATIO = 150.0, 500.0, 1.5  # ms, p95; p95 of the many by p95 of the few
PAGES = (
    "/vecka", "/vecka?vems=alla", "/vecka?vems=jobbcenter", "/avtal", "/avtal?text=lokalvård", "/avtal?forsenade=1",
    "/kalender", "/kalender?vems=alla", "/klausul",
)  # fmt: skip
OVER_ALL = ("/insikt", "/insikt/manader")
OPENED = 12  # contracts

COPIED_EVENTS = f"""
INSERT INTO event
SELECT (SELECT position FROM head) + row_number() OVER (), new, more.version, type, recorded_at, gen_random_uuid(),
       body, leaf
FROM copied, generate_series(1, {EVENTS} / (SELECT count(*) FROM copied)) AS more (version)
     JOIN LATERAL (SELECT type, recorded_at, body, leaf FROM event WHERE stream_id = old ORDER BY version
                   OFFSET (more.version - 1) % 2 LIMIT 1) AS first ON true
"""  # noqa: S608 - a number of our own
LIVED = """
CREATE TEMP TABLE lived AS SELECT new, n, current_date - n * 7 % 1500 AS began FROM copied
"""
COURSES = """
INSERT INTO course
SELECT new, kind, name, 1, began + after, CASE WHEN began + until <= current_date THEN began + until END
FROM lived, (VALUES
    ('phase', 'triage', 0, 3), ('phase', 'dialogue', 3, 100), ('phase', 'commitment', 100, 130),
    ('phase', 'delivery', 130, 400), ('phase', 'evaluation', 400, 430), ('phase', 'closed', 430, NULL),
    ('step', 'triage', 0, 3), ('step', 'invite', 3, 40), ('step', 'hold', 3, 90), ('step', 'confirm', 90, 100),
    ('step', 'agree', 100, 130), ('step', 'place', 130, 200), ('step', 'follow_up', 130, 390),
    ('step', 'evaluate', 400, 430)
) AS life (kind, name, after, until) WHERE began + after <= current_date
"""
PROMISES = """
INSERT INTO promise
SELECT new, 1, (ARRAY['internship', 'employment', 'apprenticeship'])[1 + n % 3], ARRAY['jobbcenter'],
       'Provbolag ' || n % 4999 || ' AB', began + 130, began + 400, 3, n % 4
FROM lived WHERE began + 130 <= current_date
"""
CHANGES = """
INSERT INTO count_change
SELECT new, began + after, triage, 0, dialogue, commitment, delivery, evaluation, closed, held, late, promised, started
FROM lived, (VALUES
    (0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0), (3, -1, 1, 0, 0, 0, 0, 0, 0, 0, 0), (41, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0),
    (90, 0, 0, 0, 0, 0, 0, 1, -1, 0, 0), (100, 0, -1, 1, 0, 0, 0, 0, 0, 0, 0), (130, 0, 0, -1, 1, 0, 0, 0, 0, 3, 0),
    (170, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), (200, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), (370, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0),
    (390, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0), (400, 0, 0, 0, -1, 1, 0, 0, 0, 0, 0), (430, 0, 0, 0, 0, -1, 1, 0, 0, 0, 0)
) AS life (after, triage, dialogue, commitment, delivery, evaluation, closed, held, late, promised, started)
WHERE began + after <= current_date
"""
MOVED = "UPDATE head SET position = (SELECT max(position) FROM event)"


def measure() -> dict[str, float | bool]:
    """INSATS_N contracts, 100,000 unless said, and twenty times as many events."""
    return asyncio.run(_measured())


async def _measured() -> dict[str, float | bool]:
    async with two_sizes() as (small, large):
        daily, over_all = await _asked(small, large)
        events = await large.count("SELECT count(*) FROM event")
        changes = await large.count("SELECT count(*) FROM count_change")
    (few, many), whole = both(daily), both(over_all)[1]
    return {
        "holds": many <= DAILY and many <= RATIO * few and whole <= INSIGHT,
        "events": events,
        "changes": changes,
        "pages": len(daily[0]),
        "p95_1000_ms": few,
        "p95_100000_ms": many,
        "ratio": round(many / few, 2),
        "insight_p95_1000_ms": both(over_all)[0],
        "insight_p95_100000_ms": whole,
        "load": round(os.getloadavg()[0], 1),
    }


@asynccontextmanager
async def two_sizes() -> AsyncIterator[tuple[Town, Town]]:
    """The small and the large one."""
    async with town(worker=False) as small, town(worker=False) as large:
        for of in (small, large):
            await made_by_commands(of, await today(of))
        await copied(large, (COPIED_EVENTS, MOVED, LIVED, COURSES, PROMISES, CHANGES))
        for of in (small, large):
            await _as_the_sweep_leaves_it(of)
        yield small, large


async def _as_the_sweep_leaves_it(of: Town) -> None:
    """Which does not run here, so that nothing else does while pages are asked for."""
    async with of.handler.pool.acquire() as connection, connection.transaction():
        await sum_up_days(connection)


Took = list[dict[str, list[float]]]


async def _asked(*towns: Town) -> tuple[Took, Took]:
    """Milliseconds seen from a client on this machine: daily pages, and those over all."""
    daily: Took = [{} for _ in towns]
    over_all: Took = [{} for _ in towns]
    for person in PEOPLE:
        clients = [await visitor(of, person) for of in towns]
        for address in PAGES:
            await in_turn(clients, [address] * len(towns), daily, f"{person} {address}")
        for ids in zip(*[await _some(of) for of in towns], strict=True):
            await in_turn(clients, [f"/avtal/{each}" for each in ids], daily, f"{person} a contract")
        for address in OVER_ALL if person == PEOPLE[0] else ():  # a case worker may not
            await in_turn(clients, [address] * len(towns), over_all, f"{person} {address}")
        for client in clients:
            await client.aclose()
    say_middles(daily)
    say_middles(over_all)
    return daily, over_all


def say_middles(took: Took) -> None:
    for asked in took[0]:
        middle = [statistics.median(each[asked]) for each in took]
        say(f"{asked}: {middle[0]:.0f} → {middle[1]:.0f} ms in the middle")


async def _some(of: Town) -> Sequence[UUID]:
    """Of those made by commands: the whole contract is there to be shown."""
    rows = await of.handler.pool.fetch(
        "SELECT stream_id FROM event JOIN contract ON contract.id = stream_id WHERE event.version = 1"
        " AND position <= $1 AND NOT EXISTS (SELECT FROM contract_scope AS scope"
        " WHERE scope.contract_id = stream_id AND scope.secret)"
        " ORDER BY position LIMIT $2",
        2 * FEW,
        OPENED,
    )
    return [row["stream_id"] for row in rows]


def both(took: Took) -> list[float]:
    return [p95([each for answers in told.values() for each in answers]) for told in took]


if __name__ == "__main__":
    print(measure())
