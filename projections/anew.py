"""What a contract's rows are by all that has happened, table by table: as the live projections have left them, without
all that they wrote and changed on the way. Another read model is one more of TABLES."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from domain.policy import Policy
from projections import (
    contacts,
    contracts,
    count_changes,
    course,
    deadlines,
    duplicates,
    lateness,
    needs,
    open_steps,
    parts,
    promises,
    scope,
    search,
    told,
    told_by,
)
from projections.story import Story
from projections.together import Rows, write_together

if TYPE_CHECKING:
    from event_store.streams import Connection


class Table(NamedTuple):
    """`insert`: of one row. `emptied` of the contract's rows first; else what is there is written over, or stays."""

    name: str
    insert: str
    rows: Callable[[Story, Policy], Sequence[tuple[Any, ...]]]
    emptied: bool = True


TABLES = (
    Table("contract", contracts.UPSERT, contracts.contract_rows, emptied=False),
    Table("contract_told", told.UPSERT, told.told_rows, emptied=False),
    Table("contract_search", search.UPSERT, search.search_rows, emptied=False),
    Table("contract_scope", scope.UPSERT, scope.scope_rows),
    Table("contract_part", parts.INSERT, parts.part_rows),
    Table("contract_told_by", told_by.INSERT, told_by.told_by_rows),
    Table("count_change", count_changes.INSERT, count_changes.count_change_rows),
    Table("course", course.INSERT, course.course_rows),
    Table("deadline", deadlines.INSERT, deadlines.deadline_rows),
    Table("kept_apart", duplicates.KEEP_APART, duplicates.kept_apart_rows, emptied=False),
    Table("lateness", lateness.INSERT, lateness.lateness_rows, emptied=False),
    Table("need_match", needs.MATCH, needs.match_rows),
    Table("open_step", open_steps.INSERT, open_steps.open_step_rows),
    Table("promise", promises.INSERT, promises.promise_rows),
    Table("supplier_contact", contacts.UPSERT, contacts.contact_rows),
)


async def write_anew(connection: "Connection", stories: Sequence[Story], policy: Policy) -> None:
    """`stories`: of contracts on record, each whole; their rows are locked."""
    await count_changes.forget_sums(connection)
    contracts = [story[-1].recorded[-1].stream for story in stories]
    for table in TABLES:
        if table.emptied:
            await connection.execute(f"DELETE FROM {table.name} WHERE contract_id = ANY($1)", contracts)  # noqa: S608
        rows = [row for story in stories for row in table.rows(story, policy)]
        await write_together(connection, Rows(table.insert, rows))
    await contacts.forget_drafts(connection, [story[-1].state for story in stories], contracts)
