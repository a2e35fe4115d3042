"""Every worker stopped while last days pass: who hears of it and when, and what is made good when one comes back.

The rungs fall due ten minutes apart over two hours. The silence until somebody is told is real time; the rest of
the two hours is a move of the installation's clock.
"""

import asyncio
import json
from datetime import datetime, time as time_of_day, timedelta
from typing import Any
from uuid import uuid4

from benchmarks.town import MINUTE, Town, engine, populate, say, settled, size, today, town, until
from command_handler import CommandHandler, Envelope
from domain.adoption import POLICY_STREAM, AdoptPolicy
from domain.policy import WorkingTime
from policy.load import name_of, parsed_policy, written
from settings import SHIPPED_POLICY

FULL = 600
GROUPS = 12  # ten minutes apart
APART = timedelta(minutes=10)
TOLD_WITHIN = 600.0  # s
AS_TRUE = 0.001  # s between a rung's delay as recorded and as worked out here
GIVE_UP = 300.0  # s
WRONG, OVER = "något-blir-inte-gjort", "allt-görs-igen"  # in the names of the watchdog's mails


def measure() -> dict[str, float | bool]:
    """INSATS_N contracts, 600 unless said."""
    return asyncio.run(_measured(size(FULL)))


async def _measured(number: int) -> dict[str, float | bool]:
    async with town(worker=False) as here:
        async with engine(here):
            first = await _spread(here, number)
            await here.move_to(first - 2 * MINUTE)
            await settled(here, within=GIVE_UP)
            await here.mail_is_through()
        silent_since = await here.now()
        say(f"{number} contracts are armed; no worker from {silent_since:%H:%M:%S} UTC on")
        told_after = await until(lambda: _alerts(here), within=2 * TOLD_WITHIN)
        say(f"somebody was told after {told_after:.0f} s")
        await here.move_to(silent_since + GROUPS * APART)
        back = await here.now()
        async with engine(here):
            made_good = await until(lambda: _escalated(here), number, within=GIVE_UP)
            over_after = await until(lambda: _alerts(here, OVER), within=GIVE_UP)
        figures = await _counted(here, silent_since, back)
    return {
        "holds": told_after <= TOLD_WITHIN and figures["alerts"] == 1 and _each_once(figures, number),
        "contracts": number,
        "silent_minutes": round((back - silent_since) / MINUTE),
        "told_after_s": round(told_after, 1),
        "made_good_s": round(made_good, 1),
        "told_that_it_is_over_s": round(over_after, 1),
        **figures,
    }


def _each_once(figures: dict[str, Any], number: int) -> bool:
    wrong = sum(figures[name] for name in ("doubled", "wrong_delay", "not_in_the_silence"))
    return bool(figures["rungs"] == number and figures["instants"] == GROUPS and not wrong)


async def _spread(here: Town, number: int) -> datetime:
    """A twelfth of them under each of twelve policies, whose offices open ten minutes apart. The first rung's time."""
    text = SHIPPED_POLICY.read_text(encoding="utf-8")
    for group in reversed(range(GROUPS)):
        opens = time_of_day(8 + group // 6, 10 * (group % 6))
        await _adopt(here.handler, text.replace("office_opens = 08:00:00", f"office_opens = {opens}"))
        assert here.handler.policy.working_time("") == WorkingTime(opens=opens, closes=time_of_day(17))
        await populate(here.handler, number // GROUPS, await today(here), wake=False)
    return await here.first_rung()


async def _adopt(handler: CommandHandler, text: str) -> None:
    """As a process does at its first start: nothing of what runs is moved."""
    policy = parsed_policy(text, name_of("bench", text), "bench.toml")
    command = AdoptPolicy(
        **written(policy, text), replaces=handler.policies.number, reason="bench", by_itself=True
    )
    await handler.handle(POLICY_STREAM, command, Envelope(uuid4(), "p-01", "coordinator"))
    await handler.policies.look(handler.pool)


def _alerts(here: Town, subject: str = WRONG) -> int:
    return len(list(here.data.mail.glob(f"*_Insats-{subject}.eml")))


async def _escalated(here: Town) -> int:
    return await here.count("SELECT count(*) FROM event WHERE type = 'StepEscalated'")


async def _counted(here: Town, since: datetime, back: datetime) -> dict[str, Any]:
    """A rung's true delay: from the instant that its last day's own event had planned to when it was recorded."""
    row = await here.handler.pool.fetchrow(
        """
        WITH told AS (
            SELECT stream_id, recorded_at, convert_from(body, 'UTF8')::jsonb->'data' AS data, type FROM event
        ), rung AS (
            SELECT told.*, (SELECT (plan.data->'rungs'->0->>'at')::timestamptz FROM told AS plan
                            WHERE plan.type = 'DeadlineSet' AND plan.stream_id = told.stream_id
                              AND plan.data->>'step' = told.data->>'step') AS planned
            FROM told WHERE type = 'StepEscalated'
        ), judged AS (
            SELECT *, extract(epoch FROM recorded_at - planned) AS true_s,
                   (data->>'late_by')::bigint / 1e6 AS late_s FROM rung
        )
        SELECT count(*) AS rungs, count(*) - count(DISTINCT stream_id) AS doubled,
               count(DISTINCT planned) AS instants,
               count(*) FILTER (WHERE late_s IS NULL OR abs(late_s - true_s) > $3) AS wrong_delay,
               count(*) FILTER (WHERE planned NOT BETWEEN $1 AND $2) AS not_in_the_silence,
               round(min(late_s)::numeric / 60, 1) AS least_late_min,
               round(max(late_s)::numeric / 60, 1) AS most_late_min
        FROM judged
        """,
        since,
        back,
        AS_TRUE,
    )
    assert row is not None
    figures = {name: float(value) if "late" in name else int(value) for name, value in row.items()}
    return {**figures, "alerts": _alerts(here)}


if __name__ == "__main__":
    print(json.dumps(measure()))
