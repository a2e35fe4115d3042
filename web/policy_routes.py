"""What holds here, what held before, and what would change: seen, planned and adopted from a page."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID, uuid4

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from api.policy import AdoptionIn, AdoptionOut, FileIn, PlanOut, adopt, history, in_force, one_version, plan
from domain.calendar import date_in_stockholm
from domain.refusal import Refusal
from domain.words import N_
from policy.load import PolicyError
from web.dates import Dates
from web.filled_in import faults as faults_of
from web.page import page
from web.people import told_whom
from web.policy_view import closing_days, department_rows, move_rows, step_rows
from web.visit import GivingRights, KeepingThePolicy, Visit

router = APIRouter()

SHOWN = 500  # moves
LARGEST = 200_000  # characters of a policy; domain/adoption.py
NAME = "policy"


@router.get("/policy")
async def see(visit: KeepingThePolicy) -> HTMLResponse:
    running, words = visit.parts, visit.words
    await running.handler.policies.look(running.handler.pool)
    today = date_in_stockholm(await running.reader.now())
    policy = running.handler.policy
    return page(
        visit,
        "policy.html",
        today,
        policy=policy,
        adopted=await in_force(running, visit.somebody),
        steps=list(step_rows(policy, words)),
        departments=list(department_rows(policy, words)),
        closing_days=closing_days(policy, Dates(words, today)),
        by=_by(visit),
    )


@router.get("/policy/versioner")
async def versions(visit: KeepingThePolicy) -> HTMLResponse:
    today = date_in_stockholm(await visit.parts.reader.now())
    found = await history(visit.parts, visit.somebody)
    return page(visit, "policy_versions.html", today, versions=found, by=_by(visit), one=None)


@router.get("/policy/versioner/{version}")
async def version(version: str, visit: KeepingThePolicy) -> HTMLResponse:
    """To the letter."""
    today = date_in_stockholm(await visit.parts.reader.now())
    one = await one_version(version, visit.parts, visit.somebody)
    return page(visit, "policy_versions.html", today, versions=[one], by=_by(visit), one=one)


@router.get("/policy/andra")
async def change(visit: GivingRights) -> HTMLResponse:
    """Begins with what is in force."""
    adopted = await in_force(visit.parts, visit.somebody)
    return await _form(visit, {"text": adopted.text or "", "namn": _name(adopted)})


@router.post("/policy/plan")
async def planned(visit: KeepingThePolicy) -> HTMLResponse:
    """What it would move. Nothing is changed."""
    filled = await _filled(visit)
    return await _planned(visit, filled)


@router.post("/policy/anta", response_model=None)
async def adopted(visit: GivingRights) -> HTMLResponse | RedirectResponse:
    filled = await _filled(visit)
    if not filled["skal"].strip():
        return await _planned(visit, filled, {"skal": visit.words(N_("Say why. One sentence is enough."))})
    try:
        body = AdoptionIn(
            text=_text(filled),
            name=filled["namn"] or NAME,
            replaces=int(filled["ersatter"] or 0),
            reason=filled["skal"].strip(),
            command_id=UUID(filled["command_id"]),
        )
        await adopt(body, visit.parts, visit.somebody)
    except ValidationError as error:
        told = faults_of(error, visit.words, below=0)
        return await _planned(visit, filled, {"skal": next(iter(told.values()))})
    except Refusal as refusal:
        return await _planned(visit, filled, refusal=visit.words.refusal(refusal))
    except ValueError:  # of PolicyError too
        return await _planned(visit, filled)
    return RedirectResponse("/policy", 303)


async def _planned(
    visit: Visit, filled: Mapping[str, str], faults: Mapping[str, str] | None = None, refusal: str = ""
) -> HTMLResponse:
    words, told = visit.words, dict(faults or {})
    if not _text(filled).strip():
        return await _form(visit, filled, {"text": words(N_("Paste a policy, or choose a file."))})
    try:
        body = FileIn(text=_text(filled), name=filled["namn"] or NAME)
        found = await plan(body, visit.parts, visit.somebody, words)
    except ValidationError:
        return await _form(visit, filled, {"text": words(N_("The file is too large, or its name too long."))})
    except PolicyError as error:
        wrong = [(each.line, each.what_and_remedy(words)) for each in error.faults]
        return await _form(visit, filled, wrong=wrong)
    return await _form(visit, filled, told, plan=found, refusal=refusal)


async def _form(
    visit: Visit,
    filled: Mapping[str, str],
    faults: Mapping[str, str] | None = None,
    *,
    wrong: list[tuple[int, str]] | None = None,
    plan: PlanOut | None = None,
    refusal: str = "",
) -> HTMLResponse:
    today = date_in_stockholm(await visit.parts.reader.now())
    moves = move_rows(plan.moves, Dates(visit.words, today)) if plan else []
    told = faults or {}
    return page(
        visit,
        "policy_change.html",
        today,
        422 if told or wrong else 409 if refusal else 200,
        filled=defaultdict(str, filled),
        faults=defaultdict(str, told),
        told=list(told.items()),
        wrong=wrong or [],
        plan=plan,
        moving=[each for each in moves if not each.move.stays],
        staying=[each for each in moves if each.move.stays],
        shown=SHOWN,
        refusal=refusal,
        command_id=uuid4(),
    )


async def _filled(visit: Visit) -> dict[str, str]:
    """A file that was chosen goes before what stands in the field."""
    form = await visit.request.form()
    filled = defaultdict(str, {name: value for name, value in form.items() if isinstance(value, str)})
    file = form.get("fil")
    if isinstance(file, UploadFile) and file.filename:
        content = await file.read(4 * LARGEST + 1)
        filled["text"] = content.decode("utf-8", "replace")
        filled["namn"] = file.filename.rpartition("/")[2].removesuffix(".toml")[:80]
    return filled


def _text(filled: Mapping[str, str]) -> str:
    """As it was before a browser sent it: a form's lines end in CR LF, which would be another file each time."""
    return filled["text"].replace("\r\n", "\n")


def _name(adopted: AdoptionOut) -> str:
    """Without the digest that its version ends with."""
    return adopted.version.rpartition(" ")[0] or NAME


def _by(visit: Visit) -> Mapping[str, str]:
    """Whoever adopted one, by id: a person, or the installation itself as it started."""
    words, policy = visit.words, visit.parts.handler.policy
    names = {each.id: told_whom(each.id, policy, words) for each in policy.people}
    return defaultdict(lambda: words(N_("the installation itself")), names)
