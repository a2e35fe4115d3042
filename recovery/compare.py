"""What the tables hold, as one digest a table: byte-equal or not."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from event_store.streams import Connection

# Derived from the events, and made again by a rebuild; every column that no clock has put off since.
READ_MODELS: Mapping[str, str] = {
    "contract": "to_jsonb(contract) - 'next_at'",  # time that found nothing to do put it off, without an event
    "contract_part": "contract_part",
    "contract_search": "contract_search",
    "contract_told": "contract_told",
    "contract_told_by": "contract_told_by",
    "count_change": "count_change",
    "course": "course",
    "deadline": "deadline",
    "delegation": "delegation",
    "kept_apart": "kept_apart",
    "lateness": "lateness",
    "need": "need",
    "need_match": "need_match",
    "open_step": "open_step",
    "policy": "policy",
    "promise": "promise",
    "supplier_contact": "supplier_contact",
}
WORK = (
    "checkpoint",
    "digest",
    "event",
    "evidence_file",
    "import",
    "import_line",
    "look",
    "look_checkpoint",
    "look_month",
    "notice",
    "nudge",
    "saved_view",
    "trouble",
)
EVERYTHING: Mapping[str, str] = {**READ_MODELS, "contract": "contract", **{name: name for name in WORK}}


async def digests(connection: "Connection", tables: Mapping[str, str] = READ_MODELS) -> dict[str, str]:
    """Of each table's rows as text, in their order; bytewise, whatever the cluster's language is."""
    found = {}
    for table, columns in tables.items():
        rows = f"SELECT md5(({columns})::text) AS row FROM {table}"  # noqa: S608 - names of ours
        query = f"SELECT md5(coalesce(string_agg(row, '' ORDER BY row), '')) FROM ({rows}) AS rows"  # noqa: S608
        found[table] = await connection.fetchval(query)
    return found


def differing(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    return sorted(table for table in one if one[table] != other.get(table))
