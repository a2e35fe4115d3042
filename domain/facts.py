"""What is known about a contract: values that commands carry in and events keep."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from domain.exact import Exact
from domain.free_text import SAYS_SOMETHING, STORABLE, FreeText
from domain.numbers import is_shaped_like_a_persons
from domain.vocabulary import Answer, Form, TargetGroup, TimeUnit, Unit

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=STORABLE)]
Word = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=SAYS_SOMETHING)
]


class Fact(BaseModel):
    """Frozen, and refuses what it does not know: a misspelt field is an error, not a silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Organisation(Fact):
    """`number`: Swedish organisation numbers as 000000-0000; foreign ones as written; empty when withheld."""

    name: Line
    number: Line = ""
    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")] = ""

    @model_validator(mode="after")
    def no_person_is_kept_in_clear(self) -> Self:
        if self.country in ("", "SWE") and is_shaped_like_a_persons(self.number):
            raise ValueError("this is a person's number, not an organisation's: leave it out")
        return self


class Duration(Fact):
    """As written: no end is worked out from it."""

    number: Annotated[int, Field(ge=0, le=100_000)]
    unit: Literal["DAY", "WEEK", "MONTH", "YEAR"]


Codes = Annotated[tuple[Word, ...], Field(max_length=50)]


class Lot(Fact):
    """What the notices say of a lot, in their own codes. Social objectives (BT-775) are goals, and the text beside
    them (BT-777) may deny that there is any: neither is a clause."""

    id: Word
    title: Line = ""
    social_objectives: Codes = ()
    strategic: Codes = ()  # BT-06
    strategic_text: FreeText | None = None  # BT-777
    performance_terms: FreeText | None = None  # BT-70; in competition and modification notices only
    reserved_execution: Line = ""  # BT-736: yes, no, not-known
    reserved_participation: Codes = ()  # BT-71
    framework: Line = ""  # BT-765
    starts_on: date | None = None  # BT-536
    ends_on: date | None = None  # BT-537
    duration: Duration | None = None  # BT-36
    unlimited: bool = False  # BT-538
    renewals_max: Annotated[int, Field(ge=0, le=100_000)] | None = None  # BT-58
    renewal_text: FreeText | None = None  # BT-57
    options_text: FreeText | None = None  # BT-54


class Money(Fact):
    amount: Annotated[Decimal, Field(ge=0, max_digits=24, decimal_places=6), Exact(18, 6)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Source(Fact):
    """Where an imported contract comes from; `contract_ref` is the notice's own technical id (CON-0001).

    OCDS: `procedure_id` is the ocid, `notice_id` the release's id.
    """

    kind: Literal["eforms", "ocds", "sheet", "manual"] = "manual"
    notice_id: Line = ""
    notice_version: Line = ""
    publication_number: Line = ""
    procedure_id: Line = ""
    contract_ref: Line = ""
    dispatched_on: date | None = None  # BT-05; OCDS: the release's date
    award_ref: Line = ""  # OCDS: the award that the contract rests on, or is known by while there is none
    more_awards: Codes = ()  # OCDS: others that the same contract rests on


class Consortium(Fact):
    """Who tendered together, and whom they named as subcontractors. All members are suppliers of the contract."""

    name: Line = ""
    members: Annotated[tuple[Organisation, ...], Field(max_length=200)] = ()
    leader: Organisation | None = None
    subcontractors: Annotated[tuple[Organisation, ...], Field(max_length=200)] = ()


class Amendment(Fact):
    """A change of the contract, as published (BT-1501, BT-200, BT-201, BT-202; OCDS: contracts[].amendments)."""

    id: Line = ""
    on: date | None = None
    reasons: Codes = ()
    why: FreeText | None = None
    what: FreeText | None = None
    notice: Line = ""  # the notice that it changes
    contract_ref: Line = ""  # the contract that it changes, by its number


class Milestone(Fact):
    """Of an OCDS release: what is to be done within the contract, by when, and when it was."""

    id: Line = ""
    title: FreeText | None = None
    due_on: date | None = None
    met_on: date | None = None
    status: Line = ""


class ContractFacts(Fact):
    """What a notice or a person can tell about an awarded contract. `None` and empty mean: not told."""

    source: Source = Source()
    contract_number: Line = ""
    title: Line
    procurement_title: Line = ""
    diarienummer: Line = ""
    buyer_unit: Line = ""
    buyers: Annotated[tuple[Organisation, ...], Field(min_length=1, max_length=200)]
    suppliers: Annotated[
        tuple[Organisation, ...], Field(max_length=200)
    ] = ()  # empty: the notice withholds them, a person tells
    lots: Annotated[tuple[Lot, ...], Field(max_length=2000)] = ()
    awarded_on: date | None = None  # the winner was chosen (BT-1451)
    signed_on: date | None = None  # the contract was concluded (BT-145)
    starts_on: date | None = None
    ends_on: date | None = None
    value: Money | None = None
    cpv: Annotated[tuple[Word, ...], Field(max_length=2000)] = ()
    nuts: Annotated[tuple[Word, ...], Field(max_length=2000)] = ()
    social_objectives: Annotated[
        tuple[Word, ...], Field(max_length=50)
    ] = ()  # BT-775: goals of a lot, never a clause
    consortia: Annotated[tuple[Consortium, ...], Field(max_length=200)] = ()
    framework: bool | None = None  # BT-768: concluded within a framework agreement
    withheld: Codes = ()  # BT-195: which fields the notice keeps back, by the EU's codes (win-ten-val)
    languages: Codes = ()  # of the notice: SWE, ENG
    amendments: Annotated[tuple[Amendment, ...], Field(max_length=200)] = ()
    milestones: Annotated[tuple[Milestone, ...], Field(max_length=200)] = ()


class TimeLimit(Fact):
    number: Annotated[int, Field(ge=0, le=3650)]
    unit: TimeUnit


class StepLimit(Fact):
    """A time limit that the contract's own clause sets for a step, instead of the policy's. `clause_text`: the
    clause's own words about it."""

    step: Word
    limit: TimeLimit
    clause_point: Line = ""
    clause_text: Line = ""


class FormAnswer(Fact):
    """One of the six forms, asked and answered in the dialogue."""

    form: Form
    answer: Answer
    number: Annotated[int, Field(ge=1, le=10_000)] | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    reason: FreeText | None = None
    ask_again_on: date | None = None


class AwardNotice(Fact):
    """The award decision as it was sent to the bidders; or, `announced`, the intent to award without competition,
    as it was published (LOU 20:3). `stated_until`: the last day of a standstill that it states itself (LOU 20:1)."""

    sent_on: date
    electronically: bool
    announced: bool = False
    stated_until: date | None = None


class RecruitmentNeed(Fact):
    """Whom the supplier needs to hire: an occupation in words or as an SSYK code, how many, from when."""

    occupation: Annotated[FreeText, StringConstraints(max_length=200)]
    number: Annotated[int, Field(ge=1, le=10_000)]
    starts_on: date | None = None


class DialogueRecord(Fact):
    held_on: date
    participants: tuple[FreeText, ...]  # roles; encrypted all the same, since anything can be typed
    answers: tuple[FormAnswer, ...]
    next_on: date | None = None
    note: FreeText | None = None
    needs: tuple[RecruitmentNeed, ...] = ()


class Commitment(Fact):
    """What the supplier has promised: places of one form in a period.

    `quantity`: weeks, or months of full time, of all places together; None where places are all that is promised.
    `occupation`: the recruitment need that the promise came from, if any.
    """

    commitment: int
    form: Form
    places: int
    starts_on: date
    ends_on: date
    departments: tuple[Word, ...]
    quantity: int | None = None
    unit: Unit = Unit.PLACES
    target_group: TargetGroup = TargetGroup.ANY
    occupation: Line = ""


def named(facts: ContractFacts, names: Iterable[str]) -> dict[str, object]:
    """Those of the facts; a name that an older event has, and no field any more, is left out."""
    return {name: getattr(facts, name) for name in names if hasattr(facts, name)}
