"""What clients and killer write down while it goes on: a line each, in files that no fault touches."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Written:
    folder: Path

    @property
    def notes(self) -> Path:
        return self.folder / "notes.jsonl"

    @property
    def faults(self) -> Path:
        return self.folder / "faults.jsonl"

    def note(self, **told: Any) -> None:
        _add(self.notes, told)

    def fault(self, **told: Any) -> None:
        _add(self.faults, told)


def _add(file: Path, told: Mapping[str, Any]) -> None:
    with file.open("a") as lines:
        lines.write(json.dumps(told) + "\n")
