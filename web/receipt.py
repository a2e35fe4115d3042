"""What a party gets for a record that both have confirmed, and for each commitment: in words, with its entries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from domain.contract import Contract
from domain.facts import DialogueRecord
from domain.happened import evolve, fold
from domain.phase import record_is_confirmed
from domain.policy import Policy
from domain.process.commitment import CommitmentAgreed
from domain.process.confirming import RecordConfirmed
from domain.process.revising import CommitmentRevised
from domain.words import N_
from event_store.codec import Recorded
from projections.reading import ContractDetail
from web.dates import Dates
from web.dossier import Sealed, Section, commitments, document, how_to_verify, records, the_contract


@dataclass(frozen=True)
class Receipt:
    """`entries`: all of them from what was written to what was confirmed, so that nothing in between is left out."""

    entries: Sequence[Recorded]

    @property
    def name(self) -> str:
        kind = "protokoll" if isinstance(self.last.event, RecordConfirmed) else "atagande"
        return f"kvitto-{kind}-{self.last.version}"

    @property
    def last(self) -> Recorded:
        return self.entries[-1]


def receipts(recorded: Sequence[Recorded]) -> Iterator[Receipt]:
    """In the order in which they came to be; none of what was struck since."""
    struck = fold(Contract(), [record.event for record in recorded]).struck
    state, written = Contract(), 0
    for at, record in enumerate(recorded):
        state = evolve(state, record.event)
        if record.version in struck:
            continue
        if isinstance(record.event, DialogueRecord):
            written = at
        if isinstance(record.event, RecordConfirmed) and record_is_confirmed(state):
            yield Receipt(recorded[written : at + 1])
        if isinstance(record.event, CommitmentAgreed | CommitmentRevised):
            yield Receipt([record])


def receipt(
    of: Receipt, detail: ContractDetail, sealed: Sealed, policy: Policy, dates: Dates
) -> dict[str, Any]:
    words, number = dates.words, detail.state.number
    agreed = [
        each.event for each in of.entries if isinstance(each.event, CommitmentAgreed | CommitmentRevised)
    ]
    confirmed = [each.event for each in of.entries if isinstance(each.event, RecordConfirmed)]
    said = [(words.name(each.party), words.value(each.confirmed_on)) for each in confirmed]
    facts = detail.state.facts
    told = [
        *([the_contract(facts, detail.state, dates)] if facts else []),
        *records(of.entries, policy, dates),
        *([Section(words(N_("Confirmed by")), pairs=said)] if said else []),
        *commitments(agreed, policy, dates),
        how_to_verify(sealed, dates),
    ]
    title = words(N_("Receipt: contract {number}"), number=number)
    return document(title, told, sealed, dates)
