from collections.abc import AsyncIterator
from functools import partial

import httpx
import pytest

from cli.client import new_link
from cli.installation import prepared, processes
from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from settings import SHIPPED_POLICY
from tests.operations.office import Office
from tests.operations.receiver import receiving
from tests.served import AS_IT_IS

COLLECTOR = """
[[people]]
id = "p-15"
name = "Prometheus"
address = "prometheus@karlstad.example"
department = "klk"
roles = ["service_account"]
"""
ANCHORS = """
[[anchor]]
name = "here"
kind = "folder"
path = "{}"

[[anchor]]
name = "away"
kind = "folder"
path = "{}"
"""


@pytest.fixture(scope="package")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    data = DataFolder(tmp_path_factory.mktemp("traced"))
    data.create()
    (data.path / "policy.toml").write_text(SHIPPED_POLICY.read_text(encoding="utf-8") + COLLECTOR, "utf-8")
    (data.path / "anchored").mkdir()
    (data.sealer / "anchors.toml").write_text(ANCHORS.format(data.path / "anchored", data.path / "away"))
    with receiving() as receiver, pytest.MonkeyPatch.context() as environment:
        environment.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.address)
        environment.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")  # ms
        environment.setenv("INSATS_LOG_FORMAT", "json")
        environment.setenv("INSATS_POLICY", str(data.path / "policy.toml"))
        async with servers(data, prepare=prepared(), children=partial(processes, data)) as settings:
            base = f"http://127.0.0.1:{settings.api_port}"
            async with httpx.AsyncClient(base_url=base, headers=AS_IT_IS, timeout=30) as http:
                answer = await http.post("/api/v1/sessions", json={"link": await new_link(settings, "p-01")})
                http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
                yield Office(settings, data, http, receiver)
