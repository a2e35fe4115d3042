"""A need to recruit turned into workplace-based education with the schools (arbetsplatsförlagt lärande, APL)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.command import Command, Wording
from domain.context import Context
from domain.contract import Contract
from domain.facts import Word
from domain.happened import Happened
from domain.process.commitment import CommitmentAgreed, must_take_promises
from domain.process.common import Places
from domain.process.promises import must_hold_together
from domain.vocabulary import Form, Unit
from domain.words import N_


class PlanWorkplaceEducation(Command):
    """A commitment of the form workplace-based education that names the occupation in which people are lacking."""

    wording: ClassVar[Wording] = Wording(
        N_("Turn a need to recruit into workplace-based education"),
        N_("Save the commitment"),
        N_("The commitment is saved. The schools are told."),
    )
    type: Literal["plan_workplace_education"] = "plan_workplace_education"
    occupation: Annotated[
        Word, Field(title=N_("Occupation"), description=N_("In which the supplier needs to recruit."))
    ]
    places: Places
    starts_on: Annotated[date, Field(title=N_("From"))]
    weeks: Annotated[int, Field(ge=1, le=120, title=N_("Weeks at the workplace, for each place"))]

    @staticmethod
    def may(state: Contract) -> None:
        must_take_promises(state)

    def decide(self, state: Contract, context: Context) -> Iterator[Happened]:
        agreed = CommitmentAgreed(
            commitment=state.commitments_agreed + 1,
            form=Form.WORKPLACE_EDUCATION,
            places=self.places,
            quantity=self.places * self.weeks,
            unit=Unit.WEEKS,
            starts_on=self.starts_on,
            ends_on=self.starts_on + timedelta(weeks=self.weeks, days=-1),
            departments=(context.policy.forms[Form.WORKPLACE_EDUCATION],),
            occupation=self.occupation,
        )
        must_hold_together(agreed, state)
        yield agreed
