import socket
from contextlib import ExitStack
from dataclasses import astuple
from pathlib import Path

import pytest

from embedded import ports
from embedded.ports import Ports


def chosen(file: Path, api: int = 0) -> Ports:
    """By an installation that has ended again."""
    with ports.chosen(file, api) as its:
        return its


def test_ports_are_remembered_and_only_a_taken_one_is_picked_again(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    first = chosen(file)
    assert chosen(file) == first == ports.remembered_in(file)
    with socket.create_server(("127.0.0.1", first.smtp)):
        second = chosen(file)
    assert second.smtp != first.smtp
    assert (second.postgres, second.temporal) == (first.postgres, first.temporal)


def test_the_given_api_port_is_never_one_of_those_inside(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    first = chosen(file)
    second = chosen(file, api=first.postgres)
    assert second.api == first.postgres
    assert second.postgres != first.postgres


def test_two_installations_never_pick_the_same_ports_although_no_server_listens_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "INSIDE", ports.INSIDE[:30])
    with ExitStack() as running:
        three = [running.enter_context(ports.chosen(tmp_path / name, 0)) for name in ("a", "b", "c")]
    assert len({port for its in three for port in astuple(its)}) == 3 * 6
