"""People at work while things break: each sends the same request, under the same key, until it is answered."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import httpx

from benchmarks.faults.written import Written
from domain.vocabulary import Form

CLIENTS = 8
PAUSE = 0.05  # s that a person thinks
PATIENCE = 5.0  # s that a try waits for its answer
TRIES = 60  # then nobody knows what became of it
TRY_PAUSE = 0.5  # s
PROMISES = 12  # a contract's commitments: the same command again and again, which, done twice, would be seen
UNDER_WAY = "under_way"  # what a request is told whose first try still has its key


def story(today: date) -> Iterator[dict[str, Any]]:
    day, later = today.isoformat(), (today + timedelta(days=365)).isoformat()
    facts = {"title": "Folk", "buyers": [{"name": "K"}], "signed_on": day}
    answers = [{"form": form, "answer": "possible", "number": 1} for form in Form]
    yield {"type": "register_contract", "facts": facts}
    yield {"type": "triage_clause", "clause": "dialogue_clause", "count_from": day}
    yield {"type": "invite_to_dialogue"}
    yield {
        "type": "record_dialogue",
        "held_on": day,
        "participants": ["klk", "supplier"],
        "answers": answers,
    }
    yield {"type": "confirm_record", "party": "municipality"}
    yield {"type": "confirm_record", "party": "supplier"}
    promise = {"type": "agree_commitment", "form": "internship", "starts_on": day, "ends_on": later}
    yield from ({**promise, "places": number} for number in range(1, PROMISES + 1))


@dataclass
class Clients:
    """`addresses`: of every API there is; a try that fails goes to the next."""

    http: httpx.AsyncClient
    addresses: Sequence[str]
    today: date
    written: Written
    enough: int  # acknowledged commands, after which they go home,
    faults_are_over: bool = False  # but not before that
    acknowledged: int = 0
    unanswered: int = 0  # tries
    unknown: int = 0
    tried: Iterator[int] = field(default_factory=count)

    async def work(self) -> None:
        await asyncio.gather(*(self._one() for _ in range(CLIENTS)))

    async def _one(self) -> None:
        while not self._may_go_home():
            await self._one_contract(str(uuid4()))

    def _may_go_home(self) -> bool:
        return self.faults_are_over and self.acknowledged >= self.enough

    async def _one_contract(self, contract: str) -> None:
        """To its end, unless an answer stays away or is a refusal: then nobody knows how to go on."""
        for command in story(self.today):
            if self._may_go_home() or not await self._done(contract, command):
                return
            await asyncio.sleep(PAUSE)

    async def _done(self, contract: str, command: dict[str, Any]) -> bool:
        key, tries = str(uuid4()), 0
        told: dict[str, Any] = {"stream": contract, "command": command["type"], "key": key}
        answer = None
        while answer is None and tries < TRIES:
            tries += 1
            if (answer := await self._answer(contract, command, key)) is None:
                self.unanswered += 1
                await asyncio.sleep(TRY_PAUSE)
        self.written.note(**told, tries=tries, **self._said(answer))
        return answer is not None and answer.status_code == 201

    async def _answer(self, contract: str, command: dict[str, Any], key: str) -> httpx.Response | None:
        """None: there was none, or one that says to come again."""
        address = self.addresses[next(self.tried) % len(self.addresses)]
        try:
            answer = await self.http.post(
                f"{address}/api/v1/contracts/{contract}/commands",
                json={"command": command},
                headers={"Idempotency-Key": key},
                timeout=PATIENCE,
            )
        except httpx.TransportError:
            return None
        again = answer.status_code >= 500 or answer.status_code == 429 or _under_way(answer)
        return None if again else answer

    def _said(self, answer: httpx.Response | None) -> dict[str, Any]:
        if answer is None:
            self.unknown += 1
            return {"said": "unknown", "events": []}
        if answer.status_code != 201:
            return {"said": "refused", "events": [], "answer": f"{answer.status_code} {answer.text[:300]}"}
        self.acknowledged += 1
        events = [(e["position"], e["version"], e["type"], e["command_id"]) for e in answer.json()["events"]]
        return {"said": "acknowledged", "events": events}


def _under_way(answer: httpx.Response) -> bool:
    return answer.status_code == 409 and UNDER_WAY in answer.text
