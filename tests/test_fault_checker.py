"""The fault bench's checker, held against what it is to find; and it knows nothing of what it checks."""

import ast
import hashlib
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.faults.checker.found import (
    Event,
    Fault,
    Found,
    Mail,
    Note,
    Notice,
    faults_in,
    mails_in,
    notes_in,
)
from benchmarks.faults.checker.mails import second_copies
from benchmarks.faults.checker.verdict import wrongs
from benchmarks.faults.written import Written
from embedded.smtp_catcher import file_name

CHECKER = Path(__file__).parents[1] / "benchmarks" / "faults" / "checker"
DUE = datetime(2026, 12, 1, 7, tzinfo=UTC)
STREAM = "00000000-0000-4000-8000-000000000001"
PLAN = {"step": "invite", "due": "2026-11-30", "rungs": [{"at": "2026-12-01T07:00:00Z"}]}
Happened = tuple[str, str, dict[str, Any]]  # whose command, type, data
HAPPENED: tuple[Happened, ...] = (
    ("command-1", "ContractRegistered", {}),
    ("command-2", "DeadlineSet", PLAN),
    ("command-3", "DeadlineMissed", {"step": "invite"}),
    ("command-3", "StepEscalated", {"step": "invite", "rung": 1}),
)
MESSAGE = "<00000000-0000-4000-8000-000000000009@insats>"
NOTES = [
    Note(STREAM, "register_contract", "k1", "acknowledged", 1, ((1, 1, "ContractRegistered", "command-1"),)),
    Note(STREAM, "triage_clause", "k2", "acknowledged", 3, ((2, 2, "DeadlineSet", "command-2"),)),
]


def events(*happened: Happened) -> list[Event]:
    """One stream, hashed and linked as the store does it."""
    made: list[Event] = []
    previous = "00" * 32
    for number, (command, kind, data) in enumerate(happened, 1):
        actor = "clock" if command == "command-3" else "p-01"
        told = {
            "stream": STREAM,
            "version": number,
            "type": kind,
            "command_id": command,
            "previous": previous,
        }
        told |= {"actor": actor, "data": data, "recorded_at": "2026-12-01T07:00:01Z"}
        body = json.dumps(told).encode()
        leaf = hashlib.sha256(b"\x00" + body).digest()
        previous = leaf.hex()
        made.append(Event(number, STREAM, number, kind, command, body, leaf))
    return made


def found(*happened: Happened, **other: Any) -> Found:
    made = events(*(happened or HAPPENED))
    usual = Found(
        events=made,
        head=len(made),
        notices=[Notice(MESSAGE, STREAM, 4, sent=True, reply="250 OK")],
        mails=[Mail(MESSAGE, 100.0)],
        notes=NOTES,
        faults=[],
        due_until=DUE + timedelta(hours=1),
    )
    return replace(usual, **other)


def only(wrong: list[str], words: str) -> bool:
    return bool(wrong) and all(words in each for each in wrong)


def test_of_what_is_as_it_should_be_nothing_is_said() -> None:
    assert wrongs(found()) == []


def test_an_acknowledged_event_that_is_lost_is_found() -> None:
    assert any(
        wrong.startswith("lost: DeadlineSet") for wrong in wrongs(found(HAPPENED[0], notices=[], mails=[]))
    )


def test_an_acknowledged_event_in_whose_place_another_stands_is_found() -> None:
    other: Happened = ("command-9", "ContractRegistered", {})
    assert only(wrongs(found(other, *HAPPENED[1:])), "lost: ContractRegistered")


def test_a_command_that_was_done_twice_is_found() -> None:
    again: Happened = ("command-4", "ContractRegistered", {})
    assert only(wrongs(found(*HAPPENED, again)), "3 commands done, 2 acknowledged, 2 sent")
    same_id: Happened = ("command-1", "ContractRegistered", {})
    assert only(wrongs(found(*HAPPENED, same_id)), "command-1 was carried out twice")


def test_a_command_that_nobody_answered_may_be_done_or_not_but_not_twice() -> None:
    notes = [*NOTES, Note(STREAM, "invite_to_dialogue", "k3", "unknown")]
    done: Happened = ("command-4", "DialogueInvited", {})
    assert wrongs(found(notes=notes)) == wrongs(found(*HAPPENED, done, notes=notes)) == []
    twice = wrongs(found(*HAPPENED, done, ("command-5", "DialogueInvited", {}), notes=notes))
    assert only(twice, "4 commands done, 2 acknowledged, 3 sent")


def test_a_retry_that_was_refused_is_found() -> None:
    refused = Note(STREAM, "triage_clause", "k2", "refused", 2, answer="409 triaged already")
    assert any("was refused: 409" in wrong for wrong in wrongs(found(notes=[NOTES[0], refused])))


def test_a_gap_and_a_changed_event_are_found() -> None:
    made = events(*HAPPENED)
    assert any(wrong.startswith("positions") for wrong in wrongs(found(events=made[:2], head=3)))
    changed = replace(made[2], body=made[2].body.replace(b"invite", b"confirm"))
    assert any(
        "its hash is another's" in wrong for wrong in wrongs(found(events=[*made[:2], changed, made[3]]))
    )


def test_a_rung_that_was_not_climbed_is_found_once_it_is_due() -> None:
    not_climbed: dict[str, Any] = {"notices": [], "mails": []}
    assert only(wrongs(found(*HAPPENED[:3], **not_climbed)), "unescalated: rung 1 of invite")
    assert wrongs(found(*HAPPENED[:3], **not_climbed, due_until=DUE - timedelta(minutes=1))) == []
    kept: Happened = ("command-3", "DeadlineMet", {"step": "invite"})
    assert wrongs(found(*HAPPENED[:2], kept, **not_climbed)) == []


def test_a_rung_that_was_climbed_twice_or_of_which_nobody_was_told_is_found() -> None:
    notices = [Notice(MESSAGE, STREAM, version, sent=True, reply="") for version in (4, 5)]
    assert only(wrongs(found(*HAPPENED, HAPPENED[3], notices=notices)), "doubled or left out: rung 1")
    assert only(wrongs(found(notices=[], mails=[])), "nobody was told of the rung")


def test_a_miss_that_was_told_twice_is_found() -> None:
    notices = [Notice(MESSAGE, STREAM, 5, sent=True, reply="")]
    assert only(wrongs(found(*HAPPENED[:3], *HAPPENED[2:], notices=notices)), "doubled: the miss of invite")


def test_a_mail_that_is_missing_unsent_or_of_no_notice_is_found() -> None:
    assert only(wrongs(found(mails=[])), "it never arrived")
    unsent = [Notice(MESSAGE, STREAM, 4, sent=False, reply="SMTPConnectError")]
    assert only(wrongs(found(notices=unsent)), "unsent")
    stray = Mail("<00000000-0000-4000-8000-000000000010@insats>", 1.0)
    assert only(wrongs(found(mails=[stray, *found().mails])), "a mail of no notice")
    assert wrongs(found(mails=[Mail("<163.42.7@insats>", 1.0), *found().mails])) == [], "the watchdog's"


def test_a_second_copy_is_found_unless_a_fault_met_that_mail_under_way() -> None:
    copies = [Mail(MESSAGE, 100.0), Mail(MESSAGE, 121.0)]
    assert only(wrongs(found(mails=copies)), "a second copy that no fault explains")
    under_way = Fault("kill", "worker", 100.1, 101.0, (MESSAGE,))
    others = Fault("kill", "worker", 100.1, 101.0, ("<another@insats>",))
    store_away = Fault("kill", "postgres", 100.1, 103.0)
    long_before = Fault("kill", "postgres", 50.0, 53.0)
    assert (
        wrongs(found(mails=copies, faults=[under_way]))
        == wrongs(found(mails=copies, faults=[store_away]))
        == []
    )
    assert only(wrongs(found(mails=copies, faults=[others, long_before])), "a second copy")
    assert second_copies(found(mails=copies, faults=[others, store_away])) == {"kill postgres": 1}


def test_a_read_model_that_is_not_its_rebuild_is_found() -> None:
    differing = {
        "read_models": {"contract": "1 a", "deadline": "2 b"},
        "rebuilt": {"contract": "1 a", "deadline": "2 c"},
    }
    assert only(wrongs(found(**differing)), "differ from their rebuild: deadline")


def test_notes_faults_and_mails_are_read_as_they_were_written(tmp_path: Path) -> None:
    written = Written(tmp_path)
    told = [[1, 1, "ContractRegistered", "command-1"]]
    written.note(
        stream=STREAM, command="register_contract", key="k1", tries=1, said="acknowledged", events=told
    )
    written.fault(kind="kill", part="worker", began=1.0, over=2.0, under_way=[MESSAGE])
    assert notes_in(written.notes) == NOTES[:1]
    assert faults_in(written.faults) == [Fault("kill", "worker", 1.0, 2.0, (MESSAGE,))]
    content = f"Subject: =?utf-8?q?F=C3=B6rsenad?=\r\nMessage-ID: {MESSAGE}\r\n\r\nHej".encode()
    (tmp_path / file_name(content, DUE)).write_bytes(content)
    assert mails_in(tmp_path) == [Mail(MESSAGE, DUE.timestamp())]


def test_the_checker_knows_nothing_of_the_rooms() -> None:
    """What a room gets wrong, its own code would read wrongly too."""
    for file in CHECKER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                ours = name.startswith("benchmarks.faults.checker.")
                assert ours or name.split(".")[0] in {"asyncpg", *sys.stdlib_module_names}, (
                    f"{file.name}: {name}"
                )
