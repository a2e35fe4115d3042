"""An event as other systems get it: CloudEvents 1.0 in JSON, structured. Which contract, what kind, when: no more."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

PREFIX = "insats."
EXAMPLE: dict[str, Any] = {
    "specversion": "1.0",
    "id": "6ef3c25a3e0b2a3c1c4b6f1f2f66d1b6d0b6a0c4c7a1c3cf5d5f6b6f2b7c8d90",
    "source": "https://insats.example.se",
    "type": "insats.ClauseTriaged",
    "subject": "6b1f3f0e-9d0c-5c60-9d53-0c6f0f2c7b11",
    "time": "2026-11-23T09:12:05.123456Z",
    "datacontenttype": "application/json",
    "data": {
        "position": 42,
        "version": 3,
        "contract": "https://insats.example.se/api/v1/contracts/6b1f3f0e-9d0c-5c60-9d53-0c6f0f2c7b11",
        "page": "https://insats.example.se/avtal/6b1f3f0e-9d0c-5c60-9d53-0c6f0f2c7b11",
    },
}


class EventData(BaseModel):
    """`position`: in the whole log, rising, the same for everybody; `version`: the event's number in its contract."""

    position: int
    version: int
    contract: str = Field(description="Where the API tells of the contract, to whoever may see it")
    page: str = Field(description="Its page, for people")


class CloudEvent(BaseModel):
    """`id`: the event's leaf in the sealed log (SHA-256, hex); `subject`: the contract's id."""

    model_config = {"json_schema_extra": {"examples": [EXAMPLE]}}

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    type: str
    subject: UUID
    time: datetime
    datacontenttype: Literal["application/json"] = "application/json"
    data: EventData


def cloud_event(
    public_url: str, *, contract: UUID, type_: str, position: int, version: int, at: datetime, leaf: bytes
) -> CloudEvent:
    return CloudEvent(
        id=leaf.hex(),
        source=public_url,
        type=PREFIX + type_,
        subject=contract,
        time=at,
        data=EventData(
            position=position,
            version=version,
            contract=f"{public_url}/api/v1/contracts/{contract}",
            page=f"{public_url}/avtal/{contract}",
        ),
    )
