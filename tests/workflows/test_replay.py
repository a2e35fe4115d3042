"""What the workflow did yesterday, it would do again: every recorded history replays on today's code."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from domain.vocabulary import Phase
from temporal_connection import workflow_runner
from workflows.contract import ContractLifecycle

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
