"""Time's own command, for the contract whose workflow asks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from temporalio import activity

from activities.standing import Standing
from command_handler import CommandHandler, Envelope
from domain.contract import Contract
from domain.open_steps import departments_of, open_steps
from domain.passing_time import LetTimePass, next_instant, running_of
from domain.phase import phase_of
from domain.refusal import Refusal
from domain.vocabulary import Phase, Role
from policy_moves import move_first
from projections.troubles import in_trouble, is_its_own
from projections.waiting import waiting_of

AT_ONCE = 4  # mails of a contract
AFTER_THE_SWEEP = timedelta(minutes=1)
SPREAD = timedelta(minutes=5)


@dataclass(frozen=True)
class TimeActivities:
    handler: CommandHandler

    @activity.defn
    async def let_time_pass(self, contract: UUID) -> Standing:
        """Idempotent: what was done is not due any more. An error is shown with the contract, then retried."""
        envelope = Envelope(uuid4(), actor="clock", role=Role.CLOCK, wake=False)
        try:
            await move_first(self.handler, contract)
            decision = await self.handler.handle(contract, LetTimePass(), envelope)
        except Exception as error:
            if isinstance(error, Refusal) and error.code == "unknown_contract":
                return Standing(Phase.CLOSED, [], None)  # nothing to wait for
            if is_its_own(error):
                async with self.handler.pool.acquire() as connection:
                    await in_trouble(connection, contract, error)
            raise
        return await self._standing(contract, decision.state, decision.now)

    async def _standing(self, contract: UUID, state: Contract, now: datetime) -> Standing:
        at = next_instant(state, now, self.handler.policy)
        waiting = await waiting_of(self.handler.pool, contract, at)
        own = at - now + later(contract) * waiting.herd if at else None
        waits = [wait for wait in (own, waiting.next_try) if wait is not None]
        steps = open_steps(state)
        dues = [deadline.plan.due for deadline in running_of(state)]
        policy = self.handler.policy
        return Standing(
            phase=phase_of(state),
            open_steps=list(steps),
            wait=max(min(waits), timedelta(0)) if waits else None,
            notices=waiting.due,
            at_once=1
            if waiting.somebody_away
            else AT_ONCE,  # who stands in for two gets one mail: the second knows
            summary=f"{state.number} · {phase_of(state)}: {', '.join(steps) or '–'}",
            next_due=min(dues).isoformat() if dues else "",
            departments=sorted({d for step in steps for d in departments_of(step, state, policy)}),
        )


def later(contract: UUID) -> timedelta:
    """How much after its instant one of a herd looks for itself: the same each time, and no two thousand at once."""
    return AFTER_THE_SWEEP + SPREAD * (contract.int % 1000 / 1000)
