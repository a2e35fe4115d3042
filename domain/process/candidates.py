"""Who is proposed for a place, by a reference that only Jobbcenter or the school can look up; the supplier answers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from domain.command import ChosenFrom, Command, Shown, Wording
from domain.context import Context
from domain.contract import Contract
from domain.facts import Word
from domain.guards import must_be_in
from domain.happened import Happened
from domain.notice import THE_SUPPLIER, Letter, Notice
from domain.policy import THE_DEPARTMENT, Policy
from domain.process.places import Candidate, PlaceOpened, Places, PlaceToFill, may_fill, must_be_open
from domain.refusal import Refusal
from domain.vocabulary import Phase, Reply
from domain.words import N_

CANDIDATE_PROPOSED = Letter(
    "candidate_proposed",
    N_("Somebody is proposed for a place"),
    N_("{contract}: somebody is proposed for a place"),
    N_("The municipality proposes somebody for place {number}. The page has more; you have the last word."),
)
CANDIDATE_ACCEPTED = Letter(
    "candidate_accepted",
    N_("The supplier has accepted somebody"),
    N_("{contract}: the supplier has accepted somebody"),
    N_("The supplier has accepted whom you proposed for place {number}."),
)
CANDIDATE_DECLINED = Letter(
    "candidate_declined",
    N_("The supplier has declined somebody"),
    N_("{contract}: the supplier has declined somebody"),
    N_("The supplier has declined whom you proposed for place {number}. The place is still open."),
)
LETTERS = (CANDIDATE_PROPOSED, CANDIDATE_ACCEPTED, CANDIDATE_DECLINED)

# Whose it is, a dash, and what only they can look up: letters and digits mixed, and no run of digits as long as
# a day of birth, so that neither a name nor a personal identity number passes.
OPAQUE = re.compile(r"[A-Z]{2,4}-(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*[0-9])(?![A-Z0-9]*[0-9]{6})[A-Z0-9]{4,12}")


class CandidateProposed(Happened):
    """`reference` is opaque here, and a person's only in the register of whoever proposed it."""

    says: ClassVar[str] = N_("{reference} was proposed for place {place}.")
    type: Literal["CandidateProposed"] = "CandidateProposed"
    candidate: int
    place: int
    reference: Word

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, PlaceOpened) and earlier.place == self.place

    def evolve(self, state: Contract) -> Contract:
        kept = state.of(Places)
        proposed = Candidate(self.place, self.reference)
        return state.having(replace(kept, candidates={**kept.candidates, self.candidate: proposed}))

    def tells(self, _state: Contract, _policy: Policy) -> Iterator[Notice]:
        yield Notice(CANDIDATE_PROPOSED.kind, THE_SUPPLIER, number=self.place)


class CandidateAccepted(Happened):
    says: ClassVar[str] = N_("The supplier accepted proposal {candidate}.")
    type: Literal["CandidateAccepted"] = "CandidateAccepted"
    candidate: int

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, CandidateProposed) and earlier.candidate == self.candidate

    def evolve(self, state: Contract) -> Contract:
        return _answered(state, self.candidate, accepted=True)

    def tells(self, state: Contract, _policy: Policy) -> Iterator[Notice]:
        return _told(CANDIDATE_ACCEPTED, self.candidate, state)


class CandidateDeclined(Happened):
    says: ClassVar[str] = N_("The supplier declined proposal {candidate}.")
    type: Literal["CandidateDeclined"] = "CandidateDeclined"
    candidate: int

    def rests_on(self, earlier: Happened) -> bool:
        return isinstance(earlier, CandidateProposed) and earlier.candidate == self.candidate

    def evolve(self, state: Contract) -> Contract:
        return _answered(state, self.candidate, accepted=False)

    def tells(self, state: Contract, _policy: Policy) -> Iterator[Notice]:
        return _told(CANDIDATE_DECLINED, self.candidate, state)


def _answered(state: Contract, number: int, *, accepted: bool) -> Contract:
    kept = state.of(Places)
    if (candidate := kept.candidates.get(number)) is None:
        return state
    answered = replace(candidate, accepted=accepted)
    return state.having(replace(kept, candidates={**kept.candidates, number: answered}))


def _told(letter: Letter, number: int, state: Contract) -> Iterator[Notice]:
    """The department that fills the place, which is the one that proposed."""
    kept = state.of(Places)
    candidate = kept.candidates.get(number)
    if candidate and (place := kept.places.get(candidate.place)):
        yield Notice(letter.kind, THE_DEPARTMENT, place.departments, number=candidate.place)


class ProposeCandidate(Command):
    """`reference` belongs to Jobbcenter or the school; who it is stays there."""

    wording: ClassVar[Wording] = Wording(
        N_("Propose somebody for a place"),
        N_("Save the proposal"),
        N_("The proposal is saved. The supplier is told."),
    )
    type: Literal["propose_candidate"] = "propose_candidate"
    place: PlaceToFill
    reference: Annotated[
        Word,
        StringConstraints(to_upper=True),
        Field(
            title=N_("Your own reference"), description=N_("As JC-7F3K2. Never a name or a personal number.")
        ),
    ]

    @staticmethod
    def may(state: Contract) -> None:
        may_fill(state)

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        must_be_open(self.place, state)
        if not OPAQUE.fullmatch(self.reference):
            raise Refusal(
                "reference_not_opaque",
                N_(
                    "Write a reference that only you can look up, as JC-7F3K2: two to four letters, a dash, then "
                    "letters and digits mixed. Never a name or a personal identity number."
                ),
            )
        kept = state.of(Places)
        if any((c.place, c.reference) == (self.place, self.reference) for c in kept.candidates.values()):
            return
        yield CandidateProposed(
            candidate=max(kept.candidates, default=0) + 1, place=self.place, reference=self.reference
        )


class AnswerCandidate(Command):
    """The supplier's answer; no reason is asked for, since it would be about a person."""

    wording: ClassVar[Wording] = Wording(
        N_("The supplier has answered a proposal"), N_("Save the answer"), N_("The answer is saved.")
    )
    type: Literal["answer_candidate"] = "answer_candidate"
    candidate: Annotated[
        int,
        Field(ge=1, title=N_("Proposal")),
        ChosenFrom("candidate", lambda state: state.of(Places).awaiting_answer),
    ]
    answer: Annotated[Reply, Field(title=N_("Answer")), Shown("radio")]

    @staticmethod
    def may(state: Contract) -> None:
        must_be_in(state, Phase.DELIVERY)
        if not state.of(Places).awaiting_answer:
            raise Refusal("nobody_proposed", N_("Nobody is proposed who waits for an answer."))

    def decide(self, state: Contract, _: Context) -> Iterator[Happened]:
        kept = state.of(Places)
        if self.candidate not in kept.awaiting_answer:
            raise Refusal(
                "not_awaiting_answer",
                N_("Proposal {number} does not wait for an answer."),
                number=self.candidate,
            )
        if self.answer is Reply.DECLINED:
            yield CandidateDeclined(candidate=self.candidate)
            return
        place = kept.candidates[self.candidate].place
        if kept.accepted_for(place):
            raise Refusal(
                "somebody_accepted",
                N_("Somebody has already been accepted for place {number}."),
                number=place,
            )
        yield CandidateAccepted(candidate=self.candidate)
