"""The engine's page: each fault with what to do about it; and nobody sees it who need not."""

from datetime import UTC, datetime, timedelta

from audit.standing import AnchorStanding, SealStanding
from language.words import Words
from projections.troubles import in_trouble, out_of_trouble
from tests.served import Served, eventually
from tests.visitor import Visitor
from tests.web.test_who_may import sign_in
from watchdog import SENTENCES
from web.engine_status import QUEUES, REMEDIES, Engine, faults

NOW = datetime(2026, 3, 9, 8, tzinfo=UTC)


def engine(**told: object) -> Engine:
    """Of which nothing is wrong."""
    as_it_should = {
        "wrong": {},
        "parts": {"database": True, "read": True, "keys": True, "temporal": True, "mail": True},
        "swept_at": NOW,
        "waiting": [],
        "held_up": [],
        "seals": seals(),
        "unsealed": {"number": 0, "waits": None},
        "backed_up_at": None,
        "now": NOW,
    }
    return Engine(**as_it_should | told)  # type: ignore[arg-type]


def seals(refused: str = "", anchors: tuple[AnchorStanding, ...] = ()) -> SealStanding:
    return SealStanding(10, 10, "rot", NOW, refused, anchors)


def told(of: Engine) -> list[str]:
    found = list(faults(of, Words("en")))
    assert all(each.remedy for each in found), "each says what to do"
    return [each.what for each in found]


def test_where_nothing_is_wrong_there_is_nothing_to_tell() -> None:
    assert told(engine(backed_up_at=NOW - timedelta(hours=30))) == []


def test_all_that_the_watchdog_can_find_has_its_remedy() -> None:
    assert REMEDIES.keys() == SENTENCES.keys()
    assert len(told(engine(wrong=dict.fromkeys(SENTENCES, 3)))) == len(SENTENCES)


def test_a_part_that_does_not_answer_is_told() -> None:
    parts = {"database": True, "read": True, "keys": True, "temporal": False, "mail": False}
    assert told(engine(parts=parts)) == ["Temporal does not answer.", "The mail server does not answer."]


def test_a_sealer_that_refuses_or_is_behind_and_an_anchor_away_are_told() -> None:
    away = AnchorStanding("arkivet", 8, NOW, "OSError: away")
    behind = {"number": 4, "waits": timedelta(hours=1)}
    assert told(engine(unsealed=behind)) == ["4 events have not been sealed."]
    assert told(engine(unsealed={"number": 4, "waits": timedelta(minutes=4)})) == []
    assert told(engine(seals=seals("it is shorter", (away,)), unsealed=behind)) == [
        "The sealer refuses to sign: it is shorter.",
        "The anchor arkivet does not answer: OSError: away",
    ]


def test_a_backup_that_is_days_old_is_told_and_one_that_cannot_be_seen_is_not_called_a_fault() -> None:
    assert told(engine(backed_up_at=NOW - timedelta(days=3))) == ["The newest backup is 3 days old."]
    assert told(engine(backed_up_at=None)) == []


async def test_the_page_tells_what_waits_and_links_to_a_contract_that_is_held_up(
    served: Served, coordinator: Visitor
) -> None:
    contract = await served.signed_contract("HINDRAT-77")
    await eventually(
        lambda: served.is_asleep(contract)
    )  # else it is tried, and out of trouble, before it is shown
    async with served.handler.pool.acquire() as connection:
        await in_trouble(connection, contract, ValueError("no such step"))
    page = (await coordinator.get("/status")).text
    await out_of_trouble(served.handler.pool, contract)
    assert f'href="/avtal/{contract}">HINDRAT-77' in page
    assert "ValueError: no such step" in page
    assert all(Words("sv")(each) in page for each in QUEUES.values())
    assert served.handler.policy.version in page
    assert "HINDRAT-77" not in (await coordinator.get("/status")).text


async def test_only_who_answers_for_the_installation_sees_it_or_a_link_to_it(
    served: Served, coordinator: Visitor
) -> None:
    async with Visitor(served.url) as case_worker:
        await sign_in(case_worker, await served.sign_in_link("p-03"))
        assert (await case_worker.get("/status")).status_code == 403
        assert 'href="/status"' not in (await case_worker.get("/vecka")).text
    assert 'href="/status"' in (await coordinator.get("/vecka")).text
