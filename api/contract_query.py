"""What the list of contracts is asked: narrowed, searched, sorted."""

from typing import Annotated, ClassVar, Literal, cast

from pydantic import AfterValidator, Field

from api.paging import Asked, Text, Word, no_place
from api.sent import Day, Flag, Moment
from domain.process import STEPS
from domain.vocabulary import Clause, Phase
from projections.finding import SORTS, Filters, Order, Place, Sort


def _a_step(told: str) -> str:
    if told and told not in STEPS:
        raise ValueError(f"there are {', '.join(STEPS)}")
    return told


Step = Annotated[str, AfterValidator(_a_step), Field(max_length=50, json_schema_extra={"enum": ["", *STEPS]})]


class ContractsAsked(Asked):
    """`text`: in title, number, supplier, buyer and procurement, in Swedish, each word by how it begins. `department`
    and `step`: that somebody has something to do. `overdue`: a last day is past. `mine`: what you have to do, and
    those in whose stead you are here. Days are both included."""

    sorts: ClassVar[tuple[str, ...]] = SORTS

    text: Text = ""
    phase: Phase | Literal[""] = ""
    department: Word = ""
    clause: Clause | Literal[""] = ""
    step: Step = ""
    supplier: Annotated[Text, Field(description="Words of the name, or an organisation number")] = ""
    buyer: Text = ""
    overdue: Flag = False
    mine: Flag = False
    due_from: Day | None = None
    due_to: Day | None = None
    signed_from: Day | None = None
    signed_to: Day | None = None
    ends_from: Day | None = None
    ends_to: Day | None = None
    changed_since: Moment | None = None

    @property
    def as_filters(self) -> Filters:
        return Filters(**self.filters)

    @property
    def sorted(self) -> Order:
        order = self.order
        return Order(cast("Sort", order.removeprefix("-")), order.startswith("-"))

    @property
    def ends_after(self) -> Place | None:
        """Raises Problem."""
        told = self.place
        if len(told) not in (0, 2):
            raise no_place()
        return Place(*told) if told else None
