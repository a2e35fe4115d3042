"""What a contract adds to the figures of a day's end, and takes from them again: a row a day on which they change."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from domain.calendar import date_in_stockholm
from domain.contract import Contract
from domain.passing_time import running_of
from domain.phase import phase_of
from domain.policy import Policy
from domain.step_events import DeadlineMissed
from domain.vocabulary import Phase
from event_store.codec import Recorded
from projections.story import CHANGES_NOTHING, Story
from projections.together import Write

if TYPE_CHECKING:
    from event_store.streams import Connection

# Days before $2 stay: what was known at their end was known, also where an entry is struck since. From $2 on the rows
# are what they have to be for their sums: on the day itself to what stands now, then where a last day is over.
BESIDE = """
counted_before AS (
    SELECT sum(triage) AS triage, sum(award) AS award, sum(dialogue) AS dialogue, sum(commitment) AS commitment,
           sum(delivery) AS delivery, sum(evaluation) AS evaluation, sum(closed) AS closed, sum(held) AS held,
           sum(late) AS late, sum(promised) AS promised, sum(started) AS started
    FROM count_change WHERE contract_id = $1 AND day < $2
), counted_now AS (
    SELECT ($3 = 'triage')::integer AS triage, ($3 = 'award')::integer AS award, ($3 = 'dialogue')::integer AS dialogue,
           ($3 = 'commitment')::integer AS commitment, ($3 = 'delivery')::integer AS delivery,
           ($3 = 'evaluation')::integer AS evaluation, ($3 = 'closed')::integer AS closed, $4::integer AS held,
           (SELECT count(*) FROM unnest($7::date[]) AS due WHERE due < $2) AS late,
           $5::integer AS promised, $6::integer AS started
), of_the_day AS (
    SELECT now.triage - coalesce(before.triage, 0), now.award - coalesce(before.award, 0),
           now.dialogue - coalesce(before.dialogue, 0), now.commitment - coalesce(before.commitment, 0),
           now.delivery - coalesce(before.delivery, 0), now.evaluation - coalesce(before.evaluation, 0),
           now.closed - coalesce(before.closed, 0), now.held - coalesce(before.held, 0),
           now.late - coalesce(before.late, 0), now.promised - coalesce(before.promised, 0),
           now.started - coalesce(before.started, 0)
    FROM counted_now AS now, counted_before AS before
), counts AS (
    SELECT $2::date AS day, of_the_day.* FROM of_the_day WHERE ROW(of_the_day.*) <> ROW(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    UNION ALL
    SELECT due + 1, 0, 0, 0, 0, 0, 0, 0, 0, count(*), 0, 0 FROM unnest($7::date[]) AS due WHERE due >= $2 GROUP BY due
), counted_no_more AS (
    DELETE FROM count_change WHERE contract_id = $1 AND day >= $2 AND day NOT IN (SELECT day FROM counts)
)
"""
CHANGE = """
INSERT INTO count_change SELECT $1, counts.* FROM counts
ON CONFLICT (contract_id, day) DO UPDATE SET
    triage = excluded.triage, award = excluded.award, dialogue = excluded.dialogue, commitment = excluded.commitment,
    delivery = excluded.delivery, evaluation = excluded.evaluation, closed = excluded.closed, held = excluded.held,
    late = excluded.late, promised = excluded.promised, started = excluded.started
WHERE count_change IS DISTINCT FROM excluded
"""
INSERT = """
INSERT INTO count_change (contract_id, day, triage, award, dialogue, commitment, delivery, evaluation, closed, held,
                          late, promised, started)
VALUES ($1::uuid, $2::date, $3::smallint, $4::smallint, $5::smallint, $6::smallint, $7::smallint, $8::smallint,
        $9::smallint, $10::smallint, $11::smallint, $12::integer, $13::integer)
"""
# Not yet the day before this one: a command that began on it may still be about to commit.
SUM_UP = """
INSERT INTO count_of_day
SELECT day, sum(triage), sum(award), sum(dialogue), sum(commitment), sum(delivery), sum(evaluation), sum(closed),
       sum(held), sum(late), sum(promised), sum(started)
FROM count_change
WHERE day > (SELECT coalesce(max(day), '-infinity') FROM count_of_day)
  AND day < (SELECT (installation_now() AT TIME ZONE 'Europe/Stockholm')::date - 1)
GROUP BY day
"""
LOCK = "LOCK TABLE count_of_day IN EXCLUSIVE MODE"  # readers go on
LATE = len(Phase) + 1  # which figure of a row
OF_NO_FIGURE: tuple[type, ...] = (*CHANGES_NOTHING, DeadlineMissed)


def count_change_writes(state: Contract, recorded: Sequence[Recorded]) -> Iterator[Write]:
    if any(not isinstance(record.event, OF_NO_FIGURE) for record in recorded):
        last = recorded[-1]
        day = date_in_stockholm(last.origin.recorded_at)
        yield Write(CHANGE, (last.stream, day, *counted(state)), BESIDE)


def counted(state: Contract) -> tuple[str, int, int, int, list[date]]:
    """Its phase, dialogues held, places promised, placements started, last days of open steps. What was registered by
    mistake is counted nowhere."""
    if state.void:
        return "", 0, 0, 0, []
    return (
        phase_of(state),
        int(state.held is not None),
        sum(commitment.places for commitment in state.commitments.values()),
        len(state.kept_placements),
        [deadline.plan.due for deadline in running_of(state)],
    )


def count_change_rows(story: Story, _: Policy) -> list[tuple[Any, ...]]:
    rows: dict[date, list[int]] = {}
    for state, recorded in story:
        if state.facts and any(not isinstance(record.event, OF_NO_FIGURE) for record in recorded):
            rows = _changed(rows, date_in_stockholm(recorded[-1].origin.recorded_at), state)
    contract = story[-1].recorded[-1].stream
    return [(contract, day, *row) for day, row in rows.items()]


def _changed(rows: dict[date, list[int]], day: date, state: Contract) -> dict[date, list[int]]:
    """As CHANGE does it."""
    phase, held, promised, started, dues = counted(state)
    now = [int(phase == each) for each in Phase] + [held, sum(due < day for due in dues), promised, started]
    stays = {each: row for each, row in rows.items() if each < day}
    before = [sum(figures) for figures in zip(*stays.values(), strict=True)] or [0] * len(now)
    if any(change := [one - other for one, other in zip(now, before, strict=True)]):
        stays[day] = change
    for due in (due for due in dues if due >= day):
        stays.setdefault(due + date.resolution, [0] * len(now))[LATE] += 1
    return stays


async def sum_up_days(connection: "Connection") -> None:
    """Those that are over. Needs a transaction."""
    await connection.execute(LOCK)
    await connection.execute(SUM_UP)


async def forget_sums(connection: "Connection") -> None:
    """Before changes are made anew: with them days that are over change. Needs a transaction, until whose end nobody
    sums up; several may go on beside each other."""
    await connection.execute("DELETE FROM count_of_day")
