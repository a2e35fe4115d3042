"""The lifecycle of one contract, from award to closing, in the order in which a coordinator would tell it."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey

with workflow.unsafe.imports_passed_through():
    from activities.notify import Delivery, NotifyActivities
    from activities.standing import Standing
    from activities.time import TimeActivities
    from domain.process.award import SIGN, STANDSTILL
    from domain.process.commitment import AGREE
    from domain.process.confirming import CONFIRM
    from domain.process.deficiency import DECIDE, RECTIFY
    from domain.process.dialogue import HOLD, INVITE
    from domain.process.evaluation import EVALUATE
    from domain.process.follow_up_plan import FOLLOW_UP, PLAN
    from domain.process.option import PROLONG
    from domain.process.outcome import OUTCOME
    from domain.process.placement import PLACE
    from domain.process.triage import TRIAGE
    from domain.vocabulary import Phase

PHASE = SearchAttributeKey.for_keyword("InsatsPhase")
NEXT_DUE = SearchAttributeKey.for_keyword("InsatsNextDue")
DEPARTMENTS = SearchAttributeKey.for_keyword_list("InsatsDepartments")

# Since 0.3 the store is asked within the workflow's own task: fewer tasks for Temporal (docs/performance.md).
LOCALLY = "store-asked-locally"
TOLD_LOCALLY = "notices-sent-locally"  # likewise, since 0.4
# Since 0.6 notices are told in one activity. It says the two above as well: each is an event and a search attribute.
TOGETHER = "notices-told-together"
TELLING = "Meddela ansvarig förvaltning"
ASKED = "Gör det som förfallit, och fråga var avtalet står"

UNTIL_IT_WORKS = RetryPolicy(maximum_interval=timedelta(minutes=10))
IN_ITS_OWN_TASK: dict[str, Any] = {
    "start_to_close_timeout": timedelta(seconds=30),
    "retry_policy": UNTIL_IT_WORKS,
    "local_retry_threshold": timedelta(seconds=1),
}


@workflow.defn
class ContractLifecycle:
    """Waits and orders; whether a step is open, due or late is the store's to say. Takes one signal: `nudge`."""

    def __init__(self) -> None:
        self.nudged = False
        self.standing = Standing(Phase.TRIAGE, [], None)

    @workflow.run
    async def run(self, contract: UUID) -> None:  # noqa: C901 - a case a phase
        self.contract = contract
        await self.ask_the_store()
        while self.nudged or self.standing.phase is not Phase.CLOSED:
            phase = self.standing.phase
            match phase:
                case Phase.TRIAGE:
                    await self.until_done(TRIAGE)
                case Phase.AWARD:
                    await self.until_done(STANDSTILL)
                    await self.until_done(SIGN)
                case Phase.DIALOGUE:
                    await self.until_done(INVITE)
                    await self.until_done(HOLD)
                    await self.until_done(CONFIRM)
                case Phase.COMMITMENT:
                    await self.until_done(AGREE)
                case Phase.DELIVERY:
                    await self.until_done(PLAN, PLACE, FOLLOW_UP)
                case Phase.EVALUATION:
                    await self.until_done(OUTCOME)
                    await self.until_done(EVALUATE)
            await self.until_done(RECTIFY, DECIDE, PROLONG)  # whatever the phase
            if self.standing.phase is phase:
                await self.date_or_news()

    async def until_done(self, *steps: str) -> None:
        while any(step in self.standing.open_steps for step in steps):
            await self.date_or_news()

    async def date_or_news(self) -> None:
        with suppress(TimeoutError):  # then the date has come
            await workflow.wait_condition(
                lambda: self.nudged, timeout=self.standing.wait, timeout_summary=self.standing.summary
            )
        await self.ask_the_store()
        if workflow.info().is_continue_as_new_suggested():
            workflow.continue_as_new(self.contract)  # nothing to carry along: every run asks the store first

    async def ask_the_store(self) -> None:
        self.nudged, before = False, self.standing
        locally = workflow.patched(TOGETHER) or workflow.patched(LOCALLY)
        if locally:
            self.standing = await workflow.execute_local_activity_method(
                TimeActivities.let_time_pass,
                self.contract,
                summary=ASKED,
                **IN_ITS_OWN_TASK,
            )
        else:
            self.standing = await workflow.execute_activity_method(
                TimeActivities.let_time_pass,
                self.contract,
                start_to_close_timeout=timedelta(seconds=30),
                retry_policy=UNTIL_IT_WORKS,
                summary=ASKED,
            )
        if self.standing.shown != before.shown or not locally:
            self.show()
        notices = iter(self.standing.notices)
        while some := list(islice(notices, self.standing.at_once)):  # one by one until 0.5
            for delivery in await self.tell(some):
                self.nudged |= not delivery.settled  # the next try's time lies in the store: ask again

    async def tell(self, notices: list[UUID]) -> list[Delivery]:
        if not workflow.patched(TOGETHER):
            return await asyncio.gather(*map(self.tell_alone, notices))
        return await workflow.execute_local_activity_method(
            NotifyActivities.notify_departments,
            notices,
            summary=TELLING,
            **IN_ITS_OWN_TASK,
        )

    async def tell_alone(self, notice: UUID) -> Delivery:
        if workflow.patched(TOLD_LOCALLY):
            return await workflow.execute_local_activity_method(
                NotifyActivities.notify_department,
                notice,
                summary=TELLING,
                **IN_ITS_OWN_TASK,
            )
        return await workflow.execute_activity_method(
            NotifyActivities.notify_department,
            notice,
            start_to_close_timeout=timedelta(seconds=30),
            retry_policy=UNTIL_IT_WORKS,
            summary=TELLING,
        )

    def show(self) -> None:
        """For the operator in Temporal's own pages: contract number and step, nothing personal."""
        workflow.set_current_details(self.standing.summary)
        workflow.upsert_search_attributes(
            [
                PHASE.value_set(self.standing.phase),
                NEXT_DUE.value_set(self.standing.next_due),
                DEPARTMENTS.value_set(self.standing.departments),
            ]
        )

    @workflow.signal
    def nudge(self) -> None:
        """Something has happened to the contract; what, the store knows."""
        self.nudged = True
