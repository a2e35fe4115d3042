"""Nine ways in which whoever rules the database could change the past. Each says where it began to lie.

They are done as well as the database's administrator can: hashes and links are made right again where the class says
so, checkpoints in the database are rewritten with a key of his own. What he does not have is the sealer's key, nor the
checkpoints that others keep.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from random import Random
from uuid import UUID

import rfc8785

from audit.notes import Signer
from event_store.codec import NO_PREVIOUS
from tests.audit.logs import Log, Stored, identity

Tampered = tuple[Log, int]


def edit(log: Log, random: Random) -> Tampered:
    """A word in one event, and nothing else."""
    at = random.randrange(len(log.rows))
    return _with_row(log, at, replace(log.rows[at], body=_falsified(log.rows[at].body))), at + 1


def delete(log: Log, random: Random) -> Tampered:
    at = random.randrange(len(log.rows) - 1)
    return log.with_rows(log.rows[:at] + log.rows[at + 1 :]), at + 1


def swap(log: Log, random: Random) -> Tampered:
    """Two events change places."""
    one, other = sorted(random.sample(range(len(log.rows)), 2))
    rows = list(log.rows)
    rows[one], rows[other] = (
        replace(rows[other], position=one + 1),
        replace(rows[one], position=other + 1),
    )
    return log.with_rows(rows), one + 1


def forge(log: Log, random: Random) -> Tampered:
    """The last event of a stream is another one, with a hash and a link that are right."""
    last = {row.stream: at for at, row in enumerate(log.rows)}
    at = random.choice(sorted(last.values()))
    told = json.loads(log.rows[at].body) | {"command_id": str(identity(random)), "actor": "p-99"}
    row = replace(log.rows[at], command_id=UUID(told["command_id"]))
    return _with_row(log, at, row.saying(rfc8785.dumps(told))), at + 1


def null_hash(log: Log, random: Random) -> Tampered:
    """A verifier that skips what has no hash would pass it."""
    at = random.randrange(len(log.rows))
    row = replace(log.rows[at], body=_falsified(log.rows[at].body), leaf=None)
    return _with_row(log, at, row), at + 1


def truncate(log: Log, random: Random) -> Tampered:
    """The newest events are gone, and the head with them."""
    kept = random.randrange(1, len(log.rows))
    return log.with_rows(log.rows[:kept]), kept + 1


def rechain(log: Log, random: Random) -> Tampered:
    """An event is changed, all hashes and links after it are made anew, and all is sealed anew with another key."""
    at = random.randrange(len(log.rows))
    row = replace(log.rows[at], body=_falsified(log.rows[at].body))
    return _sealed_anew(_chained_anew(_with_row(log, at, row))), at + 1


def replay(log: Log, random: Random) -> Tampered:
    """An older backup, checkpoints and all: it agrees with itself in everything."""
    kept = random.randrange(1, len(log.rows))
    return replace(log, rows=log.rows[:kept]).sealed_at(
        *(note.size for note in log.notes if note.size < kept), kept
    ), kept + 1


def move_ciphertext(log: Log, random: Random) -> Tampered:
    """One encrypted text takes another's place; all hashes and links after it are made anew, and sealed anew."""
    encrypted = [at for at, row in enumerate(log.rows) if b'"ciphertext"' in row.body]
    to, source = random.sample(encrypted, 2)
    told = json.loads(log.rows[to].body)
    told["data"]["report"] = json.loads(log.rows[source].body)["data"]["report"]
    row = replace(log.rows[to], body=rfc8785.dumps(told))
    return _sealed_anew(_chained_anew(_with_row(log, to, row))), to + 1


CLASSES: tuple[Callable[[Log, Random], Tampered], ...] = (
    edit,
    delete,
    swap,
    forge,
    null_hash,
    truncate,
    rechain,
    replay,
    move_ciphertext,
)


def _with_row(log: Log, at: int, row: Stored) -> Log:
    return log.with_rows([*log.rows[:at], row, *log.rows[at + 1 :]])


def _falsified(body: bytes) -> bytes:
    told = json.loads(body)
    return rfc8785.dumps(told | {"actor": told["actor"] + "x"})


def _chained_anew(log: Log) -> Log:
    rows: list[Stored] = []
    last: dict[UUID, bytes] = {}
    for row in log.rows:
        told = json.loads(row.body) | {"previous": last.get(row.stream, NO_PREVIOUS).hex()}
        new = row.saying(rfc8785.dumps(told))
        last[row.stream] = new.leaf or b""
        rows.append(new)
    return log.with_rows(rows)


def _sealed_anew(log: Log) -> Log:
    sizes = [note.size for note in log.notes]
    return replace(log, signer=Signer.new(log.signer.name)).sealed_at(*sizes)
