"""One row a deadline, running or ended, with the arithmetic behind its date."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain import events as e
from event_store.codec import Recorded

if TYPE_CHECKING:
    from event_store.streams import Connection

# The newest deadline of a step is the one that later events are about.
LATEST = """
contract_id = $1 AND set_version =
    (SELECT max(set_version) FROM deadline WHERE contract_id = $1 AND step = $2)
"""


async def project_deadlines(connection: "Connection", recorded: Sequence[Recorded]) -> None:
    for record in recorded:
        await _project(connection, record)


async def _project(connection: "Connection", record: Recorded) -> None:
    contract, event = record.stream, record.event
    match event:
        case e.DeadlineSet():
            await connection.execute(
                "INSERT INTO deadline (contract_id, set_version, step, due, derivation, outcome) "
                "VALUES ($1, $2, $3, $4, $5, 'running')",
                contract,
                record.version,
                event.step,
                event.due,
                event.derivation.model_dump_json(),
            )
        case e.DeadlineMet() | e.MissWithdrawn():
            await connection.execute(
                f"UPDATE deadline SET outcome = 'met', done_on = $3 WHERE {LATEST}",  # noqa: S608 - a constant
                contract,
                event.step,
                event.done_on,
            )
        case e.DeadlineWaived():
            await connection.execute(
                f"UPDATE deadline SET outcome = 'waived' WHERE {LATEST}",  # noqa: S608
                contract,
                event.step,
            )
        case e.DoneAfterDeadline():
            await connection.execute(
                f"UPDATE deadline SET done_on = $3 WHERE {LATEST}",  # noqa: S608
                contract,
                event.step,
                event.done_on,
            )
        case e.DeadlineMissed():
            await connection.execute(
                f"UPDATE deadline SET outcome = 'missed' WHERE {LATEST}",  # noqa: S608
                contract,
                event.step,
            )
        case e.StepReminded():
            await connection.execute(
                f"UPDATE deadline SET reminders = $3 WHERE {LATEST}",  # noqa: S608
                contract,
                event.step,
                event.number,
            )
        case e.StepEscalated():
            await connection.execute(
                f"UPDATE deadline SET rungs = $3 WHERE {LATEST}",  # noqa: S608
                contract,
                event.step,
                event.rung,
            )
