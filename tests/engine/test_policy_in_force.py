"""Which policy is in force: adopted by event, the same for every process, read back to the letter."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import policy_setup
from command_handler import CommandHandler, Envelope
from domain.adoption import POLICY_STREAM, AdoptPolicy
from domain.step_events import DeadlineSet
from policy.load import load_policy, written
from policy_moves import move_some, plan_moves
from settings import SHIPPED_POLICY
from tests.served import eventually
from tests.town import REASON, TEXT, Town, closing


async def test_at_its_first_start_the_file_is_adopted_to_the_letter_and_encrypted(town: Town) -> None:
    first = (await town.recorded(POLICY_STREAM))[0]
    told = first.event.model_dump()
    assert (told["text"], told["reason"]) == (TEXT, "The installation's first start.")
    body = await town.handler.pool.fetchval("SELECT body FROM event WHERE stream_id = $1", POLICY_STREAM)
    assert b"samordnare@karlstad.example" not in body
    assert b"kommunledningskontoret" not in body.lower()


async def test_whoever_starts_later_adopts_nothing_and_says_that_the_file_differs(quiet: Town) -> None:
    before = len(await quiet.recorded(POLICY_STREAM))
    file = quiet.settings.policy
    file.write_text(closing(date(2027, 5, 7)), encoding="utf-8")
    later = await quiet.another_process()
    assert len(await quiet.recorded(POLICY_STREAM)) == before
    assert later.policy.calendar.closing_days == {}
    (told,) = policy_setup.differences(later, file)
    assert "insats policy plan" in told
    file.write_text("nonsense", encoding="utf-8")
    *faults, goes_on = policy_setup.differences(later, file)
    assert "karlstad.toml:1: this is not TOML" in faults[0]
    assert "goes on" in goes_on
    file.write_text(TEXT, encoding="utf-8")
    assert later.policy.version == quiet.handler.policy.version or policy_setup.differences(later, file)


async def test_a_policy_that_this_version_cannot_use_is_replaced_by_the_file(quiet: Town) -> None:
    """As after an upgrade that asks for a department for a step that is new."""
    one = load_policy(SHIPPED_POLICY)
    told = {**written(one, TEXT), "text": TEXT.replace("[steps.sign]", "[steps.none]"), "version": "old 1"}
    other = await quiet.another_process()
    command = AdoptPolicy(**told, replaces=other.policies.number, reason=REASON)
    await other.handle(POLICY_STREAM, command, Envelope(uuid4(), "p-01", "coordinator"))
    upgraded = await quiet.another_process()
    assert upgraded.policy.version == one.version
    await quiet.handler.policies.look(quiet.handler.pool)
    assert (await quiet.recorded(POLICY_STREAM))[-1].event.model_dump()["reason"] == policy_setup.UNUSABLE


async def test_every_process_decides_by_the_policy_that_was_in_force_at_that_place_in_the_log(
    quiet: Town, record_property: Callable[[str, object], None]
) -> None:
    """Given four processes that register contracts while a fifth adopts one policy after the other."""
    processes = [await quiet.another_process() for _ in range(4)]
    adopter = await quiet.another_process()
    over = asyncio.Event()
    registered: list[UUID] = []

    async def register(handler: CommandHandler) -> None:
        there = Town(quiet.settings, handler)
        while not over.is_set():
            registered.append(await there.contract())

    async def adopt() -> None:
        for number in range(8):
            await more_than(registered, len(processes))  # one of them began after the last adoption
            await quiet.adopt(closing(date(2027, 6, number + 1)), adopter, name=f"number{number}")
        over.set()

    await asyncio.gather(adopt(), *(register(handler) for handler in processes))
    record_property("decided_meanwhile", await decided_by_what_was_in_force(quiet, registered))


async def more_than(registered: list[UUID], number: int) -> None:
    before = len(registered)
    await eventually(lambda: len(registered) > before + number)


async def decided_by_what_was_in_force(town: Town, contracts: list[UUID]) -> int:
    """How many last days were looked at: each was made by the policy that had been adopted last before it."""
    in_force = sorted(
        (r.position, r.event.model_dump()["version"]) for r in await town.recorded(POLICY_STREAM)
    )
    looked_at, used = 0, set()
    for contract in contracts:
        for record in await town.recorded(contract):
            if isinstance(record.event, DeadlineSet):
                then = [version for position, version in in_force if position < record.position][-1]
                assert record.event.derivation.policy == then
                used.add(then)
                looked_at += 1
    assert len(used) > 4
    return looked_at


async def test_a_newer_calendar_changes_nothing_until_it_is_adopted(quiet: Town) -> None:
    """Given a `holidays` that knows another red day: what is in force keeps the days it was adopted with."""
    contract = await quiet.contract()
    day = await quiet.last_day(contract)
    newer = load_policy(SHIPPED_POLICY)
    red = {**newer.calendar.red_days, day: "Ny helgdag"}
    newer = newer.model_copy(
        update={"calendar": replace(newer.calendar, version="holidays 99", red_days=red)}
    )
    command = AdoptPolicy(**written(newer, TEXT), replaces=quiet.handler.policies.number, reason=REASON)
    moves = await plan_moves(quiet.handler.pool, quiet.handler.policy, newer, await quiet.today())
    (move,) = [each for each in moves if each.contract == contract]
    assert [(why.day, why.name, why.off) for why in move.why] == [(day, "Ny helgdag", True)]
    await quiet.handler.handle(POLICY_STREAM, command, Envelope(uuid4(), "p-01", "coordinator"))
    later = await quiet.another_process()
    assert later.policy.calendar.red_days[day] == "Ny helgdag"
    while await move_some(later):
        pass
    assert await quiet.last_day(contract) == move.due
