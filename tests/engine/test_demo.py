"""The demo's story: what happens in it, who is told and who is escalated to, as written down here beforehand."""

from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from activities.notify import NotifyActivities
from activities.reconcile import ReconcileActivities
from cli.installation import prepared
from demo.story import story
from demo.telling import Teller
from domain.calendar import date_in_stockholm
from domain.contract import Contract
from domain.happened import fold
from domain.phase import phase_of
from domain.step_events import DeadlineMissed, StepEscalated
from domain.vocabulary import Phase, Role
from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from event_store.codec import Recorded
from projections.rebuild import rebuild
from worker import create_handler

BEGINNING = date(2022, 11, 28)
TODAY = datetime(2026, 11, 25, 9, tzinfo=UTC)

ENDS: dict[str, Phase] = {
    "BYGG-101": Phase.CLOSED,
    "BYGG-102": Phase.CLOSED,
    "BYGG-103": Phase.CLOSED,
    "BYGG-104": Phase.CLOSED,
    "BYGG-105": Phase.DELIVERY,
    "STÄD-201": Phase.CLOSED,
    "STÄD-202": Phase.CLOSED,
    "STÄD-203": Phase.CLOSED,
    "STÄD-204": Phase.CLOSED,
    "PARK-301": Phase.DELIVERY,
    "PARK-302": Phase.DIALOGUE,
    "PARK-303": Phase.CLOSED,
}
DEPARTMENT, COORDINATOR, HEAD = "department", Role.COORDINATOR, Role.HEAD_OF_UNIT
ESCALATED = [
    ("BYGG-103", "hold", date(2023, 1, 13), (DEPARTMENT,)),  # the supplier did not come
    ("BYGG-103", "hold", date(2023, 1, 19), (COORDINATOR,)),
    ("BYGG-103", "hold", date(2023, 1, 26), (COORDINATOR, HEAD)),
    ("STÄD-202", "follow_up", date(2024, 9, 19), (DEPARTMENT,)),  # the report was rejected, and none came
    ("STÄD-202", "follow_up", date(2024, 9, 25), (COORDINATOR,)),
    ("STÄD-202", "follow_up", date(2024, 10, 2), (COORDINATOR, HEAD)),
]
# What each contract is there to show: these happen, in this order.
SHOWS: dict[str, str] = {
    "BYGG-101": "DialogueHeld CommitmentAgreed PlacementStarted EvidenceApproved FollowUpApproved "
    "OutcomeRecorded ContractEvaluated ContractClosed",
    "BYGG-102": "PlacementCompleted PlacementStarted OutcomeRecorded ContractClosed",
    "BYGG-103": "SupplierAbsent DeadlineMissed StepEscalated DeficiencyFound DialogueHeld "
    "DoneAfterDeadline DeficiencyRectified DeficiencyDecided ContractClosed",
    "BYGG-104": "DialogueHeld CommitmentsConcluded ContractEvaluated ContractClosed",
    "BYGG-105": "FollowUpPlanned OptionTaken CommitmentAgreed FollowUpPlanned DeadlineMoved",
    "STÄD-201": "AppealFiled CourtDecided StandstillEnded ContractSigned EntryStruck ContractSigned "
    "ContractSuspended DeadlinePaused ContractResumed ContractClosed",
    "STÄD-202": "FollowUpRejected DeadlineMissed DeficiencyFound DeficiencyRectified "
    "DeficiencyDecided ContractClosed",
    "STÄD-203": "PlacementInterrupted SupplierReplaced DialogueInvited DialogueHeld ContractClosed",
    "STÄD-204": "StepAssigned StepAcknowledged PlacementCompleted ContractClosed",
    "PARK-301": "PlacementStarted PlacementCompleted",
    "PARK-302": "ContractSigned DialogueInvited",
    "PARK-303": "AwardNotified AwardCancelled",
}
ON_TIME = {"BYGG-101", "BYGG-102", "BYGG-104", "BYGG-105", "STÄD-201", "STÄD-204", "PARK-302", "PARK-303"}


@dataclass(frozen=True)
class Told:
    recorded: dict[str, list[Recorded]]
    notices: list[dict[str, Any]]
    mails: int


@pytest.fixture(scope="module")
async def told(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Told]:
    folder = DataFolder(tmp_path_factory.mktemp("demo"))
    async with servers(folder, prepare=prepared(test=True)) as settings:
        owner = await asyncpg.connect(settings.owner_url)
        await owner.execute(
            "UPDATE installation SET clock_offset = $1 - now()", datetime(2022, 11, 27, tzinfo=UTC)
        )
        handler = await create_handler(settings)
        recorded: dict[UUID, list[Recorded]] = {}

        async def keep(record: Recorded) -> None:
            recorded.setdefault(record.stream, []).append(record)

        sweep = ReconcileActivities(handler, NotifyActivities(handler, settings))
        acts = [act for act in story(BEGINNING, handler.policy.calendar) if act.at < TODAY]
        await Teller(handler, sweep, keep).tell(acts, TODAY)
        await sweep.reconcile()
        numbers = {act.contract: act.number for act in acts}
        notices = [dict(row) for row in await owner.fetch("SELECT * FROM notice")]
        assert (await rebuild(handler.pool, handler.keyring, handler.policies)).troubled == 0
        yield Told(
            {numbers[stream]: events for stream, events in recorded.items()},
            notices,
            len(list(folder.mail.rglob("*.eml"))),
        )
        await owner.close()
        await handler.pool.close()
        await handler.keyring.close()


def state_of(told: Told, number: str) -> Contract:
    return fold(Contract(), (record.event for record in told.recorded[number]))


def test_twelve_contracts_of_three_procurements_stand_where_the_story_leaves_them(told: Told) -> None:
    assert {number: phase_of(state_of(told, number)) for number in told.recorded if number in ENDS} == ENDS
    procurements = Counter(f.procurement_title for n in ENDS if (f := state_of(told, n).facts))
    assert sorted(procurements.values()) == [3, 4, 5]


@pytest.mark.parametrize("number", SHOWS)
def test_each_shows_what_it_is_there_to_show_in_this_order(told: Told, number: str) -> None:
    happened = iter(record.event.type for record in told.recorded[number])
    assert [each for each in SHOWS[number].split() if each not in happened] == []


def test_the_menus_needs_are_answered_by_the_promises_that_match_them(told: Told) -> None:
    assert told.recorded.keys() - ENDS.keys() == {"BEHOV-1", "BEHOV-2", "BEHOV-3"}
    matched = [r.event.type for n in ("BYGG-101", "BYGG-102") for r in told.recorded[n]]
    assert matched.count("NeedMatched") == 2


def test_the_escalations_are_those_written_down_and_no_others(told: Told) -> None:
    climbed = [
        (number, e.step, date_in_stockholm(record.origin.recorded_at), e.recipients)
        for number, records in told.recorded.items()
        for record in records
        if isinstance(e := record.event, StepEscalated)
    ]
    assert sorted(climbed) == sorted(ESCALATED)


def test_those_that_are_exemplary_miss_nothing(told: Told) -> None:
    missed = {
        n for n, records in told.recorded.items() if any(isinstance(r.event, DeadlineMissed) for r in records)
    }
    assert missed & ON_TIME == set()
    assert {"BYGG-103", "STÄD-202"} <= missed


def test_every_notice_of_the_story_was_sent_once(
    told: Told, record_property: Callable[[str, object], None]
) -> None:
    assert [notice["id"] for notice in told.notices if notice["sent_at"] is None] == []
    assert told.mails == len(told.notices)
    record_property("events", sum(len(records) for records in told.recorded.values()))
    record_property("notices", len(told.notices))
    record_property("escalations", len(ESCALATED))


def test_the_head_of_unit_hears_of_the_last_rungs_only(told: Told) -> None:
    """Whether they propose a deficiency depends on the calendar: one is recorded in those very days."""
    heard = [n for n in told.notices if n["recipient"] == "p-05"]
    assert sorted(notice["step"] for notice in heard) == ["follow_up", "hold"]
    assert {notice["kind"] for notice in heard} <= {"escalation", "last_escalation"}


def test_the_old_suppliers_contact_hears_nothing_after_it_was_replaced(told: Told) -> None:
    replaced = next(r for r in told.recorded["STÄD-203"] if r.event.type == "SupplierReplaced")
    later = [
        n for n in told.notices if n["contract_id"] == replaced.stream and n["version"] > replaced.version
    ]
    assert {n["recipient"] for n in later if n["recipient"].startswith("contact:")} == {"contact:2"}
