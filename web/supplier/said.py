"""What the supplier has told of its own accord before the dialogue, as it stands now."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.facts import FormAnswer
from domain.process.change import SupplierReplaced
from domain.process.meeting import DialogueRescheduled, DialogueScheduled
from domain.process.preparing import FormsAnswered, ProposedTime, TimesProposed
from event_store.codec import Recorded


@dataclass(frozen=True)
class Said:
    """`times`: proposed, and not answered by a time of the municipality's."""

    times: tuple[ProposedTime, ...] = ()
    answers: tuple[FormAnswer, ...] = ()


def said(recorded: Sequence[Recorded], struck: frozenset[int]) -> Said:
    """By the supplier that the contract has now."""
    found = Said()
    for record in recorded:
        match record.event:
            case _ if record.version in struck:
                continue
            case SupplierReplaced():
                found = Said()
            case TimesProposed(times=times):
                found = Said(times, found.answers)
            case DialogueScheduled() | DialogueRescheduled():
                found = Said((), found.answers)
            case FormsAnswered(answers=answers):
                found = Said(found.times, answers)
    return found
