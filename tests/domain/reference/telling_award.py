"""What is told until the record of the dialogue is confirmed: why not, or the facts of it; by the command's word."""

from typing import Any

from domain.vocabulary import Answer, Clause, Form, Phase, Role
from tests.domain.reference import writing_award as writes
from tests.domain.reference.clocks import standstill_is_out, standstill_last_day
from tests.domain.reference.guards import Said, asleep, not_in, over, unregistered, when
from tests.domain.reference.page import At, Page, fact
from tests.domain.reference.reading import phase

HOSTS = (Role.COORDINATOR, Role.CASE_WORKER, Role.PROCUREMENT_OFFICER, Role.HEAD_OF_UNIT)


def register_contract(p: Page, it: Any, told: At) -> Said:
    return [fact("contract_registered", facts=it.facts)] if p.details is None else []


def register_by_hand(p: Page, it: Any, told: At) -> Said:
    first = it.starts_on or it.signed_on
    no = when(
        {
            "registered_already": p.details is not None,
            "ends_before_start": first and it.ends_on and it.ends_on < first,
            "signed_in_the_future": it.signed_on and it.signed_on > told.today,
        }
    )
    return no or [fact("contract_registered", facts=it)]


def supply_details(p: Page, it: Any, told: At) -> Said:
    if no := over(p):
        return no
    kept = p.details or {}
    given = {name: value for name, value in it if name in kept and value is not None}
    starts_on, ends_on = given.get("starts_on", kept["starts_on"]), given.get("ends_on", kept["ends_on"])
    first = starts_on or p.signed_on
    if first and ends_on and ends_on < first:
        return ["ends_before_start"]
    changed = {name: value for name, value in given.items() if value != kept[name]}
    return [fact("details_supplied", **changed)] if changed else []


def confirm_supplier_contact(p: Page, it: Any, told: At) -> Said:
    return over(p) or [fact("supplier_contact_confirmed", contact=p.contacts_ever + 1)]


def remove_supplier_contact(p: Page, it: Any, told: At) -> Said:
    no = over(p) or when({"no_contact": not p.contacts, "unknown_contact": it.contact not in p.contacts})
    return no or [fact("supplier_contact_removed", contact=it.contact)]


def report_undeliverable(p: Page, it: Any, told: At) -> Said:
    return unregistered(p) or [fact("notice_undeliverable")]


def triage_clause(p: Page, it: Any, told: At) -> Said:
    no = unregistered(p) or when(
        {
            "already_triaged": p.clause not in (None, Clause.NONE),
            "contract_closed": p.void,
            "no_limit_for_step": any(limit.step in ("triage", "standstill") for limit in it.time_limits),
        }
    )
    if no:
        return no
    decided = fact(
        "clause_triaged",
        clause=it.clause,
        count_from=it.count_from,
        limits=it.time_limits,
        sanctions=it.sanctions,
    )
    if it.clause is Clause.NONE:
        return _no_clause(p, it)
    ends_on = p.details["ends_on"] if p.details else None
    no = when(
        {
            "count_from_missing": p.signed_on and p.signed_on < told.today and not it.count_from,
            "count_from_before_signing": p.signed_on and it.count_from and it.count_from < p.signed_on,
            "count_from_after_end": ends_on and it.count_from and it.count_from > ends_on,
        }
    )
    return no or [decided]


def _no_clause(p: Page, it: Any) -> Said:
    if it.reason is None:
        return ["no_clause_needs_reason"]
    if p.clause is Clause.NONE:
        return []
    none = fact("clause_triaged", clause=it.clause, count_from=None, limits=(), sanctions=())
    return [none, fact("contract_closed")]


def notify_award(p: Page, it: Any, told: At) -> Said:
    days = 10 if it.electronically or it.announced else 15
    no = not_in(p, Phase.AWARD) or when(
        {
            "appeal_pending": p.appealed,
            "standstill_over": p.standstill_over,
            "sent_before_award": p.awarded_on and it.sent_on < p.awarded_on,
            "standstill_too_short": it.stated_until and (it.stated_until - it.sent_on).days < days,
        }
    )
    as_sent = (it.sent_on, it.electronically, it.announced, it.stated_until)
    if no or p.award_as_sent == as_sent:
        return no
    writes.award_notified(p, *as_sent)
    names = ("sent_on", "electronically", "announced", "stated_until")
    sent = fact("award_notified", **dict(zip(names, as_sent, strict=True)))
    return [sent, *_over_already(p, told)]


def _over_already(p: Page, told: At) -> Said:
    return [fact("standstill_ended")] if standstill_is_out(p, told) else []


def waive_standstill(p: Page, it: Any, told: At) -> Said:
    no = not_in(p, Phase.AWARD)
    no = no or when({"appeal_pending": p.appealed, "standstill_over": p.standstill_over})
    return no or [fact("standstill_waived")]


def sign_contract(p: Page, it: Any, told: At) -> Said:
    last = standstill_last_day(p, told)
    no = not_in(p, Phase.AWARD) or when(
        {
            "appeal_pending": p.appealed,
            "award_not_notified": not (p.award or p.court_on) and not p.standstill_over,
            "standstill_running": last and it.signed_on <= last,
        }
    )
    ended = [fact("standstill_ended")] if last and not p.standstill_over else []
    return no or [*ended, fact("contract_signed", signed_on=it.signed_on)]


def record_appeal(p: Page, it: Any, told: At) -> Said:
    no = not_in(p, Phase.AWARD) or when(
        {
            "award_not_notified": not (p.award or p.court_on or p.waived),
            "appeal_pending": p.appealed,
            "appeal_before_award": p.award and it.filed_on < p.award[0],
        }
    )
    return no or [fact("appeal_filed", filed_on=it.filed_on)]


def record_court_decision(p: Page, it: Any, told: At) -> Said:
    no = not_in(p, Phase.AWARD) or when({"no_appeal": not p.appealed})
    if no := no or when({"decided_before_appeal": p.appealed_on and it.decided_on < p.appealed_on}):
        return no
    writes.court_decided(p, it.decided_on, it.stands)
    decided = fact("court_decided", decided_on=it.decided_on, stands=it.stands)
    return [decided, *_over_already(p, told)]


def cancel_award(p: Page, it: Any, told: At) -> Said:
    return not_in(p, Phase.AWARD) or [fact("award_cancelled")]


def too_late_to_invite(p: Page) -> Said:
    """Or too early: nothing is arranged while somebody could still stop the award."""
    if not asleep(p) and phase(p) is Phase.AWARD and not p.standstill_over:
        return ["appeal_pending" if p.appealed else "standstill_not_over"]
    return not_in(p, Phase.DIALOGUE) or when({"dialogue_held": p.held_on})


def invite_to_dialogue(p: Page, it: Any, told: At) -> Said:
    no = too_late_to_invite(p) or when(
        {
            "meeting_planned": p.meeting_planned,
            "meeting_in_the_past": it.meeting_on and it.meeting_on < told.day,
            "day_missing": it.starts_at and not it.meeting_on,
            "not_a_host": it.starts_at and it.host not in HOSTS,
        }
    )
    invited = fact("dialogue_invited", meeting_on=it.meeting_on)
    says_something = not p.invited or it.meeting_on != p.meeting_on
    scheduled = [fact("dialogue_scheduled", on=it.meeting_on)] if it.starts_at else []
    return no or [*([invited] if says_something else []), *scheduled]


def _no_such_meeting(it: Any, told: At) -> Said:
    return when({"meeting_in_the_past": it.on < told.day, "not_a_host": it.host not in HOSTS})


def schedule_dialogue(p: Page, it: Any, told: At) -> Said:
    no = too_late_to_invite(p)
    no = no or when({"meeting_planned": p.meeting_planned, "not_invited": not p.invited})
    return no or _no_such_meeting(it, told) or [fact("dialogue_scheduled", on=it.on)]


def reschedule_dialogue(p: Page, it: Any, told: At) -> Said:
    no = too_late_to_invite(p) or when({"no_meeting": not p.meeting_planned})
    return no or _no_such_meeting(it, told) or [fact("dialogue_rescheduled", on=it.on)]


def cancel_dialogue_meeting(p: Page, it: Any, told: At) -> Said:
    no = too_late_to_invite(p) or when({"no_meeting": not p.meeting_planned})
    return no or [fact("dialogue_meeting_cancelled")]


def report_absence(p: Page, it: Any, told: At) -> Said:
    no = too_late_to_invite(p)
    no = no or when({"held_before_signing": p.signed_on and it.absent_on < p.signed_on})
    return no or [fact("supplier_absent")]


def record_dialogue(p: Page, it: Any, told: At) -> Said:
    no = not_in(p, Phase.DIALOGUE) or when(
        {
            **badly_answered(it.answers),
            "held_before_signing": p.signed_on and it.held_on < p.signed_on,
            "next_before_held": it.next_on and it.next_on < it.held_on,
        }
    )
    return no or [fact("dialogue_held", held_on=it.held_on), *_warning(it)]


def badly_answered(answers: Any) -> dict[str, Any]:
    return {
        "six_forms": sorted(each.form for each in answers) != sorted(Form),
        "reason_missing": any(each.answer is Answer.NOT_POSSIBLE and each.reason is None for each in answers),
        "number_missing": any(each.answer is Answer.POSSIBLE and each.number is None for each in answers),
        "period_backwards": any(
            each.starts_on and each.ends_on and each.ends_on < each.starts_on for each in answers
        ),
    }


def _warning(it: Any) -> Said:
    return [fact("contract_change_warned")] if it.adds_duty else []


def _nothing_to_judge(p: Page, it: Any) -> Said:
    no = not_in(p, Phase.DIALOGUE) or when({"not_held": not p.held_on})
    return no or when({"record_rewritten": it.of_version not in (None, p.record_version)})


def confirm_record(p: Page, it: Any, told: At) -> Said:
    no = _nothing_to_judge(p, it)
    no = no or when({"confirmed_before_held": p.held_on and told.day < p.held_on})
    if no or it.party in p.confirmed:
        return no
    return [fact("record_confirmed", party=it.party, on=told.day)]


def dispute_record(p: Page, it: Any, told: At) -> Said:
    return _nothing_to_judge(p, it) or [fact("record_disputed")]


def record_further_dialogue(p: Page, it: Any, told: At) -> Said:
    no = not_in(p, Phase.COMMITMENT, Phase.DELIVERY) or when(
        {
            "before_the_first": p.held_on and it.held_on < p.held_on,
            "next_before_held": it.next_on and it.next_on < it.held_on,
        }
    )
    return no or [fact("further_dialogue_held"), *_warning(it)]
