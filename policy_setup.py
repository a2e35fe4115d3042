"""The command handler with the policy in force. An installation without one adopts its file, by itself. Wiring only."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from command_handler import CommandHandler, Envelope
from domain.adoption import POLICY_STREAM, AdoptPolicy
from domain.refusal import Refusal
from domain.vocabulary import Role
from domain.words import N_
from erasure.erase import settle
from erasure.ledger import Ledger
from event_store.keyring import Keyring
from policy.fault import Say, in_english
from policy.load import PolicyError, adopted_policy, load_policy, read_policy_file, written
from projections.policies import Policies, adoptions

if TYPE_CHECKING:
    import asyncpg

AT_FIRST_START = N_("The installation's first start.")
UNUSABLE = N_("The policy adopted before cannot be used by this version of Insats.")

log = logging.getLogger("insats.policy")


async def create_handler(
    pool: "asyncpg.Pool[Any]", keyring: Keyring, file: Path, erasures: Path
) -> CommandHandler:
    """What was erased stays erased, also in a backup from before: seen to before anybody gets the handler.

    Raises PolicyError when nothing that can be used is adopted yet, and the file has faults; LedgerDamaged.
    """
    handler = CommandHandler(pool, keyring, Policies(keyring, adopted_policy))
    try:
        await handler.policies.look(pool)
    except PolicyError as error:  # such as a step that a newer version of Insats asks for
        log.warning("%s", error)
        await _adopt(handler, file, UNUSABLE)
    if not handler.policies.number:
        await _adopt(handler, file, AT_FIRST_START)
    await settle(handler, Ledger(erasures))
    return handler


async def _adopt(handler: CommandHandler, file: Path, reason: str) -> None:
    """Every process does so as it starts: whoever comes second finds it done, or another's adopted."""
    policy = load_policy(file)
    handler.policies.begin_with(policy)
    before = (await adoptions(handler.pool) or [{"number": 0}])[0]["number"]
    command = AdoptPolicy(
        **written(policy, read_policy_file(file)), replaces=before, reason=reason, by_itself=True
    )
    try:
        await handler.handle(POLICY_STREAM, command, Envelope(uuid4(), actor="import", role=Role.IMPORT))
    except Refusal as refusal:
        if refusal.code != "policy_changed":
            raise
    await handler.policies.look(handler.pool)


def warn_of_differences(handler: CommandHandler, file: Path) -> None:
    for line in differences(handler, file):
        log.warning("%s", line)


def differences(handler: CommandHandler, file: Path, say: Say = in_english) -> list[str]:
    """What somebody who has edited the file should know; nothing when the file is what is in force."""
    now = handler.policy
    try:
        read = load_policy(file)
    except PolicyError as error:
        goes_on = N_("The policy {version} was adopted before; it is in force and goes on.")
        return [*error.told(say), say(goes_on, version=now.version)]
    if (read.version, read.calendar.version) == (now.version, now.calendar.version):
        return []
    differs = N_(
        "The policy {version} with the calendar {calendar} is in force; {file} says something else. "
        "See what it would change: insats policy plan"
    )
    return [say(differs, version=now.version, calendar=now.calendar.version, file=file)]
