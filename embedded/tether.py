"""Becomes another program, in the same process, that the kernel signals when the one who started it dies.

Run by its path, since an interpreter that loads nothing else starts in 20 ms; only `command` is imported.
A hook between fork and exec would do the same, but is not safe in a process with threads.
"""

import ctypes
import os
import pwd
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

Identity = Literal["own", "namespace", "nobody"]
PR_SET_PDEATHSIG = 1  # linux/prctl.h
CLONE_NEWUSER = 0x10000000  # linux/sched.h


def command(
    argv: Sequence[str],
    identity: Identity = "own",
    death: signal.Signals = signal.SIGTERM,
    nice: int = 0,
) -> list[str]:
    """To be started by this very process and thread."""
    tether = [sys.executable, "-I", "-S", __file__]
    return [*tether, str(death.value), str(os.getpid()), identity, str(nice), *argv]


def main(death: str, parent: str, identity: str, nice: str, *argv: str) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    _step_back(int(nice))
    if identity == "namespace":
        _enter_namespace(libc)
    if identity == "nobody":
        _become_nobody()
    if sys.platform == "linux":
        libc.prctl(PR_SET_PDEATHSIG, int(death), 0, 0, 0)  # last, since a change of user clears it
    if os.getppid() != int(parent):
        sys.exit("the process that started this one is gone")
    os.execv(argv[0], argv)  # noqa: S606


def _step_back(nice: int) -> None:
    """Each child leads a session. Where Linux groups processes by session, `nice` counts within the group alone, and
    the group has a niceness of its own: sched(7), "The autogroup feature"."""
    os.nice(nice)
    if nice:
        with suppress(OSError):  # no such grouping here
            Path("/proc/self/autogroup").write_text(str(nice))


def _enter_namespace(libc: ctypes.CDLL) -> None:
    """Outside it this process is still root, and owns what root owns; inside it root is called nobody."""
    inside = pwd.getpwnam("nobody").pw_uid
    if libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/uid_map").write_text(f"{inside} 0 1")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/gid_map").write_text(f"{inside} 0 1")


def _become_nobody() -> None:
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)


if __name__ == "__main__":
    main(*sys.argv[1:])
