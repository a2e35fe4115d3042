"""Where in a policy file's table something stands."""

from collections.abc import Iterator, Mapping
from typing import Any

from policy.lines import Place

EACH = "*"


def at(value: Any, *pattern: str, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Whatever stands at the places of a pattern, EACH for any key or index; what does not fit is passed over."""
    if not pattern:
        yield place, value
        return
    key, *rest = pattern
    inside = dict(enumerate(value)) if isinstance(value, list) else value
    for name, each in inside.items() if isinstance(inside, dict) else ():
        if key in (EACH, name):
            yield from at(each, *rest, place=(*place, name))


def words_at(table: Mapping[str, Any], *pattern: str) -> Iterator[tuple[Place, str]]:
    return ((place, value) for place, value in at(table, *pattern) if isinstance(value, str))
