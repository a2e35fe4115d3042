"""docs/glossary.md says what the code and the pages say."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

from domain import vocabulary
from domain.arithmetic import UNITS
from domain.vocabulary import TimeUnit
from language.names import NAMES
from language.words import Words

GLOSSARY = (Path(__file__).parents[1] / "docs" / "glossary.md").read_text()
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in GLOSSARY.splitlines()
    if line.startswith("| ") and not line.startswith(("| Code |", "| Word |"))
]
CODES = {row[0].strip("`"): row for row in ROWS if row[0].startswith("`")}
ENUMS = [e for e in vars(vocabulary).values() if isinstance(e, type) and issubclass(e, StrEnum)]
WORDS = sorted({str(member) for enum in ENUMS for member in enum} | set(NAMES))


def name(word: str, language: str) -> str:
    if word in list(TimeUnit):
        return Words(language)(UNITS[TimeUnit(word)], number="").strip()
    return Words(language).name(word)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_the_process_is_called_what_the_pages_call_it(word: str) -> None:
    assert CODES[word][1:3] == (name(word, "en"), name(word, "sv"))


def test_a_word_that_the_process_no_longer_has_is_gone() -> None:
    assert set(CODES) == set(WORDS)


def test_every_word_has_a_meaning_and_a_source() -> None:
    assert not [row for row in ROWS if len(row) != 5 or not all(row)]


def test_every_source_that_is_named_is_listed_and_every_listed_one_is_named() -> None:
    named = {source for row in ROWS for source in re.findall(r"\[([^\]]+)\]", row[4])}
    assert named == set(re.findall(r"^\[([^\]]+)\]: https?://", GLOSSARY, re.MULTILINE))


def test_every_file_that_a_word_of_our_own_refers_to_is_there() -> None:
    files = [file for row in ROWS for file in re.findall(r"`([^`]+/[^`]*|\w+\.py)`", row[4])]
    assert files
    assert not [file for file in files if not (Path(__file__).parents[1] / file).exists()]
