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
from event_store.keyring import Keyring
from policy.fault import Say, in_english
from policy.load import PolicyError, adopted_policy, load_policy, read_policy_file, written
from projections.policies import Policies

if TYPE_CHECKING:
    import asyncpg

AT_FIRST_START = N_("The installation's first start.")

log = logging.getLogger("insats.policy")


async def create_handler(pool: "asyncpg.Pool[Any]", keyring: Keyring, file: Path) -> CommandHandler:
    """Raises PolicyError when nothing is adopted yet and the file has faults."""
    handler = CommandHandler(pool, keyring, Policies(keyring, adopted_policy))
    await handler.policies.look(pool)
    if not handler.policies.number:
        await _adopt_first(handler, file)
    for line in differences(handler, file):
        log.warning("%s", line)
    return handler


async def _adopt_first(handler: CommandHandler, file: Path) -> None:
    """Every process does so as it starts: whoever comes second finds it done, or another's adopted."""
    policy = load_policy(file)
    handler.policies.begin_with(policy)
    command = AdoptPolicy(**written(policy, read_policy_file(file)), replaces=0, reason=AT_FIRST_START)
    try:
        await handler.handle(POLICY_STREAM, command, Envelope(uuid4(), actor="import", role=Role.IMPORT))
    except Refusal as refusal:
        log.warning("%s", refusal)
    await handler.policies.look(handler.pool)


def differences(handler: CommandHandler, file: Path, say: Say = in_english) -> list[str]:
    """What somebody who has edited the file should know; nothing when the file is what is in force."""
    now = handler.policy
    try:
        read = load_policy(file)
    except PolicyError as error:
        return [
            *error.told(say),
            say(N_("The policy {version} is in force and goes on."), version=now.version),
        ]
    if (read.version, read.calendar.version) == (now.version, now.calendar.version):
        return []
    return [
        say(
            N_(
                "The policy {version} with the calendar {calendar} is in force; {file} says something else. "
                "See what it would change: insats policy plan"
            ),
            version=now.version,
            calendar=now.calendar.version,
            file=file,
        )
    ]
