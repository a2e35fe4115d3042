"""Ids and names that cross processes, each in one place. Nothing personal: an id is a contract's own."""

from uuid import UUID

TASK_QUEUE = "insats"
SWEEP_QUEUE = "insats-sweep"  # of its own: the sweep never waits behind the contracts that it is to help
RECONCILE = "reconcile"


def contract_workflow_id(contract: UUID) -> str:
    return f"contract/{contract}"
