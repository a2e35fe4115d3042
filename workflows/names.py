"""Ids and names that cross processes, each in one place. Nothing personal: an id is a contract's own."""

from uuid import UUID

TASK_QUEUE = "insats"
RECONCILE = "reconcile"


def contract_workflow_id(contract: UUID) -> str:
    return f"contract/{contract}"
