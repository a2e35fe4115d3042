"""The API is as its OpenAPI document says: Schemathesis makes requests of it, by every role, with all its checks."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import CheckFailureInfo, ScenarioRecorder

from tests.access.conftest import an_office
from tests.access.office import Office

CASES = int(os.environ.get("INSATS_CASES", "0"))  # for each role; 0: a few of each, by one role
# One in each role. The office's other three have the same rights, elsewhere: what they see is test_every_route's.
ROLES = (
    "coordinator",
    "administrator",
    "reader",
    "auditor",
    "service",
    "officer",
    "case",
    "head",
    "supplier",
)
FEWEST = 100  # requests, however few of each are asked for
Record = Callable[[str, object], None]

ACCEPTANCE = "positive_data_acceptance"
# What is well formed, and refused for what is there or not: a document cannot tell that.
ACCEPTED = ["2xx", "401", "403", "404", "409", "412", "428"]
STREAM = {
    "include-path": "/api/v1/events/stream",
    "checks": {ACCEPTANCE: {"expected-statuses": [*ACCEPTED, "406"]}},
}
OF_WHAT_IS_THERE = {
    "key_used",
    "bad_cursor",
    "faulty_policy",
    "no_service_account",
    "unknown_department",
    "no_such_host",  # whether a name can be looked up is the network's
    "not_public",
    "bad_address",  # beyond its pattern: a port over 65535, a part of a name that is empty or too long
    "beyond_its_rights",
    "no_such_entry",
    "unknown_field",
}


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """Each role's own: afterwards nothing in it is as another expects, and nobody need be known there."""
    async with an_office(tmp_path) as there:
        yield there


@dataclass
class Told:
    """What came of a run."""

    token: str  # as the header tells it
    requests: Counter[str] = field(default_factory=Counter)  # by phase
    statuses: Counter[int] = field(default_factory=Counter)
    signed_in: Counter[int] = field(default_factory=Counter)  # of these, with the role's own token
    faults: dict[tuple[str, str, int], str] = field(default_factory=dict)  # one of each

    def add(self, phase: str, recorded: ScenarioRecorder) -> None:
        self.requests[phase] += len(recorded.interactions)
        for each in recorded.interactions.values():
            status = each.response.status_code if each.response else 0
            self.statuses[status] += 1
            self.signed_in[status] += [self.token] in each.request.headers.values()
        for case, checks in recorded.checks.items():
            response = recorded.interactions[case].response
            for check in checks:
                if check.failure_info and not _of_what_is_there(check.name, response):
                    at = (recorded.label, check.name, response.status_code if response else 0)
                    self._add(at, check.failure_info, response.text if response else "")

    def _add(self, at: tuple[str, str, int], found: CheckFailureInfo, answered: str) -> None:
        """Told at once: a run takes its time."""
        if at not in self.faults:
            self.faults[at] = f"{found.failure.message}\n{found.code_sample}\n{answered}"
            print(at, self.faults[at], flush=True)


def _of_what_is_there(check: str, response: Any) -> bool:
    if check not in (ACCEPTANCE, "unsupported_method") or response.status_code != 422:
        return False
    return str(response.json()["type"]).removeprefix("/problems/") in OF_WHAT_IS_THERE


def config(office: Office, token: str, operations: int) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "base-url": office.served.url,
            "headers": {"Authorization": token},
            "continue-on-failure": True,
            "generation": {"max-examples": max(3, -(-CASES // operations)), "database": "none"},
            "phases": {name: {"enabled": CASES > 0} for name in ("coverage", "stateful")},
            "checks": {ACCEPTANCE: {"expected-statuses": ACCEPTED}},
            "operations": [STREAM],
            "suppress-health-check": ["all"],
        }
    )


def with_what_is_there(office: Office, chance: random.Random) -> Callable[..., None]:
    """Mostly of contracts that there are, as they are now, under a key of their own: else little is reached."""
    there = {"contract_id": (office.open, office.waits, office.marked), "importing": (office.importing,)}

    def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
        if "Idempotency-Key" in (case.headers or {}) and _is_well_formed(case, ParameterLocation.HEADER):
            case.headers["Idempotency-Key"] = str(uuid4())
        if (
            case.path.endswith("/commands")
            and _is_well_formed(case, ParameterLocation.HEADER)
            and chance.random() < 0.8
        ):
            case.headers["If-Match"] = "*"
        for name, known in there.items():
            if (
                name in (case.path_parameters or {})
                and chance.random() < 0.8
                and _is_well_formed(case, ParameterLocation.PATH)
            ):
                case.path_parameters[name] = str(chance.choice(known))

    return before_call


def _is_well_formed(case: Any, where: ParameterLocation) -> bool:
    component = case.meta.components.get(where) if case.meta else None
    return component is None or component.mode.is_positive


def run(document: dict[str, Any], office: Office, role: str) -> Told:
    operations = sum(len(methods) for methods in document["paths"].values())
    token = office.api[role].headers["Authorization"]
    schema = schemathesis.openapi.from_dict(document, config=config(office, token, operations))
    told = Told(token)
    for event in from_schema(schema).execute():
        match event:
            case events.ScenarioFinished():
                told.add(event.phase.value, event.recorder)
            case events.NonFatalError() | events.FatalError():
                told.faults["", type(event).__name__, 0] = str(getattr(event, "value", event))
    return told


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("role", ROLES if CASES else ROLES[:1])
async def test_every_answer_is_as_described(office: Office, role: str, record_property: Record) -> None:
    document = (await office.api["coordinator"].get("/api/v1/openapi.json")).json()
    hook = schemathesis.hook("before_call")(with_what_is_there(office, random.Random(1)))  # noqa: S311
    try:
        told = await asyncio.to_thread(run, document, office, role)
    finally:
        schemathesis.hooks.unregister(hook)
    record_property(f"requests_by_{role}", sum(told.requests.values()))
    assert told.signed_in[401] < told.signed_in.total() / 20, "hardly anything was asked while signed in"
    assert told.signed_in.total() > sum(told.requests.values()) / 2
    print(role, told.requests, sorted(told.statuses.items()))
    assert told.faults == {}, "\n\n".join(f"{at}\n{text}" for at, text in told.faults.items())
    assert sum(told.requests.values()) >= max(FEWEST, CASES)
