"""Reads a policy file and the Swedish calendar into the domain's Policy."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from domain.adoption import WrittenPolicy
from domain.numbers import holds_a_persons_number
from domain.policy import Decisions, Policy
from domain.words import N_
from policy.calendar import calendar_of
from policy.fault import Fault, Say, in_english
from policy.faults import faults_of_sense
from policy.lines import line_of, lines
from policy.shape import faults_of_form


class PolicyError(ValueError):
    """The file cannot be used; its faults name each place and the remedy, in the file's order."""

    def __init__(self, file: str, faults: Iterable[Fault]) -> None:
        self.file = file
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__("\n".join(self.told(in_english)))

    def told(self, say: Say) -> list[str]:
        return [fault.told(self.file, say) for fault in self.faults]


def load_policy(path: Path) -> Policy:
    """Raises PolicyError."""
    text = read_policy_file(path)
    return parsed_policy(text, name_of(path.stem, text), str(path))


def parsed_policy(text: str, version: str, file: str) -> Policy:
    """With today's calendar. `file`: what its faults are told of. Raises PolicyError."""
    table = _parsed(file, text)
    if faults := [*faults_of_form(table), *faults_of_sense(table)]:
        known = lines(text)
        raise PolicyError(file, (replace(fault, line=line_of(fault.place, known)) for fault in faults))
    if numbers := list(_persons_numbers(text)):
        raise PolicyError(file, numbers)
    calendar = calendar_of(Decisions.model_validate(table))
    return Policy.model_validate(table | {"version": version, "calendar": calendar})


def _remedy(line: str = "") -> str:
    """By what the line seems to be meant for."""
    value = line.partition("=")[2]
    if re.search(r"\d{4}-\d{1,2}-\d{1,2}", value):
        return N_("Write a date that there is, as 2026-05-15.")
    if re.match(r"\s*\d{1,2}[:.]\d", value):
        return N_("Write a time of day with hours, minutes and seconds, as 08:00:00.")
    return N_("Look for a quote or bracket that is left open, a missing value, or a key written twice.")


def _persons_numbers(text: str) -> Iterator[Fault]:
    """The whole file is kept, its comments too."""
    what = N_("there is a personal identity number.")
    remedy = N_("Take it out; write a telephone number with spaces.")
    for line, told in enumerate(text.splitlines(), 1):
        if holds_a_persons_number(told):
            yield Fault((), what, remedy, {}, line)


def adopted_policy(adopted: WrittenPolicy) -> Policy:
    """As it was when it was adopted, whatever the calendar says now. Raises PolicyError when its text is erased."""
    policy = parsed_policy(adopted.text, adopted.version, adopted.version)
    red_days = {day: name for name, days in adopted.red_days.items() for day in days}
    calendar = replace(policy.calendar, version=adopted.calendar, red_days=red_days)
    return policy.model_copy(update={"calendar": calendar})


def written(policy: Policy, text: str) -> dict[str, Any]:
    """The policy and its text, as they are adopted: the fields of a WrittenPolicy but for who decides."""
    by_name: dict[str, list[date]] = {}
    for day, name in sorted(policy.calendar.red_days.items()):
        by_name.setdefault(name, []).append(day)
    return {
        "version": policy.version,
        "calendar": policy.calendar.version,
        "red_days": {name: tuple(days) for name, days in by_name.items()},
        "text": text,
    }


def name_of(file: str, text: str) -> str:
    """A version's: the file's own name without its ending, and the beginning of the digest."""
    return f"{file} {hashlib.sha256(text.encode()).hexdigest()[:8]}"


def read_policy_file(path: Path) -> str:
    """Raises PolicyError."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "UTF-8"
        fault = Fault(
            (), N_("the file cannot be read ({why})."), N_("Give a text file in UTF-8."), {"why": why}
        )
        raise PolicyError(str(path), [fault]) from error


def _parsed(file: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        told = re.search(r"at line (\d+)", str(error))
        line = int(told[1]) if told else text.count("\n") + 1
        faulty = text.splitlines()[line - 1 : line]
        fault = Fault((), N_("this is not TOML ({why})."), _remedy(*faulty), {"why": str(error)}, line)
        raise PolicyError(file, [fault]) from error
