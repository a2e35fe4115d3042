"""One-time codes: single use, ten minutes, in the browser that asked, limited; and the same answer for everybody."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
from aiosmtpd.smtp import SMTP

from tests.files import contents
from tests.listening import listening
from tests.postman import Postman
from tests.served import Served, answering, eventually
from tests.sign_in.conftest import ELIF, free_port, is_signed_in, mailed_code
from tests.visitor import OURS, Visitor


async def test_the_code_signs_in_whoever_asked_for_it(served: Served, visitor: Visitor) -> None:
    answer = await visitor.post("/logga-in/kod", {"kod": await mailed_code(served, visitor)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/vecka")
    assert "Handläggare Elif Ö." in (await visitor.get("/vecka")).text


async def test_a_mail_scanner_that_opens_everything_consumes_nothing(
    served: Served, visitor: Visitor, record_property: Callable[[str, object], None]
) -> None:
    code, opened = await mailed_code(served, visitor), 0
    async with httpx.AsyncClient(base_url=served.url) as scanner:
        for who in (scanner, visitor):
            for _ in range(10):
                for address in ("/logga-in", "/logga-in/kod", f"/logga-in/kod?kod={code.replace(' ', '')}"):
                    assert (await who.get(address)).status_code == 200
                    opened += 1
    record_property("gets_that_consumed_nothing", opened)
    assert (await visitor.post("/logga-in/kod", {"kod": code})).status_code == 303


async def test_a_code_works_once(served: Served, visitor: Visitor) -> None:
    code = await mailed_code(served, visitor)
    assert (await visitor.post("/logga-in/kod", {"kod": code})).status_code == 303
    await visitor.post("/logga-ut")
    assert (await visitor.post("/logga-in/kod", {"kod": code})).status_code == 422
    assert not await is_signed_in(visitor)


async def test_of_twenty_who_send_the_code_at_once_one_is_signed_in(served: Served, visitor: Visitor) -> None:
    sent = {"kod": await mailed_code(served, visitor), "blankett": await visitor.token()}
    asked = (visitor.bare("/logga-in/kod", data=sent, headers=OURS) for _ in range(20))
    answers = [answer.status_code for answer in await asyncio.gather(*asked)]
    assert answers.count(303) == 1


@pytest.mark.parametrize(("minutes", "status"), [(9, 303), (11, 422)])
async def test_a_code_works_for_ten_minutes(
    served: Served, visitor: Visitor, minutes: int, status: int
) -> None:
    code = await mailed_code(served, visitor)
    await served.handler.pool.execute(
        "UPDATE sign_in_code SET expires_at = expires_at - $1 * interval '1 minute'", minutes
    )
    assert (await visitor.post("/logga-in/kod", {"kod": code})).status_code == status


async def test_a_code_is_worth_nothing_in_another_browser(served: Served, visitor: Visitor) -> None:
    code = await mailed_code(served, visitor)
    async with Visitor(served.url) as other:
        assert (await other.post("/logga-in/kod", {"kod": code})).status_code == 422
        await mailed_code(served, other, "skola@karlstad.example")
        assert (await other.post("/logga-in/kod", {"kod": code})).status_code == 422
    assert (await visitor.post("/logga-in/kod", {"kod": code})).status_code == 303


async def test_a_new_code_takes_the_place_of_the_one_before(served: Served, visitor: Visitor) -> None:
    first, second = await mailed_code(served, visitor), await mailed_code(served, visitor)
    assert (await visitor.post("/logga-in/kod", {"kod": first})).status_code == 422
    assert (await visitor.post("/logga-in/kod", {"kod": second})).status_code == 303


async def test_after_five_wrong_tries_the_right_code_is_refused_too(served: Served, visitor: Visitor) -> None:
    code = await mailed_code(served, visitor)
    for _ in range(5):
        assert (await visitor.post("/logga-in/kod", {"kod": "0000 0000"})).status_code == 422
    assert (await visitor.post("/logga-in/kod", {"kod": code})).status_code == 422


@pytest.mark.parametrize("address", [ELIF, ELIF.upper(), "nobody@karlstad.example"])
async def test_the_sixth_request_for_an_address_is_limited_whether_or_not_anybody_has_it(
    served: Served, address: str
) -> None:
    statuses = []
    for _ in range(6):
        async with Visitor(served.url) as visitor:
            answer = await visitor.post("/logga-in/skicka", {"adress": address})
            statuses.append(answer.status_code)
    assert statuses == [303] * 5 + [429]
    assert 0 < int(answer.headers["retry-after"]) <= 15 * 60
    assert "Försök igen om 15 minuter" in answer.text


async def test_many_addresses_from_one_client_are_limited(served: Served, visitor: Visitor) -> None:
    sent = [await visitor.post("/logga-in/skicka", {"adress": f"{n}@karlstad.example"}) for n in range(51)]
    assert [answer.status_code for answer in sent] == [303] * 50 + [429]


async def test_the_limit_ends_with_its_quarter_of_an_hour(served: Served, visitor: Visitor) -> None:
    for _ in range(6):
        answer = await visitor.post("/logga-in/skicka", {"adress": ELIF})
    assert answer.status_code == 429
    await served.handler.pool.execute("UPDATE sign_in_rate SET began_at = began_at - interval '16 minutes'")
    assert (await visitor.post("/logga-in/skicka", {"adress": ELIF})).status_code == 303


async def test_who_is_not_of_the_policy_gets_the_same_answer_and_no_mail(
    served: Served, visitor: Visitor
) -> None:
    """Somebody's for whom no test before has asked for any: theirs may still be on their way."""
    head, nobody = "enhetschef@karlstad.example", "nobody@karlstad.example"
    before = _mails_to(served, head)
    known = await visitor.post("/logga-in/skicka", {"adress": head})
    await eventually(lambda: _mails_to(served, head) == before + 1)
    unknown = await visitor.post("/logga-in/skicka", {"adress": nobody})
    assert _without_date(known) == _without_date(unknown)
    await asyncio.sleep(0.5)
    assert (_mails_to(served, head), _mails_to(served, nobody)) == (before + 1, 0)


def _mails_to(served: Served, address: str) -> int:
    return sum(mail["To"] == address for mail in served.mails("/logga-in"))


def _without_date(answer: httpx.Response) -> tuple[Any, ...]:
    return answer.status_code, answer.content, {k: v for k, v in answer.headers.items() if k != "date"}


@pytest.fixture
async def slow_mail() -> AsyncIterator[tuple[int, Postman]]:
    """The port, and a mail server that thinks for five seconds about every address."""

    class Slow(Postman):
        async def handle_RCPT(self, *given: Any) -> str:  # noqa: N802
            await asyncio.sleep(5)
            return await super().handle_RCPT(*given)

    postman = Slow()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(postman), "127.0.0.1", 0)
    async with listening(server) as port:
        yield port, postman


async def test_the_time_of_the_answer_does_not_tell_whether_the_address_is_known(
    served: Served, slow_mail: tuple[int, Postman], record_property: Callable[[str, object], None]
) -> None:
    """The mail is sent beside the answer: a slow mail server delays neither."""
    slow, took = replace(served.settings, smtp_port=slow_mail[0], api_port=free_port()), {}
    async with answering(slow) as url:
        for address in (ELIF, "nobody@karlstad.example"):
            async with Visitor(url) as visitor:
                sent = {"adress": address, "blankett": await visitor.token()}
                began = time.monotonic()
                assert (await visitor.bare("/logga-in/skicka", data=sent, headers=OURS)).status_code == 303
                await visitor.get(
                    "/logga-in/kod"
                )  # on the same connection, should the answer be held back there
                took[address] = time.monotonic() - began
        await eventually(lambda: slow_mail[1].taken)
    assert max(took.values()) < 2.5  # two requests, on a busy machine
    record_property("answer_ms", [round(1000 * each) for each in took.values()])


async def test_the_code_is_in_no_table_no_log_and_not_in_temporal(
    served: Served,
    caplog: pytest.LogCaptureFixture,
    record_property: Callable[[str, object], None],
) -> None:
    """Looked for in every table, in all that is logged (at DEBUG), and in every file of both servers. Its eight digits
    may stand by chance in a time or in a row's bytes: whatever keeps a code keeps each."""
    caplog.set_level(logging.DEBUG)
    found: list[str] = ["not looked yet"]
    for _ in range(3):
        code, held = await _signed_in_by_a_code(served)
        files = contents(served.mailbox.parent, without={served.mailbox.name})
        assert len(files) > 100
        places = {"a row before": held[0], "a row after": held[1], "the log": caplog.text}
        told = {str(file): content for file, content in files.items()}
        told |= {place: text.encode() for place, text in places.items()}
        forms = (code.encode(), code.replace(" ", "").encode())
        found = [place for place, content in told.items() if any(form in content for form in forms)]
        if not found:
            break
    assert found == []
    record_property("files_searched", len(files))


async def _signed_in_by_a_code(served: Served) -> tuple[str, tuple[str, str]]:
    """The code, and every row while it counted and when it had been used."""
    async with Visitor(served.url) as visitor:
        code = await mailed_code(served, visitor)
        before = await _every_row(served)
        await visitor.post("/logga-in/kod", {"kod": "0000 0000"})
        assert (await visitor.post("/logga-in/kod", {"kod": code})).status_code == 303
    return code, (before, await _every_row(served))


async def _every_row(served: Served) -> str:
    pool = served.handler.pool
    names = await pool.fetch(
        "SELECT relname FROM pg_stat_user_tables WHERE has_table_privilege(relid, 'SELECT')"
    )
    tables = [row["relname"] for row in names]
    rows = [await pool.fetchval(f"SELECT string_agg(t::text, ' ') FROM {name} t") for name in tables]  # noqa: S608
    assert "sign_in_code" in tables
    return " ".join(filter(None, rows))
