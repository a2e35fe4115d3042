"""`insats token`: made, shown once, listed with its last use, revoked."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import httpx

from cli.showing import at
from tests.access.office import Office
from tests.access.test_tokens import PATH

PROJECT = Path(__file__).parents[2]
UNUSED = ("OWNER_URL", "WRITER_URL", "READER_URL", "KEYS_URL", "KEY_ENCRYPTION_KEY")  # it asks over HTTP only


async def token(office: Office, *asked: str) -> str:
    headers = office.api["administrator"].headers
    environment = {**os.environ, **{f"INSATS_{name}": "" for name in UNUSED}, "INSATS_LANGUAGE": "sv"}
    environment |= {
        "INSATS_API_URL": office.served.url,
        "INSATS_TOKEN": headers["Authorization"].removeprefix("Bearer "),
    }
    command = (sys.executable, "-m", "cli.main", "token", *asked)
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=PIPE, stderr=STDOUT, cwd=PROJECT
    )
    told, _ = await process.communicate()
    return told.decode()


async def test_a_token_lives_its_life_at_the_terminal(office: Office) -> None:
    made = await token(
        office, "create", "p-15", "--name", "Arkivet", "--rights", "contracts,trail", "--days", "30"
    )
    secret, said, *_ = made.splitlines()
    assert said.startswith("Den visas inte igen. Den upphör ")
    headers = {"Authorization": f"Bearer {secret}"}
    async with httpx.AsyncClient(base_url=office.served.url, headers=headers) as client:
        assert "aldrig använd" in await token(office, "list")
        assert (await client.get("/api/v1/contracts")).status_code == 200
        listed = next(line for line in (await token(office, "list")).splitlines() if "Arkivet" in line)
        assert "be_here" not in listed
        assert "contracts,trail" in listed
        (told,) = (e for e in (await office.api["administrator"].get(PATH)).json() if e["name"] == "Arkivet")
        assert f"till {at(told['expires_at'])}" in listed
        assert f"senast använd {at(told['last_used_at'])}" in listed
        assert await token(office, "revoke", listed.split()[0]) == "Återkallad.\n"
        assert (await client.get("/api/v1/contracts")).status_code == 401
