"""What lies in an installation's folder."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path


def contents(folder: Path, *, without: Collection[str] = ()) -> Mapping[Path, bytes]:
    """Of every file that is still there when it is read: the installation's parts make and remove some meanwhile.
    `without`: what lies at the top and is left out."""
    found: dict[Path, bytes] = {}
    for file in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if file.relative_to(folder).parts[0] not in without and file.is_file():
                found[file] = file.read_bytes()
    return found
