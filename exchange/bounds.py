"""What no real notice holds so much of."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from domain.refusal import Refusal
from domain.words import N_

MAX_BYTES = 10_000_000
MAX_CONTRACTS = 5000  # of a notice; 62 is the most that has been seen


def must_not_be_too_large(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise Refusal(
            "too_large",
            N_("The file is larger than {megabytes} MB. Divide it, and read the parts in."),
            megabytes=MAX_BYTES // 1_000_000,
        )


@contextmanager
def within_bounds(of: str) -> Iterator[None]:
    """Raises Refusal where a fact has more parts than a contract can have, or larger ones."""
    try:
        yield
    except ValidationError as error:
        [first, *_] = error.errors(include_input=False, include_url=False, include_context=False)
        raise beyond_bounds(of, ".".join(map(str, first["loc"]))) from None


def beyond_bounds(of: str, field: str) -> Refusal:
    return Refusal(
        "beyond_bounds",
        N_("What the file tells about {contract} cannot be right ({field}). Register it by hand."),
        contract=of,
        field=field,
    )
