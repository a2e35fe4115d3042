"""Steps told with OpenTelemetry. Imported only where somebody asked: it takes a tenth of a second to import."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from telemetry.steps import Told

log = logging.getLogger("insats.steps")

CROSSING = TraceContextTextMapPropagator()


class SpanStep:
    def __init__(self, span: trace.Span, name: str, told: dict[str, Told]) -> None:
        self.span, self.name, self.told = span, name, told

    def tell(self, **more: Told) -> None:
        self.told |= more

    def rename(self, name: str) -> None:
        self.name = name


class Traces:
    """`exporting`: to where OTEL_EXPORTER_OTLP_ENDPOINT says; otherwise ids alone, for the log."""

    def __init__(self, service: str, *, exporting: bool) -> None:
        its = Resource.create({SERVICE_NAME: f"insats-{service}"})
        self.provider = TracerProvider(resource=its, sampler=None if exporting else ALWAYS_OFF)
        if exporting:
            self.provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self.tracer = self.provider.get_tracer("insats")

    @contextmanager
    def step(self, name: str, after: str | None, told: dict[str, Told]) -> Iterator[SpanStep]:
        began = perf_counter()
        context = CROSSING.extract({"traceparent": after}) if after else None
        around = trace.get_current_span().get_span_context()
        links = [trace.Link(around)] if after and around.is_valid else []
        with self.tracer.start_as_current_span(
            name, context, links=links, record_exception=False, set_status_on_exception=False
        ) as span:
            step = SpanStep(span, name, told)
            try:
                yield step
            except Exception as error:
                _failed(step, error)
                raise
            finally:
                _told(step, perf_counter() - began)

    def here(self) -> str | None:
        carrier: dict[str, str] = {}
        CROSSING.inject(carrier)
        return carrier.get("traceparent")

    def close(self) -> None:
        self.provider.shutdown()


def _failed(step: SpanStep, error: Exception) -> None:
    """Its kind, never its text, which may quote what somebody wrote. A refusal is an answer, not an error."""
    if isinstance(code := getattr(error, "code", None), str):
        step.tell(refused=code)
    else:
        step.tell(error=type(error).__name__)
        step.span.set_status(trace.StatusCode.ERROR)


def _told(step: SpanStep, seconds: float) -> None:
    told = {name: one if isinstance(one, int) else str(one) for name, one in step.told.items()}
    step.span.update_name(step.name)
    step.span.set_attributes({f"insats.{name}": one for name, one in told.items()})
    log.info("%s", step.name, extra={"told": told | {"ms": round(1000 * seconds, 1)}})
