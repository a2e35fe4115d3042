"""What is told of support, reports, evidence, outcomes and deficiencies: why not, or the facts of it."""

from typing import Any

from domain.vocabulary import Measure, Phase
from tests.domain.reference.almanac import months_later
from tests.domain.reference.guards import Said, asleep, not_in, when
from tests.domain.reference.page import At, Page, fact
from tests.domain.reference.reading import (
    WHILE_IT_RUNS,
    followed_up,
    leading_somewhere,
    outcomes_asked,
    phase,
)


def promise_support(p: Page, it: Any, told: At) -> Said:
    no = not_in(p, Phase.COMMITMENT, Phase.DELIVERY) or when(
        {"no_commitment": not p.promises, "unknown_commitment": it.commitment not in p.promises}
    )
    number = max(p.support, default=0) + 1
    return no or [fact("support_promised", support=number, commitment=it.commitment)]


def report_support(p: Page, it: Any, told: At) -> Said:
    owed = [number for number, given in p.support.items() if not given]
    no = not_in(p, Phase.DELIVERY)
    no = no or when({"no_support_owed": not owed, "support_not_owed": it.support not in owed})
    return no or [fact("support_given", support=it.support)]


def plan_follow_up(p: Page, it: Any, told: At) -> Said:
    days = tuple(sorted(set(it.reports_on)))
    no = not_in(p, Phase.DELIVERY) or when(
        {
            "no_commitment": not p.promises,
            "report_before_signing": p.signed_on and days[0] < p.signed_on,
        }
    )
    return no or [fact("follow_up_planned", days=days)]


def _nothing_due(p: Page) -> Said:
    return not_in(p, Phase.DELIVERY) or when({"follow_up_approved": followed_up(p)})


def _nothing_handed_in(p: Page) -> Said:
    return _nothing_due(p) or when({"nothing_reported": not p.report_waits})


def report_follow_up(p: Page, it: Any, told: At) -> Said:
    return _nothing_due(p) or [fact("follow_up_reported")]


def report_nothing(p: Page, it: Any, told: At) -> Said:
    return _nothing_due(p) or when({"report_waits": p.report_waits}) or [fact("nothing_to_report")]


def approve_follow_up(p: Page, it: Any, told: At) -> Said:
    return _nothing_handed_in(p) or [fact("follow_up_approved")]


def reject_follow_up(p: Page, it: Any, told: At) -> Said:
    return _nothing_handed_in(p) or [fact("follow_up_rejected")]


def submit_evidence(p: Page, it: Any, told: At) -> Said:
    no = asleep(p) or when({"nothing_to_show": phase(p) not in (Phase.DELIVERY, Phase.EVALUATION)})
    return no or [fact("evidence_submitted", evidence=max(p.evidence, default=0) + 1)]


def _no_evidence(p: Page, number: int) -> Said:
    waits = [each for each, judged in p.evidence.items() if judged is None]
    return asleep(p) or when({"no_evidence": not waits, "evidence_judged": number not in waits})


def approve_evidence(p: Page, it: Any, told: At) -> Said:
    return _no_evidence(p, it.evidence) or [fact("evidence_approved", evidence=it.evidence)]


def reject_evidence(p: Page, it: Any, told: At) -> Said:
    return _no_evidence(p, it.evidence) or [fact("evidence_rejected", evidence=it.evidence)]


def _nothing_asked(p: Page) -> Said:
    return not_in(p, Phase.EVALUATION) or when({"no_outcome_asked": not outcomes_asked(p)})


def record_outcome(p: Page, it: Any, told: At) -> Said:
    no = _nothing_asked(p) or when({"outcome_not_asked": it.months not in outcomes_asked(p)})
    if no:
        return no
    ended, people = leading_somewhere(p), (it.working, it.studying, it.placed, it.other, it.unknown)
    no = when(
        {
            "outcome_too_early": told.day < months_later(max(ended), it.months),
            "outcome_of_others": sum(people) != len(ended),
        }
    )
    return no or [fact("outcome_recorded", months=it.months)]


def conclude_outcomes(p: Page, it: Any, told: At) -> Said:
    return _nothing_asked(p) or [fact("outcomes_concluded")]


def evaluate_contract(p: Page, it: Any, told: At) -> Said:
    no = not_in(p, Phase.EVALUATION)
    no = no or when({"outcomes_missing": outcomes_asked(p), "deficiency_undecided": p.deficient})
    return no or [fact("contract_evaluated"), fact("contract_closed")]


def record_deficiency(p: Page, it: Any, told: At) -> Said:
    no = asleep(p) or when(
        {
            "not_signed_yet": phase(p) not in WHILE_IT_RUNS,
            "deficiency_open": p.deficient,
            "no_time_to_rectify": it.rectify_by <= told.day,
        }
    )
    return no or [fact("deficiency_found", by=it.rectify_by)]


def report_rectified(p: Page, it: Any, told: At) -> Said:
    no = asleep(p) or when({"no_deficiency": not p.deficient, "rectified_already": p.rectified_on})
    return no or [fact("deficiency_rectified", on=it.rectified_on)]


def decide_deficiency(p: Page, it: Any, told: At) -> Said:
    more = it.measure is Measure.MORE_TIME
    always = it.measure in (Measure.NONE, Measure.MORE_TIME)
    no = asleep(p) or when(
        {
            "no_deficiency": not p.deficient,
            "sanction_not_in_clause": not always and it.measure not in p.sanctions,
            "more_time_until": more and it.rectify_by is None,
            "no_time_to_rectify": more and it.rectify_by and it.rectify_by <= told.day,
        }
    )
    by = it.rectify_by if more else None
    return no or [fact("deficiency_decided", measure=it.measure, by=by)]
