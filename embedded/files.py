"""Writing a file so that it is there whole or not at all."""

import os
from pathlib import Path


def write_whole(path: Path, content: bytes, *, durably: bool = True) -> None:
    """Readable by its owner only; on disk, with its name, when this returns, unless a power cut may take it back.

    Raises OSError.
    """
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        if durably:
            os.fsync(file.fileno())
    partial.replace(path)
    if durably:
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
