"""No webhook leads into our own networks: for each way in, a listener on every local address counts no connection."""

import asyncio
import ipaddress
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest

from domain.refusal import Refusal
from tests.listening import listening
from tests.served import Served, answering
from tests.sign_in.conftest import free_port
from tests.webhooks.subscriber import Subscriber, receiving
from tests.webhooks.targets import HOSTS, PUBLIC, TARGETS
from webhooks import sending
from webhooks.address import is_public, target_of
from webhooks.seal import new_secret
from webhooks.sending import Answer, send

Record = Callable[[str, object], None]
SECRET = new_secret()


async def sent(url: str, *, this_machine: bool = False) -> Answer:
    return await send(url, SECRET, "id", b"{}", this_machine=this_machine)


@dataclass
class Watch:
    """`attempts`: every connect() of this process to the canary's port, 80 or 443, told by the interpreter itself."""

    canary: Subscriber
    attempts: list[Any] = field(default_factory=list)
    on: bool = False

    def hear(self, event: str, told: tuple[Any, ...]) -> None:
        if self.on and event == "socket.connect" and isinstance(told[1], tuple):
            host, port = told[1][:2]
            if port in (self.canary.port, 80, 443):
                self.attempts.append(host)

    @contextmanager
    def watching(self) -> Iterator[None]:
        self.on = True
        yield
        self.on = False


@pytest.fixture
async def watch() -> AsyncIterator[Watch]:
    """A canary that listens on every address of this machine, by IPv4 and IPv6."""
    canary = Subscriber()
    four = await asyncio.start_server(canary.meet, "0.0.0.0", 0)  # noqa: S104 - that is the point
    canary.port = four.sockets[0].getsockname()[1]
    servers = [four]
    if socket.has_ipv6:
        servers.append(await asyncio.start_server(canary.meet, "::", canary.port))
    watch = Watch(canary)
    sys.addaudithook(watch.hear)
    async with listening(*servers):
        yield watch


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """What names lead to, look-up by look-up; the last answer stays. Other names are looked up as ever."""
    told: dict[str, list[list[str]]] = {}
    real = socket.getaddrinfo

    def resolver(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in told:
            return real(host, port, *more, **named)
        answers = told[name]
        addresses = answers.pop(0) if len(answers) > 1 else answers[0]
        return [info for each in addresses for info in real(each, port, type=socket.SOCK_STREAM)]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    return told


async def test_the_listener_and_the_watch_would_notice(watch: Watch) -> None:
    """Otherwise the zeros below would mean nothing: the same sender, allowed to reach this machine."""
    for host in ("127.0.0.1", "localhost", "[::1]" if socket.has_ipv6 else "127.0.0.1"):
        before = watch.canary.connections
        with watch.watching():
            assert (await sent(f"http://{host}:{watch.canary.port}/", this_machine=True)).taken
        assert watch.canary.connections == before + 1
    assert len(watch.attempts) == 3


async def test_no_target_within_is_ever_connected_to(
    watch: Watch, served: Served, record_property: Record
) -> None:
    """Neither when the webhook is asked for, nor when a delivery is sent to an address that got in all the same."""
    settings = replace(served.settings, api_port=free_port(), webhooks_to_this_machine=False)
    with watch.watching():
        async with answering(settings) as url, httpx.AsyncClient(base_url=url, timeout=30) as http:
            http.headers.update(served.http.headers)
            for template in TARGETS:
                target = template.format(port=watch.canary.port)
                answer = await http.post("/api/v1/webhooks", json={"url": target})
                assert answer.status_code == 422, (target, answer.text)
                assert not (await sent(target)).taken, target
    record_property("targets", len(TARGETS))
    record_property("connections", watch.canary.connections)
    record_property("attempts", len(watch.attempts))
    assert len(TARGETS) >= 60
    assert (watch.canary.connections, watch.attempts) == (0, [])


@pytest.mark.parametrize("host", ["two..dots.example", f"{'x' * 64}.example"])
async def test_a_name_that_no_resolver_takes_is_a_bad_address(host: str) -> None:
    assert await sent(f"https://{host}/") == Answer("bad_address")


async def test_a_test_installation_reaches_this_machine_and_nothing_more(watch: Watch) -> None:
    inner = [host for host in HOSTS if not _is_here(host)]
    with watch.watching():
        for host in inner:
            assert not (await sent(f"http://{host}:{watch.canary.port}/", this_machine=True)).taken, host
    assert len(inner) > 40
    assert (watch.canary.connections, watch.attempts) == (0, [])


def _is_here(host: str) -> bool:
    """As the system's own resolver reads it."""
    found = socket.getaddrinfo(host.strip("[]"), 1, type=socket.SOCK_STREAM)
    return any(ipaddress.ip_address(info[4][0]).is_loopback for info in found)


async def test_a_name_that_leads_within_is_refused_also_where_another_address_is_public(
    watch: Watch, names: dict[str, list[list[str]]]
) -> None:
    names["within.example"] = [["10.0.0.5"]]
    names["mixed.example"] = [[PUBLIC[0], "127.0.0.1"]]
    names["mapped.example"] = [["::ffff:127.0.0.1"]]
    with watch.watching():
        for name in list(names):
            assert (await sent(f"https://{name}:{watch.canary.port}/")).what == "not_public"
    assert (watch.canary.connections, watch.attempts) == (0, [])


async def test_a_name_that_changes_after_it_was_judged_is_judged_again_at_each_delivery(
    watch: Watch, names: dict[str, list[list[str]]], served: Served
) -> None:
    """The webhook is asked for while the name is public; when the delivery goes, it leads to this machine."""
    names["rebinding.example"] = [[PUBLIC[0]], ["127.0.0.1"]]
    settings = replace(served.settings, api_port=free_port(), webhooks_to_this_machine=False)
    with watch.watching():
        async with answering(settings) as url, httpx.AsyncClient(base_url=url, timeout=30) as http:
            http.headers.update(served.http.headers)
            asked = {"url": f"https://rebinding.example:{watch.canary.port}/"}
            path = f"/api/v1/webhooks/{(await http.post('/api/v1/webhooks', json=asked)).json()['id']}"
            assert (await http.post(f"{path}/test")).json() == {"delivered": False, "answer": "not_public"}
            await http.delete(path)
    assert (watch.canary.connections, watch.attempts) == (0, [])


async def test_what_is_connected_to_is_what_was_judged_however_the_resolver_lies(
    watch: Watch, names: dict[str, list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Public at the first look-up, this machine at every other: there is one look-up, and its address is used."""
    monkeypatch.setattr(sending, "CONNECT", 1.0)
    names["rebinding.example"] = [[PUBLIC[0]], ["127.0.0.1"]]
    with watch.watching():
        assert not (await sent(f"https://rebinding.example:{watch.canary.port}/")).taken
    assert watch.canary.connections == 0
    assert watch.attempts == [PUBLIC[0]]
    assert names["rebinding.example"] == [["127.0.0.1"]], "looked up once"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Again", "308 For ever"])
async def test_no_redirect_is_followed(watch: Watch, status: str) -> None:
    async with receiving() as subscriber:
        subscriber.answers = lambda _: f"{status}\r\nLocation: http://127.0.0.1:{watch.canary.port}/"
        answer = await sent(subscriber.url, this_machine=True)
    assert (answer.what, answer.taken, answer.about_the_event) == (status[:3], False, False)
    assert (subscriber.connections, watch.canary.connections) == (1, 0)


async def test_no_proxy_of_the_environment_is_asked(
    watch: Watch, names: dict[str, list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "CONNECT", 1.0)
    names["public.example"] = [[PUBLIC[0]]]
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{watch.canary.port}")
    await sent("https://public.example/")
    assert watch.canary.connections == 0


async def test_a_subscriber_that_says_nothing_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "DELIVERY", 0.5)
    async with receiving() as subscriber:
        subscriber.answers = lambda _: None
        assert (await sent(subscriber.url, this_machine=True)).what == "timeout"


async def test_of_an_answer_without_end_nothing_is_read() -> None:
    """Neither a body that never ends, nor headers that never do."""
    written = {"body": 0, "headers": 0}

    async def pours(what: str, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                writer.write(b"X-A: " + b"a" * 1000 + b"\r\n")
                await writer.drain()
                written[what] += 1007
        except ConnectionError:
            writer.close()

    async def body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")
        await pours("body", writer)

    async def headers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n")
        await pours("headers", writer)

    for meet, what in ((body, "200"), (headers, "RemoteProtocolError")):
        async with listening(await asyncio.start_server(meet, "127.0.0.1", 0)) as port:
            assert (await sent(f"http://127.0.0.1:{port}/", this_machine=True)).what == what
    await asyncio.sleep(0.1)
    assert max(written.values()) < 20_000_000  # what the system's own buffers took


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.se",
        "https://example.se/hook?key=a%20b&c=d;e",
        "https://hook-1.example.se:8443/a/b~c/@d",
        "https://[2606:2800:220:1:248:1893:25c8:1946]:8443/",
        "https://xn--rksmrgs-5wao1o.example/",
    ],
)
def test_an_ordinary_address_is_read(url: str) -> None:
    found = target_of(url)
    assert found.scheme == "https"
    assert url.endswith(found.path) or found.path == "/"
    with pytest.raises(Refusal):
        target_of(url.replace("https", "http"))
