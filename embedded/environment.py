"""The Settings of an installation on one machine, and the same as the environment of its processes."""

import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from embedded import ports
from embedded.data_folder import KEY_ENCRYPTION_KEY, DataFolder
from settings import SHIPPED_POLICY, USUAL_RATE, Settings

PROJECT = Path(__file__).parents[1]


def settings(data: DataFolder) -> Settings:
    """Valid for the latest start. Raises FileNotFoundError before the first."""
    at = ports.remembered_in(data.ports_file)

    def database(role: str, name: str) -> str:
        password = data.secret(role)
        return f"postgresql://insats_{role}:{password}@127.0.0.1:{at.postgres}/{name}?sslmode=disable"

    return Settings(
        owner_url=database("owner", "insats"),
        writer_url=database("writer", "insats"),
        reader_url=database("reader", "insats"),
        keys_url=database("keys", "insats_keys"),
        key_encryption_key=bytes.fromhex(data.secret(KEY_ENCRYPTION_KEY)),
        temporal_address=f"127.0.0.1:{at.temporal}",
        temporal_namespace="default",
        temporal_ui_url=f"http://127.0.0.1:{at.temporal_ui}",
        smtp_host="127.0.0.1",
        smtp_port=at.smtp,
        mail_from=os.environ.get("INSATS_MAIL_FROM", "insats@karlstad.example"),
        public_url=os.environ.get("INSATS_PUBLIC_URL", f"http://127.0.0.1:{at.api}"),
        api_host="127.0.0.1",
        api_port=at.api,
        api_rate=int(os.environ.get("INSATS_API_RATE", USUAL_RATE)),
        backups=data.backups,
        erasures=data.erasures,
        policy=Path(os.environ.get("INSATS_POLICY", SHIPPED_POLICY)),
        oidc=Path(file) if (file := os.environ.get("INSATS_OIDC")) else None,
        webhooks_to_this_machine=os.environ.get("INSATS_WEBHOOKS_TO_THIS_MACHINE") == "yes",
        log_level=os.environ.get("INSATS_LOG_LEVEL", "INFO"),
        log_format=os.environ.get("INSATS_LOG_FORMAT", "text"),
    )


def sealer_environment(data: DataFolder) -> dict[str, str]:
    """What the sealer is given beside that, and no other process."""
    at, password = ports.remembered_in(data.ports_file), data.secret("sealer")
    return {
        "INSATS_SEALER_URL": f"postgresql://insats_sealer:{password}@127.0.0.1:{at.postgres}/insats?sslmode=disable",
        "INSATS_SEALER_FOLDER": str(data.sealer),
    }


def environment(of: Settings) -> dict[str, str]:
    """Read back by `settings.from_environment()`."""
    return {f"INSATS_{name.upper()}": _text(value) for name, value in asdict(of).items()}


def inherited(extra: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with `extra` on top, and the project found from any working directory."""
    kept = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in extra}
    path = os.pathsep.join(filter(None, (str(PROJECT), os.environ.get("PYTHONPATH"))))
    return kept | {"PYTHONPATH": path, "PYTHONUNBUFFERED": "1"} | dict(extra)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return value.hex() if isinstance(value, bytes) else str("" if value is None else value)
