"""Packages with known holes: no answer, or half of one, is no promise kept."""

import json
from typing import Any

import pytest

from benchmarks.dependencies import figures

CLEAN = {"name": "httpx", "version": "1.0", "vulns": []}
HOLE = {"name": "old", "version": "0.1", "vulns": [{"id": "PYSEC-2026-1"}]}
UNKNOWN = {"name": "odd", "skip_reason": "Dependency not found"}


@pytest.mark.parametrize(
    ("packages", "holds"),
    [
        ([CLEAN, CLEAN], True),
        ([CLEAN, HOLE], False),
        ([CLEAN, UNKNOWN], False),
        ([UNKNOWN], False),
        ([], False),
    ],
)
def test_it_holds_when_each_package_is_known_and_none_has_a_hole(
    packages: list[dict[str, Any]], holds: bool
) -> None:
    told = figures(json.dumps({"dependencies": packages}), "")
    assert told["holds"] is holds


def test_a_hole_is_named() -> None:
    assert figures(json.dumps({"dependencies": [HOLE]}), "")["holes"] == ["old PYSEC-2026-1"]


def test_without_an_answer_it_is_said_why_and_does_not_hold() -> None:
    told = figures("", "many lines\nno such host\n")
    assert (told["holds"], told["why"]) == (False, "no such host")
