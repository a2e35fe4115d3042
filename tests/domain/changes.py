"""A contract with everything behind it that an event could take back, and what an event changes of it."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, time

from domain.contract import Contract
from domain.facts import Organisation, StepLimit, TimeLimit
from domain.happened import Happened, fold
from domain.process.deficiency import (
    Deficiency,
)
from domain.process.evidence import Evidence
from domain.process.follow_up_plan import FollowUpPlan
from domain.process.meeting import DialogueScheduled
from domain.process.outcome import Outcomes
from domain.process.support import SupportPromised
from domain.process.suspension import Suspension
from domain.responsible import Responsibility, Responsible
from domain.vocabulary import Sanction, TimeUnit
from tests.builders import (
    ACCEPTED,
    IN_DELIVERY,
    PLACE_OPENED,
    PROPOSED,
    facts,
    started,
)

DAY, LATER = date(2026, 6, 1), date(2026, 8, 3)
HOLD = "hold"
MEETING = DialogueScheduled(on=DAY, starts_at=time(13), minutes=60, meeting=3, sequence=2)
ANOTHER = Organisation(name="Nya Städ AB", number="559900-0022", country="SWE")
UNUSED = TimeLimit(number=3, unit=TimeUnit.DAYS)
SUPPORT = SupportPromised(support=1, commitment=1, departments=("skola",), what="Lön.", by=DAY)
EVERYTHING = replace(
    fold(Contract(), (*IN_DELIVERY, MEETING, PLACE_OPENED, PROPOSED, ACCEPTED, started(1, DAY), SUPPORT)),
    appealed=True,
    court_decided_on=DAY,
    standstill_waived=True,
    replaced_on=DAY,
    invited=True,
    report_waits=True,
    reports_approved=2,
    suspended_on=DAY,
    contacts=frozenset({1}),
    contacts_known=1,
    sanctions=frozenset(Sanction),
    count_from=DAY,
    time_limits={HOLD: StepLimit(step=HOLD, limit=UNUSED)},
    past=(),
    version=0,
)
BUSY = (
    EVERYTHING.having(Deficiency(is_open=True, rectify_by=DAY, rectified_on=DAY, times=2))
    .having(Evidence({1: None}))
    .having(FollowUpPlan((DAY,), 0, is_current=True))
    .having(Outcomes(frozenset({3})))
    .having(Suspension({HOLD: UNUSED}))
    .having(Responsibility({HOLD: Responsible("p-01")}))
)
FRESH = Contract(facts=facts())

Change = tuple[Contract, Happened, dict[object, object]]


def told(**changed: object) -> dict[object, object]:
    assert BUSY.facts
    return {"facts": BUSY.facts.model_copy(update=changed)}


def changed(before: Contract, event: Happened) -> dict[object, object]:
    """By the name of a field, or by the part."""
    was = dict(_told(before))
    return {name: value for name, value in _told(event.evolve(before)) if was.get(name) != value}


def _told(state: Contract) -> Iterator[tuple[object, object]]:
    yield from state.parts.items()
    for field in fields(state):
        if field.name != "parts":
            yield field.name, getattr(state, field.name)
