"""The list of contracts at 100,000 against 1,000: page and API, each filter, each order, searches, as a coordinator and
as a case worker from whom one contract in a hundred is hidden by its mark. Two installations run side by side and are
asked in turn, so that both meet the same machine, whatever else it does.

The first 1,000 are made by commands; the rest are copies of their rows by bare SQL, with names, numbers and days of
their own: 99,000 by commands would take most of an hour and say nothing more of reading. There are events of the
first 1,000 alone: no list reads an event.
"""

import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx

from api.identity import Identities
from benchmarks.town import Town, say, size, today, town
from command_handler import Envelope
from domain.facts import ContractFacts, Organisation
from domain.process.registration import RegisterContract
from domain.process.responsibility import PassOnStep
from domain.process.triage import TriageClause
from domain.vocabulary import Clause

FEW, MANY = 1_000, size(100_000)
TIMES = 12  # each question by each person
AT_MOST, RATIO = 150.0, 1.5  # ms; p95 of the many by p95 of the few
PEOPLE = ("p-01", "p-03")  # a coordinator; a case worker

QUESTIONS = (
    "",
    "mina=1",
    "forsenade=1",
    "fas=dialogue",
    "fas=closed",
    "fas=evaluation",
    "klausul=no_clause",
    "klausul=employment_clause",
    "avdelning=jobbcenter",
    "avdelning=klk&fas=dialogue",
    "avdelning=skola",
    "steg=invite",
    "steg=rectify",
    "text=lokalvård",
    "text=provbolag",
    "text=provbolag+lokalvårdens",
    "text=L-000777",
    "text=provb",
    "text=finnsinte",
    "text=lokalvård&avdelning=jobbcenter&fas=dialogue",
    "leverantor=provbolag+17",
    "kopare=exempelköping",
    "sista_fran=2031-01-01",
    "slut_till=2027-06-30",
    "tecknat_fran=2026-11-01&klausul=dialogue_clause",
    "sortera=leverantor",
    "sortera=-nummer",
    "sortera=-andrat",
    "sortera=slut&fas=dialogue",
    "sortera=leverantor&text=lokalvård",
)
FIELDS = {
    "mina=1": "mine=true",
    "forsenade=1": "overdue=true",
    "fas": "phase",
    "klausul": "clause",
    "avdelning": "department",
    "steg": "step",
    "leverantor=": "supplier=",
    "kopare": "buyer",
    "sista_fran": "due_from",
    "slut_till": "ends_to",
    "tecknat_fran": "signed_from",
    "sortera": "sort",
    "=slut": "=ends_on",
    "=-andrat": "=-changed_at",
    "=-nummer": "=-number",
    "=leverantor": "=supplier",
}

COPIES = """
CREATE TEMP TABLE copied AS
SELECT id AS old, gen_random_uuid() AS new, n
FROM generate_series({few}, {many} - 1) AS n
     JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM contract) AS first ON place = n % {few}
"""
CONTRACTS = """
INSERT INTO contract
SELECT made.* FROM contract JOIN copied ON old = contract.id,
       LATERAL jsonb_populate_record(contract, jsonb_build_object(
    'id', new, 'number', 'L-' || lpad(n::text, 6, '0'), 'suppliers', 'Provbolag ' || n % 4999 || ' AB',
    'next_due', next_due + n % 300, 'ends_on', ends_on + n % 900, 'signed_on', signed_on - n % 700,
    'changed_at', changed_at + n * interval '1 ms', 'next_at', NULL)) AS made
"""
WORDS = """
INSERT INTO contract_search
SELECT new, setweight(to_tsvector('swedish', title) || to_tsvector('simple', title), 'A')
            || setweight(to_tsvector('simple', suppliers), 'B') || setweight(to_tsvector('simple', buyer), 'C')
            || to_tsvector('simple', translate(number, '-', ' ')), lower(suppliers), lower(number)
FROM copied JOIN contract ON contract.id = new
"""
OTHERS = """
INSERT INTO {table} SELECT made.* FROM {table} JOIN copied ON old = contract_id,
       LATERAL jsonb_populate_record({table}, jsonb_build_object('contract_id', new)) AS made
"""

TABLES = ("open_step", "deadline", "contract_scope", "contract_told")
MARKS = "UPDATE contract_scope SET secret = true WHERE hashtext(contract_id::text) % 100 = 0"


def measure() -> dict[str, float | bool]:
    return asyncio.run(_measured())


async def _measured() -> dict[str, float | bool]:
    async with town(worker=False) as small, town(worker=False) as large:
        for of in (small, large):
            await made_by_commands(of, await today(of))
        await copied(large)
        few, many = await _asked(small, large)
    both = [p95([each for took in told.values() for each in took]) for told in (few, many)]
    worst = max(many, key=lambda asked: p95(many[asked]))
    for asked in sorted(many, key=lambda asked: -statistics.median(many[asked]))[:10]:
        say(
            f"{asked}: {statistics.median(few[asked]):.0f} → {statistics.median(many[asked]):.0f} ms in the middle"
        )
    return {
        "holds": both[1] <= AT_MOST and both[1] <= RATIO * both[0],
        "questions": len(many),
        "p50_1000_ms": round(statistics.median([each for took in few.values() for each in took]), 1),
        "p50_100000_ms": round(statistics.median([each for took in many.values() for each in took]), 1),
        "p95_1000_ms": both[0],
        "p95_100000_ms": both[1],
        "ratio": round(both[1] / both[0], 2),
        "slowest_question_p95_ms": p95(many[worst]),
        "load": round(os.getloadavg()[0], 1),
    }


async def made_by_commands(of: Town, day: date) -> None:
    for n in range(FEW):
        contract = uuid4()
        signed_on = day - timedelta(days=n % 60)
        facts = ContractFacts(
            title=("Lokalvård i skolor", "Byggtjänster, delområde", "Skötsel av grönytor")[n % 3]
            + f" {n % 40}",
            contract_number=f"L-{n:06}",
            buyers=(Organisation(name="Exempelköpings kommun"),),
            suppliers=(Organisation(name=f"Provbolag {n % 97} AB"),),
            signed_on=signed_on,
            ends_on=day + timedelta(days=200 + n),
        )
        await _do(of, contract, RegisterContract(facts=facts))
        clause = (Clause.DIALOGUE, Clause.EMPLOYMENT, Clause.NONE, None)[n % 4]
        if clause is Clause.NONE:
            await _do(of, contract, TriageClause(clause=clause, reason="Under gränsen."))
        elif clause:
            await _do(of, contract, TriageClause(clause=clause, count_from=signed_on))
            if n % 5 == 0:
                await _do(of, contract, PassOnStep(step="invite", to="jobbcenter", reason="Deras fråga."))


async def _do(of: Town, contract: UUID, command: RegisterContract | TriageClause | PassOnStep) -> None:
    await of.handler.handle(
        contract, command, Envelope(uuid4(), "p-01", "coordinator", wake=False, quiet=True)
    )


async def copied(of: Town, also: Sequence[str] = ()) -> None:
    """By the tables' owner, who then tells the planner of it, as autovacuum would some minutes later."""
    began = time.monotonic()
    connection = await asyncpg.connect(of.settings.owner_url)
    await connection.execute(COPIES.format(few=FEW, many=MANY))
    for query in (CONTRACTS, WORDS, *(OTHERS.format(table=table) for table in TABLES), MARKS):
        await connection.execute(query)
    for query in also:
        await connection.execute(query)
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
    say(f"{MANY - FEW} copied in {time.monotonic() - began:.0f} s")


async def _asked(*towns: Town) -> list[dict[str, list[float]]]:
    """Of each, milliseconds that each answer took, seen from a client on this machine: more than the server's time."""
    took: list[dict[str, list[float]]] = [{} for _ in towns]
    for person in PEOPLE:
        pages = [await visitor(of, person) for of in towns]
        programs = [await program(of, person) for of in towns]
        for question in QUESTIONS:
            for clients, address in (
                (pages, f"/avtal?{question}"),
                (programs, f"/api/v1/contracts?{_in_english(question)}"),
            ):
                await in_turn(clients, [address] * len(towns), took, f"{person} {address}")
        for client in (*pages, *programs):
            await client.aclose()
    return took


async def in_turn(
    clients: Sequence[httpx.AsyncClient],
    addresses: Sequence[str],
    took: Sequence[dict[str, list[float]]],
    name: str,
) -> None:
    for _ in range(TIMES):
        for client, address, told in zip(clients, addresses, took, strict=True):
            began = time.monotonic()
            answer = await client.get(address)
            told.setdefault(name, []).append(1000 * (time.monotonic() - began))
            assert answer.status_code == 200, (address, answer.text[:500])


def _in_english(question: str) -> str:
    for swedish, english in FIELDS.items():
        question = question.replace(swedish, english)
    return question


async def visitor(of: Town, person: str) -> httpx.AsyncClient:
    identities = Identities(of.handler.pool, of.handler.policies)
    secret = await identities.redeem(await identities.new_link(person), "page")
    client = httpx.AsyncClient(base_url=of.settings.public_url, timeout=60)
    client.cookies.set("insats", secret or "")  # as web/visit.py names it over http
    return client


async def program(of: Town, person: str) -> httpx.AsyncClient:
    link = await Identities(of.handler.pool, of.handler.policies).new_link(person)
    client = httpx.AsyncClient(base_url=of.settings.public_url, timeout=60)
    told = (await client.post("/api/v1/sessions", json={"link": link})).json()
    client.headers["Authorization"] = f"Bearer {told['access_token']}"
    return client


def p95(took: Sequence[float]) -> float:
    return round(sorted(took)[int(0.95 * len(took))], 1)


if __name__ == "__main__":
    print(measure())
