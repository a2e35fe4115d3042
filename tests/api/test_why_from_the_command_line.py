"""`insats why`: the API's sentences at the terminal, by a contract's number and a step's id or name."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

from tests.served import Served

PROJECT = Path(__file__).parents[2]

UNUSED = ("OWNER_URL", "WRITER_URL", "READER_URL", "KEYS_URL", "KEY_ENCRYPTION_KEY")  # it asks over HTTP only


async def why(served: Served, *asked: str, language: str = "sv") -> tuple[int | None, str]:
    token = (await served.sign_in())["Authorization"].removeprefix("Bearer ")
    environment = {**os.environ, **{f"INSATS_{name}": "" for name in UNUSED}, "INSATS_LANGUAGE": language}
    environment |= {"INSATS_API_URL": served.url, "INSATS_TOKEN": token}
    command = (sys.executable, "-m", "cli.main", "why", *asked)
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=PIPE, stderr=STDOUT, cwd=PROJECT
    )
    told, _ = await process.communicate()
    return process.returncode, told.decode()


async def test_every_last_day_of_a_contract_is_explained(served: Served) -> None:
    await served.signed_contract("VARF-1")
    status, told = await why(served, "VARF-1")
    assert status == 0
    assert "Bjud in till dialog: " in told
    assert "  Avtalet tecknades. Tiden räknas från " in told


async def test_one_step_is_found_by_its_id_or_by_its_name(served: Served) -> None:
    await served.signed_contract("VARF-2")
    by_id, by_name = await why(served, "VARF-2", "hold"), await why(served, "VARF-2", "håll dialogen")
    assert by_id == by_name
    assert by_id[1].startswith("Håll dialogen: ")
    assert "Bjud in" not in by_id[1]


async def test_it_is_told_in_english_and_to_machines(served: Served) -> None:
    await served.signed_contract("VARF-3")
    _, english = await why(served, "VARF-3", "hold", language="en")
    assert "The last day is " in english
    _, told = await why(served, "VARF-3", "hold", "--json")
    assert json.loads(told)["derivation"]["lines"][1]["number"] == 30


async def test_a_step_without_a_last_day_and_a_contract_without_any_are_said(served: Served) -> None:
    await served.signed_contract("VARF-4")
    await served.registered_contract("VARF-5")
    status, told = await why(served, "VARF-4", "evaluate")
    assert (status, told) == (
        1, "Här finns ingen sista dag för ”evaluate”. Det finns: invite, hold.\n"
    )  # fmt: skip
    assert await why(served, "VARF-5") == (0, "Ingen sista dag är bestämd än.\n")
    assert (await why(served, "VARF-9"))[0] == 1
