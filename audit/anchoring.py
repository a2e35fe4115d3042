"""Puts the newest checkpoint where the anchors are, and tells in the store what became of it."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from audit.anchors import Anchor, TimestampAnchor, read_anchors
from audit.look_sealer import newest_of_looks
from audit.sealer import Sealer, connected
from audit.verify import Checkpoint

if TYPE_CHECKING:
    from audit.sealer import Connection

PATIENCE = 90.0  # s; who has not answered then is told as down, and not asked again before it has


@dataclass
class Anchoring:
    sealer: Sealer
    patience: float = PATIENCE
    _asked: dict[str, asyncio.Future[bytes | None]] = field(default_factory=dict)
    _looks: dict[str, set[str]] = field(default_factory=dict)  # that an anchor has had by now

    async def put(self, checkpoint: Checkpoint) -> None:
        """Side by side, each for itself. An anchor's trouble becomes a row; a second row when it is another."""
        async with connected(self.sealer.url) as connection:
            try:
                anchors = read_anchors(self.sealer.folder.path)
            except (ValueError, OSError) as wrong:
                await _tell(connection, "anchors.toml", checkpoint, str(wrong))
                return
            due = [each for each in anchors if await _is_due(connection, each, checkpoint)]
            asked = {each.name: self._ask(each, checkpoint) for each in due}
            if asked:
                await asyncio.wait(asked.values(), timeout=self.patience)
            for name, answer in asked.items():
                error, token = _outcome(answer)
                await _tell(connection, name, checkpoint, error, token)

    def _ask(self, anchor: Anchor, checkpoint: Checkpoint) -> asyncio.Future[bytes | None]:
        """A thread each: one that hangs in a dead mount takes nobody else's, and no second one follows it."""
        before = self._asked.get(anchor.name)
        if before and not before.done():
            return before
        thread = ThreadPoolExecutor(1, thread_name_prefix=anchor.name)
        looks = newest_of_looks(self.sealer.folder.path)
        had = self._looks.setdefault(anchor.name, set())
        asked = asyncio.get_running_loop().run_in_executor(thread, _put, anchor, checkpoint, looks, had)
        thread.shutdown(wait=False)
        self._asked[anchor.name] = asked
        return asked


def _put(anchor: Anchor, checkpoint: Checkpoint, looks: Sequence[Checkpoint], had: set[str]) -> bytes | None:
    """The log's own first, whatever is wrong with looks; each of theirs once. A time stamp, which costs, is the log's
    alone."""
    token = anchor.put(checkpoint)
    for each in looks if not isinstance(anchor, TimestampAnchor) else ():
        if each.note not in had:
            anchor.put(each)
            had.add(each.note)
    return token


def _outcome(answer: asyncio.Future[bytes | None]) -> tuple[str, bytes | None]:
    if not answer.done():
        return "it does not answer", None
    if error := answer.exception():
        return f"{type(error).__name__}: {error}"[:500], None
    return "", answer.result()


async def _is_due(connection: "Connection", anchor: Anchor, checkpoint: Checkpoint) -> bool:
    row = await connection.fetchrow(
        "SELECT max(size) AS size, clock_timestamp() - max(tried_at) AS ago FROM anchoring"
        " WHERE anchor = $1 AND error = ''",
        anchor.name,
    )
    if row is None or row["size"] is None:
        return True
    return bool(row["size"] < checkpoint.size and row["ago"] >= timedelta(hours=anchor.hours))


async def _tell(
    connection: "Connection", anchor: str, checkpoint: Checkpoint, error: str, token: bytes | None = None
) -> None:
    """The same trouble again is not told again: it would be a row every five minutes."""
    last = await connection.fetchval(
        "SELECT error FROM anchoring WHERE anchor = $1 ORDER BY tried_at DESC LIMIT 1", anchor
    )
    if not error or error != last:
        await connection.execute(
            "INSERT INTO anchoring (anchor, size, error, token) VALUES ($1, $2, $3, $4)",
            anchor,
            checkpoint.size,
            error,
            token,
        )
