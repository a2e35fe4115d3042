"""What an operator watches: how much is open, waits, or is late."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
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
       (SELECT (told <> '{}')::int FROM watch) AS engine_silent,
       (SELECT extract(epoch FROM now() - backed_up_at) FROM watch) AS backup_age_seconds,
       (SELECT position FROM head) AS events,
       (SELECT coalesce(extract(epoch FROM installation_now() - min(recorded_at)), 0) FROM event
        WHERE position = 1 + (SELECT coalesce(max(size), 0) FROM checkpoint)) AS unsealed_seconds,
       (SELECT EXISTS (SELECT FROM refusal WHERE refused_at > coalesce((SELECT max(sealed_at) FROM checkpoint),
                                                                       '-infinity')))::int AS sealer_refuses,
       (SELECT count(*) FROM webhook WHERE stopped NOT IN ('', 'by_hand')) AS webhooks_stopped,
       (SELECT count(*) FROM webhook_delivery WHERE delivered_at IS NULL AND next_try_at IS NULL)
        AS webhook_deliveries_given_up
"""

ANCHORS = """
SELECT anchor, coalesce((SELECT extract(epoch FROM now() - min(sealed_at)) FROM checkpoint WHERE size > arrived), 0)
                   AS behind, failing
FROM (SELECT anchor, coalesce(max(size) FILTER (WHERE error = ''), 0) AS arrived,
             ((array_agg(error ORDER BY tried_at DESC))[1] <> '')::int AS failing
      FROM anchoring GROUP BY anchor) AS each ORDER BY anchor
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
    for each in await pool.fetch(ANCHORS):
        name = json.dumps(each["anchor"])  # Prometheus escapes as JSON does
        found[f"anchor_behind_seconds{{anchor={name}}}"] = float(each["behind"])
        found[f"anchor_failing{{anchor={name}}}"] = float(each["failing"])
    return found


def disk(*folders: Path) -> dict[str, float]:
    """How much is free, of 1, where a process of ours sees them: a container sees its own volumes."""
    used = {folder.name: shutil.disk_usage(folder) for folder in folders if folder.exists()}
    return {f'disk_free_ratio{{folder="{name}"}}': each.free / each.total for name, each in used.items()}


def text_of(found: Mapping[str, float]) -> str:
    """All are gauges; those of one name stand together."""
    lines: list[str] = []
    for name, number in sorted(found.items()):
        bare = f"insats_{name.partition('{')[0]}"
        if f"# TYPE {bare} gauge" not in lines:
            lines.append(f"# TYPE {bare} gauge")
        lines.append(f"insats_{name} {number:g}")
    return "\n".join(lines) + "\n"
