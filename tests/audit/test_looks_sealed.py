"""Who looked, sealed month by month: whatever is done to a look shows, and a month may still go whole."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings as told, strategies as st

from audit.anchoring import Anchoring
from audit.look_sealer import seal_looks
from audit.looks import said_by, verify_looks
from audit.sealer import Sealer, SealerFolder
from audit.verify import Fault, kept_in, leaf_of, outside_of
from tests.audit.conftest import OwnLog
from tests.audit.logs import chance, random_log

MONTH = f"{datetime.now(UTC):%Y-%m}"
TABLES = ("look", "look_checkpoint")
NOTE = "SELECT note_looks($1, 'reader', 'contract', 'page', ARRAY[gen_random_uuid()], '', $2, NULL)"
NEW_LEAVES = (
    "UPDATE look SET leaf = look_leaf(looked_at, person, role, what, way, contract_id, about, reason, size)"
)
LONG_AGO = """
UPDATE look_month SET month = month - interval '2 years'; UPDATE look_checkpoint SET month = month - interval '2 years';
UPDATE look SET month = month - interval '2 years'
"""


@pytest.fixture
async def administrator(own_log: OwnLog) -> AsyncIterator[asyncpg.Connection]:
    """With all that keeps looks as they are switched off, and no look noted yet."""
    at = own_log.administrator
    for table in TABLES:
        await at.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    for table in (*TABLES, "look_month", "refusal", "log_key"):
        await at.execute(f"DELETE FROM {table}")  # noqa: S608
    yield at
    for table in TABLES:
        await at.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}s_stay")


@pytest.fixture
async def sealer(own_log: OwnLog, administrator: asyncpg.Connection, tmp_path: Path) -> Sealer:
    made = Sealer(own_log.sealer_url, SealerFolder(tmp_path / "sealer"), "insats.example/test")
    await administrator.execute("INSERT INTO log_key (vkey) VALUES ($1)", made.folder.signer(made.name).vkey)
    return made


async def noted(administrator: asyncpg.Connection, number: int) -> None:
    for n in range(number):
        await administrator.execute(NOTE, f"p-0{n % 5}", f'Ärende {n}\n\x1f"\\\u2028')


async def refusals(administrator: asyncpg.Connection) -> list[str]:
    return [row["why"] for row in await administrator.fetch("SELECT why FROM refusal")]


async def test_a_month_is_sealed_as_it_grows_and_verifies(
    sealer: Sealer, administrator: asyncpg.Connection, reader_of_log: asyncpg.Connection
) -> None:
    await noted(administrator, 5)
    (first,) = await seal_looks(sealer)
    assert (first.origin, first.size) == (f"insats.example/test/looks/{MONTH}", 5)
    assert await seal_looks(sealer) == []
    await noted(administrator, 3)
    (second,) = await seal_looks(sealer)
    (month,) = await verify_looks(reader_of_log, "", [first, second])
    assert vars(month) == {"month": MONTH, "noted": 8, "sealed": 8, "anchored": 8, "gone": False}
    assert await refusals(administrator) == []


# Done as well as the database's administrator can: leaves, numbers and the month's size are made right again.
TAMPERED = {
    "edited": f"UPDATE look SET person = 'p-99' WHERE number = 3; {NEW_LEAVES}",  # noqa: S608
    "edited and not hashed": "UPDATE look SET reason = 'Annat' WHERE number = 3",
    "taken away": "DELETE FROM look WHERE number = 3",
    "taken away and closed": "DELETE FROM look WHERE number = 3; UPDATE look_month SET size = size - 1;"
    " UPDATE look SET number = 1 - number WHERE number > 3; UPDATE look SET number = -number WHERE number < 0",
    "the last taken away": "DELETE FROM look WHERE number = 8; UPDATE look_month SET size = 7",
    "all taken away": "DELETE FROM look",
    "the whole month": "DELETE FROM look; DELETE FROM look_month",
    "its seals too": "DELETE FROM look; DELETE FROM look_month; DELETE FROM look_checkpoint",
    "swapped": "UPDATE look SET number = -number; UPDATE look SET number = CASE number WHEN -3 THEN 4 WHEN -4 THEN 3"
    " ELSE -number END",
    "noted anew": "DELETE FROM look; DELETE FROM look_month; SELECT note_looks('p-01', 'reader', 'contract', 'page',"
    " '{NULL}', '', '', NULL) FROM generate_series(1, 8)",
}


@pytest.mark.parametrize("how", TAMPERED)
async def test_whatever_is_done_to_a_look_shows(
    sealer: Sealer, administrator: asyncpg.Connection, reader_of_log: asyncpg.Connection, how: str
) -> None:
    await noted(administrator, 8)
    outside = await seal_looks(sealer)
    await administrator.execute(TAMPERED[how])
    with pytest.raises(Fault, match=MONTH):
        await verify_looks(reader_of_log, "", outside)


@pytest.mark.parametrize(
    "how", sorted(TAMPERED.keys() - {"edited", "edited and not hashed", "swapped", "noted anew"})
)
async def test_the_sealer_tells_of_a_look_that_is_gone_and_signs_no_shorter_month(
    sealer: Sealer, administrator: asyncpg.Connection, how: str
) -> None:
    await noted(administrator, 8)
    await seal_looks(sealer)
    await administrator.execute(TAMPERED[how])
    assert await seal_looks(sealer) == []
    (why,) = await refusals(administrator)
    assert MONTH in why


async def test_the_sealer_signs_no_other_beginning(sealer: Sealer, administrator: asyncpg.Connection) -> None:
    await noted(administrator, 8)
    await seal_looks(sealer)
    await administrator.execute(TAMPERED["edited"])
    await noted(administrator, 1)
    assert await seal_looks(sealer) == []
    assert "not those that were sealed" in (await refusals(administrator))[0]


async def test_a_month_of_long_ago_may_go_whole_and_how_many_there_were_is_still_told(
    sealer: Sealer, administrator: asyncpg.Connection, reader_of_log: asyncpg.Connection
) -> None:
    await noted(administrator, 4)
    await administrator.execute(LONG_AGO)
    outside = await seal_looks(sealer)
    await administrator.execute("DELETE FROM look")
    assert await seal_looks(sealer) == []
    assert await refusals(administrator) == []
    (month,) = await verify_looks(reader_of_log, "", outside)
    assert (month.noted, month.sealed, month.gone) == (4, 4, True)


async def test_part_of_a_month_of_long_ago_may_not(
    sealer: Sealer, administrator: asyncpg.Connection, reader_of_log: asyncpg.Connection
) -> None:
    await noted(administrator, 4)
    await administrator.execute(LONG_AGO)
    await seal_looks(sealer)
    await administrator.execute("DELETE FROM look WHERE number = 4")
    await seal_looks(sealer)
    assert len(await refusals(administrator)) == 1
    with pytest.raises(Fault):
        await verify_looks(reader_of_log, "", ())


async def test_a_checkpoint_that_somebody_else_signed_is_none(
    sealer: Sealer, administrator: asyncpg.Connection, reader_of_log: asyncpg.Connection
) -> None:
    await noted(administrator, 2)
    (right,) = await seal_looks(sealer)
    other = random_log(chance("another")).signer
    forged = other.checkpoint(2, right.root, f"/looks/{MONTH}")
    with pytest.raises(Fault, match="fel underskrift"):
        await verify_looks(reader_of_log, "", [forged])


async def test_it_leaves_with_the_logs_own_checkpoints_and_is_not_taken_for_one(
    sealer: Sealer,
    own_log: OwnLog,
    administrator: asyncpg.Connection,
    reader_of_log: asyncpg.Connection,
    tmp_path: Path,
) -> None:
    (folder := tmp_path / "revision").mkdir()
    anchor = f'[[anchor]]\nname = "revisionen"\nkind = "folder"\npath = "{folder}"\n'
    await own_log.holds(log := random_log(chance("looks")))
    await administrator.execute("DELETE FROM log_key; DELETE FROM checkpoint")
    (sealer.folder.path / "anchors.toml").write_text(anchor)
    await noted(administrator, 6)
    newest = await sealer.seal()
    await seal_looks(sealer)
    await Anchoring(sealer).put(newest)
    assert [each.size for each in outside_of([folder], ())] == [len(log.rows)]
    of_looks = [each for each in kept_in([folder]) if each.month]
    (month,) = await verify_looks(reader_of_log, "", of_looks)
    assert month.anchored == 6
    await administrator.execute(TAMPERED["taken away and closed"])
    await administrator.execute("DELETE FROM look_checkpoint")
    with pytest.raises(Fault):
        await verify_looks(reader_of_log, "", of_looks)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@told(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(person=TEXT, reason=TEXT, size=st.none() | st.integers(0, 2**62))
async def test_what_is_hashed_is_the_same_here_and_in_the_database(
    own_log: OwnLog, person: str, reason: str, size: int | None
) -> None:
    row = await own_log.administrator.fetchrow(
        "SELECT *, look_leaf(looked_at, person, role, what, way, contract_id, about, reason, size) AS leaf FROM"
        " (SELECT $1::timestamptz AS looked_at, $2::text AS person, 'reader' AS role, 'export' AS what, 'cli' AS way,"
        " gen_random_uuid() AS contract_id, '' AS about, $3::text AS reason, $4::bigint AS size) AS row",
        datetime(2026, 11, 29, 23, 59, 59, 999_999, tzinfo=UTC) - timedelta(seconds=len(person)),
        person,
        reason,
        size,
    )
    assert row
    assert row["leaf"] == leaf_of(said_by(dict(row)))
