"""Every test that docs/security.md names is there."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "security.md").read_text(encoding="utf-8")


def test_every_test_that_the_page_names_is_there() -> None:
    named = re.findall(r"`([a-z_/]+\.py)(?:::(\w+))?`", PAGE)
    assert len(named) > 40
    missing = [f"{file}::{test}" for file, test in named if f"def {test}" not in _text(file)]
    assert missing == []


def _text(file: str) -> str:
    return (TESTS / file).read_text(encoding="utf-8") if (TESTS / file).exists() else ""
