"""The installation's policy over HTTP: which is in force, which there were, what another would move, adopting it."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.deps import InWords, Keeper, Parts, Running
from api.envelopes import envelope
from api.once import command_id
from api.problems import Problem
from api.sent import AS_JSON
from domain.adoption import POLICY_STREAM, AdoptPolicy, PolicyAdopted, WholeFile
from domain.arithmetic import in_words
from domain.calendar import date_in_stockholm
from domain.facts import TimeLimit, Word
from domain.free_text import FreeText
from domain.moving_by_policy import changed_limits
from domain.policy import Policy
from domain.words import N_
from event_store.codec import Recorded
from language.words import Words
from policy.load import name_of, parsed_policy, read_policy_file, written
from policy_moves import PlannedMove, move_some, plan_moves
from projections.policies import adoptions, read_adoption
from projections.policy_moves import how_many_wait

router = APIRouter(prefix="/policy", tags=["policy"])


class FileIn(BaseModel):
    """`text`: the whole file, and its `name`; without it, the file that the installation was started with."""

    text: WholeFile | None = None
    name: Word = "policy"


class AdoptionIn(FileIn):
    """`replaces`: the number that the plan named; when another has been adopted since then, this one is refused."""

    replaces: int
    reason: FreeText
    command_id: UUID = Field(default_factory=command_id)


class AdoptionOut(BaseModel):
    """`text`: where one is asked for alone. `waiting`: contracts whose last days have still to be looked at."""

    number: int
    version: str
    calendar: str
    adopted_at: datetime
    adopted_by: str
    reason: str
    text: str | None = None
    waiting: int = 0

    @classmethod
    def of(cls, recorded: Recorded, *, with_text: bool = False, waiting: int = 0) -> Self:
        event = recorded.event
        assert isinstance(event, PolicyAdopted)  # noqa: S101 - the stream has no others
        return cls(
            number=recorded.version,
            version=event.version,
            calendar=event.calendar,
            adopted_at=recorded.origin.recorded_at,
            adopted_by=recorded.origin.actor,
            reason=event.reason,
            text=event.text if with_text else None,
            waiting=waiting,
        )


class DayBehindOut(BaseModel):
    """`off`: it has become a day off; else it is none any more."""

    day: date
    name: str
    off: bool


class MoveOut(BaseModel):
    """`stays`: why it does not move all the same, in words; empty: it moves. `why`: the days that make it so."""

    contract: UUID
    number: str
    title: str
    step: str
    was: date
    due: date
    stays: str
    why: list[DayBehindOut]

    @classmethod
    def of(cls, move: PlannedMove, words: Words) -> Self:
        why = [DayBehindOut(**each._asdict()) for each in move.why]
        return cls(**move._asdict() | {"stays": words(move.stays) if move.stays else "", "why": why})


class LimitOut(BaseModel):
    """A step's time limit in the policy, in words; empty: none. It holds for last days set from now on."""

    step: str
    was: str
    now: str


class PlanOut(BaseModel):
    """`same`: that very policy and calendar are in force. `replaces`: the number to adopt it with."""

    version: str
    calendar: str
    in_force: str
    in_force_calendar: str
    replaces: int
    same: bool
    moves: list[MoveOut]
    limits: list[LimitOut]


class MovedOut(BaseModel):
    left: int


@router.get("")
async def in_force(running: Running, _: Keeper) -> AdoptionOut:
    return await _read(running, running.handler.policies.number)


@router.get("/versions")
async def history(running: Running, _: Keeper) -> list[AdoptionOut]:
    """Newest first, without their texts."""
    rows = await adoptions(running.reader.pool)
    return [(await _read(running, row["number"])).model_copy(update={"text": None}) for row in rows]


@router.get("/versions/{version}")
async def one_version(version: str, running: Running, _: Keeper) -> AdoptionOut:
    """With its text. `version`: its number, or its name as a derivation tells it (the newest of that name)."""
    rows = await adoptions(running.reader.pool)
    found = [row["number"] for row in rows if version in (str(row["number"]), row["version"])]
    if not found:
        known = tuple(dict.fromkeys(row["version"] for row in rows))
        raise Problem(
            404, "unknown_policy", N_("No such policy was adopted. There are: {known}."), known=known
        )
    return await _read(running, found[0])


@router.post("/plan")
async def plan(body: Annotated[FileIn, AS_JSON], running: Running, _: Keeper, words: InWords) -> PlanOut:
    """What would move if it were adopted now; nothing is changed."""
    after, _text = _policy_in(body, running)
    before, number = running.handler.policy, running.handler.policies.number
    today = date_in_stockholm(await running.reader.now())
    moves = await plan_moves(running.reader.pool, before, after, today)
    return PlanOut(
        version=after.version,
        calendar=after.calendar.version,
        in_force=before.version,
        in_force_calendar=before.calendar.version,
        replaces=number,
        same=(after.version, after.calendar.version) == (before.version, before.calendar.version),
        moves=[MoveOut.of(move, words) for move in moves],
        limits=[
            LimitOut(step=step, was=_said(was, words), now=_said(now, words))
            for step, was, now in changed_limits(before, after)
        ],
    )


@router.post("/versions", status_code=201)
async def adopt(body: Annotated[AdoptionIn, AS_JSON], running: Running, who: Keeper) -> AdoptionOut:
    """From now on everything is decided by it. What it moves is moved by `/moves`, or by the sweep, in its own time."""
    policy, text = _policy_in(body, running)
    command = AdoptPolicy(**written(policy, text), replaces=body.replaces, reason=body.reason)
    await running.handler.handle(POLICY_STREAM, command, envelope(who, body.command_id))
    await running.handler.policies.look(running.handler.pool)
    adopted = await _read(running, running.handler.policies.number)
    return adopted.model_copy(update={"text": None})


@router.post("/moves")
async def move(running: Running, _: Keeper) -> MovedOut:
    """Moves what the policy in force moves, some contracts at a time; `left`: how many have still to be looked at."""
    return MovedOut(left=await move_some(running.handler))


async def _read(running: Parts, number: int) -> AdoptionOut:
    async with running.reader.pool.acquire() as connection:
        recorded = await read_adoption(connection, running.handler.keyring, number)
    newest = number == running.handler.policies.number
    waiting = await how_many_wait(running.reader.pool) if newest else 0
    return AdoptionOut.of(recorded, with_text=True, waiting=waiting)


def _policy_in(body: FileIn, running: Parts) -> tuple[Policy, str]:
    """Raises PolicyError."""
    file = running.settings.policy
    text = read_policy_file(file) if body.text is None else body.text
    name = file.stem if body.text is None else body.name
    return parsed_policy(text, name_of(name, text), f"{name}.toml"), text


def _said(limit: TimeLimit | None, words: Words) -> str:
    return words(in_words(limit), number=limit.number) if limit else ""
