"""What a decision may know besides the contract: the instant, the day it concerns, and the policy."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.calendar import date_in_stockholm
from domain.policy import Policy


@dataclass(frozen=True)
class Context:
    """`now` in UTC, from the installation's clock; `occurred_on` is when it happened, not when it is told.

    `beginnings`: at which version of the contract's stream each earlier decision began.
    """

    now: datetime
    occurred_on: date
    policy: Policy
    beginnings: tuple[int, ...] = ()

    @property
    def today(self) -> date:
        return date_in_stockholm(self.now)
