"""The list of contracts over HTTP: searched in Swedish, narrowed, sorted, paged while it changes, its rows cut down."""

import json
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from projections.finding import SORTS, Filters
from projections.search import in_order
from tests.served import Served

PATH = "/api/v1/contracts"


async def register(served: Served, **facts: Any) -> UUID:
    contract = uuid4()
    told = {"title": "Byggtjänster", "buyers": [{"name": "Exempelköpings kommun"}], **facts}
    answer = await served.do(contract, "register_contract", facts=told)
    assert answer.status_code == 201, answer.text
    return contract


async def found(served: Served, **asked: Any) -> list[dict[str, Any]]:
    answer = await served.http.get(PATH, params={"limit": 1000, **asked})
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json()["items"]
    return rows


async def numbers(served: Served, **asked: Any) -> list[str]:
    return [row["number"] for row in await found(served, **asked)]


@pytest.fixture(scope="module")
async def known(served: Served) -> None:
    for number, title, supplier, organisation in (
        ("SÖK-2026/31", "Lokalvård i förskolor", "Tallmo Städ AB", "559998-0108"),
        ("SÖK-2026/117", "Skötsel av grönytor", "Lövsjö Park AB", ""),
        ("SÖK-2026/9", "Städning av tallar", "Ängens Golv AB", ""),
    ):
        facts = {"suppliers": [{"name": supplier, "number": organisation}]}
        await register(served, title=title, contract_number=number, **facts)


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("lokalvården", {"31"}),  # another form of the word
        ("LOKALV", {"31"}),  # how it begins
        ("grönyta", {"117"}),
        ("tallmo städ", {"31"}),  # all the words, wherever they stand
        ("städ tallmo", {"31"}),
        ("tallmo grönytor", set()),
        ("sök-2026/117", {"117"}),
        ("SÖK2026117", {"117"}),  # without its signs
        ("559998-0108", {"31"}),
        ("exempelköping sök", {"31", "117", "9"}),
        ("%", set()),
        ("' | 'x", set()),
        ("sök & !tallmo", {"31"}),  # signs are no operators
    ],
)
async def test_words_are_searched_for_in_swedish(served: Served, text: str, hits: set[str]) -> None:
    rows = await numbers(served, text=text)
    assert {number.removeprefix("SÖK-2026/") for number in rows if number.startswith("SÖK")} == hits


async def test_a_number_is_found_as_it_is_written_also_when_it_looks_like_an_exponent(served: Served) -> None:
    mark = f"{uuid4().int % 10**6}e3c57"
    contract = await served.registered_contract(f"DÅ-{mark}")
    for text in (f"DÅ-{mark}", mark, mark[:-1], f"då{mark}"):
        found = (await served.http.get("/api/v1/contracts", params={"text": text})).json()["items"]
        assert str(contract) in [each["id"] for each in found], text


@pytest.mark.usefixtures("known")
async def test_a_supplier_is_looked_for_among_suppliers_alone(served: Served) -> None:
    assert await numbers(served, supplier="tall", text="sök") == ["SÖK-2026/31"]
    assert len(await numbers(served, text="tall sök")) == 2
    assert await numbers(served, supplier="5599980108") == []
    assert await numbers(served, supplier="559998-0108") == ["SÖK-2026/31"]
    assert await numbers(served, buyer="tallmo") == []


async def test_what_people_write_is_never_found(served: Served) -> None:
    contract = await served.signed_contract()
    await served.do(
        contract, "pass_on_step", step="invite", to="jobbcenter", reason="Hemlighetsord i fritext"
    )
    assert await numbers(served, text="hemlighetsord") == []


async def test_a_replaced_supplier_is_found_by_its_new_name_alone(served: Served) -> None:
    today = (await served.today()).isoformat()
    before = [{"name": "Gammelbolaget AB"}]
    contract = await register(served, contract_number="BYT-1", suppliers=before, signed_on=today)
    told = {"suppliers": [{"name": "Nybolaget AB"}], "replaced_on": today, "reason": "Konkurs."}
    assert (await served.do(contract, "replace_supplier", **told)).status_code == 201
    assert await numbers(served, text="gammelbolaget") == []
    assert await numbers(served, text="nybolaget") == ["BYT-1"]


@pytest.mark.usefixtures("known")
async def test_names_and_numbers_sort_as_swedes_sort_them(served: Served) -> None:
    by_number = await numbers(served, text="sök", sort="number")
    assert by_number == ["SÖK-2026/9", "SÖK-2026/31", "SÖK-2026/117"]
    assert await numbers(served, text="sök", sort="-number") == by_number[::-1]
    by_supplier = [row["suppliers"] for row in await found(served, text="sök", sort="supplier")]
    assert by_supplier == ["Lövsjö Park AB", "Tallmo Städ AB", "Ängens Golv AB"]


def test_the_swedish_letters_come_after_z_in_their_order() -> None:
    names = ["zebra", "ål", "ärla", "öring", "abborre", "Éclair", "gädda", "gös"]
    assert sorted(names, key=in_order) == [
        "abborre",
        "Éclair",
        "gädda",
        "gös",
        "zebra",
        "ål",
        "ärla",
        "öring",
    ]


async def test_each_filter_narrows_to_what_it_says(served: Served) -> None:
    today = await served.today()
    late = await register(
        served, contract_number="SIL-1", signed_on=(today - timedelta(days=300)).isoformat()
    )
    early = today - timedelta(days=200)
    await served.do(late, "triage_clause", clause="dialogue_clause", count_from=early.isoformat())
    await served.do(late, "pass_on_step", step="hold", to="jobbcenter", reason="De håller den.")
    ends = (today + timedelta(days=900)).isoformat()
    await register(served, contract_number="SIL-2", ends_on=ends, signed_on=today.isoformat())
    late_alone: tuple[dict[str, Any], ...] = (
        {"overdue": True},
        {"step": "hold"},
        {"department": "jobbcenter"},
        {"clause": "dialogue_clause"},
        {"phase": "dialogue"},
        {"due_to": today.isoformat()},
        {"signed_to": early.isoformat()},
    )
    for asked in late_alone:
        assert await numbers(served, text="sil", **asked) == ["SIL-1"], asked
    for asked in ({"phase": "triage"}, {"ends_from": ends}, {"signed_from": today.isoformat()}):
        assert await numbers(served, text="sil", **asked) == ["SIL-2"], asked
    headers = await served.sign_in("p-03")
    mine = await served.http.get(PATH, params={"mine": True, "text": "sil"}, headers=headers)
    assert [row["number"] for row in mine.json()["items"]] == ["SIL-1"]


async def test_what_has_not_changed_since_is_left_out(served: Served) -> None:
    """Of contracts without a clause, which time does nothing with."""
    for number in ("NYSS-1", "NYSS-2"):
        contract = await register(served, contract_number=number)
        told = await served.do(contract, "triage_clause", clause="no_clause", reason="Under beloppet.")
        assert told.status_code == 201, told.text
    first, second = [row["changed_at"] for row in await found(served, text="nyss", sort="number")]
    just_after = (datetime.fromisoformat(second) + timedelta(microseconds=1)).isoformat()
    for since, hits in ((first, ["NYSS-1", "NYSS-2"]), (second, ["NYSS-2"]), (just_after, [])):
        assert await numbers(served, text="nyss", sort="number", changed_since=since) == hits, since


async def test_a_page_goes_on_where_the_one_before_ended_whatever_has_come_or_gone_since(
    served: Served,
) -> None:
    names = [f"SID-{n}" for n in range(0, 12, 2)]
    for name in names:
        await register(served, contract_number=name)
    first = await served.http.get(PATH, params={"text": "sid", "sort": "number", "limit": 3})
    assert [row["number"] for row in first.json()["items"]] == names[:3]
    await register(served, contract_number="SID-1")  # before the place: not seen any more
    await register(served, contract_number="SID-7")  # after it: seen
    link = first.headers["link"]
    assert link.endswith('>; rel="next"')
    rest = await served.http.get(link.partition(">")[0].removeprefix("<"))
    assert [row["number"] for row in rest.json()["items"]] == ["SID-6", "SID-7", "SID-8"]
    last = await served.http.get(rest.headers["link"].partition(">")[0].removeprefix("<"))
    assert ([row["number"] for row in last.json()["items"]], last.json()["next"]) == (["SID-10"], None)
    assert "link" not in last.headers


async def paged(served: Served, sort: str) -> list[str]:
    seen: list[str] = []
    after = ""
    while True:
        told: dict[str, str | int] = {"sort": sort, "limit": 7, "after": after, "fields": "id"}
        page = (await served.http.get(PATH, params=told)).json()
        seen += [row["id"] for row in page["items"]]
        if not (after := page["next"] or ""):
            return seen


@pytest.mark.parametrize("sort", [f"{way}{name}" for name in SORTS for way in ("", "-")])
async def test_every_order_pages_without_a_gap_or_a_repeat(served: Served, sort: str) -> None:
    before, seen, afterwards = ["nothing read yet"], list[str](), list[str]()
    while before != afterwards:  # time may move a contract meanwhile
        before = [row["id"] for row in await found(served, sort=sort)]
        seen = await paged(served, sort)
        afterwards = [row["id"] for row in await found(served, sort=sort)]
    assert seen == before
    assert len(set(seen)) == len(seen)


async def test_a_place_in_another_list_is_none_in_this(served: Served) -> None:
    await register(served)
    await register(served)
    after = (await served.http.get(PATH, params={"limit": 1})).json()["next"]
    for asked in (
        {"after": after, "sort": "number"},
        {"after": "bm9uc2Vuc2U"},
        {"after": "W10"},
        {"after": "å"},
    ):
        answer = await served.http.get(PATH, params=asked)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad_cursor"), asked


async def test_only_the_fields_that_are_asked_for_are_told(served: Served) -> None:
    await register(served)
    rows = await found(served, fields="number, phase")
    assert all(row.keys() == {"id", "number", "phase"} for row in rows)
    answer = await served.http.get(PATH, params={"fields": "candidate"})
    assert answer.status_code == 422
    assert "in_trouble" in answer.json()["detail"]


@pytest.mark.parametrize(
    "asked",
    [
        {"deparment": "klk"},  # misspelt: it would show too much
        {"phase": "dialog"},
        {"step": "dance"},
        {"clause": "x"},
        {"sort": "price"},
        {"due_from": "yesterday"},
        {"limit": 0},
        {"limit": 1001},
        {"changed_since": "2026-01-01T00:00:00"},
    ],
)
async def test_what_the_list_does_not_know_is_refused_and_never_ignored(
    served: Served, asked: dict[str, Any]
) -> None:
    assert (await served.http.get(PATH, params=asked)).status_code == 422


def test_a_day_is_told_to_the_database_as_a_day() -> None:
    asked = json.loads(Filters(due_from=date(2026, 1, 2), text="Å-b", mine=True).asked)
    assert asked == {"due_from": "2026-01-02", "text": ["å", "b"], "mine": "True"}
