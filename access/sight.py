"""Who sees a contract, by its state: what migration 0180 asks of its rows, for whoever has no row to ask."""

from uuid import UUID

from access.asker import Asker
from access.rights import Reach
from domain.contract import Contract
from domain.policy import Policy
from domain.process.secrecy import Secrecy
from domain.taking_part import departments_taking_part, people_taking_part


def takes_part(asker: Asker, state: Contract, policy: Policy) -> bool:
    return asker.has_part(departments_taking_part(state, policy), people_taking_part(state))


def sees(asker: Asker, state: Contract, policy: Policy, contract: UUID | None = None) -> bool:
    """A supplier's contact: the contracts that they were invited to, and have not been taken off since."""
    match asker.reach:
        case Reach.ALL:
            return True
        case Reach.OPEN:
            return not state.of(Secrecy).marked or takes_part(asker, state, policy)
        case Reach.OWN:
            return contract is not None and asker.contracts.get(contract) in state.contacts
        case _:
            return False
