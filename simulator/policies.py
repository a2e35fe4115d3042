"""Policy files as a year has them: those that are shipped, and what a municipality might change in them midway."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from random import Random
from typing import Any

from domain.adoption import AdoptPolicy, PolicyAdopted
from domain.policy import Policy
from policy.load import adopted_policy, name_of, parsed_policy, written
from settings import SHIPPED_POLICY

SHIPPED = tuple(
    file.read_text(encoding="utf-8")
    for file in (SHIPPED_POLICY, SHIPPED_POLICY.with_name("exempelkoping.toml"))
)
HOURS = (("07:00:00", "16:00:00"), ("09:00:00", "18:00:00"), ("08:00:00", "17:00:00"))
READ: dict[tuple[str, str], Policy] = {}
FILES: dict[str, Policy] = {}  # by version, as they were before anybody adopted them


def read(adopted: PolicyAdopted) -> Policy:
    """As `adopted_policy` does; each once in all the years of this process."""
    version = adopted.version, adopted.calendar
    if version not in READ:
        READ[version] = adopted_policy(adopted)
    return READ[version]


@lru_cache(64)
def parsed(text: str) -> Policy:
    version = name_of("year", text)
    FILES[version] = parsed_policy(text, version, "year.toml")
    return FILES[version]


def adoption(text: str, replaces: int, reason: str, *, by_itself: bool = False) -> AdoptPolicy:
    told: Mapping[str, Any] = written(parsed(text), text)
    return AdoptPolicy(**told, replaces=replaces, reason=reason, by_itself=by_itself)


def with_closing_day(text: str, day: date) -> str:
    return re.sub(
        r"^closing_days = \[", f'closing_days = [{{ on = {day}, name = "Klämdag" }}, ', text, flags=re.M
    )


def changed(text: str, random: Random) -> str:
    """Other office hours, other ladders for what opens from now on, other addresses, some with the day's one mail."""
    opens, closes = random.choice(HOURS)
    text = re.sub(r"^office_opens = [\d:]+", f"office_opens = {opens}", text, flags=re.M)
    text = re.sub(r"^office_closes = [\d:]+", f"office_closes = {closes}", text, flags=re.M)
    text = re.sub(r"^digest = \w+\n", "", text, flags=re.M)
    text = re.sub(r'^address = ".+\n', lambda address: _reached(address[0], random), text, flags=re.M)
    return re.sub(
        r"^ladder = [^#\n]*(?:\n    .*)*", lambda ladder: _shifted(ladder[0], random), text, flags=re.M
    )


def _reached(line: str, random: Random) -> str:
    digest = "digest = true\n" if random.random() < 0.4 else ""
    return line.replace('"', '"nytt-', 1) + digest


def _shifted(ladder: str, random: Random) -> str:
    shift = random.randint(0, 3)
    return re.sub(r"(working_days_after = )(\d+)", lambda m: f"{m[1]}{int(m[2]) + shift}", ladder)
