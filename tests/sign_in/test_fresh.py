"""What gives others rights asks for whoever does it to have shown of late who they are."""

import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.served import Served, answering
from tests.sign_in.conftest import free_port, is_signed_in
from tests.sign_in.provider import CLIENT, SECRET
from tests.sign_in.test_oidc import FILE, Town, browser, sign_in, town, usual
from tests.sign_in.test_sessions import signed_in
from tests.visitor import Visitor

__all__ = ["browser", "town", "usual"]  # fixtures

GIVING = ("/policy/andra", "/personer/nycklar/ny", "/webhookar/ny")
SENDING = ("/policy/anta", "/personer/nycklar/ny", "/webhookar/ny")
AGAIN = "/logga-in?igen=1"


async def grown_old(served: Served, minutes: int, person: str = "p-01") -> None:
    await served.handler.pool.execute(
        "UPDATE session SET proved_at = now() - make_interval(mins => $1) WHERE person_id = $2",
        minutes,
        person,
    )


async def test_forms_that_give_others_rights_open_for_half_an_hour(served: Served, visitor: Visitor) -> None:
    await signed_in(served, visitor, "p-01")
    await grown_old(served, 29)
    for path in GIVING:
        assert (await visitor.get(path)).status_code == 200, path
    await grown_old(served, 31)
    for path in GIVING:
        answer = await visitor.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, AGAIN), path
    assert (await visitor.get("/policy")).status_code == 200
    assert await is_signed_in(visitor)


async def test_what_was_opened_in_time_can_be_sent_half_an_hour_later(
    served: Served, visitor: Visitor
) -> None:
    await signed_in(served, visitor, "p-01")
    await grown_old(served, 59)
    for path in SENDING:
        assert (await visitor.post(path)).status_code == 422, path
    await grown_old(served, 61)
    for path in SENDING:
        answer = await visitor.post(path)
        assert (answer.status_code, answer.headers["location"]) == (303, AGAIN), path


async def test_who_signs_in_again_comes_back_to_it_and_the_session_before_ends(
    served: Served, visitor: Visitor
) -> None:
    first = await signed_in(served, visitor, "p-01")
    await grown_old(served, 31)
    await visitor.get("/policy/andra")
    assert "senaste halvtimmen" in (await visitor.get(AGAIN)).text
    link = (await served.sign_in_link("p-01")).partition("lank=")[2]
    answer = await visitor.post("/logga-in", {"lank": link})
    assert (answer.status_code, answer.headers["location"]) == (303, "/policy/andra")
    assert (await visitor.get("/policy/andra")).status_code == 200
    async with Visitor(served.url) as other:
        other.cookies.set("insats", first)
        assert not await is_signed_in(other)


async def test_the_service_is_asked_to_ask_anew(browser: Visitor) -> None:
    for address, prompt in (("/logga-in/oidc", None), ("/logga-in/oidc?igen=1", ["login"])):
        out = urlsplit((await browser.get(address)).headers["location"])
        assert parse_qs(out.query).get("prompt") == prompt
    assert "/logga-in/oidc?igen=1" in (await browser.get(AGAIN)).text


@pytest.mark.parametrize(
    ("ago", "opens"), [(60, True), (29 * 60, True), (31 * 60, False), (11 * 3600, False)]
)
async def test_when_the_service_saw_them_is_what_counts(
    town: Town, browser: Visitor, ago: int, opens: bool
) -> None:
    """Coming back from it with a sign-in of this morning is no new one."""
    told = {"groups": ["drift"], "amr": ["mfa"], "auth_time": int(time.time()) - ago}
    await town.next(claims=told)
    assert (await sign_in(browser)).headers["location"] == "/vecka"
    assert ((await browser.get("/policy/andra")).status_code == 200) == opens


@pytest.mark.parametrize("lie", ["yesterday", True, 900, -13 * 3600])
async def test_what_it_cannot_be_signs_nobody_in(town: Town, browser: Visitor, lie: object) -> None:
    """A word, a truth value, an instant to come, one of half a day ago."""
    told = int(time.time()) + lie if type(lie) is int else lie
    await town.next(claims={"auth_time": told})
    assert (await sign_in(browser)).status_code == 403


async def test_a_service_that_is_to_tell_it_is_asked_for_it_and_must(
    served: Served, town: Town, tmp_path: Path
) -> None:
    """`auth_time = true` in its file: whoever takes `max_age` out of the address on the way there gains nothing."""
    own = free_port()
    url, issuer = f"http://127.0.0.1:{own}", str(town.service.base_url).rstrip("/")
    (tmp_path / "secret").write_text(SECRET)
    text = f"auth_time = true{FILE.format(issuer=issuer, client=CLIENT, secret=tmp_path / 'secret')}"
    (tmp_path / "oidc.toml").write_text(text)
    settings = replace(served.settings, api_port=own, public_url=url, oidc=tmp_path / "oidc.toml")
    async with answering(settings), Visitor(url) as strict:
        out = urlsplit((await strict.get("/logga-in/oidc")).headers["location"])
        assert parse_qs(out.query)["max_age"] == ["43200"]
        assert (await sign_in(strict)).status_code == 403
        await town.next(claims={"auth_time": int(time.time())})
        assert (await sign_in(strict)).status_code == 303
