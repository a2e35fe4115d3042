"""When the engine is silent somebody is told, once, and once that it is over; Temporal is not asked."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from aiosmtpd.smtp import SMTP

from activities.notify import NotifyActivities
from activities.reconcile import ReconcileActivities
from api.app import create_app
from api.identity import Identities
from cli.installation import prepared
from command_handler import CommandHandler, Envelope
from domain.calendar import date_in_stockholm, local
from domain.facts import ContractFacts, Organisation
from domain.policy import Person
from domain.process.dialogue import HOLD
from domain.process.registration import RegisterContract
from domain.process.triage import TriageClause
from domain.step_events import DeadlineMet
from domain.vocabulary import Clause, Role
from embedded.data_folder import DataFolder
from embedded.environment import PROJECT, environment, inherited
from embedded.supervisor import servers
from event_store.codec import Origin, encode
from event_store.streams import append, clock, move_clock, read_stream
from policy.load import adopted_policy
from projections.audit import audit
from projections.policies import Policies
from projections.watch import LASTS, PATIENCE, look
from settings import Settings
from tests.listening import listening
from tests.postman import Postman, mail_in
from watchdog import EVERY, MAILING, SENTENCES, Watchdog
from worker import create_handler

EVERYTHING = 100_000


@dataclass(frozen=True)
class Town:
    """An installation of its own, in which no worker runs."""

    settings: Settings
    handler: CommandHandler
    postman: Postman

    @property
    def watchdog(self) -> Watchdog:
        return Watchdog(self.handler, self.settings)

    async def sweep(self) -> None:
        await ReconcileActivities(self.handler, NotifyActivities(self.handler, self.settings)).reconcile()

    async def time_goes_by(self, wait: timedelta) -> None:
        """As if what the watchdog and the queues noted had been noted so much earlier."""
        pool = self.handler.pool
        await pool.execute("UPDATE watch SET swept_at = swept_at - $1::interval", wait)
        await pool.execute("UPDATE nudge SET since = since - $1::interval", wait)
        await pool.execute("UPDATE trouble SET since = since - $1::interval", wait)
        seen = "(SELECT jsonb_object_agg(key, value::text::timestamptz - $1::interval) FROM jsonb_each_text(seen))"
        await pool.execute(f"UPDATE watch SET seen = coalesce({seen}, '{{}}')", wait)  # noqa: S608

    async def contract(self) -> UUID:
        contract = uuid4()
        async with self.handler.pool.acquire() as connection:
            today = date_in_stockholm(await clock(connection))
        facts = ContractFacts(
            title="Byggtjänster", buyers=(Organisation(name="Exempelköpings kommun"),), signed_on=today
        )
        for command in (
            RegisterContract(facts=facts),
            TriageClause(clause=Clause.DIALOGUE, count_from=today),
        ):
            await self.handler.handle(contract, command, Envelope(uuid4(), "p-01", "coordinator", wake=False))
        return contract

    def told(self) -> list[str]:
        mails = [mail_in(envelope) for envelope in self.postman.taken]
        return [str(mail["Subject"]) for mail in mails if "Insats:" in str(mail["Subject"])]


@pytest.fixture(scope="module")
async def own(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    data = DataFolder(tmp_path_factory.mktemp("watched"))
    async with servers(data, prepare=prepared(test=True)) as settings:
        handler = await create_handler(settings)
        yield Town(settings, handler, Postman())
        await handler.pool.close()
        await handler.keyring.close()


@pytest.fixture
async def town(own: Town) -> AsyncIterator[Town]:
    """All is well, nobody has been told anything, and mail arrives."""
    postman = Postman()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(postman), "127.0.0.1", 0)
    async with listening(server) as port:
        here = replace(own, settings=replace(own.settings, smtp_port=port), postman=postman)
        pool = own.handler.pool
        await pool.execute("DELETE FROM trouble")
        await pool.execute("UPDATE nudge SET delivered = wanted")
        await here.sweep()
        await pool.execute("UPDATE nudge SET delivered = wanted")
        await pool.execute("UPDATE watch SET seen = '{}', told = '{}', leased_until = '-infinity'")
        postman.taken.clear()
        assert await look(pool) == {}
        yield here


def test_within_ten_minutes_somebody_knows() -> None:
    assert PATIENCE + LASTS + timedelta(seconds=2 * EVERY + MAILING) < timedelta(minutes=10)


async def test_a_silent_engine_is_told_of_once_and_once_that_it_is_over(town: Town) -> None:
    await town.time_goes_by(timedelta(minutes=6))
    assert await town.watchdog.look() == {"silent": 6}
    assert town.told() == [], "it may be a moment's"
    await town.time_goes_by(LASTS)
    for _ in range(3):
        await town.watchdog.look()
    assert town.told() == ["Insats: något blir inte gjort"]
    (mail,) = [mail_in(envelope) for envelope in town.postman.taken]
    assert "Motorns svep har inte gått på 8 minuter." in mail.get_content()
    await town.sweep()
    for _ in range(3):
        await town.watchdog.look()
    assert town.told() == ["Insats: något blir inte gjort", "Insats: allt görs igen"]


async def test_a_moments_silence_is_told_nobody(town: Town) -> None:
    await town.time_goes_by(timedelta(minutes=6))
    await town.watchdog.look()
    await town.sweep()
    await town.time_goes_by(LASTS)
    await town.watchdog.look()
    assert town.told() == []


async def test_while_the_mail_server_is_away_it_is_tried_again(town: Town) -> None:
    town.postman.answer = "451 try later"
    await town.time_goes_by(timedelta(minutes=6))
    await town.watchdog.look()
    await town.time_goes_by(LASTS)
    await town.watchdog.look()
    assert town.told() == []
    town.postman.answer = "250 OK"
    await town.handler.pool.execute("UPDATE watch SET leased_until = '-infinity'")
    await town.watchdog.look()
    assert town.told() == ["Insats: något blir inte gjort"]


async def test_one_whose_mail_is_refused_keeps_nobody_elses_back_and_has_nobody_told_twice(
    town: Town,
) -> None:
    colleague = Person(
        id="p-00",
        name="Kollegan",
        address="gone@karlstad.example",
        department="klk",
        roles=(Role.COORDINATOR,),
    )
    policy = town.handler.policy.model_copy(update={"people": (colleague, *town.handler.policy.people)})
    handler = CommandHandler(
        town.handler.pool, town.handler.keyring, Policies(town.handler.keyring, adopted_policy)
    )
    handler.policies.begin_with(policy)
    town.postman.gone = colleague.address
    await town.time_goes_by(timedelta(minutes=6))
    await Watchdog(handler, town.settings).look()
    await town.time_goes_by(LASTS)
    for _ in range(3):
        await Watchdog(handler, town.settings).look()
        await town.handler.pool.execute("UPDATE watch SET leased_until = '-infinity'")
    assert town.told() == ["Insats: något blir inte gjort"]


async def test_two_watchdogs_tell_it_once(town: Town) -> None:
    await town.time_goes_by(timedelta(minutes=6))
    await town.watchdog.look()
    await town.time_goes_by(LASTS)
    await asyncio.gather(*(town.watchdog.look() for _ in range(4)))
    assert town.told() == ["Insats: något blir inte gjort"]


async def test_what_goes_wrong_later_is_told_too(town: Town) -> None:
    await town.time_goes_by(timedelta(minutes=6))
    await town.watchdog.look()
    await town.time_goes_by(LASTS)
    await town.watchdog.look()
    await town.handler.pool.execute(
        "INSERT INTO trouble VALUES ($1, now() - interval '1 hour', 1, now(), 'x')", uuid4()
    )
    await town.watchdog.look()
    await town.time_goes_by(LASTS)
    await town.watchdog.look()
    assert town.told() == ["Insats: något blir inte gjort"] * 2


async def test_work_of_time_that_waits_is_seen_whatever_the_sweep_says(town: Town) -> None:
    await town.contract()
    await town.handler.pool.execute(
        "UPDATE contract SET next_at = installation_now() - interval '6 minutes' WHERE id ="
        " (SELECT id FROM contract LIMIT 1)"
    )
    assert await look(town.handler.pool) == {"overdue": 1}


async def test_each_other_thing_that_waits_is_seen(town: Town) -> None:
    contract, pool = await town.contract(), town.handler.pool
    await pool.execute("UPDATE contract SET changed_at = changed_at - interval '1 hour'")
    assert await look(pool) == {"unarmed": 1}
    await town.sweep()
    assert await look(pool) == {}, "the sweep arms it"
    await town.time_goes_by(timedelta(minutes=6))
    await pool.execute("UPDATE watch SET swept_at = now()")
    assert await look(pool) == {"nudges": 1}
    await pool.execute("UPDATE nudge SET delivered = wanted")
    await pool.execute(
        "UPDATE notice SET sent_at = NULL, attempts = 3, next_try_at = now() + interval '1 hour'"
        " WHERE contract_id = $1",
        contract,
    )
    waiting = await pool.fetchval("SELECT count(*) FROM notice WHERE contract_id = $1", contract)
    assert waiting
    assert await look(pool) == {"notices": waiting}
    await pool.execute("UPDATE notice SET next_try_at = NULL")


async def test_a_row_that_has_forgotten_its_date_is_put_right_and_the_sweep_finds_it(town: Town) -> None:
    contract = await town.contract()
    async with town.handler.pool.acquire() as connection:
        await move_clock(connection, timedelta(days=45))
    await town.handler.pool.execute("UPDATE contract SET next_at = NULL WHERE id = $1", contract)
    found = await audit(town.handler.pool, town.handler.policy, EVERYTHING)
    assert found.broken >= 1
    await town.sweep()
    async with town.handler.pool.acquire() as connection:
        types = [record.event.type for record in await read_stream(connection, contract)]
    assert "DeadlineMissed" in types


async def test_what_the_night_holds_back_is_not_forgotten(town: Town) -> None:
    """A reminder of the day, not noticed before the office closed, waits for the morning: its row says so."""
    contract, pool = await town.contract(), town.handler.pool

    async def next_at() -> datetime:
        found: datetime = await pool.fetchval("SELECT next_at FROM contract WHERE id = $1", contract)
        return found

    async def at_night(day: date) -> None:
        async with pool.acquire() as connection:
            await move_clock(connection, local(day, time(22)) - await clock(connection))
        await town.sweep()

    async with pool.acquire() as connection:
        today = date_in_stockholm(await clock(connection))
    await at_night(today + timedelta(days=14))  # the invitation is late, and the morning's rung is planned
    await at_night(date_in_stockholm(await next_at()))
    in_the_morning = await next_at()
    assert in_the_morning > await pool.fetchval("SELECT installation_now()")
    await audit(pool, town.handler.policy, EVERYTHING)
    assert await next_at() == in_the_morning
    assert not await pool.fetchval("SELECT count(*) FROM breach WHERE contract_id = $1", contract)


def test_each_sentence_is_about_something_that_is_looked_at() -> None:
    assert set(SENTENCES) == {
        "silent", "overdue", "notices", "digests", "nudges", "unarmed", "troubles", "breaches",
    }  # fmt: skip


async def test_readiness_and_figures_tell_of_it_and_people_can_still_work(town: Town) -> None:
    app = create_app(town.settings)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://insats") as http,
    ):
        assert (await http.get("/readyz")).json()["parts"]["engine"] is True
        await town.time_goes_by(timedelta(minutes=6))
        await town.watchdog.look()
        await town.time_goes_by(LASTS)
        answer = await http.get("/readyz")
        assert answer.status_code == 200
        assert answer.json()["parts"]["engine"] is False
        assert answer.json()["engine_silent_since"]
        assert (await http.get("/metrics")).status_code == 401
        identities = Identities(town.handler.pool, town.handler.policies)
        link = await identities.new_link("p-01")
        token = (await http.post("/api/v1/sessions", json={"link": link})).json()["access_token"]
        figures = await http.get("/metrics", headers={"Authorization": f"Bearer {token}"})
        assert "# TYPE insats_deadlines_open gauge" in figures.text
        age = float(figures.text.partition("\ninsats_sweep_age_seconds ")[2].split()[0])
        assert 470 < age < 600


async def test_cron_is_told_by_the_exit_status_and_a_sentence_without_the_api(town: Town) -> None:
    assert await _cron(town) == (0, "Allt är väl: inget som tiden ska göra väntar.")
    assert await _cron(town, "--quiet") == (0, "")
    await town.time_goes_by(timedelta(minutes=7))
    told = await _cron(town, "--quiet")  # itself some seconds, on a busy machine many
    assert told in [(1, f"Motorns svep har inte gått på {minutes} minuter.") for minutes in (7, 8)]


async def test_cron_is_told_that_the_database_does_not_answer(town: Town) -> None:
    nowhere = replace(
        town, settings=replace(town.settings, writer_url="postgresql://x:x@127.0.0.1:1/x?sslmode=disable")
    )
    code, said = await _cron(nowhere)
    assert code == 1
    assert said.startswith("Databasen svarar inte.")


async def test_a_stream_that_does_not_account_for_a_last_day_is_found(town: Town) -> None:
    """The last test here: such a stream stays as it is."""
    contract = await town.contract()
    async with town.handler.pool.acquire() as connection:
        last = (await read_stream(connection, contract))[-1]
        origin = Origin(uuid4(), "p-01", "coordinator", last.origin.occurred_on, datetime.now(UTC))
        twice = [DeadlineMet(step=HOLD, done_on=last.origin.occurred_on)] * 2
        rows, _ = encode(contract, last.version, last.leaf, twice, origin)
        await append(connection, rows)
    await audit(town.handler.pool, town.handler.policy, EVERYTHING)
    assert await look(town.handler.pool) == {"breaches": 1}
    what = await town.handler.pool.fetchval("SELECT what FROM breach WHERE contract_id = $1", contract)
    assert what == f"ended_twice: {HOLD}, {last.version + 2}"


async def _cron(town: Town, *arguments: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli.main", "watchdog", *arguments,
        cwd=PROJECT, env=inherited(environment(town.settings)),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode().strip()
