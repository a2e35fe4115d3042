"""Records a history of the lifecycle at every phase, for the replay test: `make record-histories`.

Old recordings stay: contracts that were started by an earlier version are still running somewhere.
"""

import asyncio
import json
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

from cli.installation import prepared
from domain.vocabulary import Form
from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from tests.served import Served, eventually, serving
from worker import create_handler
from workflows.names import contract_workflow_id

HISTORIES = Path(__file__).parent / "histories"


async def record(version: str) -> None:
    with TemporaryDirectory() as folder:
        async with servers(DataFolder(folder), prepare=prepared(test=True)) as settings:
            handler = await create_handler(settings)
            async with serving(settings, handler) as served:
                await _walk(served, HISTORIES / version)
            await handler.pool.close()
            await handler.keyring.close()


async def _walk(served: Served, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    today = await served.today()
    day, sent = today.isoformat(), (today - timedelta(days=14)).isoformat()
    contract = uuid4()
    facts = {
        "title": "Byggtjänster",
        "contract_number": "REC-1",
        "buyers": [{"name": "Exempelköpings kommun"}],
    }
    answers = [{"form": form, "answer": "possible", "number": 1} for form in Form]
    story: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("triage", "register_contract", {"facts": facts}),
        ("award", "triage_clause", {"clause": "dialogue_clause"}),
        ("award", "notify_award", {"sent_on": sent}),
        ("dialogue", "sign_contract", {"signed_on": day}),
        ("dialogue", "record_dialogue", {"held_on": day, "participants": ["klk"], "answers": answers}),
        ("dialogue", "confirm_record", {"party": "supplier"}),
        ("commitment", "confirm_record", {"party": "municipality"}),
        (
            "commitment",
            "agree_commitment",
            {"form": "internship", "places": 1, "starts_on": day, "ends_on": day},
        ),
        ("delivery", "conclude_commitments", {}),
        ("delivery", "start_placement", {"commitment": 1, "started_on": day}),
        ("delivery", "complete_placement", {"placement": 1, "completed_on": day}),
        ("delivery", "report_follow_up", {"report": "Gick bra."}),
        ("evaluation", "approve_follow_up", {}),
        ("evaluation", "conclude_outcomes", {"reason": "Verksamheten är nedlagd."}),
        ("closed", "evaluate_contract", {"assessment": "Löftet hölls."}),
    )
    for phase, command, fields in story:
        answer = await served.do(contract, command, **fields)
        assert answer.status_code == 201, answer.text
        await asyncio.sleep(1)
        await eventually(lambda: served.is_asleep(contract))
        await _save(served, contract, folder / f"{phase}.json")


async def _save(served: Served, contract: UUID, file: Path) -> None:
    handle = served.temporal.get_workflow_handle(contract_workflow_id(contract))
    history = json.loads((await handle.fetch_history()).to_json())
    file.write_text(json.dumps(history, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    asyncio.run(record(sys.argv[1]))
