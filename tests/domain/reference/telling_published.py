"""What a published notice tells of a contract: why not, or the facts of it. Nobody's own word is undone."""

from typing import Any

from tests.domain.reference.guards import Said, asleep, unregistered, when
from tests.domain.reference.page import At, Page, fact
from tests.domain.reference.writing_published import FIELDS, KEPT

MOVING = ("starts_on", "ends_on", "value")


def _not_here(p: Page) -> Said:
    return unregistered(p) or when({"struck_off": p.void})


def _known(p: Page, source: Any) -> bool:
    """The very same version, at any time, also if it was struck since."""
    own = (source.notice_id, source.notice_version)
    return own in {(each.notice_id, each.notice_version) for each in p.read_ever}


def _behind(source: Any, others: list[Any]) -> bool:
    """Some other of its kind is newer: a later version of it, or sent later."""
    return any(
        source.notice_version < other.notice_version
        if source.notice_id == other.notice_id
        else bool(source.dispatched_on and other.dispatched_on and source.dispatched_on < other.dispatched_on)
        for other in others
    )


def correct_from_notice(p: Page, it: Any, told: At) -> Said:
    source = it.facts.source
    if no := _not_here(p):
        return no
    if _known(p, source) or _behind(source, p.awards):
        return []
    fresh = [each.id for each in it.facts.amendments if each.id not in p.amendments]
    published = [fact("modification_published", source=source, amendments=fresh, taken={})] if fresh else []
    awarded = p.as_awarded
    new = {name: each for name in FIELDS if (each := getattr(it.facts, name)) and each != awarded[name]}
    taken = {name: value for name, value in new.items() if _is_as_awarded(p, name)}
    told_now = {name: getattr(it.facts, name) for name in FIELDS}
    corrected = fact("notice_corrected", source=source, told_now=told_now, taken=taken)
    return [*published, *([corrected] if new else [])]


def _is_as_awarded(p: Page, name: str) -> bool:
    """Nobody has told otherwise since the award; a signing is nobody's to move once the clause is decided."""
    if name == "signed_on":
        return p.clause is None and p.signed_on == p.as_awarded[name]
    return bool((p.details or {})[name] == p.as_awarded[name])


def record_modification(p: Page, it: Any, told: At) -> Said:
    if no := _not_here(p):
        return no
    if _known(p, it.facts.source):
        return []
    now, taken = p.details or {}, {}
    first = it.facts.starts_on or now["starts_on"] or p.signed_on
    for name in MOVING:
        value = getattr(it.facts, name)
        backwards = name == "ends_on" and first and value and value < first
        if value and not backwards and value != now[name] and now[name] == p.as_published[name]:
            taken[name] = value
    late = _behind(it.facts.source, p.modifications)
    amendments = [each.id for each in it.facts.amendments]
    published = {"source": it.facts.source, "amendments": amendments, "taken": {} if late else taken}
    return [fact("modification_published", **published)]


def join_contract_notice(p: Page, it: Any, told: At) -> Said:
    no = _not_here(p)
    if no or _known(p, it.source) or _behind(it.source, p.calls):
        return no
    return [fact("contract_notice_joined", source=it.source)]


def count_time_from(p: Page, it: Any, told: At) -> Said:
    """Only of a contract from a register, and none of those is in the binder."""
    return asleep(p) or ["not_taken_over"]


assert {*MOVING} <= {*KEPT}
