"""Signs each month's tree of looks, as the log is signed: the sealer sees that somebody looked, not who at what."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.notes import Signer
from audit.sealer import REFUSED, Refused, Sealer, connected
from audit.verify import Checkpoint, Tree, checkpoints_in
from embedded.files import write_whole

if TYPE_CHECKING:
    from audit.sealer import Connection

MONTHS = """
SELECT month, size, (SELECT count(*) FROM look WHERE look.month = look_month.month) AS there,
       month < date_trunc('month', now() AT TIME ZONE 'UTC') - interval '3 months' AS may_be_gone
FROM look_month ORDER BY month
"""
LEAVES = "SELECT number, leaf FROM look WHERE month = $1 ORDER BY number"
PUBLISH = "INSERT INTO look_checkpoint (month, size, note) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"


async def seal_looks(sealer: Sealer) -> list[Checkpoint]:
    """Of each month that has grown. One that is not as it was signed is told, and the others are sealed."""
    signer, made = sealer.folder.signer(sealer.name), []
    async with connected(sealer.url) as connection:
        rows = await connection.fetch(MONTHS)
        for row in rows:
            try:
                made += await _sealed(connection, sealer.folder.path, row, signer)
            except Refused as refused:
                await connection.execute(REFUSED, str(refused))
        for month in sorted(_months_in(sealer.folder.path) - {f"{row['month']:%Y-%m}" for row in rows}):
            await connection.execute(REFUSED, f"looks of {month}: none are there")
    return made


async def _sealed(
    connection: "Connection", folder: Path, row: Mapping[str, Any], signer: Signer
) -> list[Checkpoint]:
    """The new one; none when nothing came. A month that has gone whole, long after, is let go. Raises Refused."""
    month = f"{row['month']:%Y-%m}"
    last = _last(folder, month)
    if row["may_be_gone"] and not row["there"]:
        return []
    if row["there"] < max(row["size"], last.size):
        noted = max(row["size"], last.size)
        raise Refused(f"looks of {month}: {noted} were noted, {row['there']} are there")
    if row["there"] > last.size:
        tree = await _grown(connection, row, last)
        last = signer.checkpoint(tree.size, tree.root(), f"/looks/{month}")
        write_whole(_file(folder, month), last.note.encode())
    published = await connection.execute(PUBLISH, row["month"], last.size, last.note)
    return [last] if published == "INSERT 0 1" else []


async def _grown(connection: "Connection", row: Mapping[str, Any], last: Checkpoint) -> Tree:
    tree = Tree()
    for each in await connection.fetch(LEAVES, row["month"]):
        tree.add(each["leaf"])
        if each["number"] != tree.size or (tree.size == last.size and tree.root() != last.root):
            raise Refused(
                f"looks of {row['month']:%Y-%m}: the first {tree.size} are not those that were sealed"
            )
    return tree


def newest_of_looks(folder: Path) -> list[Checkpoint]:
    """Of this month and the one before: what an anchor is given beside the log's own."""
    files = sorted((folder / "looks").glob("*.checkpoint"))[-2:]
    return [one for file in files for one in checkpoints_in(file.read_text())]


def _months_in(folder: Path) -> set[str]:
    return {file.stem for file in (folder / "looks").glob("*.checkpoint")}


def _last(folder: Path, month: str) -> Checkpoint:
    file = _file(folder, month)
    return checkpoints_in(file.read_text())[0] if file.exists() else Checkpoint(0, b"")


def _file(folder: Path, month: str) -> Path:
    (folder / "looks").mkdir(mode=0o700, exist_ok=True)
    return folder / "looks" / f"{month}.checkpoint"
