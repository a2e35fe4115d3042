"""Signing in, staying signed in, and what a page refuses from elsewhere."""

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import httpx
import pytest

from server import create_server
from tests.served import Served
from tests.visitor import OURS, Visitor
from web.visit import session_cookie

NO_CONTRACT = UUID(int=7)


@pytest.fixture
async def visitor(served: Served) -> AsyncIterator[Visitor]:
    """A browser that nobody has signed in with."""
    async with Visitor(served.url) as client:
        yield client


@pytest.fixture
async def coordinator(served: Served, visitor: Visitor) -> Visitor:
    await sign_in(visitor, await served.sign_in_link())
    return visitor


async def sign_in(visitor: Visitor, link: str) -> httpx.Response:
    return await visitor.post("/logga-in", data={"lank": link.partition("lank=")[2]})


@pytest.mark.parametrize(
    "address",
    ["/vecka", "/insikt", "/avtal", "/behov", f"/avtal/{NO_CONTRACT}", f"/avtal/{NO_CONTRACT}/dialog"],
)
async def test_nobody_sees_a_page_unsigned(visitor: Visitor, address: str) -> None:
    answer = await visitor.get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, "/logga-in")


async def test_who_opened_a_mailed_link_comes_to_its_contract_after_signing_in(
    served: Served, visitor: Visitor
) -> None:
    contract = await served.contract_in_dialogue()
    await visitor.get(f"/avtal/{contract}")
    answer = await sign_in(visitor, await served.sign_in_link())
    assert answer.headers["location"] == f"/avtal/{contract}"
    later = await sign_in(visitor, await served.sign_in_link())
    assert later.headers["location"] == "/vecka"


async def test_opening_the_link_consumes_nothing_and_the_button_consumes_it(
    served: Served, visitor: Visitor
) -> None:
    link = await served.sign_in_link()
    for _ in range(2):
        assert (await visitor.get(link)).status_code == 200
    signed_in = await sign_in(visitor, link)
    assert signed_in.headers["location"] == "/vecka"
    assert "HttpOnly" in signed_in.headers["set-cookie"]
    assert "SameSite=lax" in signed_in.headers["set-cookie"]
    assert (await sign_in(visitor, link)).status_code == 422


async def test_signing_out_ends_the_session(coordinator: Visitor) -> None:
    secret = coordinator.cookies["insats"]
    assert (await coordinator.get("/avtal")).status_code == 200
    await coordinator.post("/logga-ut")
    coordinator.cookies.set("insats", secret)
    assert (await coordinator.get("/avtal")).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
    ],
)
async def test_a_form_from_elsewhere_is_refused(coordinator: Visitor, headers: dict[str, str]) -> None:
    token = {"blankett": await coordinator.token()}
    answer = await coordinator.bare("/logga-ut", data=token, headers=headers)
    assert answer.status_code == 403
    assert "inte från Insats" in answer.text


async def test_an_older_browser_says_where_a_form_is_from_by_its_origin(
    served: Served, coordinator: Visitor
) -> None:
    token = {"blankett": await coordinator.token()}
    answer = await coordinator.bare("/logga-ut", data=token, headers={"Origin": served.url})
    assert answer.status_code == 303


@pytest.mark.parametrize("token", ["", "made-up", "ö"])
async def test_a_form_without_its_pages_token_is_refused(coordinator: Visitor, token: str) -> None:
    await coordinator.token()
    answer = await coordinator.bare("/logga-ut", data={"blankett": token}, headers=OURS)
    assert answer.status_code == 403


async def test_another_browsers_token_counts_for_nothing(served: Served, coordinator: Visitor) -> None:
    async with Visitor(served.url) as other:
        theirs = await other.token()
    answer = await coordinator.bare("/logga-ut", data={"blankett": theirs}, headers=OURS)
    assert answer.status_code == 403


@pytest.mark.parametrize("address", ["/avtal", "/logga-in", "/nowhere"])
async def test_every_page_forbids_what_it_does_not_need(coordinator: Visitor, address: str) -> None:
    headers = (await coordinator.get(address)).headers
    assert headers["content-security-policy"].startswith(
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
    )
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


async def test_a_fault_of_ours_is_a_page_that_says_so(served: Served) -> None:
    """An application whose parts never started."""
    broken = httpx.ASGITransport(create_server(served.settings), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=broken, base_url=served.url) as visitor:
        answer = await visitor.get("/avtal")
    assert (answer.status_code, "Något gick fel hos oss" in answer.text) == (500, True)
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_who_may_only_read_gets_no_forms_and_can_send_none(served: Served, visitor: Visitor) -> None:
    contract = await served.contract_in_dialogue()
    await sign_in(visitor, await served.sign_in_link("p-05"))
    assert f'method="post" action="/avtal/{contract}' not in (await visitor.get(f"/avtal/{contract}")).text
    answer = await visitor.post(f"/avtal/{contract}/invite_to_dialogue")
    assert answer.status_code == 403


async def test_switching_the_language_comes_back_to_the_same_page_and_nowhere_else(
    coordinator: Visitor,
) -> None:
    for wanted, back in (("/avtal?text=x", "/avtal?text=x"), ("//evil.example", "/"), ("/\\evil", "/")):
        answer = await coordinator.post("/visning", data={"sprak": "en", "tillbaka": wanted})
        assert answer.headers["location"] == back
    assert '<html lang="en"' in (await coordinator.get("/avtal")).text


def test_behind_https_the_cookie_is_bound_to_the_host(served: Served) -> None:
    assert session_cookie(served.settings) == "insats"
    assert session_cookie(replace(served.settings, public_url="https://insats.example")) == "__Host-insats"
