"""Every sentence that people read is in Swedish too, with the same placeholders."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
ROOMS = [path for path in ROOT.iterdir() if (path / "__init__.py").exists() and path.name != "tests"]
METHODS: list[Any] = [("**.py", "python"), ("**/templates/*.html", "jinja2")]
OPTIONS = {"**/templates/*.html": {"extensions": "jinja2.ext.i18n", "trim_blocks": "1", "silent": "0"}}


def extracted() -> dict[str, str]:
    """Sentence → a file that has it."""
    found = {}
    for room in ROOMS:
        for file, _, message, _, _ in extract_from_dir(room, METHODS, OPTIONS, DEFAULT_KEYWORDS):
            found[str(message)] = f"{room.name}/{file}"
    files = [*ROOT.glob("*.py"), *(file for room in ROOMS for file in room.rglob("*.py"))]
    return {message: file.name for file in files for message in marked(file)} | found


def marked(file: Path) -> Iterator[str]:
    """N_("…") inside an f-string too, where Babel does not look before Python 3.12."""
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.Call(func=ast.Name(id="N_"), args=[ast.Constant(value=str(sentence))]):
                yield sentence


def swedish() -> dict[str, str]:
    with (ROOT / "language" / "sv.po").open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file, locale="sv") if entry.id}


SENTENCES, SWEDISH = extracted(), swedish()


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_sentence_has_its_swedish() -> None:
    assert {sentence: file for sentence, file in SENTENCES.items() if not SWEDISH.get(sentence)} == {}


def test_no_translation_is_left_over_from_a_sentence_that_is_gone() -> None:
    assert SWEDISH.keys() - SENTENCES.keys() == set()


def test_the_placeholders_are_the_same() -> None:
    wrong = {e: s for e, s in SWEDISH.items() if placeholders(e) != placeholders(s)}
    assert wrong == {}


def test_the_swedish_is_plain() -> None:
    """No exclamation marks, no English, no chancery words."""
    avoided = {"deadline", "item", "oops", "vänligen", "erhålla", "samt", "avseende"}
    assert [s for s in SWEDISH.values() if "!" in s or avoided & set(s.lower().strip(".").split())] == []
