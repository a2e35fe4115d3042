"""The store by itself: no gap in positions or versions, each body hashed and linked, each command once a stream."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator

from benchmarks.faults.checker.found import Event, Found

FIRST_LINK = "00" * 32


def of_the_store(found: Found) -> Iterator[str]:
    positions = [event.position for event in found.events]
    if positions != list(range(1, found.head + 1)):
        yield f"positions: {len(positions)} events, the head says {found.head}"
    streams: dict[str, list[Event]] = defaultdict(list)
    for event in found.events:
        streams[event.stream].append(event)
    for stream, events in streams.items():
        yield from _of_a_stream(stream, events)
    if found.read_models != found.rebuilt:
        differ = sorted(t for t in found.read_models if found.read_models[t] != found.rebuilt.get(t))
        yield f"read models differ from their rebuild: {', '.join(differ)}"


def _of_a_stream(stream: str, events: list[Event]) -> Iterator[str]:
    if [event.version for event in events] != list(range(1, len(events) + 1)):
        yield f"stream {stream}: its versions have a gap or a repeat"
    link = FIRST_LINK
    for event in events:
        yield from _of_an_event(event, link)
        link = event.leaf.hex()
    yield from _commands_once(stream, events)


def _of_an_event(event: Event, link: str) -> Iterator[str]:
    told = event.told
    columns = (event.stream, event.version, event.type, event.command)
    if (told["stream"], told["version"], told["type"], told["command_id"]) != columns:
        yield f"position {event.position}: its columns say otherwise than its body"
    if hashlib.sha256(b"\x00" + event.body).digest() != event.leaf:
        yield f"position {event.position}: its hash is another's"
    if told["previous"] != link:
        yield f"position {event.position}: it is not linked to the one before"


def _commands_once(stream: str, events: list[Event]) -> Iterator[str]:
    """A command's events stand together: whose id comes again after another's was carried out twice."""
    done: set[str] = set()
    now = ""
    for event in events:
        if event.command != now and event.command in done:
            yield f"stream {stream}: command {event.command} was carried out twice"
        now = event.command
        done.add(now)
