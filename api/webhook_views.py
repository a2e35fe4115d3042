"""Webhooks as the API asks for them and answers them."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.event_types import LARGEST, EventType
from domain.words import N_
from exchange.cloud_events import PREFIX
from webhooks.address import FORM, LONGEST
from webhooks.subscriptions import Subscription

State = Literal["waiting", "delivered", "given_up"]
STATES = {"waiting": N_("waits"), "delivered": N_("delivered"), "given_up": N_("given up")}
STOPPED = {
    "by_hand": N_("paused"),
    "silent": N_("stopped: the receiver has not answered for three days"),
    "gone": N_("stopped: the receiver answered that it is gone (410)"),
    "owner": N_("stopped: whoever made it is no longer here, or may no longer have any"),
}


class WebhookIn(BaseModel):
    """`event_types` as in the events themselves, `insats.ClauseTriaged`; none: all. `department`: of contracts that it
    takes part in; none: all."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "url": "https://example.se/insats",
                    "event_types": ["insats.ClauseTriaged"],
                    "department": "",
                }
            ]
        },
    )

    url: str = Field(max_length=LONGEST, json_schema_extra={"pattern": FORM})
    event_types: list[EventType] = Field([], max_length=200)
    department: str = Field("", max_length=100)


class WebhookOut(BaseModel):
    """`queued_to`: the position up to which its deliveries are queued. `rests_until`: it does not answer, and is tried
    again then. `stopped`: why nothing is sent (`by_hand`; `silent`: ten tries in three days; `gone`: it answered 410;
    `owner`: its owner is no more, or may no longer have any)."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    owner: str
    url: str
    event_types: list[str]
    department: str
    made_at: datetime
    queued_to: int
    rests_until: datetime | None
    stopped: Literal["", "by_hand", "silent", "gone", "owner"]
    waiting: int
    given_up: int

    @classmethod
    def of(cls, found: Subscription) -> Self:
        return cls.model_validate(replace(found, event_types=[PREFIX + name for name in found.event_types]))


class WebhookMade(WebhookOut):
    """`secret` is shown this once: receivers verify with it that a delivery is ours (Standard Webhooks)."""

    secret: str


class WebhookDeliveryOut(BaseModel):
    """`answer`: the status, or what kept us from getting one; never what was answered."""

    model_config = ConfigDict(from_attributes=True)

    position: int
    contract_id: UUID
    state: State
    attempts: int
    tried_at: datetime | None
    next_try_at: datetime | None
    delivered_at: datetime | None
    answer: str


class DeliveryPage(BaseModel):
    """`next` goes into `after`; null at the end."""

    items: list[WebhookDeliveryOut]
    next: int | None


class Tried(BaseModel):
    delivered: bool
    answer: str


class AgainIn(BaseModel):
    """`positions`: which, also of those delivered; null: all that has not arrived."""

    model_config = ConfigDict(extra="forbid")

    positions: list[Annotated[int, Field(ge=1, le=LARGEST)]] | None = Field(None, max_length=1000)


class Again(BaseModel):
    deliveries: int
