"""What somebody may do with a contract now: when it is its time, and when it is theirs to do."""

from access.asker import Asker
from access.commands import why_not
from domain.commands import BY_TYPE
from domain.contract import Contract
from domain.decide import Action, actions
from domain.policy import Policy


def actions_of(asker: Asker, state: Contract, policy: Policy) -> tuple[Action, ...]:
    return tuple(
        Action(action.command, why_not(asker, BY_TYPE[action.command], state, policy) or action.refusal)
        for action in actions(state)
    )
