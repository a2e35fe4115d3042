"""One rule of a municipality's retention plan, as the policy's file says it."""

from typing import Annotated

from pydantic import Field

from domain.facts import Fact, Word


class RetentionRule(Fact):
    """Years after the contract's end; `decision`: registry number of the decision that lets it go."""

    years: Annotated[int, Field(ge=0, le=100)]
    decision: Word
