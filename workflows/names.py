"""Ids and names that cross processes, each in one place. Nothing personal: an id is a contract's own."""

from uuid import UUID

TASK_QUEUE = "insats"
SWEEP_QUEUE = "insats-sweep"  # of its own: the sweep never waits behind the contracts that it is to help
OUTBOX_QUEUE = (
    "insats-outbox"  # likewise: mail that goes together never waits behind the contracts that it is about
)
OUTBOX = "outbox"
RECONCILE = "reconcile"
SEALER_QUEUE = "insats-sealer"  # a process of its own, with a key of its own
SEAL = "seal"
WEBHOOK_QUEUE = "insats-webhooks"  # of its own: slow subscribers take no place from contracts


def contract_workflow_id(contract: UUID) -> str:
    return f"contract/{contract}"


def webhook_workflow_id(webhook: UUID) -> str:
    return f"webhook/{webhook}"
