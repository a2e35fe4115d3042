"""One delivery over HTTP: signed by Standard Webhooks, to the address that was judged, no redirect, in bounded time."""

import asyncio
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import httpcore
from standardwebhooks import Webhook

from domain.refusal import Refusal
from webhooks.address import Target, target_of
from webhooks.pinned import Pinned

DELIVERY = 15.0  # s in all, as the specification advises at least
CONNECT = 5.0  # s
LONGEST_WAIT = 24 * 60 * 60  # s that a subscriber may ask for
OF_THE_EVENT = frozenset({400, 409, 413, 422})


@dataclass(frozen=True)
class Answer:
    """`what` is the status, or the kind of failure: never what was answered. `again_after`: as the subscriber asks."""

    what: str
    status: int = 0
    again_after: timedelta = timedelta(0)

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """It wants no more (Standard Webhooks, success and failure)."""
        return self.status == 410

    @property
    def about_the_event(self) -> bool:
        """This one is refused; the next may be welcome. Everything else is about the subscriber."""
        return self.status in OF_THE_EVENT


async def send(url: str, secret: str, message_id: str, body: bytes, *, this_machine: bool = False) -> Answer:
    """What became of it; never raises what the subscriber, or the way to it, gives cause to."""
    try:
        target = target_of(url, this_machine=this_machine)
        async with asyncio.timeout(DELIVERY):
            return await _post(target, _headers(secret, message_id, body), body, this_machine=this_machine)
    except Refusal as refusal:
        return Answer(refusal.code)
    except (httpcore.TimeoutException, TimeoutError):
        return Answer("timeout")
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        return Answer("tls" if _is_about_tls(error) else type(error).__name__)


def _headers(secret: str, message_id: str, body: bytes) -> dict[bytes | str, bytes | str]:
    now = datetime.now(UTC)
    return {
        "content-type": "application/cloudevents+json; charset=utf-8",
        "user-agent": "Insats",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, now, body.decode()),
    }


async def _post(
    target: Target, headers: dict[bytes | str, bytes | str], body: bytes, *, this_machine: bool
) -> Answer:
    url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
    extensions = {"timeout": {"connect": CONNECT, "read": DELIVERY, "write": DELIVERY, "pool": DELIVERY}}
    async with (
        httpcore.AsyncConnectionPool(
            ssl_context=_trust(), network_backend=Pinned(this_machine), max_connections=1
        ) as pool,
        pool.stream("POST", url, headers=headers, content=body, extensions=extensions) as answer,
    ):
        return Answer(str(answer.status), answer.status, _asked_for(answer))  # its body is not read at all


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


def _is_about_tls(error: BaseException | None) -> bool:
    """Whatever it was wrapped into on its way here."""
    return error is not None and (
        isinstance(error, ssl.SSLError) or _is_about_tls(error.__cause__ or error.__context__)
    )


def _asked_for(answer: httpcore.Response) -> timedelta:
    told = next((value for name, value in answer.headers if name.lower() == b"retry-after"), b"")
    return timedelta(seconds=min(int(told), LONGEST_WAIT) if told.isdigit() and len(told) < 10 else 0)
