"""Who may give which command: whose step it belongs to, and whoever answers for the contract as a whole."""

from uuid import UUID

from access.asker import Asker
from access.own_part import why_not_their_part
from access.rights import Commands, Reach, Right
from access.sight import sees, takes_part
from access.steps import ANY_STEP, is_of_the_whole, is_theirs, steps_of
from domain.command import Command
from domain.commands import BY_TYPE
from domain.contract import Contract
from domain.joining import JoinInto, KeepApart, TakeDetails
from domain.needs import Need, RegisterNeed, ReviseNeed, WithdrawNeed
from domain.policy import Policy
from domain.process import STEPS
from domain.process.by_hand import RegisterByHand
from domain.process.registration import RegisterContract
from domain.process.secrecy import LiftSecrecyMark
from domain.process.triage import TriageClause
from domain.refusal import Refusal
from domain.triage_by_rule import TriageByRule
from domain.words import N_

ON_CONTRACTS = frozenset({*BY_TYPE.values(), JoinInto, KeepApart, TakeDetails, TriageByRule})
RANDOM = 4  # version of a UUID
NOT_RANDOM = N_("Give it a random id: a UUID of version 4.")
NOT_ALLOWED = frozenset(
    {
        "may_not_change",
        "not_your_step",
        "for_the_whole",
        "coordinators_only",
        "not_your_need",
        "not_your_part",
    }
)


def judge(
    asker: Asker, command: Command, state: Contract, policy: Policy, contract: UUID | None = None
) -> None:
    """Raises Refusal: whoever may not even know of a contract is answered as if there were none, to the letter."""
    there = state.facts is not None and sees(asker, state, policy, contract)
    if isinstance(command, RegisterNeed | ReviseNeed | WithdrawNeed):
        refusal = _why_not_the_need(asker, command, state, policy)
    elif type(command) in ON_CONTRACTS and not there:
        refusal = _why_not_of_none(asker, command, state, policy, contract)
    elif asker.commands is Commands.OWN_PART:
        refusal = why_not_their_part(command, asker.contracts.get(contract) if contract else None)
    else:
        refusal = why_not(asker, type(command), state, policy, getattr(command, "step", ""))
    if refusal:
        raise refusal


def _why_not_of_none(
    asker: Asker, command: Command, state: Contract, policy: Policy, contract: UUID | None
) -> Refusal | None:
    """Of a contract that is not there, or not for them. One can only be put on record; an id that is worked out from
    what a register says could be tried, so theirs is a random one."""
    if isinstance(command, RegisterContract | RegisterByHand):
        if refusal := why_not(asker, type(command), Contract(), policy):
            return refusal
        if asker.reach is Reach.ALL or contract is None:
            return None
        if contract.version != RANDOM:
            return Refusal("id_not_random", NOT_RANDOM)
        if state.facts is None:
            return None
    return Refusal("unknown_contract", N_("There is no such contract."))


def why_not(
    asker: Asker, command: type[Command], state: Contract, policy: Policy, step: str = ""
) -> Refusal | None:
    """None: they may give it, when it is its time. `step`: the one that the command names."""
    if command not in ON_CONTRACTS or asker.commands is Commands.ALL:
        return None  # of other streams the route's right is enough
    if asker.commands in (Commands.NONE, Commands.OWN_PART):  # a supplier's are judged one by one
        return Refusal("may_not_change", N_("Your role may read but not change."))
    if command is LiftSecrecyMark:
        return Refusal("coordinators_only", N_("Only a coordinator may do this."))
    if asker.commands is Commands.CONTRACT and is_of_the_whole(command):
        return None
    return _why_not_the_step(asker, command, state, policy, step)


def _why_not_the_step(
    asker: Asker, command: type[Command], state: Contract, policy: Policy, step: str
) -> Refusal | None:
    if step and step not in STEPS:
        return None  # there is none of that name, which the command's own rule says
    asked = TriageClause if command is TriageByRule else command
    steps = (step,) if step else steps_of(asked, state)
    if any(is_theirs(asker, each, state, policy) for each in steps):
        return None
    if not steps and command.__module__ in ANY_STEP and takes_part(asker, state, policy):
        return None  # nothing is open any more
    if not steps:
        return Refusal("for_the_whole", N_("Only a coordinator or a procurement officer may do this."))
    message = N_("This belongs to another department's step. Ask them to do it, or to pass it on to you.")
    return Refusal("not_your_step", message)


def _why_not_the_need(
    asker: Asker, command: RegisterNeed | ReviseNeed | WithdrawNeed, state: Contract, policy: Policy
) -> Refusal | None:
    facts = state.of(Need).facts
    named = getattr(command, "department", None)
    if isinstance(command, RegisterNeed):
        named = named or policy.forms[command.form]
    concerned = {each for each in (named, facts and facts.department) if each}
    if all(keeps_needs_of(asker, each) for each in concerned):
        return None
    return Refusal("not_your_need", N_("This need belongs to another department."))


def keeps_needs_of(asker: Asker, department: str) -> bool:
    return asker.may(Right.MENU) and (asker.commands is Commands.ALL or department in asker.departments)
