"""A receiver of webhooks on this machine: it counts who connects, and verifies as the published specification says."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.listening import listening
from tests.served import Served


@dataclass(frozen=True)
class Got:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    def is_signed_with(self, secret: str) -> bool:
        """Written from the specification, apart from the library that signs."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        told = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        expected = "v1," + base64.b64encode(hmac.digest(key, told, hashlib.sha256)).decode()
        return any(
            hmac.compare_digest(expected, each) for each in self.headers["webhook-signature"].split(" ")
        )


@dataclass
class Subscriber:
    """`answers`: the status line and headers for what came; None says nothing at all."""

    port: int = 0
    connections: int = 0
    got: list[Got] = field(default_factory=list)
    answers: Callable[[Got], str | None] = lambda _: "204 No Content"
    webhook: str = ""
    secret: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def about(self, contract: object) -> list[dict[str, Any]]:
        """In the order in which they came."""
        return [each.event for each in self.got if each.event["subject"] == str(contract)]

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            got = await _read(reader)
            self.got.append(got)
            answer = self.answers(got)
            if answer is None:
                await reader.read()  # until the other side has had enough
            else:
                writer.write(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Got:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Got(head[0].split(" ")[1], headers, body)


@asynccontextmanager
async def receiving() -> AsyncIterator[Subscriber]:
    subscriber = Subscriber()
    async with listening(await asyncio.start_server(subscriber.meet, "127.0.0.1", 0)) as subscriber.port:
        yield subscriber


@asynccontextmanager
async def subscribed(
    served: Served, client: httpx.AsyncClient | None = None, **asked: Any
) -> AsyncIterator[Subscriber]:
    """Receives what `served` sends, until the end of the block."""
    http = client or served.http
    async with receiving() as subscriber:
        answer = await http.post("/api/v1/webhooks", json={"url": subscriber.url, **asked})
        assert answer.status_code == 201, answer.text
        subscriber.webhook, subscriber.secret = answer.json()["id"], answer.json()["secret"]
        try:
            yield subscriber
        finally:
            await http.delete(f"/api/v1/webhooks/{subscriber.webhook}")


async def deliveries(served: Served, subscriber: Subscriber, **asked: Any) -> list[dict[str, Any]]:
    answer = await served.http.get(f"/api/v1/webhooks/{subscriber.webhook}/deliveries", params=asked)
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def hurry(served: Served, subscriber: Subscriber) -> None:
    """As if the time of the next try had come."""
    pool = served.handler.pool
    await pool.execute(
        "UPDATE webhook_delivery SET next_try_at = now() WHERE webhook_id = $1 AND next_try_at IS NOT NULL"
        " AND answer <> ''",
        subscriber.webhook,
    )
    await pool.execute("UPDATE webhook SET rests_until = '-infinity' WHERE id = $1", subscriber.webhook)
