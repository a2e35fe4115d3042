"""What the page says of each last day, running or not: how it stands, and what is left of it."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from domain.calendar import end_of
from domain.happened import Happened
from domain.passing_time import LetTimePass
from domain.plan import DeadlinePlan
from domain.process.correction import StrikeEntry
from domain.process.dialogue import HOLD
from domain.process.extension import ExtendLastDay
from domain.process.suspension import SuspendContract
from domain.step_events import DeadlineSet
from event_store.codec import Origin, Recorded
from language.words import Words
from projections.reading import ContractDetail
from tests.builders import AWAITING_SIGNATURE, POLICY, SIGN_CONTRACT
from tests.scenario import Scenario, given
from web.contract_parts import DeadlineRow, deadline_rows
from web.dates import Dates

HOLD_BY, LATER = date(2026, 3, 30), date(2026, 4, 20)
NOON = datetime(2026, 4, 1, 10, tzinfo=UTC)
EXTEND = ExtendLastDay(step=HOLD, last_day=LATER, reason="Sjukdom.")


def missed() -> Scenario:
    signed = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)
    return signed.at(end_of(HOLD_BY)).when(LetTimePass()).at(NOON)


def recorded(version: int, event: object) -> Recorded:
    assert isinstance(event, Happened)
    origin = Origin(uuid4(), "p-01", "coordinator", NOON.date(), NOON)
    return Recorded(version, uuid4(), version, event, origin, b"")


def shown(after: Scenario, *outcomes: str) -> list[DeadlineRow]:
    """Of the step to hold the dialogue: each last day that stands, with its outcome as the read model has it."""
    stream = [recorded(version, event) for version, event in enumerate(after.state.past, 1)]
    stands = [
        (each.version, each.event)
        for each in stream
        if isinstance(each.event, DeadlineSet) and each.event.step == HOLD
        if each.version not in after.state.struck
    ]
    rows = [row(*told, outcome) for told, outcome in zip(stands, outcomes, strict=True)]
    detail = ContractDetail(uuid4(), after.state, stream, rows, [], None, NOON.date(), NOON, True)
    return deadline_rows(detail, POLICY, Dates(Words("sv"), NOON.date()))


def row(version: int, plan: DeadlinePlan, outcome: str) -> dict[str, Any]:
    told = {"step": HOLD, "due": plan.due, "set_version": version, "outcome": outcome, "done_on": None}
    return told | {"derivation": plan.derivation.model_dump_json(), "reminders": 0, "rungs": 0}


def test_a_miss_that_was_given_a_later_day_says_so_until_that_is_struck() -> None:
    before = missed()
    after = before.when(EXTEND)
    first, second = shown(after, "missed", "running")
    assert first.urgency.text == "Missad; fick sedan en senare dag"
    assert second.why.passed != ""
    struck = after.when(StrikeEntry(entry=before.state.version + 1, reason="Fel avtal."))
    [only] = shown(struck, "missed")
    assert only.urgency.text != "Missad; fick sedan en senare dag"


def test_of_a_last_day_that_runs_no_more_no_days_are_left() -> None:
    signed = given(*AWAITING_SIGNATURE).when(SIGN_CONTRACT)
    first, second = shown(signed.when(EXTEND), "moved", "running")
    assert (first.why.passed, second.why.passed) == ("", "19 dagar kvar")


def test_what_was_missed_before_the_contract_came_to_rest_is_not_told_as_never_done() -> None:
    rests = missed().when(SuspendContract(suspended_on=NOON.date(), reason="Paus."))
    [only] = shown(rests, "missed")
    assert only.urgency.text != "Aldrig gjort"
