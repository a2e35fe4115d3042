"""As whom PostgreSQL runs: it refuses to be root. No permission outside the given folder is changed."""

import os
import pwd
import subprocess
from pathlib import Path

from embedded import tether
from embedded.problems import CannotStart


def identity_for(folder: Path, program: Path) -> tether.Identity:
    """For root: nobody in a user namespace, else the system's nobody, who is then given `folder`.

    Raises CannotStart when neither can reach both `folder` and `program`.
    """
    if os.geteuid() != 0:
        return "own"
    given_away = folder.stat().st_uid != 0  # by an earlier start; who owns the files must stay
    if not given_away and _reaches("namespace", folder, program):
        return "namespace"
    if _reaches("nobody", folder, program):
        give_to_nobody(folder, *folder.rglob("*"))
        return "nobody"
    raise CannotStart(
        f"PostgreSQL kan inte köras som root, och användaren nobody når inte {folder}. "
        "Starta som en vanlig användare, eller välj med --data en mapp som andra får passera.",
        f"PostgreSQL cannot run as root, and the user nobody does not reach {folder} and {program}. "
        "Start as an ordinary user, or choose with --data a folder that others may pass through.",
    )


def give_to_nobody(*paths: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    for path in paths:
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)


def _reaches(identity: tether.Identity, folder: Path, program: Path) -> bool:
    test = ["/bin/sh", "-c", '"$1" --version && test -d "$2"', "sh", str(program), str(folder)]
    command = tether.command(test, identity)
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
