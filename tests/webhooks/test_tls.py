"""Over https it is the name's own certificate that must hold, though the connection leads to an address."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.listening import listening
from tests.webhooks.subscriber import Subscriber
from webhooks import sending
from webhooks.seal import new_secret
from webhooks.sending import Answer, send

NAME = "hook.example"


@dataclass
class Behind:
    subscriber: Subscriber
    asked_for: list[str | None] = field(default_factory=list)


def certificate(folder: Path) -> None:
    """Of NAME, trusted by itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name.from_rfc4514_string(f"CN={NAME}")
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


@pytest.fixture
async def behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Behind]:
    certificate(tmp_path)
    found = Behind(Subscriber())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    context.sni_callback = lambda _, name, __: found.asked_for.append(name)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    sending._trust.cache_clear()
    real = socket.getaddrinfo

    def resolver(host: object, port: int, *more: object, **named: object) -> object:
        here = str(host).endswith(".example")
        return real("127.0.0.1" if here else host, port, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    server = await asyncio.start_server(found.subscriber.meet, "127.0.0.1", 0, ssl=context)
    async with listening(server) as found.subscriber.port:
        yield found
    sending._trust.cache_clear()


async def sent(behind: Behind, name: str) -> Answer:
    url = f"https://{name}:{behind.subscriber.port}/hook?a=b"
    return await send(url, new_secret(), "id", b"{}", this_machine=True)


async def test_the_name_is_asked_for_and_stands_in_the_request(behind: Behind) -> None:
    assert (await sent(behind, NAME)).what == "204"
    (got,) = behind.subscriber.got
    assert behind.asked_for == [NAME]
    assert (got.headers["host"], got.path) == (f"{NAME}:{behind.subscriber.port}", "/hook?a=b")


async def test_another_names_certificate_is_refused(behind: Behind) -> None:
    assert (await sent(behind, "other.example")).what == "tls"
    assert behind.subscriber.got == []


async def test_a_certificate_that_nobody_trusts_is_refused(
    behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    sending._trust.cache_clear()
    assert (await sent(behind, NAME)).what == "tls"
