"""An HTTP client that takes next to nothing of the two processors: one connection, one question at a time."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

COUNTED = b"content-length:"


@dataclass(frozen=True)
class Line:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    headers: str

    @classmethod
    async def to(cls, url: str, token: str) -> "Line":
        at = urlsplit(url)
        reader, writer = await asyncio.open_connection(at.hostname, at.port)
        told = f"Host: {at.netloc}\r\nAuthorization: {token}\r\nIf-Match: *\r\nContent-Type: application/json"
        return cls(reader, writer, told)

    async def post(self, path: str, told: Any) -> None:
        """Raises AssertionError unless it is answered 201."""
        body = json.dumps(told).encode()
        self.writer.write(
            f"POST {path} HTTP/1.1\r\n{self.headers}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        )
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(COUNTED))
        answer = await self.reader.readexactly(int(length.removeprefix(COUNTED)))
        assert head.startswith(b"HTTP/1.1 201"), answer.decode()

    def close(self) -> None:
        self.writer.close()


class CaseWorker:
    """Registers a contract and says that it carries a clause, a contract after the other, without a thought."""

    def __init__(self, line: Line, today: str) -> None:
        self.line = line
        facts = {"title": "Folk", "buyers": [{"name": "K"}], "signed_on": today}
        self.register = {"type": "register_contract", "facts": facts}
        self.triage = {"type": "triage_clause", "clause": "dialogue_clause", "count_from": today}
        self.open: UUID | None = None

    async def next_command(self) -> UUID:
        """Its command id, once it has been answered 201."""
        contract, command, given = self.open or uuid4(), self.triage if self.open else self.register, uuid4()
        self.open = None if self.open else contract
        told = {"command": command, "command_id": str(given)}
        await self.line.post(f"/api/v1/contracts/{contract}/commands", told)
        return given
