"""Where in a TOML file a value stands: tomllib tells what a file says, not on which line it says it."""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator

Place = tuple[str | int, ...]  # ("steps", "hold", "ladder", 1, "to"); of an array the index, from 0

SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
KEY_PART = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|[A-Za-z0-9_-]+')
DOT = re.compile(r"[ \t]*\.[ \t]*")
# A string in one of its four notations, else a number, date or truth value, up to what ends it.
SCALAR = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}(?!")|\'\'\'.*?\'{3,5}(?!\')|"(?:\\.|[^"\\])*"|\'[^\']*\'|[^,\]}#\r\n]+',
    re.DOTALL,
)


def lines(text: str) -> dict[Place, int]:
    """The line, from 1, on which each table, array and value begins. `text` is valid TOML (tomllib has read it)."""
    return _Scanner(text).lines


def line_of(place: Place, known: dict[Place, int]) -> int:
    """Of the place itself, or of the nearest thing around it that the file has; the first line for what has none."""
    while place and place not in known:
        place = place[:-1]
    return known.get(place, 1)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Place, int] = {}
        self._ends = [match.start() for match in re.finditer("\n", text)]
        self._arrays: dict[Place, int] = {}  # arrays of tables: how many there are so far
        self._document()

    def _document(self) -> None:
        table: Place = ()
        while self._next():
            if self._is("["):
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Place:
        """[a.b] or [[a.b]]; of an array of tables in the middle, its latest is meant."""
        begins, is_array = self.at, self.text.startswith("[[", self.at)
        self.at += 1 + is_array
        *parents, last = self._key()
        self.at = self.text.index("]", self.at) + 1 + is_array
        place: Place = ()
        for part in parents:
            place = self._latest((*place, part), begins)
        place = (*place, last)
        if is_array:
            self._arrays[place] = self._arrays.get(place, 0) + 1
        return self._latest(place, begins)

    def _latest(self, place: Place, at: int) -> Place:
        self._note(place, at)
        if place not in self._arrays:
            return place
        latest = (*place, self._arrays[place] - 1)
        self._note(latest, at)
        return latest

    def _pair(self, table: Place) -> None:
        begins, place = self.at, table
        for part in self._key():
            place = (*place, part)
            self._note(place, begins)
        self.at = self.text.index("=", self.at) + 1
        self._value(place)

    def _value(self, place: Place) -> None:
        self._next()
        self._note(place, self.at)
        if self._is("["):
            for n, _ in enumerate(self._elements("]")):
                self._value((*place, n))
        elif self._is("{"):
            for _ in self._elements("}"):
                self._pair(place)
        else:
            self.at = self._match(SCALAR).end()

    def _elements(self, closing: str) -> Iterator[None]:
        """Stops at the beginning of each element of an array or inline table, and goes past its end."""
        self.at += 1
        while self._next() and not self._is(closing):
            yield
            if self._next() and self._is(","):
                self.at += 1
        self.at += 1

    def _key(self) -> list[str]:
        """The parts of a dotted key, without their quotes."""
        parts = []
        while True:
            self._next()
            part = self._match(KEY_PART)
            parts.append(_unquoted(part[0]))
            self.at = part.end()
            if not (dot := DOT.match(self.text, self.at)):
                return parts
            self.at = dot.end()

    def _next(self) -> bool:
        """Past blanks and comments; whether anything is left."""
        self.at = self._match(SPACE).end()
        return self.at < len(self.text)

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self.text, self.at)
        assert match, "valid TOML"  # noqa: S101
        return match

    def _is(self, sign: str) -> bool:
        return self.text.startswith(sign, self.at)

    def _note(self, place: Place, at: int) -> None:
        self.lines.setdefault(place, bisect_left(self._ends, at) + 1)


def _unquoted(part: str) -> str:
    """A quoted key may hold escapes, which tomllib reads."""
    return part if part[0] not in "\"'" else str(tomllib.loads(f"key = {part}")["key"])
