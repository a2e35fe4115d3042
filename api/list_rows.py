"""What the lists across all contracts are asked, and what their rows tell."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from api.contract_query import Step
from api.paging import Asked, Sparse, Word
from api.schemas import NoticeOut
from api.sent import Day, Flag
from domain.vocabulary import Form


class OfContracts(Asked):
    contract: UUID | None = None


class OfAContract(Sparse):
    """`number`: which one of the contract's."""

    known_by: ClassVar[tuple[str, ...]] = ("contract_id", "number")
    contract_id: UUID
    contract_number: str
    number: int


class DeadlinesAsked(OfContracts):
    """`department`: what it has to do now. `overdue`: past its last day, and not done."""

    sorts: ClassVar[tuple[str, ...]] = ("due",)
    step: Step = ""
    outcome: Literal["", "running", "met", "moved", "waived", "missed"] = ""
    department: Word = ""
    overdue: Flag = False
    due_from: Day | None = None
    due_to: Day | None = None


class DeadlineRow(Sparse):
    """`version`: of the event that set it; why it is that day: the contract's `why`."""

    known_by: ClassVar[tuple[str, ...]] = ("contract_id", "version")
    contract_id: UUID
    version: int
    contract_number: str
    step: str
    due: date
    outcome: str
    done_on: date | None
    reminders: int
    rungs: int


class CommitmentsAsked(OfContracts):
    sorts: ClassVar[tuple[str, ...]] = ("-agreed_on", "ends_on")
    form: Form | Literal[""] = ""
    department: Word = ""
    agreed_from: Day | None = None
    agreed_to: Day | None = None
    ends_from: Day | None = None
    ends_to: Day | None = None


class CommitmentRow(OfAContract):
    """`came_about`: places that somebody has begun on."""

    form: Form
    departments: list[str]
    supplier: str
    agreed_on: date
    ends_on: date
    places: int
    came_about: int


class NoticesAsked(OfContracts):
    """`recipient`: a person's id, or `contact:N`. `unsent`: not delivered, or not yet."""

    sorts: ClassVar[tuple[str, ...]] = ("-queued_at", "due")
    recipient: Word = ""
    kind: Word = ""
    step: Step = ""
    unsent: Flag = False


class NoticeRow(Sparse, NoticeOut):
    pass


class OfDays(OfContracts):
    """Days are both included."""

    sorts: ClassVar[tuple[str, ...]] = ("-day",)
    day_from: Day | None = None
    day_to: Day | None = None


class DialoguesAsked(OfDays):
    state: Literal["", "planned", "written", "confirmed"] = ""


class DialogueRow(OfAContract):
    """`number` 1: the mandatory one, `written` until both have confirmed its record; those after it are further
    dialogues, which ask for no confirmation. `day`: held on, or planned for. Its forms, by what was answered."""

    state: str
    day: date
    possible: tuple[Form, ...] = ()
    later: tuple[Form, ...] = ()
    not_possible: tuple[Form, ...] = ()
    next_on: date | None = None


class PlacementsAsked(OfDays):
    state: Literal["", "running", "completed", "interrupted"] = ""
    form: Form | Literal[""] = ""


class PlacementRow(OfAContract):
    """Never who. `day`: it started; `percent`: of full time."""

    state: str
    day: date
    form: Form
    commitment: int
    ended_on: date | None
    percent: int


class FollowUpsAsked(OfDays):
    state: Literal["", "awaited", "reported", "approved"] = ""


class FollowUpRow(OfAContract):
    """`day`: its last day; `nothing`: there was nothing to report; `asked_again`: how often it was not approved."""

    state: str
    day: date
    nothing: bool
    asked_again: int
    missed: bool
    done_on: date | None
