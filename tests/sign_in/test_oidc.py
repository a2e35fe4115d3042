"""Signing in by the municipality's own service, a real process: the way there and back, and what is refused."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.served import Served, answering, eventually
from tests.sign_in.conftest import ELIF, free_port, is_signed_in
from tests.sign_in.provider import CLIENT, LOGOUT, SECRET
from tests.visitor import Visitor

ROOT = Path(__file__).parents[2]
FILE = """
name = "Karlstads inloggning"
issuer = "{issuer}"
client_id = "{client}"
client_secret_file = "{secret}"
[roles]
claim = "groups"
values = {{ handlaggare = "case_worker", granskare = "reader", drift = "administrator" }}
[departments]
claim = "department"
values = {{ Jobbcenter = "jobbcenter", Skola = "skola" }}
[step_up]
roles = ["administrator"]
acr = ["loa3"]
amr = ["mfa"]
"""
USUAL = {"groups": ["handlaggare"], "department": "Jobbcenter"}


@dataclass
class Town:
    """Our process with a sign-in service, and that service."""

    url: str
    served: Served
    service: httpx.AsyncClient

    async def next(self, **lies: Any) -> None:
        """From now on. Claims are the usual ones, and those given on top."""
        claims = {**USUAL, **lies.pop("claims", {})}
        await self.service.post("/test/next", json={"claims": claims, **lies})

    async def send(self, token: str) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self.url) as client:
            return await client.post("/api/v1/sessions/back-channel-logout", data={"logout_token": token})

    async def logout_token(self) -> str:
        token: str = (await self.service.post("/test/logout-token")).json()
        return token


@pytest.fixture(scope="module")
async def town(served: Served, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    folder, port = tmp_path_factory.mktemp("oidc"), free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.sign_in.provider", str(port), cwd=ROOT
    )
    issuer = f"http://127.0.0.1:{port}"
    (folder / "secret").write_text(f"{SECRET}\n")
    file = folder / "oidc.toml"
    file.write_text(FILE.format(issuer=issuer, client=CLIENT, secret=folder / "secret"))
    own = free_port()
    settings = replace(served.settings, api_port=own, public_url=f"http://127.0.0.1:{own}", oidc=file)
    async with answering(settings) as url, httpx.AsyncClient(base_url=issuer) as service:
        await eventually(lambda: _answers(service))
        yield Town(url, served, service)
    process.terminate()
    await process.wait()


async def _answers(service: httpx.AsyncClient) -> bool:
    try:
        return (await service.get("/keys")).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture(autouse=True)
async def usual(town: Town) -> None:
    await town.next()


@pytest.fixture
async def browser(town: Town) -> AsyncIterator[Visitor]:
    async with Visitor(town.url) as client:
        yield client


async def went(browser: Visitor, address: str = "/logga-in/oidc") -> str:
    """Out to the service; the address that it sends back to, not opened yet."""
    out = (await browser.get(address)).headers["location"]
    async with httpx.AsyncClient() as elsewhere:
        return str((await elsewhere.get(out)).headers["location"])


async def sign_in(browser: Visitor) -> httpx.Response:
    return await browser.get(await went(browser))


async def test_who_the_service_knows_is_signed_in_in_the_roles_it_tells(town: Town, browser: Visitor) -> None:
    shown = (await browser.get("/logga-in")).text
    assert "Logga in med Karlstads inloggning" in shown
    assert shown.index("Arbetar du hos en leverantör?") < shown.index('name="adress"')
    await browser.get("/insikt")
    answer = await sign_in(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/insikt")
    row = await town.served.handler.pool.fetchrow("SELECT * FROM session ORDER BY began_at DESC LIMIT 1")
    assert row is not None
    assert (row["person_id"], row["way"], row["roles"], row["department"]) == (
        "p-03",
        "oidc",
        ["case_worker"],
        "jobbcenter",
    )
    assert "Handläggare Elif Ö." in (await browser.get("/vecka")).text


async def test_the_way_there_has_pkce_state_and_nonce_new_each_time(town: Town, browser: Visitor) -> None:
    sent = [parse_qs(urlsplit((await browser.get("/logga-in/oidc")).headers["location"]).query) for _ in "ab"]
    for name in ("state", "nonce", "code_challenge"):
        first, second = (each[name][0] for each in sent)
        assert first != second
        assert len(first) == 43
    assert sent[0]["code_challenge_method"] == ["S256"]
    kept = await town.served.handler.pool.fetchval("SELECT string_agg(u::text, ' ') FROM sign_in_under_way u")
    assert all(each[name][0] not in kept for each in sent for name in ("state", "nonce", "code_challenge"))


async def test_a_role_that_the_service_tells_goes_before_the_policys(town: Town, browser: Visitor) -> None:
    await town.next(claims={"groups": ["granskare", "unknown"]})
    await sign_in(browser)
    contract = await town.served.signed_contract()
    assert (await browser.post(f"/avtal/{contract}/invite_to_dialogue")).status_code == 403


async def test_it_comes_back_to_the_browser_it_began_in_and_to_no_other(town: Town, browser: Visitor) -> None:
    """The hole that others had: somebody else's `state` finished in my browser, or mine in theirs."""
    answer = await went(browser)
    async with Visitor(town.url) as other:
        assert (await other.get(answer)).status_code == 403
        await other.get("/logga-in/oidc")
        assert (await other.get(answer)).status_code == 403
        assert not await is_signed_in(other)
    assert (await browser.get(answer)).status_code == 303


async def test_the_same_answer_is_taken_once(browser: Visitor) -> None:
    answer = await went(browser)
    assert (await browser.get(answer)).status_code == 303
    await browser.post("/logga-ut")
    assert (await browser.get(answer)).status_code == 403


async def test_an_answer_that_is_eleven_minutes_late_is_refused(town: Town, browser: Visitor) -> None:
    answer = await went(browser)
    await town.served.handler.pool.execute(
        "UPDATE sign_in_under_way SET expires_at = expires_at - interval '11 minutes'"
    )
    assert (await browser.get(answer)).status_code == 403


async def test_a_code_of_another_sign_in_fails_at_pkce(town: Town, browser: Visitor) -> None:
    """A stolen code, put into a sign-in of the thief's own."""
    async with Visitor(town.url) as victim:
        stolen = parse_qs(urlsplit(await went(victim)).query)["code"][0]
    mine = await went(browser)
    code = parse_qs(urlsplit(mine).query)["code"][0]
    assert (await browser.get(mine.replace(code, stolen))).status_code == 403
    assert not await is_signed_in(browser)


ATTACKS: dict[str, dict[str, Any]] = {
    **{
        f"signed with: {how}": {"signature": how}
        for how in (
            "none",
            "another key",
            "the public key as a shared secret",
            "our secret",
            "changed after",
            "its own key in the header",
        )
    },
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "for another": {"claims": {"aud": "another"}},
    "for several, not by us": {"claims": {"aud": [CLIENT, "another"]}},
    "by another party": {"claims": {"azp": "another"}},
    "for nobody": {"claims": {"aud": None}},
    "expired": {"ago": {"exp": 120}},
    "without end": {"claims": {"exp": None}},
    "an end that is no number": {"claims": {"exp": "tomorrow"}},
    "an end that is no number at all": {"claims": {"exp": True}},
    "made long ago": {"ago": {"iat": 900}},
    "made in the future": {"ago": {"iat": -600}},
    "not yet": {"ago": {"nbf": -600}},
    "another nonce": {"claims": {"nonce": "x" * 43}},
    "no nonce": {"claims": {"nonce": None}},
    "no subject": {"claims": {"sub": None}},
    "another access token": {"claims": {"at_hash": "x"}},
    "an access token's hash that is no text": {"claims": {"at_hash": None, "nonce": ["x"]}},
    "an address that is not verified": {"claims": {"email_verified": False}},
    "an address of which it does not say so": {"claims": {"email_verified": None}},
    "verified in words": {"claims": {"email_verified": "true"}},
    "an address of nobody's": {"claims": {"email": "nobody@karlstad.example"}},
    "no address": {"claims": {"email": None}},
    "addresses": {"claims": {"email": ["jobbcenter@karlstad.example"]}},
    "no role of ours": {"claims": {"groups": ["clock", "case_worker"]}},
    "no roles": {"claims": {"groups": None}},
    "no department of ours": {"claims": {"department": "Parkenheten"}},
    "an answer of another issuer": {"back": {"iss": "https://evil.example"}},
    "another state": {"back": {"state": "x" * 43}},
    "a code that it never gave": {"back": {"code": "x"}},
    "administrator without a second factor": {"claims": {"groups": ["drift"]}},
}


@pytest.mark.parametrize("attack", ATTACKS)
async def test_what_does_not_hold_signs_nobody_in(town: Town, browser: Visitor, attack: str) -> None:
    await town.next(**ATTACKS[attack])
    answer = await sign_in(browser)
    if attack.startswith("administrator"):
        async with httpx.AsyncClient() as elsewhere:
            again = (await elsewhere.get(answer.headers["location"])).headers["location"]
        answer = await browser.get(again)
    assert answer.status_code == 403
    assert "Du är inte inloggad" in answer.text
    assert not await is_signed_in(browser)


async def test_attacks_are_many(record_property: Callable[[str, object], None]) -> None:
    record_property("oidc_attacks_refused", len(ATTACKS))


async def test_no_code_and_an_error_is_refused(town: Town, browser: Visitor) -> None:
    state = parse_qs(urlsplit(await went(browser)).query)["state"][0]
    answer = await browser.get(f"/logga-in/oidc/svar?error=access_denied&state={state}")
    assert answer.status_code == 403


async def test_a_strong_role_is_asked_for_once_more_and_given_when_it_is_strong(
    town: Town, browser: Visitor
) -> None:
    strong = {"acr": "loa3"}
    await town.next(claims={"groups": ["drift"]}, when_stepped_up={"acr": "loa3"})
    first = await sign_in(browser)
    out = parse_qs(urlsplit(first.headers["location"]).query)
    assert (out["acr_values"], out["prompt"]) == (["loa3"], ["login"])
    async with httpx.AsyncClient() as elsewhere:
        back = (await elsewhere.get(first.headers["location"])).headers["location"]
    assert (await browser.get(back)).headers["location"] == "/vecka"
    for told in (strong, {"amr": ["pwd", "mfa"]}):
        await town.next(claims={"groups": ["drift"], **told})
        assert (await sign_in(browser)).headers["location"] == "/vecka"


async def test_a_role_that_is_given_later_asks_for_signing_in_again_as_it_must_be(
    town: Town, browser: Visitor
) -> None:
    """By the policy, or by a stricter file: whoever came in weakly is not what they may not come in as."""
    await sign_in(browser)
    assert await is_signed_in(browser)
    await town.served.handler.pool.execute("UPDATE session SET roles = '{administrator}' WHERE way = 'oidc'")
    answer = await browser.get("/insikt")
    assert (answer.status_code, answer.headers["location"]) == (303, "/logga-in")
    await town.next(claims={"groups": ["drift"]}, when_stepped_up={"amr": ["mfa"]})
    first = await sign_in(browser)
    async with httpx.AsyncClient() as elsewhere:
        back = (await elsewhere.get(first.headers["location"])).headers["location"]
    assert (await browser.get(back)).headers["location"] == "/insikt"
    assert (await browser.get("/insikt")).status_code == 200


async def test_a_new_key_of_the_service_is_learnt_and_not_asked_for_at_will(
    town: Town, browser: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sign_in.provider.KEYS_AT_MOST_EVERY", 0.0)
    await town.service.post("/test/new-key")
    assert (await sign_in(browser)).status_code == 303
    monkeypatch.setattr("sign_in.provider.KEYS_AT_MOST_EVERY", 3600.0)
    await town.service.post("/test/new-key")
    assert (await sign_in(browser)).status_code == 403
    monkeypatch.setattr("sign_in.provider.KEYS_AT_MOST_EVERY", 0.0)
    assert (await sign_in(browser)).status_code == 303


async def test_no_code_by_mail_goes_around_the_service(town: Town) -> None:
    """The same answer as to a supplier's contact, who has no other way in; a code of nobody's, and no mail."""
    codes = "SELECT person_id FROM sign_in_code ORDER BY expires_at DESC"
    pool, before = town.served.handler.pool, mails_to(town, ELIF)
    for url, whose in ((town.served.url, "p-03"), (town.url, None), (town.served.url, "p-03")):
        async with Visitor(url) as anybody:
            assert (await anybody.post("/logga-in/skicka", {"adress": ELIF})).status_code == 303
        assert await pool.fetchval(codes) == whose
    await eventually(lambda: mails_to(town, ELIF) >= before + 2)
    assert mails_to(town, ELIF) == before + 2, "of the process without a service alone"


def mails_to(town: Town, address: str) -> int:
    return sum(mail["To"] == address for mail in town.served.mails("/logga-in"))


async def test_a_link_signs_in_also_where_there_is_a_service(town: Town, browser: Visitor) -> None:
    link = (await town.served.sign_in_link("p-03")).partition("lank=")[2]
    assert (await browser.post("/logga-in", {"lank": link})).status_code == 303


async def test_the_service_ends_a_session(town: Town, browser: Visitor) -> None:
    await sign_in(browser)
    assert await is_signed_in(browser)
    answer = await town.send(await town.logout_token())
    assert answer.status_code == 200
    assert not await is_signed_in(browser)


async def test_the_service_ends_all_of_whom_it_calls_so(town: Town, browser: Visitor) -> None:
    async with Visitor(town.url) as other:
        await town.next(claims={"sub": "s-2", "sid": "their-2"})
        await sign_in(other)
        await town.next(claims={"sub": "s-2", "sid": "their-3"})
        await sign_in(browser)
        await town.next(logout={"sid": None, "sub": "s-2"})
        assert (await town.send(await town.logout_token())).status_code == 200
        assert not await is_signed_in(other)
        assert not await is_signed_in(browser)


NO_LOGOUTS: dict[str, dict[str, Any]] = {
    "an ID token's nonce": {"logout": {"nonce": "x"}},
    "no event": {"logout": {"events": None}},
    "another event": {"logout": {"events": {f"{LOGOUT}x": {}}}},
    "an event that is none": {"logout": {"events": {LOGOUT: "yes"}}},
    "nobody's": {"logout": {"sid": None}},
    "no jti": {"logout": {"jti": None}},
    "for another": {"logout": {"aud": "another"}},
    "another issuer": {"logout": {"iss": "https://evil.example"}},
    "expired": {"ago": {"exp": 120}},
    "made long ago": {"ago": {"iat": 900}},
    "signed with another key": {"signature": "another key"},
    "not signed": {"signature": "none"},
}


@pytest.mark.parametrize("attack", NO_LOGOUTS)
async def test_what_is_no_logout_ends_nothing(town: Town, browser: Visitor, attack: str) -> None:
    await sign_in(browser)
    await town.next(**NO_LOGOUTS[attack])
    answer = await town.send(await town.logout_token())
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/no_logout")
    assert await is_signed_in(browser)


async def test_a_logout_token_is_taken_once(town: Town) -> None:
    token = await town.logout_token()
    assert [(await town.send(token)).status_code for _ in "ab"] == [200, 400]
    assert (await town.send("no token at all")).status_code == 400


async def test_where_there_is_no_service_there_is_no_way_to_it(served: Served) -> None:
    async with httpx.AsyncClient(base_url=served.url) as nobody:
        for address in ("/logga-in/oidc", "/logga-in/oidc/svar"):
            assert (await nobody.get(address)).status_code == 404
        sent = await nobody.post("/api/v1/sessions/back-channel-logout", data={"logout_token": "x"})
        assert sent.status_code == 404


@pytest.mark.parametrize(
    "lie", [{"issuer": "https://evil.example"}, {"token_endpoint": "http://evil.example"}]
)
async def test_a_service_that_says_something_odd_of_itself_is_not_used(
    town: Town, served: Served, tmp_path: Path, lie: dict[str, str]
) -> None:
    await town.service.post("/test/next", json=lie)
    text = FILE.format(issuer=str(town.service.base_url).rstrip("/"), client=CLIENT, secret=tmp_path)
    (tmp_path / "oidc.toml").write_text(text)
    settings = replace(served.settings, api_port=free_port(), oidc=tmp_path / "oidc.toml")
    async with answering(settings) as url, Visitor(url) as browser:
        answer = await browser.get("/logga-in/oidc")
    assert (answer.status_code, int(answer.headers["retry-after"]) > 0) == (503, True)


async def test_a_sign_in_tells_the_security_log_who_and_how_and_nothing_more(
    town: Town, browser: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", logger="insats.security"):
        await sign_in(browser)
        await town.next(claims={"email": "nobody@karlstad.example"})
        await sign_in(browser)
    told = [json.loads(record.message) for record in caplog.records if record.name == "insats.security"]
    assert [{k: v for k, v in each.items() if k != "at"} for each in told] == [
        {"event": "sign_in", "outcome": "ok", "person": "p-03", "way": "oidc", "kind": "page"},
        {"event": "sign_in", "outcome": "refused", "way": "oidc", "why": "not of the policy"},
    ]
