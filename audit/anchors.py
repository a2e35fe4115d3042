"""Places outside the installation where checkpoints are kept, as `anchors.toml` in the sealer's folder names them.

Each `put` is done in a thread of its own: what hangs or fails delays nobody.
"""

import os
import shutil
import subprocess
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from audit.time_stamp import stamp
from audit.verify import Checkpoint, checkpoints_in

GIVES_UP_AFTER = 60  # s, of one call to git or to a time-stamp authority


class Anchor(BaseModel):
    """`hours`: at most one checkpoint in so many hours, for a place that charges by the piece."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Annotated[str, Field(pattern=r"^[\w.-]{1,60}$")]
    hours: Annotated[float, Field(ge=0)] = 0

    def put(self, checkpoint: Checkpoint) -> bytes | None:
        """A time stamp, where that is what the place gives. Raises OSError or ValueError with what went wrong."""
        raise NotImplementedError


class FileAnchor(Anchor):
    """A file that is only appended to; on Linux `chattr +a` makes the file system see to that."""

    kind: Literal["file"]
    path: Path

    def put(self, checkpoint: Checkpoint) -> None:
        with self.path.open("ab") as file:
            file.write(checkpoint.note.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())


class FolderAnchor(Anchor):
    """A mounted folder, on a file system that its own administrator keeps from being rewritten."""

    kind: Literal["folder"]
    path: Path

    def put(self, checkpoint: Checkpoint) -> None:
        """Raises ValueError when another checkpoint of that size lies there: somebody has two logs."""
        file = self.path / f"{_looks(checkpoint)}{checkpoint.size:012d}.checkpoint"
        try:
            with file.open("xb") as new:
                new.write(checkpoint.note.encode())
                new.flush()
                os.fsync(new.fileno())
        except FileExistsError:
            there = checkpoints_in(file.read_text("utf-8", "replace"))
            if [each.root for each in there] != [checkpoint.root]:
                raise ValueError(f"{file.name} is there and says something else") from None


class GitAnchor(Anchor):
    """A repository of somebody else, pushed to without force: rewritten history there is an error here."""

    kind: Literal["git"]
    repository: str
    branch: str = "insats"
    workspace: Path = Path()  # set when read: in the sealer's own folder

    def put(self, checkpoint: Checkpoint) -> None:
        if not (self.workspace / ".git").exists():
            try:
                self._begin()
            except BaseException:  # half a beginning would never be gone on from
                shutil.rmtree(self.workspace)
                raise
        name = f"{_looks(checkpoint)}checkpoint"
        (self.workspace / name).write_text(checkpoint.note)
        self._git("add", name)
        if self._git("status", "--porcelain"):
            root = checkpoint.note.splitlines()[2]
            self._git("commit", "--quiet", f"--message={_looks(checkpoint)}{checkpoint.size} {root}")
        self._git("push", "--quiet", "origin", f"HEAD:refs/heads/{self.branch}")

    def _begin(self) -> None:
        """What others or an earlier sealer put there is gone on from."""
        self.workspace.mkdir(parents=True, exist_ok=True)
        self._git("init", "--quiet", f"--initial-branch={self.branch}")
        self._git("remote", "add", "origin", self.repository)
        if self._git("ls-remote", "origin", self.branch):
            self._git("fetch", "--quiet", "origin", self.branch)
            self._git("reset", "--quiet", "--hard", "FETCH_HEAD")

    def _git(self, *arguments: str) -> str:
        """What git answers. Raises ValueError with its own words."""
        settings = ("user.name=Insats", "user.email=insats@localhost", "commit.gpgsign=false", "gc.auto=0")
        options = [option for each in settings for option in ("-c", each)]
        quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o ConnectTimeout=10"}
        done = subprocess.run(  # noqa: S603 - arguments of our own
            ["git", *options, *arguments],  # noqa: S607 - whichever git the machine has
            cwd=self.workspace,
            env=os.environ | quiet,
            capture_output=True,
            text=True,
            check=False,
            timeout=GIVES_UP_AFTER,
        )
        if done.returncode:
            raise ValueError(f"git {arguments[0]}: {done.stderr.strip()[-300:]}")
        return done.stdout.strip()


class TimestampAnchor(Anchor):
    """A time-stamp authority (RFC 3161): proves to others that the checkpoint was there at that time."""

    kind: Literal["timestamp"]
    url: str
    certificates: Path  # PEM: the root that the authority's own certificate leads to, and what lies between
    hours: Annotated[float, Field(ge=0)] = 24

    def put(self, checkpoint: Checkpoint) -> bytes:
        certificates = self.certificates.read_bytes()
        return stamp(checkpoint.note.encode(), self.url, certificates, GIVES_UP_AFTER)


def _looks(checkpoint: Checkpoint) -> str:
    """What a file's name begins with, of a month's looks."""
    return f"looks-{checkpoint.month}-" if checkpoint.month else ""


AnyAnchor = Annotated[FileAnchor | FolderAnchor | GitAnchor | TimestampAnchor, Field(discriminator="kind")]
ANCHORS = TypeAdapter(list[AnyAnchor])


def read_anchors(folder: Path) -> Sequence[Anchor]:
    """None without a file. Raises ValueError with what is wrong in it."""
    try:
        told = tomllib.loads((folder / "anchors.toml").read_text("utf-8"))
        found = ANCHORS.validate_python(told.get("anchor", []))
    except FileNotFoundError:
        return ()
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"anchors.toml: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    if len({each.name for each in found}) != len(found):
        raise ValueError("anchors.toml: two anchors have the same name")
    return [_at_home(each, folder) for each in found]


def _at_home(anchor: Anchor, folder: Path) -> Anchor:
    if isinstance(anchor, GitAnchor):
        return anchor.model_copy(update={"workspace": folder / "git" / anchor.name})
    return anchor
