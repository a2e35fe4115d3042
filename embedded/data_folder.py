"""The folder that holds all of an installation on one machine: what lies where, and its secrets."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from embedded.files import write_whole
from embedded.problems import CannotStart

FOLDERS = ("postgres", "temporal", "mail", "backups", "logs", "secrets", "run", "sealer", "erasures")
PASSWORDS = ("postgres", "owner", "writer", "reader", "keys", "sealer")
CAME_LATER = ("sealer",)  # an older installation gets it, with its role, at its next start
KEY_ENCRYPTION_KEY = "key_encryption_key"  # 32 bytes in hex


@dataclass(frozen=True)
class Running:
    """Written when everything answers, removed when it stops; stale unless the folder's lock is held."""

    pid: int
    address: str
    started: str  # ISO 8601, UTC
    ports: dict[str, int]


class DataFolder:
    """Nothing is created until `create()`."""

    def __init__(self, path: Path | str = "var") -> None:
        self.path = Path(path).absolute()
        self.cluster = self.path / "postgres" / "data"
        self.mail = self.path / "mail"
        self.backups = self.path / "backups"
        self.erasures = self.path / "erasures"
        self.logs = self.path / "logs"
        self.sealer = self.path / "sealer"
        self.lock = self.path / "run" / "lock"
        self.children_lock = self.path / "run" / "children.lock"
        self.ports_file = self.path / "run" / "ports.json"
        self._running_file = self.path / "run" / "running.json"

    def create(self) -> None:
        """The folders that are not there yet. Raises CannotStart."""
        with self._usable():
            self.path.mkdir(parents=True, exist_ok=True)
            self._demand_own()
            for name in FOLDERS:
                (self.path / name).mkdir(exist_ok=True)
                (self.path / name).chmod(0o700)

    def create_secrets(self) -> None:
        """Those that are not there yet; only under the folder's lock. Raises CannotStart."""
        wanted = {name: secrets.token_urlsafe(32) for name in PASSWORDS}
        wanted[KEY_ENCRYPTION_KEY] = secrets.token_hex(32)
        for name, value in wanted.items():
            file = self.path / "secrets" / name
            if file.exists():
                continue
            if (
                self.cluster.exists() and name not in CAME_LATER
            ):  # a new key would make all that is encrypted unreadable
                raise CannotStart(
                    f"Hemligheten {file} saknas, men databasen finns. Lägg tillbaka filen från en kopia.",
                    f"The secret {file} is missing, but the database is there. Put it back from a copy.",
                )
            with self._usable():
                write_whole(file, value.encode())

    def secret(self, name: str) -> str:
        """One of PASSWORDS, or KEY_ENCRYPTION_KEY. Raises FileNotFoundError before `create()`."""
        return (self.path / "secrets" / name).read_text().strip()

    def running(self) -> Running | None:
        if not self._running_file.exists():
            return None
        return Running(**json.loads(self._running_file.read_text()))

    def say_running(self, running: Running) -> None:
        write_whole(self._running_file, json.dumps(asdict(running), indent=1).encode())

    def forget_running(self) -> None:
        self._running_file.unlink(missing_ok=True)

    def _demand_own(self) -> None:
        owner = self.path.stat().st_uid
        if owner != os.geteuid():
            raise CannotStart(
                f"Datamappen {self.path} tillhör användare {owner}. Starta som den användaren.",
                f"The data folder {self.path} belongs to user {owner}. Start as that user.",
            )

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise CannotStart(
                f"Datamappen {self.path} går inte att använda ({error}). Välj en annan med --data.",
                f"The data folder {self.path} cannot be used ({error}). Choose another with --data.",
            ) from error
