"""What an operator watches: how much is open, waits, or is late."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncpg

FIGURES = """
SELECT (SELECT count(*) FROM deadline WHERE outcome = 'running') AS deadlines_open,
       (SELECT count(*) FROM contract WHERE next_at <= (SELECT installation_now())) AS contracts_due,
       (SELECT coalesce(extract(epoch FROM installation_now() - min(next_at)), 0) FROM contract
        WHERE next_at <= (SELECT installation_now())) AS oldest_due_seconds,
       (SELECT count(*) FROM notice WHERE next_try_at <= now()) AS notices_waiting,
       (SELECT count(*) FROM notice WHERE next_try_at > now() AND attempts > 0) AS notices_to_try_again,
       (SELECT count(*) FROM nudge WHERE wanted > delivered) AS nudges_waiting,
       (SELECT count(*) FROM trouble) AS contracts_in_trouble,
       (SELECT count(*) FROM breach) AS contracts_unaccounted,
       (SELECT extract(epoch FROM now() - swept_at) FROM watch) AS sweep_age_seconds,
       (SELECT (told <> '{}')::int FROM watch) AS engine_silent
"""

LATENESS = """
SELECT CASE rung WHEN 0 THEN 'miss' ELSE 'rung' END AS what, count(*) AS number,
       percentile_cont(ARRAY[0.5, 0.95, 0.99, 1]) WITHIN GROUP (ORDER BY extract(epoch FROM late_by)) AS seconds
FROM lateness WHERE recorded_at > (SELECT installation_now() - interval '30 days') GROUP BY 1 ORDER BY 1
"""

QUANTILES = ("0.5", "0.95", "0.99", "1")


async def figures(pool: "asyncpg.Pool[Any]") -> dict[str, float]:
    """By name; a name in Prometheus' manner, with labels, where there is one figure a kind."""
    row = await pool.fetchrow(FIGURES)
    found = {name: float(number) for name, number in row.items()} if row else {}
    for kind in await pool.fetch(LATENESS):
        found[f'lateness_recorded{{of="{kind["what"]}"}}'] = float(kind["number"])
        for quantile, seconds in zip(QUANTILES, kind["seconds"], strict=True):
            found[f'lateness_seconds{{of="{kind["what"]}",quantile="{quantile}"}}'] = float(seconds)
    return found
