"""Reads a policy file and the Swedish calendar into the domain's Policy."""

import hashlib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from domain.policy import Decisions, Policy
from domain.words import N_
from policy.calendar import calendar_of
from policy.fault import Fault, Say, in_english
from policy.faults import faults_of_sense
from policy.lines import line_of, lines
from policy.shape import faults_of_form


class PolicyError(ValueError):
    """The file cannot be used; its faults name each place and the remedy, in the file's order."""

    def __init__(self, path: Path, faults: Iterable[Fault]) -> None:
        self.path = path
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__("\n".join(self.told(in_english)))

    def told(self, say: Say) -> list[str]:
        return [fault.told(str(self.path), say) for fault in self.faults]


def load_policy(path: Path) -> Policy:
    """Raises PolicyError."""
    content, text = _read(path)
    table = _parsed(path, text)
    if faults := [*faults_of_form(table), *faults_of_sense(table)]:
        known = lines(text)
        raise PolicyError(path, (replace(fault, line=line_of(fault.place, known)) for fault in faults))
    name = f"{path.stem} {hashlib.sha256(content).hexdigest()[:8]}"
    calendar = calendar_of(Decisions.model_validate(table))
    return Policy.model_validate(table | {"version": name, "calendar": calendar})


def _read(path: Path) -> tuple[bytes, str]:
    try:
        content = path.read_bytes()
        return content, content.decode()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "UTF-8"
        fault = Fault(
            (), N_("the file cannot be read ({why})."), N_("Give a text file in UTF-8."), {"why": why}
        )
        raise PolicyError(path, [fault]) from error


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        told = re.search(r"at line (\d+)", str(error))
        line = int(told[1]) if told else text.count("\n") + 1
        remedy = N_("Look for a quote or bracket that is left open, a missing value, or a key written twice.")
        fault = Fault((), N_("this is not TOML ({why})."), remedy, {"why": str(error)}, line)
        raise PolicyError(path, [fault]) from error
