"""What a process logs: a line of text, or, where a collector reads it, one JSON object a line with the step's id."""

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from telemetry.steps import trace_id

AS_TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
Form = Literal["text", "json"]


class Lines(logging.Formatter):
    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's own name
        kind, way = _where(ei[1])
        return "\n".join([*(f"  {each}" for each in way), f"  {kind}"])


class OneObject(logging.Formatter):
    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "service": self.service,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if found := trace_id():
            told["trace"] = found
        told |= getattr(record, "told", {})
        if record.exc_info and record.exc_info[1]:
            told["error"], told["where"] = _where(record.exc_info[1])
        return json.dumps(told, ensure_ascii=True)


def _where(error: BaseException) -> tuple[str, list[str]]:
    """Its kind and its way. Not its text: a validation's or a constraint's quotes the value."""
    way = traceback.extract_tb(error.__traceback__)
    return type(error).__name__, [f"{Path(at.filename).name}:{at.lineno} {at.name}" for at in way]


def log_as(form: str, service: str, level: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(OneObject(service) if form == "json" else Lines(AS_TEXT))
    logging.basicConfig(level=level, handlers=[handler])
    logging.getLogger("insats.steps").setLevel(logging.INFO if form == "json" else logging.WARNING)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs addresses, and some hold a key
