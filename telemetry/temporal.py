"""A step's id on its way through Temporal: with the signal that wakes a workflow, to the question it then asks.

The workflow's first trace would hold all that its contract ever does; Temporal's own interceptor does so.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from temporalio import activity, client, worker
from temporalio.api.common.v1 import Payload
from temporalio.workflow import ActivityHandle

from telemetry.steps import are_told, here, step

HEADER = "traceparent"
MAILS = (
    "notify_departments",
    "notify_department",
)  # each goes on from what it is about, whoever sends it: activities/notify.py

Headers = Mapping[str, Payload]


def interceptors() -> Sequence[client.Interceptor]:
    return [Crossing()] if are_told() else []


class Crossing(client.Interceptor, worker.Interceptor):
    def intercept_client(self, next: client.OutboundInterceptor) -> client.OutboundInterceptor:  # noqa: A002
        return Sending(next)

    def intercept_activity(
        self,
        next: worker.ActivityInboundInterceptor,  # noqa: A002
    ) -> worker.ActivityInboundInterceptor:
        return Acting(next)

    def workflow_interceptor_class(
        self,
        input: worker.WorkflowInterceptorClassInput,  # noqa: A002
    ) -> type[worker.WorkflowInboundInterceptor]:
        return Woken


class Sending(client.OutboundInterceptor):
    async def start_workflow(self, input: client.StartWorkflowInput) -> client.WorkflowHandle[Any, Any]:  # noqa: A002
        if at := here():
            payload = Payload(metadata={"encoding": b"binary/plain"}, data=at.encode())
            input.headers = {**input.headers, HEADER: payload}
        return await super().start_workflow(input)


class Acting(worker.ActivityInboundInterceptor):
    async def execute_activity(self, input: worker.ExecuteActivityInput) -> Any:  # noqa: A002
        info = activity.info()
        if info.activity_type in MAILS:
            return await super().execute_activity(input)
        after = input.headers[HEADER].data.decode() if HEADER in input.headers else None
        with step(f"{info.workflow_type}.{info.activity_type}", after, workflow=info.workflow_id or ""):
            return await super().execute_activity(input)


class Woken(worker.WorkflowInboundInterceptor):
    """Copies what it is given and reckons nothing: a replay does the same, and without it nothing differs."""

    waking: Headers

    def init(self, outbound: worker.WorkflowOutboundInterceptor) -> None:
        self.waking = {}
        super().init(Asking(outbound, self))

    async def handle_signal(self, input: worker.HandleSignalInput) -> None:  # noqa: A002
        self.waking = {name: at for name, at in input.headers.items() if name == HEADER}
        await super().handle_signal(input)

    def taken(self) -> Headers:
        """Once: what a date brings about later began with nobody's request."""
        taken, self.waking = self.waking, {}
        return taken


class Asking(worker.WorkflowOutboundInterceptor):
    def __init__(self, next: worker.WorkflowOutboundInterceptor, woken: Woken) -> None:  # noqa: A002
        super().__init__(next)
        self.woken = woken

    def start_activity(self, input: worker.StartActivityInput) -> ActivityHandle[Any]:  # noqa: A002
        input.headers = self._with(input.activity, input.headers)
        return super().start_activity(input)

    def start_local_activity(self, input: worker.StartLocalActivityInput) -> ActivityHandle[Any]:  # noqa: A002
        input.headers = self._with(input.activity, input.headers)
        return super().start_local_activity(input)

    def _with(self, asked: str, headers: Headers) -> Headers:
        return headers if asked in MAILS else {**headers, **self.woken.taken()}
