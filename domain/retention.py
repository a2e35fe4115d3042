"""The municipality's own plan of what goes when: how long after a contract's end the texts of each kind are kept.

A kind without a rule is kept for ever, and so is what was published; facts and figures are never touched (the Archives
Act, section 10: a public document goes only where a decision says so).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from domain.calendar import months_after
from domain.contract import Contract
from domain.happened import Happened, evolve
from domain.retention_rule import RetentionRule
from domain.vocabulary import DocumentKind

# Of which events the texts belong to a kind; what stands in none is of the kind REASONS, but for what was published.
EVENTS: Mapping[DocumentKind, frozenset[str]] = {
    DocumentKind.RECORDS: frozenset(
        {"DialogueHeld", "FormsAnswered", "FurtherDialogueHeld", "RecordDisputed", "DialogueScheduled"}
    ),
    DocumentKind.CONTACTS: frozenset({"SupplierContactConfirmed"}),
    DocumentKind.FOLLOW_UP: frozenset(
        {
            "FollowUpPlanned",
            "FollowUpReported",
            "FollowUpRejected",
            "EvidenceSubmitted",
            "EvidenceRejected",
            "DeficiencyFound",
            "DeficiencyRectified",
            "DeficiencyDecided",
            "ContractEvaluated",
        }
    ),
}
PUBLISHED = frozenset(
    {
        "ContractRegistered",
        "ContractNoticeJoined",
        "ModificationPublished",
        "NoticeCorrected",
        "DetailsRead",
        "DetailsJoined",
        "DetailsSupplied",
    }
)


def kind_of(event_type: str) -> DocumentKind | None:
    """None: kept for ever."""
    if event_type in PUBLISHED:
        return None
    return next((kind for kind, types in EVENTS.items() if event_type in types), DocumentKind.REASONS)


def ended_on(past: Sequence[tuple[Happened, date]]) -> date | None:
    """Since when the contract is closed, and has stayed so; None while it runs. Each event with the day it happened."""
    state, since = Contract(), None
    for event, day in past:
        state = evolve(state, event)
        since = (since or day) if state.closed else None
    return since


def due_on(ended: date, rule: RetentionRule) -> date:
    return months_after(ended, 12 * rule.years)


def kinds_due(
    ended: date, rules: Mapping[DocumentKind, RetentionRule], today: date
) -> Iterable[DocumentKind]:
    """Of a contract; what was noted of who looked goes by the month, whatever becomes of contracts."""
    contracts = (kind for kind in rules if kind is not DocumentKind.LOOKS)
    return [kind for kind in contracts if due_on(ended, rules[kind]) <= today]
