"""Whoever erases finds what is to go by the words in it, and cannot spell out what they may not read."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from erasure.entries import sought
from sign_in.rates import Rate
from tests.api.test_looks import looks
from tests.served import Served

NAME, ADDRESS = "Åsa Gråsiskafågel-Ek", "asa.ek@leverantor.example"


async def with_a_contact(served: Served) -> UUID:
    contract = await served.signed_contract()
    await served.do(contract, "confirm_supplier_contact", name=NAME, address=ADDRESS)
    return contract


async def answer(served: Served, contract: UUID, containing: str | None, **more: Any) -> httpx.Response:
    body = {} if containing is None else {"containing": containing}
    return await served.http.post(f"/api/v1/contracts/{contract}/texts", json=body, **more)


async def found(served: Served, contract: UUID, containing: str | None) -> list[str]:
    told = await answer(served, contract, containing)
    assert told.status_code == 200, told.text
    return sorted(each["field"] for each in told.json())


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        (None, ["address", "name"]),
        ("gråsiskafågel", ["name"]),
        ("ÅSA  Gråsiskafågel", ["name"]),
        ("A\u030asa Gra\u030asiskafa\u030agel", ["name"]),  # as some keyboards write it
        ("Gråsiskafågel Ek", ["name"]),
        (ADDRESS.upper(), ["address"]),
        ("Gråsiskafåg", []),
        ("råsiskafågel", []),
        ("Åsa B", []),
        ("Gråsiskafågel-E", []),
        ("leverantor.examp", []),
    ],
)
async def test_a_text_is_found_by_whole_words_and_never_by_a_part_of_one(
    served: Served, words: str | None, fields: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.erasures.SEARCHES_IN_TEXTS", Rate("searches of this test", 60))
    assert await found(served, await with_a_contact(served), words) == fields


@pytest.mark.parametrize("few", ["Åsa", "Ek", "a b c", "  ", "-.-!-", "å" * 3 + "." * 9])
async def test_fewer_than_four_letters_are_not_sought(served: Served, few: str) -> None:
    refused = await answer(served, await with_a_contact(served), few)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/too_few_letters")
    assert "minst 4 bokstäver" in refused.json()["detail"]


async def test_a_search_is_a_look_at_the_texts_and_a_list_of_places_one_at_the_contract(
    served: Served,
) -> None:
    contract = await with_a_contact(served)
    await found(served, contract, None)
    await found(served, contract, "Gråsiskafågel")
    assert [(each["person"], each["what"], each["way"]) for each in await looks(served, contract)] == [
        ("p-01", "texts", "api"),
        ("p-01", "contract", "api"),
    ]


async def test_whoever_only_runs_the_installation_says_why_first(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No policy of the tests has somebody who only administers: here everybody must say why."""
    monkeypatch.setattr("api.looks.must_say_why", lambda _: True)
    contract = await with_a_contact(served)
    refused = await answer(served, contract, None)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/reason_needed")
    told = await answer(served, contract, None, headers={"Insats-Reason": "Beg%C3%A4ran om radering"})
    assert told.status_code == 200
    assert [each["reason"] for each in await looks(served, contract)] == ["Begäran om radering"]


async def test_words_are_sought_a_few_times_in_a_quarter_of_an_hour_and_no_more(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.erasures.SEARCHES_IN_TEXTS", Rate("searches that are few", 2))
    contract = await with_a_contact(served)
    for guess in ("gissning", "Gråsiskafågel"):
        await found(served, contract, guess)
    limited = await answer(served, contract, "Gråsiskafågel Ek")
    assert (limited.status_code, limited.json()["type"]) == (429, "/problems/too_many_searches")
    assert 0 < int(limited.headers["Retry-After"]) <= 900
    assert await found(served, contract, None) == ["address", "name"]


def test_words_are_the_same_however_they_are_set() -> None:
    assert sought(" Ek,\nÅSA\t(Blåmes_Ek) ") == "ek åsa blåmes ek"
