"""What no real notice holds so much of."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from domain.refusal import Refusal
from domain.words import N_


@contextmanager
def within_bounds(of: str) -> Iterator[None]:
    """Raises Refusal where a fact has more parts than a contract can have, or larger ones."""
    try:
        yield
    except ValidationError as error:
        [first, *_] = error.errors(include_input=False, include_url=False)
        raise Refusal(
            "beyond_bounds",
            N_("What the file tells about {contract} cannot be right ({field}). Register it by hand."),
            contract=of,
            field=".".join(map(str, first["loc"])),
        ) from None
