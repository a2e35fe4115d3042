"""What the workflow did yesterday, it would do again: every recorded history replays on today's code."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from domain.vocabulary import Phase
from workflows.contract import ContractLifecycle

HISTORIES = Path(__file__).parent / "histories"
VERSIONS = sorted(folder for folder in HISTORIES.iterdir() if folder.is_dir())

OURS = (
    "activities",
    "domain",
    "workflows.names",
)  # pure: they pass through, so that their types stay the same

# The worker runs without it, for half the work: what a workflow must not touch is found here.
SANDBOX = SandboxedWorkflowRunner(restrictions=SandboxRestrictions.default.with_passthrough_modules(*OURS))


@pytest.mark.parametrize("version", VERSIONS, ids=lambda folder: folder.name)
@pytest.mark.parametrize("phase", Phase)
async def test_a_history_that_ends_in_each_phase_replays(version: Path, phase: Phase) -> None:
    recorded = (version / f"{phase}.json").read_text()
    history = WorkflowHistory.from_json("contract/recorded", recorded)
    replayer = Replayer(
        workflows=[ContractLifecycle],
        data_converter=pydantic_data_converter,
        workflow_runner=SANDBOX,
    )
    await replayer.replay_workflow(history)
