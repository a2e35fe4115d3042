"""One thing of a module in the place of another, for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Replaced = tuple[Any, str, Any]  # where, what, by what


@contextmanager
def replaced(*these: Replaced) -> Iterator[None]:
    before = [(where, what, getattr(where, what)) for where, what, _ in these]
    for where, what, by in these:
        setattr(where, what, by)
    try:
        yield
    finally:
        for where, what, by in before:
            setattr(where, what, by)
