"""The clients' notes against the store: what was acknowledged is there, once; nothing is that nobody asked for."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from benchmarks.faults.checker.found import Found, Note

BY_TIME = "clock"  # as whom time acts


def of_the_notes(found: Found) -> Iterator[str]:
    stored = {(e.stream, e.version): (e.position, e.version, e.type, e.command) for e in found.events}
    for note in found.notes:
        if note.said == "refused":
            yield f"{note.command} of {note.stream} was refused: {note.answer}"
        for told in note.events:
            if stored.get((note.stream, told[1])) != told:
                yield f"lost: {told[2]} of {note.stream}, acknowledged at position {told[0]}"
    yield from _more_than_asked(found)


def _more_than_asked(found: Found) -> Iterator[str]:
    """Of each kind of command in each stream: at least the acknowledged, at most those that were sent at all."""
    asked: dict[str, list[Note]] = defaultdict(list)
    for note in found.notes:
        asked[note.stream].append(note)
    done: dict[str, set[str]] = defaultdict(set)
    for event in found.events:
        if event.told["actor"] != BY_TIME:
            done[event.stream].add(event.command)
    for stream, notes in asked.items():
        said = Counter(note.said for note in notes)
        least, most = said["acknowledged"], said["acknowledged"] + said["unknown"]
        if not least <= len(done[stream]) <= most:
            yield f"stream {stream}: {len(done[stream])} commands done, {least} acknowledged, {most} sent"
        ids = [note.events[0][3] for note in notes if note.events]
        if len(set(ids)) != len(ids):
            yield f"stream {stream}: two commands were acknowledged as one"
