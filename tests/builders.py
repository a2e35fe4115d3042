"""One made-up contract, as it stands at the start of each phase. What a test is about, it says itself."""

from datetime import UTC, date, datetime

from domain.facts import ContractFacts, FormAnswer, Organisation
from domain.happened import Happened
from domain.process.award import AwardNotified, ContractSigned, SignContract, StandstillEnded
from domain.process.candidates import CandidateAccepted, CandidateProposed
from domain.process.commitment import AgreeCommitment, CommitmentAgreed, CommitmentsConcluded
from domain.process.confirming import RecordConfirmed
from domain.process.dialogue import DialogueHeld, RecordDialogue
from domain.process.evaluation import ContractClosed, ContractEvaluated
from domain.process.follow_up import FollowUpApproved, FollowUpReported
from domain.process.placement import PlacementCompleted, PlacementStarted
from domain.process.places import OpenPlace, PlaceOpened
from domain.process.registration import ContractRegistered
from domain.process.triage import ClauseTriaged
from domain.vocabulary import Answer, Clause, Form, Party
from policy.load import load_policy
from settings import SHIPPED_POLICY

POLICY = load_policy(SHIPPED_POLICY)
EXEMPELKOPING = load_policy(SHIPPED_POLICY.with_name("exempelkoping.toml"))  # another municipality
CALENDAR = POLICY.calendar
MONDAY_NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)  # 12.00 in Stockholm
TODAY = MONDAY_NOON.date()
SIGNED_ON = date(2026, 2, 27)
HELD_ON = date(2026, 3, 2)
ENDS_ON = date(2028, 2, 28)


def facts(number: str = "2026-0117", signed_on: date | None = None) -> ContractFacts:
    return ContractFacts(
        contract_number=number,
        title="Lokalvård, norra skolorna",
        buyers=(Organisation(name="Exempelköpings kommun", number="212000-9903", country="SWE"),),
        suppliers=(Organisation(name="Rent & Snyggt AB", number="559900-0014", country="SWE"),),
        signed_on=signed_on,
        ends_on=ENDS_ON,
    )


def answers(**changed: object) -> tuple[FormAnswer, ...]:
    """Two places of internship are possible, nothing else; `changed` is about the internship."""
    internship = {"answer": Answer.POSSIBLE, "number": 2} | changed
    others = (form for form in Form if form is not Form.INTERNSHIP)
    return (
        FormAnswer.model_validate({"form": Form.INTERNSHIP} | internship),
        *(FormAnswer(form=form, answer=Answer.NOT_POSSIBLE, reason="Inte just nu.") for form in others),
    )


SIGN_CONTRACT = SignContract(signed_on=SIGNED_ON)
RECORD_DIALOGUE = RecordDialogue(held_on=HELD_ON, participants=("beställare",), answers=answers())
AGREE_COMMITMENT = AgreeCommitment(
    form=Form.INTERNSHIP, places=2, starts_on=date(2026, 4, 1), ends_on=date(2026, 9, 30)
)
OPEN_PLACE = OpenPlace(commitment=1, what="Städa korridorer", starts_on=date(2026, 4, 13))

REGISTERED = ContractRegistered(facts=facts())
TRIAGED = ClauseTriaged(clause=Clause.DIALOGUE)
AWARD_NOTIFIED = AwardNotified(sent_on=date(2026, 2, 16), electronically=True)
STANDSTILL_ENDED = StandstillEnded(last_day=date(2026, 2, 26))
SIGNED = ContractSigned(signed_on=SIGNED_ON)
HELD = DialogueHeld(held_on=HELD_ON, participants=("beställare",), answers=answers())
CONFIRMED = tuple(RecordConfirmed(party=party, confirmed_on=HELD_ON) for party in Party)
AGREED = CommitmentAgreed(
    commitment=1,
    form=Form.INTERNSHIP,
    places=2,
    starts_on=date(2026, 4, 1),
    ends_on=date(2026, 9, 30),
    departments=("jobbcenter",),
)
PLACE_OPENED = PlaceOpened(
    place=1,
    commitment=1,
    form=Form.INTERNSHIP,
    what="Städa korridorer",
    starts_on=date(2026, 4, 13),
    departments=("jobbcenter",),
)
PROPOSED = CandidateProposed(candidate=1, place=1, reference="JC-7F3K2")
ACCEPTED = CandidateAccepted(candidate=1)
CONCLUDED = CommitmentsConcluded()
REPORTED = FollowUpReported(report="Två praktikanter, båda kvar.")
APPROVED = FollowUpApproved()

Past = tuple[Happened, ...]
IN_AWARD: Past = (REGISTERED, TRIAGED)
AWAITING_SIGNATURE: Past = (*IN_AWARD, AWARD_NOTIFIED, STANDSTILL_ENDED)
IN_DIALOGUE: Past = (*AWAITING_SIGNATURE, SIGNED)
IN_COMMITMENT: Past = (*IN_DIALOGUE, HELD, *CONFIRMED)
IN_DELIVERY: Past = (*IN_COMMITMENT, AGREED, CONCLUDED)
IN_EVALUATION: Past = (*IN_COMMITMENT, CommitmentsConcluded(reason="Inget är möjligt just nu."))
CLOSED: Past = (*IN_EVALUATION, ContractEvaluated(assessment="Väl genomfört."), ContractClosed())


def started(placement: int, on: date) -> PlacementStarted:
    return PlacementStarted(placement=placement, commitment=1, form=Form.INTERNSHIP, started_on=on)


def completed(placement: int, on: date) -> PlacementCompleted:
    return PlacementCompleted(placement=placement, completed_on=on)
