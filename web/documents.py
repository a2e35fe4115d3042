"""What has been handed in about a contract, each with its registry number and what was said of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.contract import Contract
from domain.process.evidence import Evidence, EvidenceSubmitted
from domain.words import N_
from event_store.codec import Recorded
from web.dates import Dates
from web.urgency import Urgency


@dataclass(frozen=True)
class Document:
    """`files`: of what a supplier attached."""

    number: int
    what: str
    diarienummer: str
    on: date
    standing: Urgency
    files: Sequence[UUID]


def documents(state: Contract, recorded: Sequence[Recorded], dates: Dates) -> list[Document]:
    return [
        Document(
            number=event.evidence,
            what=event.what,
            diarienummer=event.diarienummer,
            on=record.origin.occurred_on,
            standing=_standing(dates, judged=state.of(Evidence).judged.get(event.evidence)),
            files=[file.id for file in event.files],
        )
        for record in recorded
        if isinstance(event := record.event, EvidenceSubmitted) and record.version not in state.struck
    ]


def _standing(dates: Dates, *, judged: bool | None) -> Urgency:
    match judged:
        case True:
            return Urgency("done", dates.words(N_("Approved by the municipality")))
        case False:
            return Urgency("nothing", dates.words(N_("Rejected, asked for again")))
        case _:
            return Urgency("waiting", dates.words(N_("Waits to be looked at")))
