"""What the workflow did yesterday, it would do again: every recorded history replays on today's code."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from domain.vocabulary import Phase
from temporal_connection import workflow_runner
from workflows.contract import ContractLifecycle
from workflows.outbox import Outbox
from workflows.webhook import Webhook

HISTORIES = Path(__file__).parent / "histories"
VERSIONS = sorted(folder for folder in HISTORIES.iterdir() if folder.is_dir())


@pytest.mark.parametrize("version", VERSIONS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("phase", Phase)
async def test_a_history_that_ends_in_each_phase_replays(version: Path, phase: Phase) -> None:
    recorded = (version / f"{phase}.json").read_text()
    history = WorkflowHistory.from_json("contract/recorded", recorded)
    replayer = Replayer(
        workflows=[ContractLifecycle],
        data_converter=pydantic_data_converter,
        workflow_runner=workflow_runner(),  # the worker runs without it, for half the work
    )
    await replayer.replay_workflow(history)


@pytest.mark.parametrize(
    ("workflow", "history"),
    [(Webhook, "webhook.json"), (Outbox, "outbox.json")],
    ids=["a webhook, one try failed and the next one waiting", "the outbox, asked again while it sends"],
)
async def test_a_history_of_what_ends_when_nothing_waits_replays(workflow: type, history: str) -> None:
    """Recorded on 29 November and 2 December 2026."""
    recorded = (Path(__file__).parent / history).read_text()
    replayer = Replayer(
        workflows=[workflow],
        data_converter=pydantic_data_converter,
        workflow_runner=workflow_runner(),
    )
    await replayer.replay_workflow(WorkflowHistory.from_json(history, recorded))
