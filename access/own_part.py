"""What somebody at a supplier may tell of their own contract, and what of it they may read in clear."""

from domain.command import Command
from domain.process.candidates import AnswerCandidate
from domain.process.confirming import ConfirmRecord, DisputeRecord
from domain.process.evidence import HandInEvidence
from domain.process.follow_up import ReportFollowUp, ReportNothing
from domain.process.preparing import AnswerForms, ProposeTimes
from domain.process.registration import ConfirmSupplierContact, RemoveSupplierContact
from domain.refusal import Refusal
from domain.vocabulary import Party, Role
from domain.words import N_

OWN_PART: tuple[type[Command], ...] = (
    ProposeTimes,
    AnswerForms,
    ConfirmRecord,
    DisputeRecord,
    AnswerCandidate,
    ReportFollowUp,
    ReportNothing,
    HandInEvidence,
    ConfirmSupplierContact,  # a colleague
    RemoveSupplierContact,  # oneself
)


def why_not_their_part(command: Command, contact: int | None) -> Refusal | None:
    """`contact`: their own number as a contact of the contract."""
    match command:
        case ConfirmRecord() | DisputeRecord():
            theirs = command.party is Party.SUPPLIER
        case RemoveSupplierContact():
            theirs = command.contact == contact
        case _:
            theirs = type(command) in OWN_PART
    if contact is not None and theirs:
        return None
    return Refusal("not_your_part", N_("This is not the supplier's to do."))


# Of these events the supplier reads what was written. By anybody: what both parties are meant to read. By themselves:
# what the municipality may also have written as a note of its own.
READ_BY_BOTH = frozenset(
    {
        "DialogueHeld",
        "FurtherDialogueHeld",
        "RecordDisputed",
        "DialogueScheduled",
        "DialogueRescheduled",
        "DialogueMeetingCancelled",
        "FollowUpRejected",
        "EvidenceRejected",
        "DeficiencyFound",
        "SupplierContactConfirmed",
    }
)
THEIR_OWN = frozenset({"FollowUpReported", "EvidenceSubmitted", "FormsAnswered"})


def reads(event_type: str, role: str) -> bool:
    """`role`: of whoever recorded it."""
    return event_type in READ_BY_BOTH or (event_type in THEIR_OWN and role == Role.SUPPLIER)
