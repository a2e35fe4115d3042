"""What has been erased, outside every database: so that a backup from before can be put right when it is restored."""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.erasing import Erasing


class LedgerDamaged(Exception):
    """Nothing is served before it can be read: what it names might come back otherwise."""


class Erasure(BaseModel):
    """One decision carried out. It holds ids and places; never a text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    command_id: UUID
    contract: UUID
    erased_on: date
    actor: str
    role: str
    erasing: Erasing


@dataclass(frozen=True)
class Ledger:
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "erasures.jsonl"

    def erasures(self) -> list[Erasure]:
        """Raises LedgerDamaged."""
        erasures, begun = self._content()
        if begun:
            raise self._not_whole()
        return erasures

    def complete(self, erasures: Iterable[Erasure]) -> None:
        """Adds those that it lacks. On the disk when this returns; as it was where the disk has no room (OSError).

        Half a line, that somebody was killed over, is finished where its erasure is told again. Of any other the ledger
        may be all that knows, as after a restore: LedgerDamaged.
        """
        with self._alone() as descriptor:
            there, begun = self._content()
            known = {each.command_id for each in there}
            new = [_line(each) for each in erasures if each.command_id not in known]
            new.sort(key=lambda line: not line.startswith(begun))
            text = b"".join(new)
            if not text.startswith(begun):
                raise self._not_whole()
            if text:
                _add(descriptor, text.removeprefix(begun))

    def _content(self) -> tuple[list[Erasure], bytes]:
        """And what stands after the last whole line. Raises LedgerDamaged."""
        *lines, begun = (self.file.read_bytes() if self.file.exists() else b"").split(b"\n")
        return [self._read(number, line) for number, line in enumerate(lines, 1)], begun

    def _read(self, number: int, line: bytes) -> Erasure:
        try:
            return Erasure.model_validate_json(line)
        except ValidationError:
            raise LedgerDamaged(
                f"{self.file}: line {number} cannot be read. Put it back from a copy."
            ) from None

    def _not_whole(self) -> LedgerDamaged:
        return LedgerDamaged(f"{self.file}: the last line is not whole. Put the file back from a copy.")

    @contextmanager
    def _alone(self) -> Iterator[int]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


def _line(erasure: Erasure) -> bytes:
    return f"{erasure.model_dump_json()}\n".encode()


def _add(descriptor: int, text: bytes) -> None:
    """All of it or nothing: a disk that is nearly full takes a part of a line, and says so only when asked for more."""
    before = os.fstat(descriptor).st_size
    try:
        while text:
            text = text[os.write(descriptor, text) :]
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, before)
        raise
