"""Sessions end when they rest, when they are old, when somebody says so, and when the person is no longer there."""

import asyncio

import pytest

from sign_in.sessions import Kind, Sessions
from tests.served import Served
from tests.sign_in.conftest import is_signed_in
from tests.visitor import Visitor


async def signed_in(served: Served, visitor: Visitor, person: str = "p-04") -> str:
    link = (await served.sign_in_link(person)).partition("lank=")[2]
    assert (await visitor.post("/logga-in", {"lank": link})).status_code == 303
    return visitor.cookies["insats"]


@pytest.mark.parametrize(("rested", "there"), [("3 hours 59 minutes", True), ("4 hours 1 minute", False)])
async def test_a_session_rests_at_most_four_hours(
    served: Served, visitor: Visitor, rested: str, there: bool
) -> None:
    await signed_in(served, visitor)
    await served.handler.pool.execute(
        "UPDATE session SET seen_at = now() - $1::text::interval WHERE person_id = 'p-04'", rested
    )
    assert await is_signed_in(visitor) == there


async def test_who_goes_on_working_goes_on_being_signed_in_for_twelve_hours(
    served: Served, visitor: Visitor
) -> None:
    await signed_in(served, visitor)
    for hours in (3, 6, 9):
        await served.handler.pool.execute(
            "UPDATE session SET seen_at = seen_at - interval '3 hours', expires_at = expires_at - interval '3 hours'"
            " WHERE person_id = 'p-04'"
        )
        assert await is_signed_in(visitor), hours
    await served.handler.pool.execute(
        "UPDATE session SET expires_at = expires_at - interval '3 hours' WHERE person_id = 'p-04'"
    )
    assert not await is_signed_in(visitor)


async def test_signing_in_gives_a_new_session_and_ends_the_one_before(
    served: Served, visitor: Visitor
) -> None:
    first = await signed_in(served, visitor)
    second = await signed_in(served, visitor)
    assert first != second
    assert len(first) == 43  # 256 bits
    visitor.cookies.set("insats", first, domain="127.0.0.1")
    visitor.cookies.delete("insats", domain="")
    assert not await is_signed_in(visitor)


async def test_a_session_that_somebody_brought_along_is_never_theirs(
    served: Served, visitor: Visitor
) -> None:
    """Fixation: the cookie from before is not what is signed in."""
    visitor.cookies.set("insats", planted := "x" * 43)
    link = (await served.sign_in_link()).partition("lank=")[2]
    answer = await visitor.post("/logga-in", {"lank": link})
    assert planted not in answer.headers["set-cookie"]
    async with Visitor(served.url) as other:
        other.cookies.set("insats", planted)
        assert not await is_signed_in(other)


async def test_signing_out_everywhere_ends_pages_tokens_and_links_and_nobody_elses(
    served: Served, visitor: Visitor
) -> None:
    async with Visitor(served.url) as telephone, Visitor(served.url) as colleague:
        await signed_in(served, telephone)
        await signed_in(served, visitor)
        await signed_in(served, colleague, "p-05")
        token = await served.sign_in("p-04")
        link = (await served.sign_in_link("p-04")).partition("lank=")[2]
        shown = (await visitor.get("/inloggningar")).text
        assert shown.count("En webbläsare") == 2
        assert shown.count("Kommandoraden eller ett program") == 1
        assert shown.count("den här") == 1
        assert (await visitor.post("/logga-ut/overallt")).headers["location"] == "/logga-in"
        assert not await is_signed_in(telephone)
        assert await is_signed_in(colleague)
        assert (await served.http.get("/api/v1/me", headers=token)).status_code == 401
        assert (await telephone.post("/logga-in", {"lank": link})).status_code == 422


async def test_signing_out_ends_what_the_browser_was_known_by(served: Served, visitor: Visitor) -> None:
    """A form that is still open counts for nobody who signs in afterwards at the same screen."""
    await signed_in(served, visitor)
    before = visitor.cookies["insats-besok"]
    await visitor.post("/logga-ut")
    assert "insats-besok" not in visitor.cookies
    await signed_in(served, visitor)
    assert visitor.cookies["insats-besok"] != before


async def test_a_form_that_was_open_when_the_session_ended_can_be_sent_after_signing_in_again(
    served: Served, visitor: Visitor
) -> None:
    """What was written in a meeting is not lost."""
    await signed_in(served, visitor)
    token = await visitor.token()
    await served.handler.pool.execute("DELETE FROM session WHERE person_id = 'p-04'")
    await signed_in(served, visitor)
    sent = {"blankett": token, "sprak": "en"}
    answer = await visitor.bare("/visning", data=sent, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303


async def test_nothing_that_signs_in_stands_in_a_table(served: Served, visitor: Visitor) -> None:
    secret = await signed_in(served, visitor)
    browser = visitor.cookies["insats-besok"]
    for table in ("session", "sign_in_code", "sign_in_under_way", "sign_in_rate"):
        stored = await served.handler.pool.fetchval(f"SELECT string_agg(t::text, ' ') FROM {table} t")  # noqa: S608
        assert not any(each in (stored or "") for each in (secret, browser, "karlstad.example", "127.0.0.1"))


async def test_of_many_asked_for_at_once_each_secret_opens_its_own_and_as_what_it_is(served: Served) -> None:
    sessions = Sessions(served.handler.pool)
    page = await sessions.begin("page", "p-04", "link")
    token = await sessions.begin("token", "p-03", "link")
    asked: list[tuple[str, Kind]] = [
        (page, "page"),
        (page, "token"),
        (token, "token"),
        (token, "page"),
        ("unknown", "page"),
        (page, "page"),
    ]
    found = await asyncio.gather(*(sessions.of(secret, kind) for secret, kind in asked))
    assert [each and each.person_id for each in found] == ["p-04", None, "p-03", None, None, "p-04"]
