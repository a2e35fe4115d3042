"""Reads a policy file and the Swedish calendar into the domain's Policy."""

import hashlib
import tomllib
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

import holidays
from pydantic import ValidationError

from domain.calendar import FIRST_DAY, LAST_DAY, Calendar
from domain.policy import Policy
from domain.process import STEPS

YEARS = range(FIRST_DAY.year, LAST_DAY.year + 2)  # a time limit may end in the year after


class PolicyError(ValueError):
    """The file cannot be used; the message names the place and the remedy."""


def load_policy(path: Path) -> Policy:
    """Raises PolicyError."""
    try:
        content = path.read_bytes()
        table = tomllib.loads(content.decode())
        closing_days = tuple(table.pop("closing_days", ()))
        name = f"{path.stem} {hashlib.sha256(content).hexdigest()[:8]}"
        return _whole(Policy(version=name, calendar=swedish_calendar(closing_days), **table))
    except PolicyError as error:
        raise PolicyError(f"{path}: {error}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyError(f"{path}: {error}") from error
    except ValidationError as error:
        faults = "; ".join(_place(fault["loc"]) + fault["msg"] for fault in error.errors())
        raise PolicyError(f"{path}: {faults}") from error


def _whole(policy: Policy) -> Policy:
    if missing := [name for name in STEPS if name not in policy.steps]:
        raise PolicyError(f"no department answers for: {', '.join(missing)}")
    if unknown := sorted(set(policy.steps) - set(STEPS)):
        raise PolicyError(f"no such step: {', '.join(unknown)}; there are {', '.join(STEPS)}")
    return policy


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) + ": " if location else ""


@cache
def swedish_calendar(closing_days: tuple[date, ...] = ()) -> Calendar:
    """Public holidays (lag 1989:253) and midsommarafton, julafton, nyårsafton (lag 1930:173, 2 §)."""
    red_days = holidays.country_holidays(
        "SE",
        years=YEARS,
        language="sv",
        categories=("public", "de_facto"),
    )
    own = dict.fromkeys(closing_days, "Kommunens stängningsdag")
    name = f"holidays {version('holidays')}" + (f" + {len(own)}" if own else "")
    return Calendar(version=name, red_days=dict(red_days.items()), closing_days=own)
