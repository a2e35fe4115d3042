"""What makes a mail a receipt: size and root of the sealed log that holds what it tells.

Whoever has the mail has a checkpoint from outside: `verify.py --root` takes it as it stands there.
"""

from typing import TYPE_CHECKING, Any

from audit.export import first_over
from domain.process.commitment import COMMITMENT_AGREED, COMMITMENT_RECEIPT
from domain.process.confirming import RECORD_RECEIPT
from domain.process.revising import COMMITMENT_REVISED
from domain.words import N_
from language.words import Words
from projections.notices import QueuedNotice

if TYPE_CHECKING:
    import asyncpg

LETTERS = (RECORD_RECEIPT, COMMITMENT_AGREED, COMMITMENT_REVISED, COMMITMENT_RECEIPT)
KINDS = frozenset(letter.kind for letter in LETTERS)

POSITION = "SELECT position FROM event WHERE stream_id = $1 AND version = $2"


async def size_and_root(pool: "asyncpg.Pool[Any]", notice: QueuedNotice) -> str:
    """Of the checkpoint that sealed the event that the notice tells of; empty while none has."""
    async with pool.acquire() as connection:
        position = await connection.fetchval(POSITION, notice.contract_id, notice.version)
        sealed = await first_over(connection, position)
    return sealed.size_and_root if sealed else ""


def receipt_lines(sealed: str, words: Words) -> str:
    if not sealed:
        return words(
            N_("This was not sealed yet when the mail was sent. The receipt can be fetched once it is.")
        )
    says = N_(
        "Keep this mail. It tells how large the sealed log is with this in it, and its root, which nobody can change "
        "afterwards. Whoever verifies the receipt, which lies on the contract's page, is asked for them:"
    )
    return f"{words(says)}\n{sealed}"
