"""Whoever fetches by an address is told what its person may see now, as on every page."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.access.conftest import an_office
from tests.access.office import NUMBER, Office, sent


@pytest.fixture(scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """Of its own: elsewhere the marked contract's steps are passed on and done."""
    async with an_office(tmp_path_factory.mktemp("calendar")) as there:
        yield there


async def told(office: Office, role: str) -> str:
    page = (await sent(office.pages[role], "POST", "/kalender/prenumeration")).text
    url = page.partition("readonly>")[2].partition("<")[0]
    async with httpx.AsyncClient() as program:
        answer = await program.get(url)
    assert answer.status_code == 200
    return answer.text.replace("\r\n ", "")


@pytest.mark.parametrize("role", ["coordinator", "officer", "case"])
async def test_who_has_part_in_a_marked_contract_is_told_of_it(office: Office, role: str) -> None:
    assert NUMBER in await told(office, role)


@pytest.mark.parametrize("role", ["reader", "service", "other_case", "other_officer"])
async def test_who_does_not_see_a_marked_contract_is_not_told_of_it(office: Office, role: str) -> None:
    """The reader's department is the one whose step it is; the mark hides it all the same."""
    text = await told(office, role)
    assert NUMBER not in text
    assert str(office.marked) not in text


async def test_whoever_sees_no_contracts_gets_no_address(office: Office) -> None:
    assert (await sent(office.pages["auditor"], "POST", "/kalender/prenumeration")).status_code == 403
