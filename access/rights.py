"""The one table of who may what. What is not in it is denied (docs/decisions/0029-one-table-of-rights.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from domain.vocabulary import Role


class Right(StrEnum):
    """What a route asks for; every route names one, or that it is open to all."""

    BE_HERE = "be_here"  # one's own session, the clock, how things are called
    CONTRACTS = "contracts"  # their course, facts and last days; the menu of needs; who is away
    TRAIL = "trail"  # what has happened to a contract, event by event; exports of the audit
    LOOKS = "looks"  # who has looked at a contract
    INSIGHT = "insight"
    WORK = "work"  # commands on contracts, judged one by one: access/commands.py
    MENU = "menu"  # the menu of needs changed
    REGISTER = "register"  # contracts put on record, by hand or read in; two joined
    ABSENCE = "absence"  # one's own
    ABSENCE_OF_OTHERS = "absence_of_others"
    NOTICES = "notices"  # the outbox of all contracts
    POLICY = "policy"
    WEBHOOKS = "webhooks"  # other systems told of what happens
    FIGURES = "figures"  # how the engine does
    OWN_CONTRACTS = "own_contracts"  # the supplier's own pages, about contracts that they were invited to
    RUN = "run"  # rebuilding, a test mail, a test installation's clock


class Reach(IntEnum):
    """Which contracts. OPEN: without a secrecy mark, and marked ones that they take part in."""

    NONE = 0
    OWN = 1  # those that a supplier was invited to
    OPEN = 2
    ALL = 3


class Texts(IntEnum):
    """What people wrote on a contract, and names of persons. PART: where their department takes part."""

    NONE = 0
    PART = 1
    ALL = 2


class Commands(IntEnum):
    """On contracts. OWN_PART: what a supplier tells of its own contract; STEPS: of the steps of their department;
    CONTRACT: also of what is no department's step."""

    NONE = 0
    OWN_PART = 1
    STEPS = 2
    CONTRACT = 3
    ALL = 4


@dataclass(frozen=True)
class Grant:
    """`takes_part`: in contracts that their department has to do with; then deputies do so in their stead."""

    rights: frozenset[Right]
    reach: Reach = Reach.NONE
    texts: Texts = Texts.NONE
    commands: Commands = Commands.NONE
    takes_part: bool = False


READS = frozenset({Right.BE_HERE, Right.CONTRACTS, Right.TRAIL, Right.INSIGHT})
WORKS = READS | {Right.WORK, Right.MENU, Right.ABSENCE}
RUNS = {Right.ABSENCE_OF_OTHERS, Right.NOTICES, Right.POLICY, Right.FIGURES, Right.LOOKS}

GRANTS: Mapping[Role, Grant] = {
    Role.READER: Grant(READS | {Right.ABSENCE}, Reach.OPEN),
    Role.HEAD_OF_UNIT: Grant(READS | {Right.ABSENCE}, Reach.OPEN, Texts.PART, takes_part=True),
    Role.CASE_WORKER: Grant(WORKS, Reach.OPEN, Texts.PART, Commands.STEPS, takes_part=True),
    Role.PROCUREMENT_OFFICER: Grant(
        WORKS | {Right.REGISTER}, Reach.OPEN, Texts.ALL, Commands.CONTRACT, takes_part=True
    ),
    Role.COORDINATOR: Grant(
        WORKS | RUNS | {Right.REGISTER}, Reach.ALL, Texts.ALL, Commands.ALL, takes_part=True
    ),
    Role.ADMINISTRATOR: Grant(READS | RUNS | {Right.ABSENCE, Right.RUN, Right.WEBHOOKS}, Reach.ALL),
    Role.AUDITOR: Grant(frozenset({Right.BE_HERE, Right.TRAIL, Right.LOOKS}), Reach.ALL),
    Role.SUPPLIER: Grant(
        frozenset({Right.BE_HERE, Right.OWN_CONTRACTS}), Reach.OWN, commands=Commands.OWN_PART
    ),
    Role.SERVICE_ACCOUNT: Grant(READS | {Right.WEBHOOKS, Right.FIGURES}, Reach.OPEN),
}

# What a deputy may in the stead of who is away: the work, and never how the installation is run.
WITH_THE_WORK = frozenset({Right.CONTRACTS, Right.TRAIL, Right.WORK, Right.MENU})
