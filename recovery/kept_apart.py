"""What a backup does not hold and a restore needs: the key that wraps the keys, the ledger, the sealer's folder."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from audit.sealer import SealerFolder
from audit.verify import Checkpoint, outside_of
from embedded.data_folder import KEY_ENCRYPTION_KEY, DataFolder
from embedded.files import write_whole
from erasure.ledger import Ledger

LEDGER, SEALER, CHECKPOINTS = "erasures.jsonl", "sealer", "checkpoints"


def copy_apart(data: DataFolder, target: Path) -> None:
    """As they are now; what the sealer signed last is put beside what it had signed at earlier times."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_whole(target / KEY_ENCRYPTION_KEY, data.secret(KEY_ENCRYPTION_KEY).encode())
    if (ledger := Ledger(data.erasures).file).exists():
        write_whole(target / LEDGER, ledger.read_bytes())
    shutil.copytree(data.sealer, target / SEALER, dirs_exist_ok=True)
    if (last := SealerFolder(data.sealer).last()).size:
        (target / CHECKPOINTS).mkdir(exist_ok=True)
        write_whole(target / CHECKPOINTS / f"{last.size}.checkpoint", last.note.encode())


def put_in(data: DataFolder, kept: Path) -> None:
    """Into a new folder, before its first start. Raises FileNotFoundError without the key that wraps the keys."""
    key = (kept / KEY_ENCRYPTION_KEY).read_bytes()
    data.create()
    write_whole(data.path / "secrets" / KEY_ENCRYPTION_KEY, key)
    if (kept / LEDGER).exists():
        Ledger(data.erasures).complete(Ledger(kept).erasures())
    if (kept / SEALER).exists():
        shutil.copytree(kept / SEALER, data.sealer, dirs_exist_ok=True)


def checkpoints_apart(kept: Path, more: Sequence[Path]) -> list[Checkpoint]:
    """What the sealer had signed each time, and what others have kept. Raises ValueError."""
    own = [kept / CHECKPOINTS] if (kept / CHECKPOINTS).exists() else []
    return outside_of([*own, *more], ())
