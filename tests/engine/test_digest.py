"""The day's one mail: all that waits for a person, once a working day; what cannot wait comes at once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from activities.notify import TRIES_AGAIN_AFTER, NotifyActivities
from activities.reconcile import ReconcileActivities
from cli.installation import prepared
from command_handler import CommandHandler, Envelope
from domain.calendar import date_in_stockholm, local
from domain.facts import ContractFacts, Organisation
from domain.policy import Policy
from domain.process.registration import RegisterContract
from domain.process.undeliverable import NoticeUndeliverable, ReportUndeliverable
from embedded.data_folder import DataFolder
from embedded.supervisor import servers
from event_store.streams import clock, move_clock, read_stream
from settings import Settings
from tests.always import always
from tests.handling import handling
from tests.postman import Postman, mail_in, message_id

DAY = timedelta(days=1)
KIM = "p-01"  # coordinates, and wants one mail a day


def with_digest(policy: Policy, *, digest: bool = True) -> Policy:
    people = tuple(
        person.model_copy(update={"digest": digest and person.id == KIM}) for person in policy.people
    )
    return policy.model_copy(update={"people": people})


class Office:
    """An installation in which Kim gets a digest: its contracts, its sweep, its clock."""

    def __init__(self, handler: CommandHandler, settings: Settings) -> None:
        self.handler = replace(handler, policies=always(with_digest(handler.policy)))
        self.settings = settings
        self.contracts: list[UUID] = []
        self.seal: Callable[[], Awaitable[None]] | None = None

    async def a_contract(self) -> UUID:
        """Registered: Kim is told that its clause is to be decided about; nobody else hears of anything."""
        contract = uuid4()
        self.contracts.append(contract)
        buyers = (Organisation(name="Exempelköpings kommun"),)
        facts = ContractFacts(title="Byggtjänster", contract_number="D-1", buyers=buyers)
        await self.do(contract, RegisterContract(facts=facts))
        await self.handler.pool.execute("UPDATE notice SET next_try_at = NULL WHERE recipient <> $1", KIM)
        return contract

    async def do(self, contract: UUID, command: RegisterContract | ReportUndeliverable) -> None:
        await self.handler.handle(contract, command, Envelope(uuid4(), KIM, "coordinator", wake=False))

    async def sweep(self) -> None:
        notify = NotifyActivities(self.handler, self.settings, self.seal)
        await ReconcileActivities(self.handler, notify).reconcile()

    async def today(self) -> date:
        async with self.handler.pool.acquire() as connection:
            return date_in_stockholm(await clock(connection))

    async def morning(self, at: time | None = None, *, working: bool = True) -> datetime:
        """Moves to the next day, working or off, at the digest's time or another one."""
        day, calendar = await self.today() + DAY, self.handler.policy.calendar
        while calendar.is_working_day(day) is not working:
            day += DAY
        then = local(day, at or self.handler.policy.digest_at)
        async with self.handler.pool.acquire() as connection:
            assert await move_clock(connection, then - await clock(connection))
        await self._others_are_served()
        return then

    async def _others_are_served(self) -> None:
        """What the moved clock does to the contracts of other tests is not this office's mail."""
        sweep = ReconcileActivities(self.handler, NotifyActivities(self.handler, self.settings))
        while await sweep._let_time_pass():
            pass
        silenced = "UPDATE notice SET next_try_at = NULL, waits = false WHERE NOT contract_id = ANY($1)"
        await self.handler.pool.execute(silenced, self.contracts)

    async def notices(self, contract: UUID) -> list[dict[str, object]]:
        rows = await self.handler.pool.fetch(
            "SELECT * FROM notice WHERE contract_id = $1 AND recipient = $2 ORDER BY version, kind",
            contract,
            KIM,
        )
        return [dict(row) for row in rows]

    async def try_again_now(self) -> None:
        await self.handler.pool.execute("UPDATE digest SET next_try_at = now() WHERE next_try_at IS NOT NULL")


@pytest.fixture(scope="module")
async def settings(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Settings]:
    """Of an installation of its own, in which no worker runs: one that is still doing what a moved clock has brought
    to other tests' contracts would have Kim told of it."""
    async with servers(DataFolder(tmp_path_factory.mktemp("digests")), prepare=prepared(test=True)) as its:
        yield its


@pytest.fixture(scope="module")
async def handler(settings: Settings) -> AsyncIterator[CommandHandler]:
    async with handling(settings) as created:
        yield created


@pytest.fixture
async def office(
    handler: CommandHandler, settings: Settings, postman: tuple[Postman, int]
) -> AsyncIterator[Office]:
    await handler.pool.execute("UPDATE notice SET next_try_at = NULL, waits = false")
    yield Office(handler, replace(settings, smtp_port=postman[1]))
    await handler.pool.execute("UPDATE notice SET next_try_at = NULL, waits = false")
    await handler.pool.execute("UPDATE digest SET next_try_at = NULL")


async def test_all_that_waits_comes_in_one_mail_on_the_working_days_morning(
    office: Office, postman: tuple[Postman, int]
) -> None:
    await office.morning(time(12))
    contracts = [await office.a_contract() for _ in range(3)]
    await office.sweep()
    assert postman[0].taken == []
    await office.morning()
    await office.sweep()
    await office.sweep()
    (envelope,) = postman[0].taken
    said = mail_in(envelope).get_content()
    assert [said.count(f"/avtal/{contract}") for contract in contracts] == [1, 1, 1]
    assert said.count("Nästa steg för er: Avgör klausulen.") == 3
    assert str(mail_in(envelope)["Subject"]).startswith("Det här väntar på dig, ")


async def test_a_promise_in_it_says_what_its_own_mail_would_say_of_its_receipt(
    office: Office, postman: tuple[Postman, int]
) -> None:
    """A digest has nothing sealed, which would take its time for each: what is sealed by the morning is told."""
    asked: list[int] = []

    async def seal() -> None:
        asked.append(1)

    office.seal = seal
    promised, other = await office.a_contract(), await office.a_contract()
    query = (
        "UPDATE notice SET kind = 'commitment_agreed', form = 'internship', number = 2 WHERE contract_id = $1"
    )
    await office.handler.pool.execute(query, promised)
    await office.morning()
    await office.sweep()
    said = mail_in(postman[0].taken[0]).get_content()
    assert said.count("inte förseglat när mejlet skickades") == 1
    assert said.index("inte förseglat") < said.index(str(promised))
    assert str(other) in said
    assert asked == []


async def test_each_notice_keeps_its_own_record_of_being_sent(
    office: Office, postman: tuple[Postman, int]
) -> None:
    contracts = [await office.a_contract() for _ in range(2)]
    await office.morning()
    await office.sweep()
    rows = [row for contract in contracts for row in await office.notices(contract)]
    assert len(rows) == 2
    assert {row["message_id"] for row in rows} == {message_id(postman[0].taken[0])}
    assert all(row["sent_at"] and not row["waits"] and row["attempts"] == 1 for row in rows)


@pytest.mark.parametrize("when", ["before its time", "on a day off"])
async def test_there_is_no_digest(office: Office, postman: tuple[Postman, int], when: str) -> None:
    await office.a_contract()
    at = time(7, 29) if when == "before its time" else time(12)
    await office.morning(at, working=when == "before its time")
    await office.sweep()
    assert postman[0].taken == []
    await office.morning()
    await office.sweep()
    assert len(postman[0].taken) == 1


async def test_a_notice_in_the_afternoon_waits_for_the_next_morning_though_there_was_no_digest_today(
    office: Office, postman: tuple[Postman, int]
) -> None:
    await office.morning(time(14))
    await office.a_contract()
    await office.sweep()
    assert postman[0].taken == []
    await office.morning()
    await office.sweep()
    assert len(postman[0].taken) == 1


async def test_what_comes_after_the_days_digest_waits_for_the_next(
    office: Office, postman: tuple[Postman, int]
) -> None:
    await office.a_contract()
    await office.morning()
    await office.sweep()
    late = await office.a_contract()
    await office.sweep()
    assert len(postman[0].taken) == 1
    await office.morning()
    await office.sweep()
    assert str(late) in mail_in(postman[0].taken[1]).get_content()
    assert message_id(postman[0].taken[0]) != message_id(postman[0].taken[1])


async def test_what_did_not_arrive_is_told_at_once(office: Office, postman: tuple[Postman, int]) -> None:
    contract = await office.a_contract()
    await office.do(contract, ReportUndeliverable(kind="reminder", recipient="p-03", attempts=6))
    await office.sweep()
    (envelope,) = postman[0].taken
    assert "gick inte att leverera efter 6 försök" in mail_in(envelope).get_content()
    opened, undeliverable = await office.notices(contract)
    assert (opened["waits"], undeliverable["waits"]) == (True, False)


async def test_eight_sweeps_at_the_same_time_send_it_once(
    office: Office, postman: tuple[Postman, int]
) -> None:
    await office.a_contract()
    await office.morning()
    await asyncio.gather(*(office.sweep() for _ in range(8)))
    assert len(postman[0].taken) == 1


async def test_a_second_copy_after_a_crash_is_the_first_again(
    office: Office, postman: tuple[Postman, int]
) -> None:
    """Given a sender that died between the mail server's 250 and our commit, what has come since is not mixed in."""
    contract = await office.a_contract()
    await office.morning()
    await office.sweep()
    await office.handler.pool.execute(
        "UPDATE digest SET sent_at = NULL, next_try_at = now() WHERE id = $1",
        (await office.notices(contract))[0]["digest_id"],
    )
    await office.a_contract()
    await office.sweep()
    first, second = postman[0].taken
    assert message_id(first) == message_id(second)
    assert mail_in(first).get_content() == mail_in(second).get_content()


async def test_a_busy_mail_server_is_tried_again_with_the_same_mail(
    office: Office, postman: tuple[Postman, int]
) -> None:
    contract = await office.a_contract()
    await office.morning()
    postman[0].answer = "451 4.3.0 busy"
    await office.sweep()
    (row,) = await office.notices(contract)
    assert (row["sent_at"], row["waits"], row["attempts"], row["reply"]) == (None, True, 1, "SMTPDataError")
    postman[0].answer = "250 OK"
    await office.sweep()
    assert postman[0].taken == [], "not before the wait is over"
    await office.try_again_now()
    await office.sweep()
    (row,) = await office.notices(contract)
    assert (row["sent_at"] is not None, row["attempts"]) == (True, 2)


@pytest.mark.parametrize("why", ["refused for good", "tried too often", "nobody there any more"])
async def test_a_digest_that_cannot_be_delivered_is_told_in_each_of_its_contracts(
    office: Office, postman: tuple[Postman, int], why: str
) -> None:
    contracts = [await office.a_contract() for _ in range(2)]
    await office.morning()
    postman[0].recipient = "550 5.1.1 no such user" if why == "refused for good" else "451 busy"
    if why != "refused for good":
        await office.sweep()
        await office.try_again_now()
    if why == "tried too often":
        await office.handler.pool.execute("UPDATE digest SET attempts = $1", len(TRIES_AGAIN_AFTER))
    if why == "nobody there any more":
        others = tuple(person for person in office.handler.policy.people if person.id != KIM)
        policy = office.handler.policy.model_copy(update={"people": others})
        office.handler = replace(office.handler, policies=always(policy))
    await office.sweep()
    for contract in contracts:
        async with office.handler.pool.acquire() as connection:
            happened = [record.event for record in await read_stream(connection, contract)]
        given_up = [each.kind for each in happened if isinstance(each, NoticeUndeliverable)]
        assert given_up.count("step_opened") == 1
        opened = (await office.notices(contract))[0]
        assert (opened["sent_at"], opened["waits"], opened["next_try_at"]) == (None, False, None)


async def test_whoever_wants_no_digest_any_more_gets_each_of_them_at_once(
    office: Office, postman: tuple[Postman, int]
) -> None:
    contracts = [await office.a_contract() for _ in range(2)]
    policy = with_digest(office.handler.policy, digest=False)
    office.handler = replace(office.handler, policies=always(policy))
    await office.sweep()
    said = [mail_in(envelope).get_content() for envelope in postman[0].taken]
    assert sorted(str(contract) in "".join(said) for contract in contracts) == [True, True]
    assert len(said) == 2
