"""A disk that can be filled: a file system of its own where we may mount one; else a limit on how files may grow."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.parts import everything
from embedded.data_folder import DataFolder

GIGABYTES = 16  # of which the image takes what is written, not what is only reserved
BLOCKS = (1 << 30, 1 << 20, 1 << 12)


@dataclass(frozen=True)
class Disk:
    """`mounted`: a full one says ENOSPC. Else whoever writes is told EFBIG, by each process's own limit, which needs no
    rights, and which PostgreSQL, Python and Go are told of as an error of the write, as of a full disk."""

    folder: Path
    mounted: bool

    @property
    def ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self, data: DataFolder) -> None:
        if self.mounted:
            _reserve_all(self.ballast)
        else:
            _limit(data, 0)

    def make_room(self, data: DataFolder) -> None:
        if self.mounted:
            self.ballast.unlink(missing_ok=True)
        else:
            _limit(data, None)

    @property
    def how(self) -> str:
        return "ext4 in a file, full" if self.mounted else "RLIMIT_FSIZE 0"


@contextmanager
def disk(folder: Path) -> Iterator[Disk]:
    folder.mkdir()
    image = folder.with_suffix(".ext4")
    with image.open("wb") as file:
        file.truncate(GIGABYTES << 30)
    mounted = _run("mkfs.ext4", "-q", "-m", "0", str(image)) and _run(
        "mount", "-o", "loop", str(image), str(folder)
    )
    try:
        yield Disk(folder, mounted)
    finally:
        if mounted:
            _run("umount", "-l", str(folder))


def _run(program: str, *arguments: str) -> bool:
    found = shutil.which(program)
    command = [found or program, *arguments]
    return bool(found) and subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603


def _reserve_all(ballast: Path) -> None:
    """To the last block, without writing any of them."""
    file = os.open(ballast, os.O_CREAT | os.O_WRONLY)
    for block in BLOCKS:
        with suppress(OSError):  # none of this size is left
            while True:
                os.posix_fallocate(file, os.fstat(file).st_size, block)
    os.close(file)


def _limit(data: DataFolder, size: int | None) -> None:
    """None: as it was allowed to begin with."""
    for pid in everything(data):
        with suppress(ProcessLookupError, PermissionError):
            _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most if size is None else size, most))
