"""ETag and If-Match (RFC 9110): a command about a contract says what whoever gives it has seen of the contract."""

import re
from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import Header

from domain.command import Command
from domain.process.by_hand import RegisterByHand
from domain.process.registration import RegisterContract
from domain.refusal import Refusal
from domain.words import N_
from event_store.codec import Recorded

STRONG = re.compile(r'(?<!/)"(\d{1,9})"', re.ASCII)  # a weak tag, or one of another kind, matches nothing

Stale = Callable[[Sequence[Recorded]], bool]
IfMatch = Annotated[
    str,
    Header(
        max_length=1000,
        description="The `ETag` of what was last read of the contract, or `*`: whatever has become of it since. "
        "Needed by every command but the one that puts it on record.",
    ),
]


def etag(version: int) -> str:
    return f'"{version}"'


def stale_for(command: Command, if_match: str) -> Stale | None:
    """Raises Refusal: it does not say what was seen. Of a contract that is put on record there was nothing to see."""
    if not if_match and not isinstance(command, RegisterContract | RegisterByHand):
        message = N_("Say what you have seen of the contract: its ETag, as If-Match.")
        raise Refusal("say_what_was_seen", message)
    return changed_since(if_match) if if_match else None


def changed_since(if_match: str) -> Stale | None:
    """Whether the contract is not as it was seen. None: it does not matter."""
    if if_match.strip() == "*":
        return None
    seen = {int(version) for version in STRONG.findall(if_match)}
    return lambda past: len(past) not in seen
