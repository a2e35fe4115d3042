"""The way out: the name is looked up once a connection, and what was judged is what is connected to."""

from collections.abc import Iterable
from dataclasses import dataclass

import httpcore

from webhooks.address import addresses_of


@dataclass(frozen=True)
class Pinned(httpcore.AsyncNetworkBackend):
    """TLS goes on asking for the certificate of the name; only where the connection leads is settled here."""

    this_machine: bool = False

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own parameter
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises Refusal where any address of the name is not public."""
        try:
            addresses = await addresses_of(host, port, this_machine=self.this_machine)
        except OSError as error:
            raise httpcore.ConnectError("no such host") from error
        for address in addresses[:-1]:
            try:
                return await self._connect(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue  # the name has others
        return await self._connect(addresses[-1], port, timeout)

    async def _connect(self, address: str, port: int, within: float | None) -> httpcore.AsyncNetworkStream:
        return await httpcore.AnyIOBackend().connect_tcp(address, port, within)
