"""Where each value of a TOML file stands. tomllib is the judge of what there is to be found."""

import tomllib
from collections.abc import Iterator

import pytest

from policy.lines import Place, line_of, lines
from settings import SHIPPED_POLICY

EVERY_NOTATION = '''
# a comment = "with signs [ ] { } and ' in it"
title = "a \\" quoted # sign"   # and a comment
'a key' = 'C:\\path'
"å\\u00e4" = 1
physical.colour . "main" = "red"
at = 07:30:00
when = 1979-05-27 07:32:00
float = 6.26
text = """
several # lines
with "quotes" and \\""" inside"""
literal = \'\'\'
no \\ escapes, 'quotes'\'\'\'
flat = [1, 2,]
empty = []
nested = [ [1], [ 2, [3] ] ]
list = [
    "one",  # first ]
    # nothing
    { deep = { er = [ "x" ] }, other = 1 },
]
none = {}
[table]
a = 1
[table."sub table" . more]
b = true
[[fruit]]
name = "apple"
[fruit.skin]
colour = "red"
[[fruit.kinds]]
name = "gala"
[[fruit.kinds]]
name = "discovery"
[[fruit]]
name = "pear"
[[fruit.kinds]]
name = "conference"
'''


def places(value: object, place: Place = ()) -> Iterator[Place]:
    yield place
    match value:
        case dict():
            for key, each in value.items():
                yield from places(each, (*place, key))
        case list():
            for n, each in enumerate(value):
                yield from places(each, (*place, n))


@pytest.mark.parametrize(
    "text",
    [EVERY_NOTATION, *(file.read_text(encoding="utf-8") for file in SHIPPED_POLICY.parent.glob("*.toml"))],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_everything_in_a_file_is_found_and_nothing_else(text: str, ending: str) -> None:
    text = text.replace("\n", ending)
    assert {(), *lines(text)} == set(places(tomllib.loads(text)))


@pytest.mark.parametrize(
    ("place", "begins_with"),
    [
        (("title",), "title ="),
        (("a key",), "'a key'"),
        (("physical", "colour", "main"), "physical"),
        (("float",), "float"),
        (("literal",), "literal ="),
        (("list",), "list = ["),
        (("list", 0), '    "one"'),
        (("list", 1, "deep", "er", 0), "    { deep"),
        (("table", "sub table", "more"), '[table."sub table"'),
        (("fruit", 0, "skin", "colour"), 'colour = "red"'),
        (("fruit", 0, "kinds", 1, "name"), 'name = "discovery"'),
        (("fruit", 1, "kinds", 0, "name"), 'name = "conference"'),
    ],
)
def test_a_value_is_found_on_its_line(place: Place, begins_with: str) -> None:
    line = lines(EVERY_NOTATION)[place]
    assert EVERY_NOTATION.splitlines()[line - 1].startswith(begins_with)


def test_the_second_of_an_array_of_tables_stands_at_its_own_heading() -> None:
    first, second = (lines(EVERY_NOTATION)["fruit", n] for n in range(2))
    assert second - first == EVERY_NOTATION[: EVERY_NOTATION.rindex("[[fruit]]")].count("\n") + 1 - first


def test_what_is_missing_stands_where_it_should_have_been() -> None:
    known = lines(EVERY_NOTATION)
    assert line_of(("table", "sub table", "more", "c"), known) == known["table", "sub table", "more"]
    assert line_of(("nowhere",), known) == 1
