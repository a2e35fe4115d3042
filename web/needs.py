"""Rows of recruitment needs in a form: always some empty ones left, so that no script is needed."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.facts import RecruitmentNeed

PARTS = ("occupation", "number", "starts_on")
ROWS = 3
MOST = 20  # rows that are read


def rows(filled: Mapping[str, str]) -> int:
    """How many to show: three, or one more than are filled in."""
    return min(MOST, max(ROWS, len(filled_rows(filled)) + 1))


def filled_rows(filled: Mapping[str, str]) -> list[int]:
    return [row for row in range(MOST) if any(filled.get(_name(row, part), "").strip() for part in PARTS)]


def read_needs(filled: Mapping[str, str]) -> list[dict[str, Any]]:
    """As the command takes them, empty rows left out."""
    return [
        {part: value for part in PARTS if (value := filled.get(_name(row, part), "").strip())}
        for row in filled_rows(filled)
    ]


def fault_at(filled: Mapping[str, str], index: int, part: str) -> str:
    """The field of a fault that is told by a need's place among those read."""
    return _name(filled_rows(filled)[index], part)


def as_rows(needs: Sequence[RecruitmentNeed]) -> dict[str, str]:
    told = [need.model_dump(mode="json", exclude_none=True) for need in needs]
    return {_name(row, part): str(value) for row, need in enumerate(told) for part, value in need.items()}


def _name(row: int, part: str) -> str:
    return f"needs.{row}.{part}"
