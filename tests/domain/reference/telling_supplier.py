"""What the supplier tells on its own pages: why not, or the facts of it."""

from typing import Any

from domain.vocabulary import Phase
from tests.domain.reference.guards import Said, not_in, when
from tests.domain.reference.page import At, Page, fact
from tests.domain.reference.telling_award import badly_answered, too_late_to_invite
from tests.domain.reference.telling_follow_up import submit_evidence

hand_in_evidence = submit_evidence


def propose_times(p: Page, it: Any, told: At) -> Said:
    no = too_late_to_invite(p) or when({"time_is_over": any(each.on < told.day for each in it.times)})
    return no or [fact("times_proposed")]


def answer_forms(p: Page, it: Any, told: At) -> Said:
    return not_in(p, Phase.DIALOGUE) or when(badly_answered(it.answers)) or [fact("forms_answered")]
