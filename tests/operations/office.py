"""All processes of an installation, as `insats up` starts them, and somebody who collects what they tell."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx

from embedded.data_folder import DataFolder
from settings import Settings
from temporal_connection import connect
from tests.operations.receiver import Receiver, Span
from workflows.names import SEALER_QUEUE
from workflows.seal import Seal

TITLE = "Gräsklippning vid Svantes damm"
SUPPLIER = "Björkhammar Mark AB"
WHY = "Under beloppsgränsen"
WRITTEN = (TITLE, SUPPLIER, WHY, "T-2041", "Exempelköpings", "karlstad.example")


@dataclass(frozen=True)
class Office:
    settings: Settings
    data: DataFolder
    http: httpx.AsyncClient
    receiver: Receiver

    async def do(self, contract: UUID, command: str, **fields: Any) -> httpx.Response:
        body = {"command": {"type": command, **fields}}
        return await self.http.post(f"/api/v1/contracts/{contract}/commands", json=body)

    async def register(self) -> tuple[UUID, str]:
        """The contract, and the id that the answer names."""
        contract = uuid4()
        facts = {
            "title": TITLE,
            "contract_number": "T-2041",
            "buyers": [{"name": "Exempelköpings kommun"}],
            "suppliers": [{"name": SUPPLIER, "number": "556000-0001"}],
        }
        answer = await self.do(contract, "register_contract", facts=facts)
        assert answer.status_code == 201, answer.text
        return contract, answer.headers["X-Request-Id"]

    def trace(self, id_: str) -> list[Span]:
        return [span for span in self.receiver.spans if span.trace == id_]

    def lines(self, process: str) -> list[dict[str, Any]]:
        """Every line is an object: one that is none fails here. What is after the last line's end is being written."""
        whole, _, _ = (self.data.logs / f"{process}.log").read_text().rpartition("\n")
        return [json.loads(line) for line in whole.splitlines()]

    async def seal(self) -> None:
        client = await connect(self.settings)
        await client.execute_workflow(Seal.run, id=f"seal/{uuid4()}", task_queue=SEALER_QUEUE)

    async def was_late(self) -> None:
        """As a miss that was noticed a second late leaves it."""
        owner = await asyncpg.connect(self.settings.owner_url)
        await owner.execute(
            "INSERT INTO lateness VALUES (gen_random_uuid(), 1, 0, interval '1 second', installation_now())"
        )
        await owner.close()

    async def figures(self) -> str:
        return (await self.http.get("/metrics")).text

    async def collectors_token(self) -> str:
        """As the operator's page says that it is made."""
        told = {"person": "p-15", "name": "Prometheus", "rights": ["figures"]}
        token: str = (await self.http.post("/api/v1/tokens", json=told)).json()["token"]
        return token
