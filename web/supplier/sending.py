"""What every form of the supplier's pages does: what was typed is kept, as a draft or beside what is wrong with it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from fastapi.responses import HTMLResponse, RedirectResponse

from domain.refusal import Refusal
from web.drafts import draft, forget, keep
from web.filled_in import Filled, NotFilledIn
from web.supplier.own import Own


@dataclass(frozen=True)
class Attempt:
    """What stands in a form now: as it was begun, saved or sent; `faults` by field, `refusal` for the whole."""

    filled: Filled = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""
    saved_at: object = None
    command_id: object = field(default_factory=uuid4)

    @property
    def status(self) -> int:
        return 422 if self.faults else 409 if self.refusal else 200

    @property
    def wrong(self) -> Sequence[tuple[str, str]]:
        return list(self.faults.items())


async def begun(own: Own, what: str, filled: Filled | None = None) -> Attempt:
    """The draft, where there is one; else `filled`."""
    saved = await draft(own.visit, own.draft_of(what))
    return Attempt(saved.filled or filled or {}, saved_at=saved.saved_at)


async def sent(
    own: Own,
    what: str,
    filled: Filled,
    give: Callable[[], Awaitable[str]],
    again: Callable[[Attempt], Awaitable[HTMLResponse]],
) -> HTMLResponse | RedirectResponse:
    """`give` sends, and answers which receipt is shown; `again` draws the form once more. What is sent is no draft."""
    if "spara" in filled:
        await keep(own.visit, own.draft_of(what), filled)
        return own.done("utkast", f"/{what}")
    told: dict[str, Any] = {"command_id": filled.get("command_id", "")}
    try:
        done = await give()
    except NotFilledIn as wrong:
        return await again(Attempt(filled, faults=wrong.faults, **told))
    except Refusal as refusal:
        return await again(Attempt(filled, refusal=own.visit.words.refusal(refusal), **told))
    await forget(own.visit, own.draft_of(what))
    return own.done(done)
