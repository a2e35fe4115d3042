"""The policy through the API and the command line: who may, what is told, what a fault changes."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from datetime import date
from pathlib import Path

import pytest

from domain.adoption import POLICY_STREAM
from embedded.environment import PROJECT
from tests.served import Served
from tests.town import REASON, TEXT, Town, closing


async def test_an_api_sees_at_once_what_another_process_adopts(quiet: Town, web: Served) -> None:
    before = (await web.http.get("/api/v1/policy")).json()
    without_nils = TEXT.replace("Handläggare Nils A.", "Handläggare Nils B.")
    await quiet.adopt(without_nils)
    now = (await web.http.get("/api/v1/policy")).json()
    assert (now["number"], now["text"]) == (before["number"] + 1, without_nils)
    old = (await web.http.get(f"/api/v1/policy/versions/{before['number']}")).json()
    assert old["text"] == TEXT
    named = (await web.http.get(f"/api/v1/policy/versions/{now['version']}")).json()
    assert named["text"] == without_nils
    listed = (await web.http.get("/api/v1/policy/versions")).json()
    assert [each["number"] for each in listed] == list(range(now["number"], 0, -1))
    assert {each["text"] for each in listed} == {None}
    assert (await web.http.get("/api/v1/policy/versions/none")).status_code == 404


async def test_whoever_is_taken_out_of_the_policy_is_out_at_once(quiet: Town, web: Served) -> None:
    headers = await web.sign_in("p-04")
    assert (await web.http.get("/api/v1/contracts", headers=headers)).status_code == 200
    await quiet.adopt(TEXT.replace('id = "p-04"', 'id = "p-44"'))
    assert (await web.http.get("/api/v1/contracts", headers=headers)).status_code == 401


@pytest.mark.parametrize("path", ["/api/v1/policy/plan", "/api/v1/policy/versions"])
async def test_a_faulty_file_changes_nothing_and_is_told_with_its_lines(
    quiet: Town, web: Served, path: str
) -> None:
    before = len(await quiet.recorded(POLICY_STREAM))
    faulty = TEXT.replace("[steps.sign]", "[steps.sing]")
    body = {"text": faulty, "name": "ours", "replaces": before, "reason": REASON}
    answer = await web.http.post(
        path, json=body if path.endswith("versions") else {"text": faulty, "name": "ours"}
    )
    line = faulty[: faulty.index("[steps.sing]")].count("\n") + 1
    assert answer.status_code == 422
    assert {
        "where": f"ours.toml:{line}",
        "what": "steps.sing: det finns inget steg sing. Menade du sign?",
    } in answer.json()["errors"]
    assert len(await quiet.recorded(POLICY_STREAM)) == before


@pytest.mark.parametrize("who", ["p-03", "p-05"])
async def test_others_than_coordinators_and_administrators_neither_read_nor_change_it(
    quiet: Town, web: Served, who: str
) -> None:
    headers = await web.sign_in(who)
    asked = [
        await web.http.get("/api/v1/policy", headers=headers),
        await web.http.get("/api/v1/policy/versions", headers=headers),
        await web.http.post("/api/v1/policy/plan", json={}, headers=headers),
        await web.http.post("/api/v1/policy/moves", headers=headers),
    ]
    assert {answer.status_code for answer in asked} == {403}


async def test_what_somebody_has_not_looked_at_is_not_replaced(quiet: Town, web: Served) -> None:
    planned = (await web.http.post("/api/v1/policy/plan", json={})).json()
    await quiet.adopt(closing(date(2027, 5, 7)))
    body = {"text": closing(date(2027, 5, 14)), "replaces": planned["replaces"], "reason": REASON}
    answer = await web.http.post("/api/v1/policy/versions", json=body)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/policy_changed")


async def insats(web: Served, *asked: str) -> tuple[int | None, str]:
    token = (await web.sign_in())["Authorization"].removeprefix("Bearer ")
    unused = (
        "OWNER_URL",
        "WRITER_URL",
        "READER_URL",
        "KEYS_URL",
        "KEY_ENCRYPTION_KEY",
    )  # it asks over HTTP only
    env = {**os.environ, **{f"INSATS_{name}": "" for name in unused}, "INSATS_LANGUAGE": "en"}
    env |= {"INSATS_API_URL": web.url, "INSATS_TOKEN": token, "COLUMNS": "200"}
    command = (sys.executable, "-m", "cli.main", "policy", *asked)
    process = await asyncio.create_subprocess_exec(*command, env=env, stdout=PIPE, stderr=STDOUT, cwd=PROJECT)
    told, _ = await process.communicate()
    return process.returncode, told.decode()


async def test_the_command_line_plans_applies_and_reads_back(
    quiet: Town, web: Served, tmp_path: Path
) -> None:
    contract = await quiet.contract()
    was = await quiet.last_day(contract)
    file = tmp_path / "karlstad.toml"
    file.write_text(closing(was), encoding="utf-8")
    status, told = await insats(web, "plan", str(file))
    assert status == 0, told
    number = f"P-{contract.hex[:6]}"
    (line,) = [line for line in told.splitlines() if number in line]
    assert f"{was} → " in line
    assert f"({was} Klämdag is a day off)" in line
    assert await quiet.last_day(contract) == was

    status, told = await insats(web, "apply", str(file), "--reason", REASON)
    assert status == 0, told
    assert "All contracts have been looked at" in told
    assert await quiet.last_day(contract) > was

    status, told = await insats(web, "apply", str(file), "--reason", REASON)
    assert (status, "is what is in force already" in told) == (0, True)

    status, told = await insats(web, "history")
    assert (status, REASON in told, "The installation's first start." in told) == (0, True, True)
    status, told = await insats(web, "show", "1")
    assert (status, TEXT in told) == (0, True)


async def test_at_the_command_line_a_faulty_file_is_told_before_anything_is_asked(
    quiet: Town, web: Served, tmp_path: Path
) -> None:
    before = len(await quiet.recorded(POLICY_STREAM))
    file = tmp_path / "karlstad.toml"
    file.write_text(TEXT.replace("[steps.sign]", "[steps.sing]"), encoding="utf-8")
    status, told = await insats(web, "apply", str(file), "--reason", REASON)
    assert (status, "Did you mean sign?" in told) == (1, True)
    assert len(await quiet.recorded(POLICY_STREAM)) == before
