"""The clerk: says beforehand what comes of a command, then notes it, and shows what the page says."""

from collections.abc import Iterable
from typing import Any

from tests.domain.reference import (
    reading,
    telling_award,
    telling_delivery,
    telling_follow_up,
    telling_published,
    telling_running,
    telling_supplier,
)
from tests.domain.reference.clocks import consequences
from tests.domain.reference.guards import Said, is_refusal, never
from tests.domain.reference.page import At, Fact, Page, Trail
from tests.domain.reference.striking import strike_entry

TELLING = {
    **vars(telling_award),
    **vars(telling_delivery),
    **vars(telling_follow_up),
    **vars(telling_published),
    **vars(telling_running),
    **vars(telling_supplier),
}


class Clerk:
    def __init__(self) -> None:
        self.trail = Trail()

    @property
    def page(self) -> Page:
        page = reading.read(self.trail.standing())
        page.read_ever = self.trail.sources()
        page.contacts_ever = self.trail.contacts()
        return page

    def expects(self, it: Any, told: At) -> Said:
        """Reasons to refuse it (any of them may be named), or all the facts that come of it."""
        said = never(it, told) or self._said(it, told)
        if is_refusal(said):
            return said
        after = reading.read(self.trail.standing(*said))
        return [*said, *consequences(self.page, after, said, told)] if said else []

    def _said(self, it: Any, told: At) -> Said:
        if it.type == "strike_entry":
            return strike_entry(self.page, it, self.trail)
        return TELLING[it.type](self.page, it, told)  # type: ignore[no-any-return]

    def notes(self, facts: Iterable[Fact]) -> None:
        self.trail.note(facts)

    def shows(self) -> dict[str, Any]:
        """What the page says, in words and numbers that a contract's state can be held against."""
        p = self.page
        open_now = reading.steps(p)
        return {
            "phase": reading.phase(p),
            "open steps": open_now,
            "places left": {each: reading.left(p, each) for each in p.promises},
            "running placements": reading.running(p),
            "opened places": reading.open_places(p),
            "awaiting answer": reading.awaiting(p),
            "clocks": {step: _clock(clock) for step, clock in p.clocks.items() if step in open_now},
            "rests": p.rests,
            "time saved": {step: left for step, left in p.saved_time.items() if p.rests},
            "closed": p.closed,
            "contacts": p.contacts,
            "reports due": p.reports_wanted - p.reports_approved,
            "report waits": p.report_waits,
            "outcomes asked": reading.outcomes_asked(p),
            "evidence": p.evidence,
            "support owed": {number for number, given in p.support.items() if not given},
            "deficiency": (p.deficient, p.rectify_by, p.rectified_on),
            "ends on": p.details["ends_on"] if p.details else None,
            "promised": {n: (each["places"], each["ends_on"]) for n, each in p.promises.items()},
            "confirmed": set(p.confirmed),
            "responsible": {
                step: (each["person"], each["deputy"], each["department"], each["taken_on"])
                for step, each in p.responsible.items()
                if step in open_now
            },
            "secret": p.secret,
            "struck": self.trail.struck,
        }


def _clock(clock: dict[str, Any]) -> tuple[Any, ...]:
    return clock["due"], clock["missed"], clock["reminded"], clock["climbed"], clock["rests_until"]
