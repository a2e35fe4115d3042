"""Runs an installation with a small API and worker, until told to stop: DATA_FOLDER API_PORT."""

import asyncio
import sys
from collections.abc import Sequence

from embedded.child import Child
from embedded.data_folder import DataFolder, Running
from embedded.probes import http_ok
from embedded.problems import CannotStart
from embedded.supervisor import run
from settings import Settings

API = """
import http.server, settings
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", settings.from_environment().api_port), Ready).serve_forever()
"""
WORKER = "import time; time.sleep(600)"


def children(its: Settings) -> Sequence[Child]:
    return (
        Child("worker", [sys.executable, "-P", "-c", WORKER]),
        Child("api", [sys.executable, "-P", "-c", API], ready=lambda: http_ok(its.api_port, "/readyz")),
    )


async def prepare(_: Settings) -> None:
    print("prepared", flush=True)


async def on_ready(running: Running) -> None:
    print(f"ready at {running.address}", flush=True)


def main(folder: str, api_port: str) -> None:
    asyncio.run(
        run(
            DataFolder(folder),
            lambda line: print(line, flush=True),
            api_port=int(api_port),
            prepare=prepare,
            children=children,
            on_ready=on_ready,
        )
    )


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except CannotStart as problem:
        sys.exit(str(problem))
