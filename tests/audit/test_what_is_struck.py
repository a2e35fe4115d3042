"""What was wrong and struck is told as struck, and nobody gets a receipt for it."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from domain.happened import Happened
from domain.process.confirming import RecordConfirmed
from domain.process.correction import EntryStruck
from domain.process.dialogue import DialogueHeld
from domain.vocabulary import Party
from event_store.codec import Origin, Recorded
from language.words import Words
from tests.builders import HELD_ON, POLICY, REGISTERED, answers
from web.dates import Dates
from web.dossier import records
from web.receipt import receipts

STREAM, AT = UUID(int=1), datetime(2026, 3, 2, tzinfo=UTC)
HELD = DialogueHeld(held_on=HELD_ON, participants=("supplier",), answers=answers())
BOTH = tuple(RecordConfirmed(party=party, confirmed_on=date(2026, 3, 3)) for party in Party)


def recorded(*events: Happened) -> list[Recorded]:
    """Each by a command of its own."""
    origin = Origin(uuid4(), "p-01", "coordinator", AT.date(), AT)
    return [Recorded(n, STREAM, n, event, origin, bytes(32)) for n, event in enumerate(events, 1)]


def headings(*events: Happened) -> list[str]:
    told, struck = recorded(*events), {n for event in events for n in event.strikes}
    return [
        section.heading for section in records(told, POLICY, Dates(Words("sv"), AT.date()), frozenset(struck))
    ]


def test_a_struck_record_says_so_beside_the_one_that_is_right() -> None:
    strikes = EntryStruck(entry=2, entries=(2,), reason="Fel avtal.")
    assert headings(REGISTERED, HELD, strikes, HELD) == [
        "Struket: Protokoll från dialogen måndag 2 mars 2026 (post 2)",
        "Protokoll från dialogen måndag 2 mars 2026 (post 4)",
    ]


def test_a_record_confirmed_by_both_has_a_receipt_from_what_was_written_to_the_last_word() -> None:
    (one,) = receipts(recorded(REGISTERED, HELD, *BOTH))
    assert [record.version for record in one.entries] == [2, 3, 4]


def test_a_record_written_again_has_one_for_what_was_confirmed() -> None:
    (one,) = receipts(recorded(REGISTERED, HELD, BOTH[0], HELD, *BOTH))
    assert [record.version for record in one.entries] == [4, 5, 6]


def test_a_confirmation_that_was_struck_has_none() -> None:
    strikes = EntryStruck(entry=4, entries=(4,), reason="Fel avtal.")
    assert list(receipts(recorded(REGISTERED, HELD, *BOTH, strikes))) == []
