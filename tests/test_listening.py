"""However a line comes while a server of the tests closes, nobody is warned of it afterwards."""

import asyncio
import gc
import socket
import warnings

import pytest

from tests.listening import listening


@pytest.mark.parametrize("steps", range(6))  # of the loop, between a line and the end
async def test_a_line_that_comes_as_its_server_closes_is_closed(steps: int) -> None:
    async def meet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    gc.collect()  # what other tests left is told of here, and not heard below
    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    async with listening(server) as port:
        line = socket.create_connection(("127.0.0.1", port))
        for _ in range(steps):
            await asyncio.sleep(0)
    with line, warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        await asyncio.sleep(0.05)
        gc.collect()
    assert [str(each.message) for each in told] == []
