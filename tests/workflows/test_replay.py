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


async def test_a_webhooks_history_replays_one_try_failed_and_the_next_one_waiting() -> None:
    """Recorded on 29 November 2026."""
    recorded = (Path(__file__).parent / "webhook.json").read_text()
    replayer = Replayer(
        workflows=[Webhook],
        data_converter=pydantic_data_converter,
        workflow_runner=workflow_runner(),
    )
    await replayer.replay_workflow(WorkflowHistory.from_json("webhook/recorded", recorded))


async def test_the_outboxs_history_replays_asked_again_while_it_sends() -> None:
    """Recorded on 2 December 2026."""
    recorded = (Path(__file__).parent / "outbox.json").read_text()
    replayer = Replayer(
        workflows=[Outbox],
        data_converter=pydantic_data_converter,
        workflow_runner=workflow_runner(),
    )
    await replayer.replay_workflow(WorkflowHistory.from_json("outbox", recorded))
