"""`insats up` as its user meets it: any part is killed in the middle of the work, and nothing is lost or doubled."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.service import RPCError

from cli.client import new_link
from domain.vocabulary import Form
from embedded import control
from embedded.data_folder import DataFolder
from embedded.environment import PROJECT, settings
from temporal_connection import connect
from tests.served import eventually
from workflows.names import contract_workflow_id


def story(today: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    answers = [{"form": form, "answer": "possible", "number": 1} for form in Form]
    return (
        ("invite_to_dialogue", {}),
        ("record_dialogue", {"held_on": today, "participants": ["klk", "supplier"], "answers": answers}),
        ("confirm_record", {"party": "municipality"}),
        ("confirm_record", {"party": "supplier"}),
        ("agree_commitment", {"form": "internship", "places": 1, "starts_on": today, "ends_on": today}),
        ("conclude_commitments", {}),
        ("plan_follow_up", {"reports_on": [today]}),
        ("start_placement", {"commitment": 1, "started_on": today}),
        ("complete_placement", {"placement": 1, "completed_on": today}),
        ("report_follow_up", {"report": "Gick bra."}),
        ("approve_follow_up", {}),
        ("conclude_outcomes", {"reason": "Verksamheten är nedlagd."}),
        ("evaluate_contract", {"assessment": "Löftet hölls."}),
    )


MARKS = {
    "worker": "-m\0worker",
    "api": "-m\0server",
    "temporal": "start-dev",
    "postgres": "postgres",
    "smtp": "smtp_catcher",
}
A_LEASE_AND_A_SWEEP = 120.0  # s: a sender that was killed keeps its notice until the lease has run out


@asynccontextmanager
async def up(data: DataFolder) -> AsyncIterator[httpx.AsyncClient]:
    """The command a user gives, until it says that it is ready; stopped as Ctrl-C stops it."""
    command = [sys.executable, "-m", "cli.main", "up", "--test", "--port", "0", "--data", str(data.path)]
    with (data.path.parent / "up.log").open("a") as log:
        process = await asyncio.create_subprocess_exec(*command, stdout=log, stderr=log, cwd=PROJECT)
    try:
        running = await eventually(data.running)
        link = await new_link(settings(data), None)
        async with httpx.AsyncClient(base_url=running.address, timeout=10) as http:
            answer = await http.post("/api/v1/sessions", json={"link": link})
            http.headers.update({"Authorization": f"Bearer {answer.json()['access_token']}", "If-Match": "*"})
            yield http
    finally:
        process.send_signal(signal.SIGINT)
        assert await process.wait() == 0


def kill(data: DataFolder, part: str) -> None:
    os.kill(process_of(data, part), signal.SIGKILL)


def process_of(data: DataFolder, part: str) -> int:
    """Whose command line tells that it is this part of this installation."""
    running = data.running()
    assert running
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes().decode() for pid in children}
    (pid,) = [pid for pid, command in commands.items() if MARKS[part] in command]
    return int(pid)


async def mails_under_way(data: DataFolder) -> int:
    """Mails that somebody has begun to send, and not yet noted as sent."""
    connection = await asyncpg.connect(settings(data).owner_url)
    query = "SELECT count(*) FROM notice WHERE attempts > 0 AND sent_at IS NULL"
    found: int = await connection.fetchval(query)
    await connection.close()
    return found


async def patiently(http: httpx.AsyncClient, method: str, path: str, **request: Any) -> httpx.Response:
    """As a client should: the same request, with the same key, until it is answered."""

    async def answer() -> httpx.Response | None:
        try:
            response = await http.request(method, path, **request)
        except httpx.TransportError:
            return None
        return response if response.status_code < 500 else None

    found: httpx.Response = await eventually(answer)
    return found


@pytest.mark.timeout(180)
async def test_every_part_is_killed_in_turn_and_nothing_is_lost_or_doubled(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    data = DataFolder(tmp_path / "var")
    acknowledged: Counter[str] = Counter()
    under_way = 0
    async with up(data) as http:
        contracts = [await register(http, number) for number in range(4)]
        parts = ["api", "worker", "temporal", "postgres"]
        today = (await http.get("/api/v1/clock")).json()["now"][:10]
        for number, (command, fields) in enumerate(story(today)):
            if number % 2 == 1 and parts:
                kill(data, part := parts.pop(0))
                under_way += await mails_under_way(data) if part == "worker" else 0
            for contract in contracts:
                body = {"command": {"type": command, **fields}}
                once = {"Idempotency-Key": f"{contract}-{number}"}
                path = f"/api/v1/contracts/{contract}/commands"
                answer = await patiently(http, "POST", path, json=body, headers=once)
                assert answer.status_code == 201, answer.text
                acknowledged.update(event["type"] for event in answer.json()["events"])
        assert parts == []
        await eventually(lambda: all_sent(http), A_LEASE_AND_A_SWEEP)
        await _nothing_lost_nothing_doubled(http, contracts, acknowledged)
        mails = [message_from_bytes(file.read_bytes()) for file in data.mail.glob("*.eml")]
        notices = (await http.get("/api/v1/notices", params={"limit": 1000})).json()["items"]
        ids = Counter(mail["Message-ID"] for mail in mails)
        assert set(ids) == {notice["message_id"] for notice in notices}
        second_copies = sum(ids.values()) - len(ids)
        assert second_copies <= under_way, (
            "only of a mail that a killed worker was sending, under its first id"
        )
        for figure, value in (
            ("kills", 4),
            ("acknowledged_events", sum(acknowledged.values())),
            ("notices", len(ids)),
            ("under_way_when_the_worker_was_killed", under_way),
            ("second_copies", second_copies),
        ):
            record_property(figure, value)


@pytest.mark.timeout(120)
async def test_with_temporals_database_deleted_the_contracts_go_on(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "var")
    async with up(data) as http:
        contract = await register(http, 1)
        await eventually(lambda: all_sent(http))
        before = len((await http.get("/api/v1/notices")).json()["items"])
    for file in (data.path / "temporal").glob("*.db*"):
        file.unlink()
    async with up(data) as http:
        assert len((await http.get("/api/v1/notices")).json()["items"]) == before, (
            "re-arming tells nobody anything again"
        )
        client = await connect(settings(data))
        workflow = client.get_workflow_handle(contract_workflow_id(UUID(contract)))
        await eventually(lambda: _is_running(workflow))
        await _move_to_the_first_reminder(http, contract)
        await eventually(lambda: _reminded(http, contract))
        await eventually(lambda: all_sent(http))
        mails = [message_from_bytes(file.read_bytes()) for file in data.mail.glob("*.eml")]
        assert len(mails) == len({mail["Message-ID"] for mail in mails})


async def test_status_and_down_speak_of_what_runs(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "var")
    assert await control.status(data) == {}
    async with up(data):
        assert set((await control.status(data)).values()) == {True}
    assert await control.status(data) == {}


async def register(http: httpx.AsyncClient, number: int) -> str:
    contract = f"00000000-0000-4000-8000-{number:012}"
    today = (await http.get("/api/v1/clock")).json()["now"][:10]
    facts = {
        "title": "Byggtjänster",
        "contract_number": f"KILL-{number}",
        "buyers": [{"name": "Exempelköpings kommun"}],
        "signed_on": today,
    }
    for command in (
        {"type": "register_contract", "facts": facts},
        {"type": "triage_clause", "clause": "dialogue_clause", "count_from": today},
    ):
        answer = await http.post(f"/api/v1/contracts/{contract}/commands", json={"command": command})
        assert answer.status_code == 201, answer.text
    return contract


async def all_sent(http: httpx.AsyncClient) -> bool:
    """Every notice delivered, and none to come: the count stands still for a second."""
    counts = []
    for _ in range(2):
        notices = (await patiently(http, "GET", "/api/v1/notices", params={"limit": 1000})).json()["items"]
        if not notices or not all(notice["sent_at"] for notice in notices):
            return False
        counts.append(len(notices))
        await asyncio.sleep(1)
    return len(set(counts)) == 1


async def _is_running(workflow: WorkflowHandle[Any, Any]) -> bool:
    try:
        return (await workflow.describe()).status is WorkflowExecutionStatus.RUNNING
    except RPCError:
        return False


async def _move_to_the_first_reminder(http: httpx.AsyncClient, contract: str) -> None:
    events = (await http.get(f"/api/v1/contracts/{contract}/events")).json()
    at = min(r for event in events for r in event["data"].get("reminders", ()))
    now = (await http.get("/api/v1/clock")).json()["now"]
    forward = datetime.fromisoformat(at) - datetime.fromisoformat(now)
    await http.post("/api/v1/clock", json={"days": forward / timedelta(days=1) + 0.0001})


async def _reminded(http: httpx.AsyncClient, contract: str) -> bool:
    events = (await http.get(f"/api/v1/contracts/{contract}/events")).json()
    return any(event["type"] == "StepReminded" for event in events)


async def _nothing_lost_nothing_doubled(
    http: httpx.AsyncClient, contracts: list[str], acknowledged: Counter[str]
) -> None:
    stored: Counter[str] = Counter()
    for contract in contracts:
        found = (await http.get(f"/api/v1/contracts/{contract}")).json()
        assert found["phase"] == "closed"
        assert [event["version"] for event in found["events"]] == list(range(1, len(found["events"]) + 1))
        stored.update(event["type"] for event in found["events"])
    for event_type, number in acknowledged.items():
        if event_type not in ("StepOpened", "DeadlineSet"):  # registration and triage raise these too
            assert stored[event_type] == number, event_type
