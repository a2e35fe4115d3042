"""Where each thing that is told of a contract comes from, for whoever asks."""

from datetime import datetime

from pydantic import BaseModel

from domain.facts import Source
from domain.field_sources import sources_of
from projections.reading import ContractDetail


class SourceOut(BaseModel):
    """`version`: of the event that told it last; `source`: of a notice or a register, which (its `contract_ref` is the
    row of a register); None: a person told it."""

    version: int
    type: str
    actor: str
    role: str
    recorded_at: datetime
    source: Source | None


def sources_out(detail: ContractDetail) -> dict[str, SourceOut]:
    return {name: _source(detail, version) for name, version in sources_of(detail.state).items()}


def _source(detail: ContractDetail, version: int) -> SourceOut:
    record = detail.recorded[version - 1]
    event, origin = record.event, record.origin
    told = getattr(event, "source", None) or getattr(getattr(event, "facts", None), "source", None)
    by_file = isinstance(told, Source) and told.kind != "manual" and origin.role == "import"
    return SourceOut(
        version=version,
        type=event.type,
        actor=origin.actor,
        role=origin.role,
        recorded_at=origin.recorded_at,
        source=told if by_file else None,
    )
