"""PostgreSQL shows the API's reader only the rows of contracts that whoever looks may see; unasked, none at all."""

import json
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from access.rights import Right
from access.viewer import EVERYTHING
from tests.access.office import ROLES, Office, given, sent

# They tell of no contract. Whoever adds a table about contracts covers it in its migration: cover('table', 'column').
OF_NO_CONTRACT = {
    "head",
    "installation",
    "migration",
    "need",
    "delegation",
    "digest",
    "policy",
    "watch",
    "import",
    "import_file",
    "import_column",
    "log_key",
    "checkpoint",
    "anchoring",
    "refusal",
    "look_month",
    "look_checkpoint",
    "contract_scope",  # who has part in which: what the others ask
}


@pytest.fixture
async def reader(office: Office) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(office.served.settings.reader_url)
    yield connection
    await connection.close()


async def looking(reader: asyncpg.Connection, viewer: str) -> set[Any]:
    await reader.execute("SELECT set_config('insats.viewer', $1, false)", viewer)
    return {row["id"] for row in await reader.fetch("SELECT id FROM contract")}


COVERED = """
SELECT relname, relrowsecurity FROM pg_class
WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace
  AND has_any_column_privilege('insats_reader', oid, 'SELECT')
"""


async def test_every_table_about_contracts_is_covered(reader: asyncpg.Connection) -> None:
    readable = {row["relname"]: row["relrowsecurity"] for row in await reader.fetch(COVERED)}
    open_ = {name for name, covered in readable.items() if not covered}
    assert open_ <= OF_NO_CONTRACT
    assert len(readable) - len(open_) >= 16


async def test_where_nobody_says_who_looks_there_is_nothing(reader: asyncpg.Connection) -> None:
    for row in await reader.fetch(COVERED):
        if row["relrowsecurity"]:
            assert not await reader.fetchval(f'SELECT count(*) FROM "{row["relname"]}"'), row["relname"]  # noqa: S608


async def test_marked_contracts_are_there_for_those_who_have_part(
    office: Office, reader: asyncpg.Connection
) -> None:
    marked, everything = {office.waits, office.marked}, await looking(reader, EVERYTHING)
    assert everything >= {*marked, office.open}
    open_ = {"reach": "open", "texts": "none", "people": [], "departments": []}
    for departments, people, seen in (
        (["skola"], ["p-04"], everything - marked),
        (["jobbcenter"], ["p-03"], everything),
        ([], ["p-03"], everything - marked),
    ):
        viewer = json.dumps(open_ | {"departments": departments, "people": people})
        assert await looking(reader, viewer) == seen


async def test_a_supplier_sees_its_own_contracts_and_no_others(
    office: Office, reader: asyncpg.Connection
) -> None:
    own = {"reach": "own", "contracts": [str(office.marked)]}
    assert await looking(reader, json.dumps(own)) == {office.marked}
    assert {row["stream_id"] for row in await reader.fetch("SELECT stream_id FROM event")} == {office.marked}
    assert await reader.fetch("SELECT * FROM import_line") == []
    assert not await reader.fetchval("SELECT reads_texts($1)", office.marked)


async def test_the_rows_are_told_again_by_rebuilding(office: Office) -> None:
    pool, query = office.served.handler.pool, "SELECT * FROM contract_scope ORDER BY contract_id"
    before = await pool.fetch(query)
    assert (await office.served.http.post("/api/v1/rebuild")).status_code == 200
    assert await pool.fetch(query) == before


async def test_a_deputy_sees_and_does_what_is_theirs_who_is_away_and_it_is_shown(office: Office) -> None:
    http, nils, path = office.served.http, office.api["other_case"], f"/api/v1/contracts/{office.marked}"
    today = (await office.served.today()).isoformat()
    away = {"person": "p-03", "deputy": "p-04", "first_day": today, "last_day": today}
    assert (await nils.get(path)).status_code == 404
    (told,) = (await http.post("/api/v1/delegations", json=away)).json()
    assert (await nils.get(path)).json()["texts_shown"]
    assert (await nils.get("/api/v1/me")).json()["instead_of"] == ["p-03"]
    assert "Handläggare Elif" in (await office.pages["other_case"].get("/vecka")).text
    body = {"type": "invite_to_dialogue"}
    assert (await sent(nils, "POST", f"{path}/commands", body)).status_code == 201
    await http.post(f"/api/v1/delegations/{told['number']}/withdraw", json={})
    assert (await nils.get(path)).status_code == 404


async def test_when_the_mark_is_lifted_everybody_sees_it_again(office: Office) -> None:
    contract, reader = await office.served.contract_in_dialogue(), office.api["reader"]
    path = f"/api/v1/contracts/{contract}"
    await given(office.served, contract, "mark_secret", reason="Bilaga.")
    assert (await reader.get(path)).status_code == 404
    await given(office.served, contract, "lift_secrecy_mark", reason="Bilagan är borta.")
    assert (await reader.get(path)).status_code == 200


async def test_somebody_elses_command_sent_again_tells_nothing(office: Office) -> None:
    """A command id is known to all who read the trail; what it did is told to those who may ask for it."""
    events = (await office.served.http.get(f"/api/v1/contracts/{office.marked}/events")).json()
    body = {"command": {"type": "invite_to_dialogue"}, "command_id": events[0]["command_id"]}
    path = f"/api/v1/contracts/{office.marked}/commands"
    assert (await office.api["other_case"].post(path, json=body)).status_code == 404
    other = f"/api/v1/contracts/{office.open}/commands"
    assert (await office.api["other_case"].post(other, json=body)).status_code == 403


async def test_a_request_after_another_on_the_same_connection_looks_with_its_own_eyes(office: Office) -> None:
    path, own = f"/api/v1/contracts/{office.marked}", office.api["coordinator"].headers["authorization"]
    client = office.api["reader"]
    for _ in range(20):
        assert (await client.get(path, headers={"authorization": own})).status_code == 200
        assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("role", sorted(ROLES))
async def test_everybody_is_told_what_they_may(office: Office, role: str) -> None:
    told = (await office.api[role].get("/api/v1/me")).json()
    assert (told["id"], tuple(told["roles"])) == (ROLES[role][0], ROLES[role][2])
    assert Right.BE_HERE in told["rights"]
    assert (Right.RUN in told["rights"]) == (role == "administrator")
