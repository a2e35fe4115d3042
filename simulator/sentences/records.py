"""Of the record itself: gapless, in order, each event bound to the one before, nothing acknowledged missing."""

from collections.abc import Iterator
from itertools import pairwise

from domain.contract import Contract
from domain.happened import fold
from simulator.reading import Reading
from simulator.sentences.sentence import Where, sentence


@sentence
def positions_are_gapless(reading: Reading) -> Iterator[Where]:
    positions = [record.position for record in reading.recorded]
    if positions != list(range(1, len(positions) + 1)):
        gap = next(n for n, position in enumerate(positions, 1) if n != position)
        yield None, f"position {gap} is missing"


@sentence
def versions_are_gapless_and_time_never_goes_backwards_for_a_contract(reading: Reading) -> Iterator[Where]:
    for contract, stream in reading.streams.items():
        if [record.version for record in stream] != list(range(1, len(stream) + 1)):
            yield contract, f"versions {[record.version for record in stream]}"
        for before, after in pairwise(stream):
            if after.origin.recorded_at < before.origin.recorded_at:
                yield contract, f"{after.version} was recorded before {before.version}"


@sentence
def nothing_acknowledged_is_lost(reading: Reading) -> Iterator[Where]:
    stored = {(each.stream, each.version): each for each in reading.recorded}
    for contract, command_id, versions, types in reading.acknowledged:
        for version, type_ in zip(versions, types, strict=True):
            found = stored.get((contract, version))
            if found is None or (found.origin.command_id, found.event.type) != (command_id, type_):
                yield contract, f"{version}: {type_} was acknowledged"


@sentence
def a_command_is_recorded_once(reading: Reading) -> Iterator[Where]:
    for contract, stream in reading.streams.items():
        seen = set()
        for decision in reading.decisions(stream):
            if (command_id := decision[0].origin.command_id) in seen:
                yield contract, f"{decision[0].version}: command {command_id} once more"
            seen.add(command_id)


@sentence
def every_stream_can_be_read(reading: Reading) -> Iterator[Where]:
    for contract, stream in reading.streams.items():
        state = fold(Contract(), [record.event for record in stream])
        if state.version != len(stream):
            yield contract, f"folded to {state.version} of {len(stream)}"


SENTENCES = (
    positions_are_gapless,
    versions_are_gapless_and_time_never_goes_backwards_for_a_contract,
    nothing_acknowledged_is_lost,
    a_command_is_recorded_once,
    every_stream_can_be_read,
)
