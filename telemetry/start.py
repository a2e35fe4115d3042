"""What every process says of itself, settled when it starts."""

import os

from telemetry.logs import log_as
from telemetry.steps import tell_to

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def start(service: str, level: str, form: str) -> None:
    """Traces go where OpenTelemetry's own variables say; unset, nothing of it is even imported."""
    log_as(form, service, level)
    exporting = any(os.environ.get(name) for name in ENDPOINTS)
    if exporting or form == "json":
        from telemetry.traces import Traces  # noqa: PLC0415

        tell_to(Traces(service, exporting=exporting))
