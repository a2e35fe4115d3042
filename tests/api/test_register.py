"""The register: one supplier, and one procurement, whatever file told of them and however it is written there."""

from uuid import uuid4

from tests.served import Served, eventually

HEADING = "Avtalsnummer;Avtal;Leverantör;Organisationsnummer;Upphandling"
NUMBER = "559999-0115"


async def read_in(served: Served, *rows: str) -> None:
    importing = uuid4()
    content = "\n".join((HEADING, *rows)).encode()
    path = f"/api/v1/imports/{importing}"
    await served.http.put(f"{path}/files/1", params={"name": "register.csv"}, content=content)
    await served.http.post(f"{path}/start")

    async def ended() -> bool:
        return bool((await served.http.get(path)).json()["state"] == "ended")

    assert await eventually(ended)


async def test_a_supplier_is_one_by_its_number_and_its_contracts_are_found_by_it(served: Served) -> None:
    await read_in(served, f"R-1;Golv;Provgolv AB;{NUMBER};Golvvård 2026")
    await read_in(
        served,
        f"R-2;Mattor;PROVGOLV AKTIEBOLAG;{NUMBER.replace('-', '')};golvvård 2026",
        "R-3;Lim;Annan AB;;",
    )
    (found,) = (await served.http.get("/api/v1/register/suppliers", params={"text": NUMBER})).json()
    assert (found["number"], found["contracts"], found["waiting"]) == (NUMBER, 2, 2)
    assert (sorted(found["names"]), found["sources"]) == (["PROVGOLV AKTIEBOLAG", "Provgolv AB"], ["sheet"])
    listed = (await served.http.get("/api/v1/contracts", params={"text": NUMBER})).json()["items"]
    assert {each["number"] for each in listed} == {"R-1", "R-2"}


async def test_a_procurement_is_one_by_its_id_or_its_name(served: Served) -> None:
    await read_in(served, f"R-4;Tak;Provtak AB;{NUMBER};Takarbeten 2026", "R-5;Plåt;Plåt AB;;TAKARBETEN 2026")
    (found,) = (await served.http.get("/api/v1/register/procurements", params={"text": "takarbeten"})).json()
    assert (found["name"].lower(), found["contracts"]) == ("takarbeten 2026", 2)
    assert (await served.http.get("/api/v1/register/procurements", params={"text": "100%"})).json() == []
