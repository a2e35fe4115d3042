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
        if not self.file.exists():
            return []
        lines = self.file.read_text(encoding="utf-8").split("\n")
        if lines.pop():
            raise LedgerDamaged(f"{self.file}: the last line is not whole. Put the file back from a copy.")
        return [self._read(number, line) for number, line in enumerate(lines, 1)]

    def _read(self, number: int, line: str) -> Erasure:
        try:
            return Erasure.model_validate_json(line)
        except ValidationError:
            raise LedgerDamaged(
                f"{self.file}: line {number} cannot be read. Put it back from a copy."
            ) from None

    def complete(self, erasures: Iterable[Erasure]) -> None:
        """Adds those that it lacks. On the disk when this returns."""
        with self._alone() as descriptor:
            known = {each.command_id for each in self.erasures()}
            new = [each for each in erasures if each.command_id not in known]
            if new:
                text = "".join(f"{each.model_dump_json()}\n" for each in new)
                os.write(descriptor, text.encode())
                os.fsync(descriptor)

    @contextmanager
    def _alone(self) -> Iterator[int]:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)
