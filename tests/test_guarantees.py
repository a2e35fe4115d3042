"""Every promise has a command, and every command its promise."""

import re
from pathlib import Path

from prove import MEASURES, TESTS

PAGE = Path(__file__).parents[1] / "docs" / "guarantees.md"


def test_the_page_lists_what_can_be_proved_and_nothing_else() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")][2:]
    listed = [re.findall(r"`make prove-([a-z-]+)`", row)[0] for row in rows]
    assert sorted(listed) == sorted([*TESTS, *MEASURES])
