"""The figures of month ends reckoned a second time: every event of every contract read, and folded as far as it was
recorded by then. No read model is asked."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from domain.calendar import end_of
from domain.contract import Contract
from domain.happened import evolve
from domain.passing_time import running_of
from domain.phase import phase_of
from domain.vocabulary import Phase
from event_store.codec import Recorded, decode
from projections.month_ends import MonthEnd

if TYPE_CHECKING:
    from event_store.streams import Connection

EVENTS = """
SELECT event.position, body, leaf FROM event JOIN contract ON contract.id = stream_id ORDER BY stream_id, event.version
"""


async def reckoned(connection: "Connection", days: Sequence[date]) -> list[MonthEnd]:
    """`days` in order."""
    recorded = [
        decode(row["position"], row["body"], row["leaf"], {}) for row in await connection.fetch(EVENTS)
    ]
    return reckoned_of([list(stream) for _, stream in groupby(recorded, lambda record: record.stream)], days)


def reckoned_of(streams: Sequence[Sequence[Recorded]], days: Sequence[date]) -> list[MonthEnd]:
    of_streams = [list(_states(stream, days)) for stream in streams]
    return [_sum([states[n] for states in of_streams], day) for n, day in enumerate(days)]


def _states(stream: Sequence[Recorded], days: Sequence[date]) -> Iterator[Contract]:
    """As known at the end of each day."""
    state, read = Contract(), 0
    for day in days:
        end = end_of(day)
        while read < len(stream) and stream[read].origin.recorded_at < end:
            state, read = evolve(state, stream[read].event), read + 1
        yield state


def _sum(states: Sequence[Contract], day: date) -> MonthEnd:
    """What was registered by mistake is counted nowhere."""
    known = [state for state in states if state.facts is not None and not state.void]
    phases = Counter(phase_of(state) for state in known)
    return MonthEnd(
        day,
        {phase: phases[phase] for phase in Phase},
        held=sum(state.held is not None for state in known),
        late=sum(deadline.plan.due < day for state in known for deadline in running_of(state)),
        promised=sum(commitment.places for state in known for commitment in state.commitments.values()),
        started=sum(len(state.kept_placements) for state in known),
    )
