"""An SMTP server that delivers nothing: each mail becomes one .eml file, in a folder sorted by time.

python -m embedded.smtp_catcher PORT FOLDER
"""

import asyncio
import re
import sys
from datetime import UTC, datetime
from email.headerregistry import HeaderRegistry
from email.parser import BytesHeaderParser
from pathlib import Path

import uvloop
from aiosmtpd.smtp import SMTP, Envelope, Session

from embedded.files import write_whole

HEADERS = BytesHeaderParser()  # that reads none of them further, and
SUBJECT = HeaderRegistry()["subject"]  # one alone: most of a mail's time went there


class Catcher:
    """What aiosmtpd calls a handler."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        try:
            # Not durably: the disk is the database's, and what is delivered to nobody may be lost with a power cut.
            write_whole(self._folder / file_name(content, datetime.now(UTC)), content, durably=False)
        except OSError as error:  # a full disk may pass: the sender is to try again
            return f"451 4.3.1 {error.strerror}"
        return "250 2.0.0 OK"


def file_name(content: bytes, at: datetime) -> str:
    """Time and subject; never an address."""
    told = {name.lower(): value for name, value in HEADERS.parsebytes(content).raw_items()}
    subject = SUBJECT("Subject", "".join(told.get("subject", "").splitlines()))
    words = re.sub(r"\W+", "-", str(subject)).strip("-")[:60]
    return f"{at:%Y-%m-%dT%H-%M-%S.%fZ}_{words}.eml"


async def serve(port: int, folder: Path) -> None:
    catcher = Catcher(folder)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(catcher, hostname="localhost", enable_SMTPUTF8=True), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
