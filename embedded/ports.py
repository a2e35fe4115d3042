"""The ports on 127.0.0.1: the one people use is given, those inside are picked once and remembered."""

import json
import secrets
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from embedded.files import write_whole
from embedded.problems import CannotStart

# Below the range of outgoing connections (Linux: 32768-60999). Inside it, a client that keeps knocking
# on a server that is down can end up connected to itself, and then holds the server's port.
INSIDE = range(20_000, 32_000)


@dataclass(frozen=True)
class Ports:
    api: int
    postgres: int
    temporal: int
    temporal_http: int
    temporal_ui: int
    smtp: int


@contextmanager
def chosen(file: Path, api: int) -> Iterator[Ports]:
    """The remembered ports, new ones where these are taken. `api` 0 is any. Raises CannotStart if it is taken.

    Inside the context no other installation picks them, also before their servers listen.
    """
    with ExitStack() as claims:
        picked: dict[str, int] = {}
        if api:
            _demand(api)
            picked["api"] = api
        remembered = json.loads(file.read_text()) if file.exists() else {}
        for name in (field.name for field in fields(Ports) if field.name not in picked):
            picked[name] = _free_port(remembered.get(name, 0), set(picked.values()), claims)
        write_whole(file, json.dumps(picked, indent=1).encode())
        yield Ports(**picked)


def remembered_in(file: Path) -> Ports:
    """Those of the latest start. Raises FileNotFoundError before the first."""
    return Ports(**json.loads(file.read_text()))


def _free_port(wanted: int, avoiding: set[int], claims: ExitStack) -> int:
    port = wanted
    while port in {0, *avoiding} or _trouble_with(port) or not _claimed(port, claims):
        port = INSIDE.start + secrets.randbelow(len(INSIDE))
    return port


def _claimed(port: int, claims: ExitStack) -> bool:
    """By holding the UDP port of its number, which nothing of ours uses: the kernel takes it back however we end."""
    claim = claims.enter_context(socket.socket(type=socket.SOCK_DGRAM))
    try:
        claim.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True


def _trouble_with(port: int) -> OSError | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return error
    return None


def _demand(port: int) -> None:
    if trouble := _trouble_with(port):
        raise CannotStart(
            f"Port {port} går inte att använda ({trouble.strerror}), ofta för att ett annat program har den. "
            "Välj en annan, till exempel: insats up --port 8081",
            f"Port {port} cannot be used ({trouble.strerror}), often because another program has it. "
            "Choose another, for example: insats up --port 8081",
        ) from trouble
