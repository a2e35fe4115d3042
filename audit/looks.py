"""Every look that is kept worked out again from what its row says, and held against what was sealed of its month."""

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from audit.live import QuickKey, the_keys
from audit.look_sealer import MONTHS
from audit.verify import MISSING, NOT_SEALED, Checkpoint, Fault, Tree, checkpoints_in, leaf_of

if TYPE_CHECKING:
    from audit.live import Connection

LOOKS = "SELECT * FROM look WHERE month = $1 ORDER BY number"


@dataclass(frozen=True)
class Month:
    """`gone`: let go whole; how many there were, and were sealed, is still told."""

    month: str
    noted: int
    sealed: int
    anchored: int
    gone: bool


async def verify_looks(connection: "Connection", vkey: str, outside: Sequence[Checkpoint]) -> list[Month]:
    """Raises Fault, or ValueError when the key is none."""
    rows = await connection.fetch("SELECT note FROM look_checkpoint ORDER BY month, size")
    own = [one for row in rows for one in checkpoints_in(row["note"])]
    _demand_signed([*own, *outside], [vkey] if vkey else await the_keys(connection))
    months = {f"{row['month']:%Y-%m}": row for row in await connection.fetch(MONTHS)}
    for month in sorted({one.month for one in (*own, *outside)} - months.keys()):
        raise Fault(1, f"{month}: {MISSING}")
    return [
        await _verified(connection, row, _of(month, own), _of(month, outside))
        for month, row in months.items()
    ]


def _of(month: str, some: Sequence[Checkpoint]) -> list[Checkpoint]:
    return [each for each in some if each.month == month]


def _demand_signed(known: Sequence[Checkpoint], vkeys: Sequence[str]) -> None:
    keys = [QuickKey.of(each) for each in vkeys]
    for each in known:
        if not any(
            each.origin == f"{key.name}/looks/{each.month}" and key.has_signed(each.note) for key in keys
        ):
            raise Fault(1, f"{each.month}: fel underskrift / wrongly signed", each.size)


async def _verified(
    connection: "Connection", row: Mapping[str, Any], own: Sequence[Checkpoint], outside: Sequence[Checkpoint]
) -> Month:
    month, noted = f"{row['month']:%Y-%m}", row["size"]
    sealed, anchored = (max((each.size for each in some), default=0) for some in (own, outside))
    gone = row["may_be_gone"] and not row["there"]
    if not gone:
        looks = await connection.fetch(LOOKS, row["month"])
        roots = _roots(month, looks, {each.size for each in (*own, *outside)})
        if len(looks) < max(noted, sealed, anchored):
            raise Fault(len(looks) + 1, f"{month}: {MISSING}")
        for each in sorted((*own, *outside), key=lambda one: one.size):
            if roots[each.size] != each.root:
                raise Fault(1, f"{month}: {NOT_SEALED}", each.size)
    return Month(month, noted, sealed, anchored, gone)


def _roots(month: str, looks: Sequence[Mapping[str, Any]], sizes: Set[int]) -> dict[int, bytes]:
    """At those sizes. Raises Fault."""
    tree, roots = Tree(), {}
    for look in looks:
        leaf = leaf_of(said_by(look))
        if look["number"] != tree.size + 1:
            raise Fault(tree.size + 1, f"{month}: {MISSING}")
        if look["leaf"] != leaf:
            raise Fault(look["number"], f"{month}: {NOT_SEALED}")
        tree.add(leaf)
        if tree.size in sizes:
            roots[tree.size] = tree.root()
    return roots


def said_by(look: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed, as `look_leaf` in the database makes them: docs/storage-format.md."""
    contract = str(look["contract_id"]) if look["contract_id"] else None
    at = f"{look['looked_at'].astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
    before = [look[name] for name in ("person", "role", "what", "way")]
    after = [look[name] for name in ("about", "reason", "size")]
    return json.dumps([at, *before, contract, *after], ensure_ascii=False).encode()
