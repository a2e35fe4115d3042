"""Evidence of what was done: submitted, approved, or rejected with a reason and asked for again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from domain.command import ChosenFrom, Command, Wording
from domain.context import Context
from domain.contract import Contract
from domain.facts import Fact, Line, Word
from domain.free_text import FreeText
from domain.guards import must_be_awake
from domain.happened import Happened
from domain.notice import THE_SUPPLIER, Letter, Notice
from domain.phase import phase_of
from domain.policy import THE_DEPARTMENT, Policy
from domain.process.common import NOBODY, Why
from domain.process.follow_up_plan import FOLLOW_UP
from domain.refusal import Refusal
from domain.vocabulary import Phase
from domain.words import N_

EVIDENCE_SUBMITTED = Letter(
    "evidence_submitted",
    N_("Evidence to look at"),
    N_("{contract}: evidence to look at"),
    N_("Evidence {number} has come. Approve it, or reject it and say why."),
)
EVIDENCE_REJECTED = Letter(
    "evidence_rejected",
    N_("The evidence is asked for again"),
    N_("{contract}: the evidence is asked for again"),
    N_("Evidence {number} was not approved. Read why on the contract's page, and submit it again."),
)
LETTERS = (EVIDENCE_SUBMITTED, EVIDENCE_REJECTED)


@dataclass(frozen=True)
class Evidence:
    """By number: None while it waits, then whether it was approved."""

    judged: Mapping[int, bool | None] = field(default_factory=dict)


def waiting(state: Contract) -> list[int]:
    return [number for number, approved in state.of(Evidence).judged.items() if approved is None]


def _having(state: Contract, number: int, *, approved: bool | None) -> Contract:
    return state.having(Evidence({**state.of(Evidence).judged, number: approved}))


class AttachedFile(Fact):
    """`digest`: SHA-256 of the file as it is stored, which is encrypted; `opens`: the key to it, an encrypted entry
    itself, so that erasing it erases the file (docs/decisions/0039-the-suppliers-own-pages.md)."""

    id: UUID
    digest: Word
    opens: FreeText


Files = Annotated[tuple[AttachedFile, ...], Field(max_length=5)]


class EvidenceSubmitted(Happened):
    says: ClassVar[str] = N_("Evidence {evidence} was submitted.")
    type: Literal["EvidenceSubmitted"] = "EvidenceSubmitted"
    evidence: int
    what: FreeText
    diarienummer: Line = ""
    files: Files = ()

    def evolve(self, state: Contract) -> Contract:
        return _having(state, self.evidence, approved=None)

    def tells(self, _state: Contract, policy: Policy) -> Iterator[Notice]:
        owner = (policy.steps[FOLLOW_UP].department,)
        yield Notice(EVIDENCE_SUBMITTED.kind, THE_DEPARTMENT, owner, number=self.evidence)


class EvidenceApproved(Happened):
    says: ClassVar[str] = N_("Evidence {evidence} was approved.")
    type: Literal["EvidenceApproved"] = "EvidenceApproved"
    evidence: int

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, EvidenceSubmitted) and earlier.evidence == self.evidence

    def evolve(self, state: Contract) -> Contract:
        return _having(state, self.evidence, approved=True)


class EvidenceRejected(Happened):
    says: ClassVar[str] = N_("Evidence {evidence} was rejected and is asked for again.")
    type: Literal["EvidenceRejected"] = "EvidenceRejected"
    evidence: int
    reason: FreeText

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, EvidenceSubmitted) and earlier.evidence == self.evidence

    def evolve(self, state: Contract) -> Contract:
        return _having(state, self.evidence, approved=False)

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(EVIDENCE_REJECTED.kind, THE_SUPPLIER, number=self.evidence)


class SubmitEvidence(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Submit evidence"), N_("Submit"), N_("The evidence is submitted.")
    )
    type: Literal["submit_evidence"] = "submit_evidence"
    what: Annotated[FreeText, Field(title=N_("What does it show?"), description=NOBODY)]
    diarienummer: Annotated[Line, Field(title=N_("Registry number"))] = ""

    @staticmethod
    def may(state: Contract) -> None:
        must_be_awake(state)
        if phase_of(state) not in (Phase.DELIVERY, Phase.EVALUATION):
            raise Refusal("nothing_to_show", N_("There is nothing promised yet to show evidence of."))

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        number = _next_number(state)
        yield EvidenceSubmitted(evidence=number, what=self.what, diarienummer=self.diarienummer)


def _next_number(state: Contract) -> int:
    return max(state.of(Evidence).judged, default=0) + 1


class HandInEvidence(Command):
    """Given on the supplier's own pages, once the files have been looked through and stored."""

    type: Literal["hand_in_evidence"] = "hand_in_evidence"
    what: FreeText
    files: Files = ()

    @staticmethod
    def may(state: Contract) -> None:
        SubmitEvidence.may(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        yield EvidenceSubmitted(evidence=_next_number(state), what=self.what, files=self.files)


Waiting = Annotated[int, Field(ge=1, title=N_("Evidence")), ChosenFrom("evidence", waiting)]


class ApproveEvidence(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Approve evidence"), N_("Approve the evidence"), N_("The evidence is approved.")
    )
    type: Literal["approve_evidence"] = "approve_evidence"
    evidence: Waiting

    @staticmethod
    def may(state: Contract) -> None:
        _must_wait(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        _must_be_waiting(self.evidence, state)
        yield EvidenceApproved(evidence=self.evidence)


class RejectEvidence(Command):
    wording: ClassVar[Wording] = Wording(
        N_("Reject evidence and ask for it again"),
        N_("Reject and ask again"),
        N_("The evidence is asked for again."),
    )
    type: Literal["reject_evidence"] = "reject_evidence"
    evidence: Waiting
    reason: Why

    @staticmethod
    def may(state: Contract) -> None:
        _must_wait(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        _must_be_waiting(self.evidence, state)
        yield EvidenceRejected(evidence=self.evidence, reason=self.reason)


def _must_wait(state: Contract) -> None:
    must_be_awake(state)
    if not waiting(state):
        raise Refusal("no_evidence", N_("No evidence waits to be looked at."))


def _must_be_waiting(number: int, state: Contract) -> None:
    if number not in waiting(state):
        raise Refusal(
            "evidence_judged", N_("Evidence {number} does not wait to be looked at."), number=number
        )
