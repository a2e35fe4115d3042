"""A draft: what one person has begun to write in one form. Encrypted, shown to nobody else, gone when it is sent."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidTag

from api.problems import Problem
from domain.notice import ONE_CONTACT
from domain.words import N_
from projections.drafts import DraftKey, draft_of, forget_draft, keep_draft
from sign_in.secret import keyed, opened, sealed
from web.filled_in import Filled
from web.visit import Visit

NOT_THEIRS: Final = frozenset({"blankett", "command_id", "spara"})  # the form's own fields
LARGEST: Final = 60_000  # bytes


@dataclass(frozen=True)
class Draft:
    filled: Filled = field(default_factory=dict)
    saved_at: datetime | None = None


async def draft(visit: Visit, key: DraftKey) -> Draft:
    if (found := await draft_of(visit.parts.handler.pool, key)) is None:
        return Draft()
    kept, saved_at = found
    try:
        told = opened(_wrapping(visit), kept, _bound_to(key))
    except InvalidTag:  # another installation's key: as if there were none
        return Draft()
    return Draft(json.loads(told), saved_at)


async def keep(visit: Visit, key: DraftKey, filled: Filled) -> datetime:
    """When it was kept. Raises Problem."""
    told = {name: value for name, value in filled.items() if name not in NOT_THEIRS and value}
    plain = json.dumps(told, ensure_ascii=False).encode()
    if len(plain) > LARGEST:
        raise Problem(413, "too_large", N_("The draft is too long to be saved."))
    return await keep_draft(visit.parts.handler.pool, key, sealed(_wrapping(visit), plain, _bound_to(key)))


async def forget(visit: Visit, key: DraftKey) -> None:
    await forget_draft(visit.parts.handler.pool, key)


def _wrapping(visit: Visit) -> bytes:
    return keyed(visit.settings.key_encryption_key, "supplier's draft")


def _bound_to(key: DraftKey) -> bytes:
    """As drafts were bound while only suppliers had any."""
    return f"{key.contract}|{key.whose.removeprefix(ONE_CONTACT)}|{key.what}".encode()
