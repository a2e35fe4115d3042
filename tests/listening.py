"""Servers of the tests' own on this machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from socket import socket


@asynccontextmanager
async def listening(*servers: asyncio.Server) -> AsyncIterator[int]:
    """The port of the first, until the end of the block."""
    try:
        yield servers[0].sockets[0].getsockname()[1]
    finally:
        for server in servers:
            await accept_no_more(*server.sockets)
            server.close()


async def accept_no_more(*sockets: socket) -> None:
    """Before their server closes. A line accepted just then asyncio drops without closing it, and the warning of that
    is another test's."""
    for each in sockets:
        asyncio.get_running_loop().remove_reader(each)
    await asyncio.sleep(0)  # until those that are accepted have their transports
