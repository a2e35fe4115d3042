import socket
from pathlib import Path

from embedded import ports


def test_ports_are_remembered_and_only_a_taken_one_is_picked_again(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    first = ports.choose(file, api=0)
    assert ports.choose(file, api=0) == first == ports.remembered_in(file)
    with socket.create_server(("127.0.0.1", first.smtp)):
        second = ports.choose(file, api=0)
    assert second.smtp != first.smtp
    assert (second.postgres, second.temporal) == (first.postgres, first.temporal)


def test_the_given_api_port_is_never_one_of_those_inside(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    first = ports.choose(file, api=0)
    second = ports.choose(file, api=first.postgres)
    assert second.api == first.postgres
    assert second.postgres != first.postgres
