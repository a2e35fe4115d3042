"""Does a server on 127.0.0.1 answer?"""

import asyncio

WITHIN = 2.0  # seconds


async def http_ok(port: int, path: str) -> bool:
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    return b" 200 " in await _first_line(port, request.encode())


async def smtp_ok(port: int) -> bool:
    return (await _first_line(port)).startswith(b"220")


async def _first_line(port: int, request: bytes = b"") -> bytes:
    try:
        async with asyncio.timeout(WITHIN):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(request)
                return await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return b""
