"""Breaks a notice, or a spreadsheet, in a way that a few bytes decide: chosen at random by a test, by what is found by
a fuzzer.

What is broken are mostly its parts (elements, values), so that a reader gets past the syntax; now and then its bytes.
"""

import copy
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from lxml import etree

ODD = (
    "", " ", "-", "unpublished", "-1", "0", "1e999999", "9" * 400, "0000-00-00", "9999-12-31+02:00",
    "1970-01-01Z", "2024-02-30", "2024-06-24+02:00", "850101-9999", "212000-2742", "åäö" * 5000, "a\tb\nc",
    "true", "LOT-0001", "CON-0001", "ORG-0001", "SWE", "sv", "\u202e", "1,5", "NaN", "ocds-213czf-000-00001",
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    -1,
    0,
    10**30,
    1.5,
    1e308,
    [],
    {},
    [[]],
    [{}],
    [None],
    {"id": None},
    {"id": {}},
)


class Program:
    """Bytes read as choices; when they are used up every choice is the first."""

    def __init__(self, code: bytes) -> None:
        self.code = iter(code)

    def below(self, limit: int) -> int:
        high, low = next(self.code, 0), next(self.code, 0)
        return (high * 256 + low) % max(limit, 1)

    def one_of(self, choices: Any) -> Any:
        return choices[self.below(len(choices))]


def mutated(content: bytes, code: bytes) -> bytes:
    program = Program(code)
    if program.below(5) == 0:
        return _bytes(content, program)
    with suppress(ValueError, etree.XMLSyntaxError):
        return _json(content, program) if content.lstrip()[:1] in (b"{", b"[") else _xml(content, program)
    return _bytes(content, program)


def mutated_workbook(content: bytes, code: bytes) -> bytes:
    """One of its parts broken, or the packing itself."""
    program = Program(code[:4])
    if program.below(8) == 0:
        return _bytes(content, Program(code[4:]))
    packed, written = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    broken = program.one_of([name for name in packed.namelist() if name.endswith((".xml", ".rels"))])
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as anew:
        for name in packed.namelist():
            part = packed.read(name)
            anew.writestr(name, mutated(part, code[4:]) if name == broken else part)
    return written.getvalue()


def _bytes(content: bytes, program: Program) -> bytes:
    broken = bytearray(content)
    for _ in range(1 + program.below(8)):
        at = program.below(65536) * len(broken) // 65536
        match program.below(4):
            case 0:
                broken[at : at + 1] = bytes([program.below(256)])
            case 1:
                del broken[at : at + 1 + program.below(200)]
            case 2:
                broken[at:at] = broken[at : at + program.below(200)]
            case _:
                del broken[at:]
    return bytes(broken)


def _xml(content: bytes, program: Program) -> bytes:
    root = etree.fromstring(
        content, etree.XMLParser(resolve_entities=False, remove_comments=True, remove_pis=True)
    )
    for _ in range(1 + program.below(6)):
        elements = list(root.iter(etree.Element))
        element, other = program.one_of(elements), program.one_of(elements)
        _change_element(element, other, program)
    return etree.tostring(root)


def _change_element(element: etree._Element, other: etree._Element, program: Program) -> None:
    change = program.one_of((_moved, _retold))
    change(element, other, program)


def _moved(element: etree._Element, other: etree._Element, program: Program) -> None:
    parent = element.getparent()
    times = program.one_of((0, 0, 1, 300))
    if parent is None or len(list(element.iter())) * times > 20_000:
        return
    for _ in range(times):
        (parent if times > 1 else other).append(copy.deepcopy(element))
    if times == 0:
        parent.remove(element)


def _retold(element: etree._Element, other: etree._Element, program: Program) -> None:
    match program.below(6):
        case 0:
            element.text = other.text
        case 1:
            for name in element.attrib:
                element.set(name, fit(program.one_of(ODD)))
        case 2:
            element.set("languageID", program.one_of(("SWE", "ENG", "", "x" * 300)))
        case 3:
            element.tag = other.tag
        case _:
            element.text = fit(program.one_of(ODD))


def fit(text: str) -> str:
    """XML has no other control characters."""
    return "".join(sign for sign in text if sign in "\t\n" or ord(sign) >= 32)


def _json(content: bytes, program: Program) -> bytes:
    told = json.loads(content)
    for _ in range(1 + program.below(6)):
        found = list(places(told))
        if found and len(found) < 20_000:
            container, key = program.one_of(found)
            _change_value(container, key, program.one_of(found), program)
    return json.dumps(told).encode()


def places(told: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with every key or index in it."""
    waiting = [told]
    while waiting:
        container = waiting.pop()
        for key in list(container) if isinstance(container, dict) else range(len(container)):
            yield container, key
            if isinstance(container[key], dict | list):
                waiting.append(container[key])


def _change_value(container: Any, key: Any, other: tuple[Any, Any], program: Program) -> None:
    changes: tuple[Callable[[Any], Any], ...] = (
        lambda _: program.one_of(ODD),
        lambda _: copy.deepcopy(program.one_of(ODD_VALUES)),
        lambda value: [value],
        lambda value: [copy.deepcopy(value) for _ in range(_times(value, program))],
        lambda value: {"id": value},
        lambda value: copy.deepcopy(other[0][other[1]]) if _times(other[0], program) > 1 else value,
        lambda value: value + value if isinstance(value, list) and _times(value, program) > 1 else value,
    )
    with suppress(KeyError, IndexError):
        match program.below(8):
            case 0:
                del container[key]
            case _:
                container[key] = program.one_of(changes)(container[key])


def _times(value: Any, program: Program) -> int:
    """How often it may be copied: the file is not to grow without end."""
    return min(1 + program.below(300), 1 + 50_000 // len(json.dumps(value, default=str)))
