"""Headers on every answer and forms from our own pages only: for every route there is, whoever asks."""

import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from hypothesis import given, strategies as st

from api.hardened import HEADERS, HSTS
from api.limits import LARGEST
from server import create_server
from sign_in.secret import form_token, is_form_token
from tests.api.test_access import OPEN
from tests.routes import UNSAFE, Answered, every_route
from tests.served import Served, answering
from tests.sign_in.conftest import free_port
from tests.visitor import OURS, TOKEN, Visitor

ROOT = Path(__file__).parents[2]
ELSEWHERE = "https://evil.example"
BOUND = [header for header in HEADERS if header != "Cache-Control"]  # what is kept for a year says so itself


@pytest.fixture
async def browser(served: Served) -> AsyncIterator[Visitor]:
    async with Visitor(served.url) as client:
        await client.post("/logga-in", {"lank": (await served.sign_in_link()).partition("lank=")[2]})
        yield client


@pytest.fixture(scope="module")
async def behind_https(served: Served) -> AsyncIterator[str]:
    """The same, as it runs behind a proxy that speaks https."""
    settings = replace(served.settings, api_port=free_port(), public_url="https://insats.example")
    async with answering(settings) as url:
        yield url


def faults(answer: httpx.Response) -> list[str]:
    return [name for name in BOUND if answer.headers.get(name) != HEADERS[name]] + [
        name for name in ("Cache-Control",) if name not in answer.headers
    ]


async def test_every_answer_of_every_route_has_every_header(
    served: Served, browser: Visitor, record_property: Callable[[str, object], None]
) -> None:
    """Signed in, by token and not at all; most of these are refusals, which is the point."""
    before, asked = await served.done_by_people(), 0
    async with httpx.AsyncClient(base_url=served.url, timeout=30) as nobody:
        for who in (nobody, browser, served.http):
            for route in every_route(served.settings):
                if route.path == "/logga-ut" or (who is served.http and route.path == "/api/v1/clock"):
                    continue
                answer = await who.request(route.method, route.address)
                assert (faults(answer), answer.status_code < 500) == ([], True), (route, answer.status_code)
                asked += 1
            if who is browser:  # nothing has happened: a token alone may give commands without a form
                assert await served.done_by_people() == before
    record_property("answers_with_every_header", asked)
    assert asked > 200


@given(st.text(max_size=100), st.integers(0, 85))
def test_a_forms_token_looks_another_each_time_and_nothing_but_a_whole_one_counts(
    other: str, cut: int
) -> None:
    key, browser = bytes(32), "browser"
    one, two = form_token(key, browser), form_token(key, browser)
    assert one != two
    assert is_form_token(key, browser, one)
    assert is_form_token(key, browser, two)
    assert not is_form_token(key, browser, one[:cut])
    assert not is_form_token(key, browser, one[:43] + two[43:])
    assert not is_form_token(key, browser, other)
    assert not is_form_token(key, "another", one)
    assert not is_form_token(bytes(31) + b"x", browser, one)


@pytest.mark.parametrize("path", ["/nowhere", "/api/v1/nowhere", "/api/nowhere", "/static/x/insats.css"])
async def test_what_is_not_there_has_every_header_too(browser: Visitor, path: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "TRACE", "PROPFIND"):
        answer = await browser.request(method, path, headers=OURS)
        assert (faults(answer), answer.status_code < 500) == ([], True), method


async def test_behind_https_every_answer_asks_for_https_for_a_year(served: Served, behind_https: str) -> None:
    async with httpx.AsyncClient(base_url=behind_https) as nobody:
        for route in every_route(served.settings):
            answer = await nobody.request(route.method, route.address)
            assert answer.headers["strict-transport-security"] == HSTS, route
    assert "strict-transport-security" not in (await served.http.get("/healthz")).headers


async def test_every_cookie_is_read_by_this_server_alone(served: Served, behind_https: str) -> None:
    link, seen = (await served.sign_in_link()).partition("lank=")[2], set()
    async with httpx.AsyncClient(base_url=behind_https) as client:
        page = await client.get("/vecka", follow_redirects=True)
        token, cookie = TOKEN.search(page.text), page.cookies["__Host-insats-besok"]
        assert token
        headers = {**OURS, "Cookie": f"__Host-insats-besok={cookie}"}  # httpx sends none that is secure
        given = [await client.get("/avtal"), page]
        for path, sent in (
            ("/logga-in", {"lank": link}),
            ("/visning", {"sprak": "en", "farger": "dark"}),
            ("/logga-ut", {}),
        ):
            given.append(await client.post(path, data={**sent, "blankett": token[1]}, headers=headers))
    for cookie in (each for answer in given for each in answer.headers.get_list("set-cookie")):
        assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(cookie.split("; ")), cookie
        assert "Domain" not in cookie
        seen.add(cookie.partition("=")[0])
    assert {"__Host-insats", "__Host-insats-besok", "vidare", "sprak", "farger"} == seen


def pages_that_change(served: Served) -> list[Answered]:
    return [each for each in every_route(served.settings) if each.is_page and each.method in UNSAFE]


async def test_every_unsafe_request_from_elsewhere_is_refused(
    served: Served, browser: Visitor, record_property: Callable[[str, object], None]
) -> None:
    """By a browser with Fetch Metadata and by one without; with the right token, without one, with another's."""
    token = {"blankett": await browser.token()}
    async with Visitor(served.url) as other:
        theirs = {"blankett": await other.token()}
    sent: list[tuple[dict[str, str], dict[str, str]]] = [
        ({"Sec-Fetch-Site": "cross-site", "Origin": ELSEWHERE}, token),
        ({"Sec-Fetch-Site": "same-site"}, token),
        ({"Sec-Fetch-Site": "cross-site", "Origin": served.url}, token),
        ({"Sec-Fetch-Site": ""}, token),
        ({"Origin": ELSEWHERE}, token),
        ({"Origin": "null"}, token),
        ({"Origin": ELSEWHERE, "Referer": served.url}, token),
        ({}, token),
        (OURS, {}),
        ({"Origin": served.url}, {}),
        (OURS, theirs),
        ({"Origin": served.url}, theirs),
        (OURS, {"blankett": token["blankett"][:-1]}),
    ]
    before, refused = await served.done_by_people(), 0
    for route in pages_that_change(served):
        for headers, form in sent:
            answer = await browser.request(route.method, route.address, data=form, headers=headers)
            assert (answer.status_code, "inte från Insats" in answer.text) == (403, True), (route, headers)
            refused += 1
    record_property("forms_from_elsewhere_refused", refused)
    assert await served.done_by_people() == before
    assert (await browser.get("/avtal")).status_code == 200  # and nobody is signed out


async def test_every_form_of_our_own_comes_through(served: Served, browser: Visitor) -> None:
    """With and without Fetch Metadata: refused for what is in it, if at all, never for where it is from."""
    for headers in (OURS, {"Origin": served.url}):
        for route in pages_that_change(served):
            if not route.path.startswith("/logga-ut"):
                form = {"blankett": await browser.token()}
                answer = await browser.request(route.method, route.address, data=form, headers=headers)
                assert "inte från Insats" not in answer.text, route


async def test_the_api_takes_no_cookie_for_an_answer_to_who_asks(served: Served, browser: Visitor) -> None:
    """So that no page elsewhere can use it in somebody's name."""
    for route in every_route(served.settings):
        if not route.is_page and route.path not in OPEN:
            assert (await browser.request(route.method, route.address, headers=OURS)).status_code == 401, (
                route
            )


def test_every_form_of_a_template_carries_its_token() -> None:
    templates = list((ROOT / "web" / "templates").glob("*.html"))
    forms = [
        form
        for file in templates
        for form in re.findall(r"<form [^>]*>(?:\{\{ token \}\})?", file.read_text())
    ]
    posting = [form for form in forms if 'method="post"' in form]
    assert len(posting) > 10
    assert [form for form in posting if not form.endswith("{{ token }}")] == []


OUR_SCRIPT = re.compile(r"""<script type="module" src="\{\{ static\('\w+\.js'\) \}\}"></script>""")


def test_no_template_needs_what_the_policy_of_content_forbids() -> None:
    """Scripts are files of ours, and nothing else is."""
    for file in (ROOT / "web" / "templates").glob("*.html"):
        assert not re.search(
            r"<script|<style|\sstyle=|\son[a-z]+=|javascript:|<iframe|<object|<base",
            OUR_SCRIPT.sub("", file.read_text()),
        )


PART = b'--x\r\nContent-Disposition: form-data; name="filer"; filename="a.xml"\r\n\r\n'
BODIES = [
    ("/api/v1/sessions", "application/json", "application/problem+json"),
    ("/import", "multipart/form-data; boundary=x", "text/html; charset=utf-8"),
]


@pytest.mark.parametrize(("path", "sent_as", "told_as"), BODIES)
@pytest.mark.parametrize("says_so", [True, False])
async def test_a_body_that_is_too_large_is_read_no_further(
    browser: Visitor, path: str, sent_as: str, told_as: str, says_so: bool
) -> None:
    """Whether it says how long it is, or turns out to be too long."""
    body = PART + bytes(LARGEST)

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 1_000_000):
            yield body[start : start + 1_000_000]

    headers = {"Content-Type": sent_as, **OURS}
    answer = await browser.request("POST", path, content=body if says_so else in_pieces(), headers=headers)
    assert (answer.status_code, answer.headers["content-type"], faults(answer)) == (413, told_as, [])
    assert answer.headers["connection"] == "close"


async def test_a_fault_of_ours_is_a_problem_that_tells_nothing(served: Served) -> None:
    """An application whose parts never started."""
    broken = httpx.ASGITransport(create_server(served.settings), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=broken, base_url=served.url) as client:
        answer = await client.get("/api/v1/contracts")
        ready = await client.get("/readyz")
    assert (answer.status_code, answer.json()["type"], faults(answer)) == (500, "/problems/fault", [])
    assert answer.headers["content-type"] == "application/problem+json"
    assert "parts" not in answer.text
    assert (ready.status_code, int(ready.headers["retry-after"]) > 0) == (503, True)


async def test_what_is_denied_is_in_the_security_log_by_the_routes_pattern(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    headers, contract = await served.sign_in("p-05"), await served.signed_contract()
    with caplog.at_level("INFO", logger="insats.security"):
        await served.http.post("/api/v1/rebuild", headers=headers)
        body = {"command": {"type": "invite_to_dialogue"}}
        await served.http.post(f"/api/v1/contracts/{contract}/commands", json=body, headers=headers)
        async with httpx.AsyncClient(base_url=served.url) as nobody:
            await nobody.get("/api/v1/contracts")
    told = [json.loads(record.message) for record in caplog.records if record.name == "insats.security"]
    assert [(each["event"], each["outcome"], each.get("person"), each["status"]) for each in told] == [
        ("access", "denied", "p-05", 403),
        ("access", "denied", "p-05", 403),
        ("access", "denied", None, 401),
    ]
    assert str(contract) not in caplog.text
