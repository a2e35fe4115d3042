"""One frozen Settings, read once from the environment: `INSATS_X`, or `INSATS_X_FILE` for a secret."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

SHIPPED_POLICY = Path(__file__).parent / "policy" / "karlstad.toml"
USUAL_RATE = 6_000


@dataclass(frozen=True, repr=False)  # a repr would put passwords into logs and tracebacks
class Settings:
    """Where everything is. URLs carry their password; nothing of this is ever logged."""

    owner_url: str  # migrations only
    writer_url: str  # commands: may execute append(), not write events
    reader_url: str  # pages and lists
    keys_url: str  # the other database: one key an encrypted entry
    key_encryption_key: bytes  # 32 bytes; wraps every entry's key
    temporal_address: str
    temporal_namespace: str
    temporal_ui_url: str
    smtp_host: str
    smtp_port: int
    mail_from: str
    public_url: str  # what links in mails begin with
    api_host: str
    api_port: int
    api_rate: int  # requests a minute that a token may make
    backups: Path  # dumps taken before a migration
    erasures: Path  # the ledger of what has been erased; a copy of it belongs where the backups are not
    policy: Path
    oidc: Path | None  # the file of the municipality's sign-in service; None: codes by mail
    webhooks_to_this_machine: bool  # to loopback, by http too; for trying out, and only by whoever sets it
    log_level: str
    log_format: str  # text, or json: one object a line, with the id that a request's lines share

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https:")


def from_environment() -> Settings:
    """Raises KeyError naming the variable that is missing."""
    return Settings(
        owner_url=_value("OWNER_URL"),
        writer_url=_value("WRITER_URL"),
        reader_url=_value("READER_URL"),
        keys_url=_value("KEYS_URL"),
        key_encryption_key=bytes.fromhex(_value("KEY_ENCRYPTION_KEY")),
        temporal_address=_value("TEMPORAL_ADDRESS", "127.0.0.1:7233"),
        temporal_namespace=_value("TEMPORAL_NAMESPACE", "default"),
        temporal_ui_url=_value("TEMPORAL_UI_URL", ""),
        smtp_host=_value("SMTP_HOST", "127.0.0.1"),
        smtp_port=int(_value("SMTP_PORT", "1025")),
        mail_from=_value("MAIL_FROM", "insats@karlstad.example"),
        public_url=_value("PUBLIC_URL", "http://127.0.0.1:8080"),
        api_host=_value("API_HOST", "127.0.0.1"),
        api_port=int(_value("API_PORT", "8080")),
        api_rate=int(_value("API_RATE", str(USUAL_RATE))),
        backups=Path(_value("BACKUPS", "var/backups")),
        erasures=Path(_value("ERASURES", "var/erasures")),
        policy=Path(_value("POLICY", str(SHIPPED_POLICY))),
        oidc=Path(file) if (file := _value("OIDC", "")) else None,
        webhooks_to_this_machine=_value("WEBHOOKS_TO_THIS_MACHINE", "") == "yes",
        log_level=_value("LOG_LEVEL", "INFO"),
        log_format=_value("LOG_FORMAT", "text"),
    )


@dataclass(frozen=True, repr=False)
class SealerSettings:
    """All that the sealer is given. The other processes are not given the folder with its key."""

    url: str  # of the role insats_sealer, which reads the log and may add checkpoints
    folder: Path  # the key, and what was signed last
    log_name: str  # under which a new key signs: a URL without schema, unique for ever
    temporal_address: str
    temporal_namespace: str
    log_level: str
    log_format: str


def sealer_from_environment() -> SealerSettings:
    """Raises KeyError naming the variable that is missing."""
    return SealerSettings(
        url=_value("SEALER_URL"),
        folder=Path(_value("SEALER_FOLDER")),
        log_name=_value("LOG_NAME", f"insats.example/{secrets.token_hex(4)}"),
        temporal_address=_value("TEMPORAL_ADDRESS", "127.0.0.1:7233"),
        temporal_namespace=_value("TEMPORAL_NAMESPACE", "default"),
        log_level=_value("LOG_LEVEL", "INFO"),
        log_format=_value("LOG_FORMAT", "text"),
    )


def _value(name: str, default: str | None = None) -> str:
    key = f"INSATS_{name}"
    if file := os.environ.get(f"{key}_FILE"):
        return Path(file).read_text().strip()
    return os.environ[key] if default is None else os.environ.get(key, default)
