"""When a contract was in which phase, and when which of its steps were open, a row each time."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from domain.calendar import date_in_stockholm
from domain.contract import Contract
from domain.open_steps import open_steps, rounds
from domain.phase import phase_of
from domain.policy import Policy
from event_store.codec import Recorded
from projections.story import CHANGES_NOTHING, Story
from projections.together import Write

Stands = tuple[str, str, int]  # kind, name, round
Began = tuple[str, str, int, date]

# What ended and came back on the same day was never away. Where entries are struck ($6), what began by them was never
# so, and what they ended goes on.
BESIDE = """
stands AS (
    SELECT * FROM unnest($2::text[], $3::text[], $4::integer[]) AS row (kind, name, round)
), over AS (
    SELECT kind, name, round, began_on FROM course WHERE contract_id = $1 AND ended_on IS NULL
       AND (kind, name, round) NOT IN (SELECT * FROM stands)
), stood AS (
    SELECT kind, name, round, max(began_on) AS began_on FROM course JOIN stands USING (kind, name, round)
    WHERE contract_id = $1 AND ($6 OR ended_on IS NULL) GROUP BY 1, 2, 3
), never_stood AS (
    DELETE FROM course WHERE contract_id = $1 AND $6 AND (kind, name, round, began_on) IN (SELECT * FROM over)
), stands_otherwise AS (
    UPDATE course SET ended_on = CASE WHEN $6 THEN NULL ELSE $5::date END
    WHERE contract_id = $1 AND CASE WHEN $6
        THEN ended_on IS NOT NULL AND (kind, name, round, began_on) IN (SELECT * FROM stood)
        ELSE (kind, name, round, began_on) IN (SELECT * FROM over) END
)
"""
CHANGE = """
INSERT INTO course SELECT $1, stands.*, $5, NULL FROM stands
WHERE (kind, name, round) NOT IN (SELECT kind, name, round FROM stood)
ON CONFLICT (contract_id, kind, name, round, began_on) DO UPDATE SET ended_on = NULL
"""
INSERT = """
INSERT INTO course (contract_id, kind, name, round, began_on, ended_on)
VALUES ($1::uuid, $2::text, $3::text, $4::integer, $5::date, $6::date)
"""


def course_writes(state: Contract, recorded: Sequence[Recorded]) -> Iterator[Write]:
    if all(isinstance(record.event, CHANGES_NOTHING) for record in recorded):
        return
    contract = recorded[-1].stream
    if state.void:
        yield Write("DELETE FROM course WHERE contract_id = $1", (contract,))
        return
    kinds, names, times = zip(*_stands(state), strict=True)
    day = date_in_stockholm(recorded[-1].origin.recorded_at)
    strikes = any(record.event.strikes for record in recorded)
    yield Write(CHANGE, (contract, kinds, names, times, day, strikes), BESIDE)


def course_rows(story: Story, _: Policy) -> list[tuple[Any, ...]]:
    rows: dict[Began, date | None] = {}
    for state, recorded in story:
        if state.facts is None or all(isinstance(record.event, CHANGES_NOTHING) for record in recorded):
            continue
        day = date_in_stockholm(recorded[-1].origin.recorded_at)
        strikes = any(record.event.strikes for record in recorded)
        rows = {} if state.void else _changed(rows, set(_stands(state)), day, strikes=strikes)
    contract = story[-1].recorded[-1].stream
    return [(contract, *began, ended_on) for began, ended_on in rows.items()]


def _changed(
    rows: "dict[Began, date | None]", so: set[Stands], day: date, *, strikes: bool
) -> "dict[Began, date | None]":
    """As CHANGE does it."""
    over = [began for began, ended_on in rows.items() if ended_on is None and began[:3] not in so]
    known: dict[Stands, Began] = {}
    for began, ended_on in rows.items():
        if began[:3] in so and (strikes or ended_on is None):
            known[began[:3]] = max(began, known.get(began[:3], began))
    if strikes:
        kept = {began: ended_on for began, ended_on in rows.items() if began not in over}
        return kept | dict.fromkeys(known.values()) | {(*each, day): None for each in so - known.keys()}
    return rows | dict.fromkeys(over, day) | {(*each, day): None for each in so - known.keys()}


def _stands(state: Contract) -> Iterator[Stands]:
    yield "phase", phase_of(state), 1
    again = rounds(state)
    for step in open_steps(state):
        yield "step", step, again[step]
