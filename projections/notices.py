"""The queue of notices: put in by the command's transaction, taken by a sender under a lease."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID, uuid5

from domain.contract import Contract
from domain.notice import ONE_CONTACT, THE_SUPPLIER, Notice, the_contact
from domain.notices import notices_for, waits_for_digest
from domain.policy import Policy
from domain.step_events import StepOpened
from domain.takeover import ContractTakenOver
from event_store.codec import Recorded
from projections.reading import Row
from projections.together import Rows
from telemetry.steps import here

if TYPE_CHECKING:
    import asyncpg


QUEUE = """
INSERT INTO notice (id, contract_id, version, kind, recipient, roles, step, due, number, form, was, text, queued_at,
                    message_id, waits, traceparent, next_try_at)
VALUES ($1::uuid, $2::uuid, $3::integer, $4::text, $5::text, $6::text[], $7::text, $8::date, $9::integer, $10::text,
        $11::date, $12::text, $13::timestamptz, $14::text, $15::boolean, $16::text, CASE WHEN NOT $15 THEN now() END)
ON CONFLICT DO NOTHING
"""
LEASE = timedelta(seconds=20)  # longer than a delivery may take, shorter than the activity that is retried


@dataclass(frozen=True)
class QueuedNotice:
    """A notice under lease: ours to send until the lease runs out."""

    id: UUID
    contract_id: UUID
    version: int  # of the event that raised it
    kind: str
    recipient: str
    step: str | None
    due: date | None
    number: int | None
    form: str
    was: date | None
    text: str
    queued_at: datetime
    attempts: int
    message_id: str
    contract_number: str
    title: str
    supplier: str
    demo: bool
    traceparent: str | None = None  # of the step that raised it


def notice_writes(state: Contract, recorded: Sequence[Recorded], policy: Policy) -> Rows:
    """Unique by event, person and kind; a person who holds two of the roles gets one."""
    return Rows(QUEUE, [row for record in _news(recorded) for row in _rows(record, state, policy)])


def _news(recorded: Sequence[Recorded]) -> Iterable[Recorded]:
    """What happened before a contract was taken over is none: its departments are told of what is to be done now."""
    if not any(isinstance(record.event, ContractTakenOver) for record in recorded):
        return recorded
    return (record for record in recorded if isinstance(record.event, StepOpened))


class Told(NamedTuple):
    """One mail to come: `roles` is why it is theirs."""

    recipient: str
    notice: Notice
    roles: list[str]


def told_by(record: Recorded, state: Contract, policy: Policy) -> Iterable[Told]:
    merged: dict[tuple[str, str], Told] = {}
    for notice in notices_for(record.event, state, policy):
        for recipient in _recipients(notice, state, policy):
            merged.setdefault((recipient, notice.kind), Told(recipient, notice, [])).roles.append(
                notice.recipient
            )
    return merged.values()


def _rows(record: Recorded, state: Contract, policy: Policy) -> Iterable[tuple[Any, ...]]:
    for recipient, notice, roles in told_by(record, state, policy):
        kind = notice.kind
        notice_id = uuid5(record.stream, f"{record.version}/{recipient}/{kind}")
        yield (
            notice_id,
            record.stream,
            record.version,
            kind,
            recipient,
            roles,
            notice.step,
            notice.due,
            notice.number,
            notice.form,
            notice.was,
            notice.text,
            record.origin.recorded_at,
            f"<{notice_id}@insats>",
            waits_for_digest(kind, policy.person(recipient)),
            here(),
        )


def _recipients(notice: Notice, state: Contract, policy: Policy) -> list[str]:
    if notice.recipient == THE_SUPPLIER:
        return [the_contact(number) for number in sorted(state.contacts)]
    if notice.recipient.startswith(ONE_CONTACT):
        return [notice.recipient]
    return [person.id for person in policy.people_for(notice.recipient, notice.departments)]


async def take(pool: "asyncpg.Pool[Any]", notices: Sequence[UUID]) -> list[QueuedNotice | None]:
    """A lease on each; None of one that is sent, or another sender holds. A lease lost with a power cut is a lease
    less: its transaction waits for no disk. In the order of their ids: of two who take the same, neither has what the
    other waits for."""
    rows = await pool.fetchmany(
        """
        UPDATE notice SET next_try_at = now() + $2, attempts = attempts + 1
        FROM contract, (SELECT set_config('synchronous_commit', 'off', true)) AS lightly
        WHERE notice.id = $1 AND next_try_at <= now() AND contract.id = contract_id
        RETURNING notice.id, contract_id, notice.version, kind, recipient, step, due, notice.number, form, was,
                  notice.text, queued_at, attempts, message_id, contract.number AS contract_number, contract.title,
                  contract.suppliers AS supplier,
                  (SELECT demo FROM installation), notice.traceparent
        """,
        [(notice, LEASE) for notice in sorted(notices)],
    )
    taken = {row["id"]: QueuedNotice(**row) for row in rows}
    return [taken.pop(notice, None) for notice in notices]


async def due_to_send(pool: "asyncpg.Pool[Any]", limit: int) -> list[tuple[UUID, UUID]]:
    """Each with its contract, whoever's they are, the longest waiting first."""
    rows = await pool.fetch(
        "SELECT notice.id, contract_id FROM notice JOIN contract ON contract.id = contract_id "
        "WHERE next_try_at <= now() ORDER BY next_try_at LIMIT $1",
        limit,
    )
    return [(row["id"], row["contract_id"]) for row in rows]


class Sent(NamedTuple):
    """`sent_to`: who got it instead of its recipient."""

    notice: UUID
    reply: str
    sent_to: str = ""


async def sent(pool: "asyncpg.Pool[Any]", mails: Sequence[Sent]) -> None:
    await pool.executemany(
        "UPDATE notice SET sent_at = installation_now(), next_try_at = NULL, reply = $2, sent_to = $3 WHERE id = $1",
        sorted(mails),
    )


async def failed(pool: "asyncpg.Pool[Any]", notice: UUID, reply: str, again: timedelta | None) -> None:
    """`again`: how long until the next try; None gives up."""
    await pool.execute(
        "UPDATE notice SET next_try_at = now() + $3, reply = $2 WHERE id = $1 AND sent_at IS NULL",
        notice,
        reply,
        again,
    )


async def send_again(pool: "asyncpg.Pool[Any]", contract: UUID, step: str) -> int:
    """Those of a step that were given up, tried afresh: somebody has mended the address. How many."""
    again = await pool.fetch(
        "UPDATE notice SET next_try_at = now(), attempts = 0 WHERE contract_id = $1 AND step = $2"
        " AND sent_at IS NULL AND next_try_at IS NULL AND NOT waits RETURNING 1",
        contract,
        step,
    )
    return len(again)


async def unreached(pool: "asyncpg.Pool[Any]", contract: UUID, step: str) -> Sequence[Row]:
    """The notices of a step that were given up."""
    return await pool.fetch(
        "SELECT kind, recipient, attempts FROM notice WHERE contract_id = $1 AND step = $2"
        " AND sent_at IS NULL AND next_try_at IS NULL AND NOT waits ORDER BY queued_at",
        contract,
        step,
    )
