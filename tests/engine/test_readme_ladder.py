"""README, "A ladder of your own": the policy as printed there, applied over HTTP; then only time passes."""

import re
from datetime import date, time
from functools import partial
from uuid import UUID

from embedded.environment import PROJECT
from tests.served import Served, eventually
from tests.town import TEXT, Town

MORNING, NUMBER = time(9, 0), "STEGE-1"
COORDINATOR, OFFICER, HEAD = (
    f"{who}@karlstad.example" for who in ("samordnare", "upphandling", "enhetschef")
)
LADDER = (
    (-3, "Påminnelse", [COORDINATOR, OFFICER]),
    (1, "Ring leverantören", [COORDINATOR, OFFICER]),
    (3, "Försenat", [COORDINATOR]),
    (5, "Försenat", [COORDINATOR, COORDINATOR]),
    (8, "Fortfarande försenat", [HEAD, COORDINATOR]),
)


def policy_of_the_readme() -> str:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    printed = re.search(r"^    \[steps\.hold\]\n(?:    .*\n|\n)+", readme, re.M)
    assert printed
    ours = re.sub(r"^    ", "", printed[0], flags=re.M)
    return re.sub(r"^\[steps\.hold\]\n(?:.+\n)+", lambda _: ours, TEXT, count=1, flags=re.M)


async def last_day_of(web: Served, contract: UUID, step: str) -> date:
    days = (await web.http.get(f"/api/v1/contracts/{contract}/deadlines")).json()
    return date.fromisoformat(next(day["due"] for day in days if day["step"] == step))


async def test_a_ladder_set_in_the_policy_sends_its_mails(quiet: Town, web: Served) -> None:
    number = (await web.http.get("/api/v1/policy")).json()["number"]
    ours = {
        "text": policy_of_the_readme(),
        "name": "ours",
        "replaces": number,
        "reason": "Kortare steg.",
    }
    adopted = await web.http.post("/api/v1/policy/versions", json=ours)
    assert adopted.status_code == 201, adopted.text

    contract, calendar = await web.signed_contract(NUMBER), quiet.handler.policy.calendar
    last_day = await last_day_of(web, contract, "hold")
    assert last_day == calendar.working_days_after(await web.today(), 10)

    for working_days, subject, recipients in LADDER:
        assert told(web, subject) != recipients
        await web.move_to(calendar.working_days_after(last_day, working_days), MORNING)
        await quiet.sweeper().reconcile()  # as every minute: others' contracts may be due at the same instant
        await eventually(partial(_are_told, web, subject, recipients))


def told(web: Served, subject: str) -> list[str]:
    begins = f"{subject}: {NUMBER}" if subject.startswith("Ring") else f"{subject}, {NUMBER}: Håll dialogen"
    return sorted(mail["To"] for mail in web.mails(NUMBER) if mail["Subject"] == begins)


def _are_told(web: Served, subject: str, recipients: list[str]) -> bool:
    return told(web, subject) == recipients
