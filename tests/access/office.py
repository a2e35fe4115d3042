"""An installation of its own with somebody in every role, and contracts of which some carry a secrecy mark."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx

from api.identity import Identities
from tests.api.test_duplicates import by_hand
from tests.api.test_imports import read_in, register_of
from tests.served import AS_IT_IS, Served
from tests.town import TEXT
from web.visit import session_cookie

ROLES: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "coordinator": ("p-11", "klk", ("coordinator",)),
    "administrator": ("p-12", "klk", ("administrator",)),
    "reader": ("p-13", "klk", ("reader",)),
    "auditor": ("p-14", "klk", ("auditor",)),
    "service": ("p-15", "klk", ("service_account",)),
    "other_officer": ("p-16", "skola", ("procurement_officer",)),
    "officer": ("p-02", "klk", ("procurement_officer",)),
    "case": ("p-03", "jobbcenter", ("case_worker",)),
    "other_case": ("p-04", "skola", ("case_worker",)),
    "head": ("p-05", "klk", ("head_of_unit",)),
}
SHIPPED = ("officer", "case", "other_case", "head")  # who is in the shipped policy already
PERSON = """
[[people]]
id = "{id}"
name = "Person {id}"
address = "{id}@karlstad.example"
department = "{department}"
roles = [{roles}]
"""
MORE = "".join(
    PERSON.format(id=id_, department=department, roles=", ".join(f'"{role}"' for role in roles))
    for name, (id_, department, roles) in ROLES.items()
    if name not in SHIPPED
)
MORE += PERSON.format(id="p-17", department="jobbcenter", roles='"case_worker", "service_account"')
POLICY = TEXT.replace("# Which department answers for which of the six forms.", f"{MORE}\n#", 1)

TITLE, NUMBER = "Zqxtitel", "ZQX2-2026"
TEXT_OF_SECRET, TEXT_OF_OPEN = "Zqxord hemligt", "Zqxord öppet"
TOKEN = re.compile(r'name="blankett" value="([^"]+)"')


@dataclass
class Office:
    """`waits` and `marked` carry a mark, and have been passed on to Jobbcenter, as `open` has, which carries none."""

    served: Served
    waits: UUID
    marked: UUID
    open: UUID
    importing: UUID
    api: Mapping[str, httpx.AsyncClient]
    pages: Mapping[str, httpx.AsyncClient]

    @property
    def signs_of_secret(self) -> tuple[str, ...]:
        return str(self.waits), str(self.marked), TITLE, NUMBER

    def path(self, template: str, contract: UUID | None = None) -> str:
        told = {
            "contract_id": contract or self.open,
            "importing": self.importing,
            "need_id": self.open,
            "webhook_id": self.open,
            "number": 99,
            "version": 1,
            "token_id": self.open,
            "command": "invite_to_dialogue",
            "what": "stoppa",
            "file": UUID(int=1),
            "name": "kvitto-protokoll-1",
            "step": "triage" if contract == self.waits else "invite",
            "secret": "nobodys",
            "person": "p-99",
        }
        return template.format(**told)


async def furnished(served: Served) -> Office:
    row = register_of(f"ZQX-77;{TITLE};Städ ZQX-77 AB;;;2028-12-31;;;")
    (line,) = await read_in(served, row)
    waits = UUID(line["contracts"][0]["id"])
    await by_hand(served, "ZQX-77")  # looks like the same contract
    marked, plain = await served.contract_in_dialogue(NUMBER), await served.contract_in_dialogue("ÖPPET-1")
    for contract, step, text in (
        (waits, "triage", TEXT_OF_SECRET),
        (marked, "invite", TEXT_OF_SECRET),
        (plain, "invite", TEXT_OF_OPEN),
    ):
        await given(served, contract, "pass_on_step", step=step, to="jobbcenter", reason=text)
    for contract in (waits, marked):
        await given(served, contract, "mark_secret", reason=TEXT_OF_SECRET)
    importing = UUID((await served.http.get("/api/v1/imports")).json()[0]["id"])
    api = {name: await signed_in(served, person) for name, (person, _, _) in ROLES.items()}
    pages = {name: await visiting(served, person) for name, (person, _, _) in ROLES.items()}
    for name, of in (("supplier", plain), ("other_supplier", await served.contract_in_dialogue("ANNAT-1"))):
        person = await at_the_supplier(served, of, f"{name}@lev.example")
        api[name], pages[name] = await signed_in(served, person), await visiting(served, person)
    for contract in (waits, marked, plain):  # whoever only runs the installation says why they look
        await sent(pages["administrator"], "POST", f"/avtal/{contract}/skal", {"skal": "tillsyn"})
    return Office(served, waits, marked, plain, importing, api, pages)


async def at_the_supplier(served: Served, contract: UUID, address: str) -> str:
    """Invited; who they are to sessions."""
    await given(served, contract, "confirm_supplier_contact", name="Kontakt K.", address=address)
    query = "SELECT person FROM supplier_contact WHERE contract_id = $1 AND address = $2"
    return str(await served.handler.pool.fetchval(query, contract, address))


async def given(served: Served, contract: UUID, command: str, **told: Any) -> None:
    answer = await served.do(contract, command, **told)
    assert answer.status_code == 201, answer.text


async def signed_in(served: Served, person: str) -> httpx.AsyncClient:
    headers = AS_IT_IS | await served.sign_in(person)
    return httpx.AsyncClient(base_url=served.url, headers=headers, timeout=30)


async def visiting(served: Served, person: str) -> httpx.AsyncClient:
    """A browser, signed in, that sends forms from our own pages."""
    identities = Identities(served.handler.pool, served.handler.policies)
    secret = await identities.redeem(await identities.new_link(person), "page")
    client = httpx.AsyncClient(base_url=served.url, headers={"Sec-Fetch-Site": "same-origin"}, timeout=30)
    client.cookies.set(session_cookie(served.settings), secret or "")
    return client


async def sent(
    client: httpx.AsyncClient, method: str, path: str, command: Mapping[str, Any] | None = None
) -> httpx.Response:
    """A command, or an empty body or form, with the page's token where pages have one."""
    if method == "GET":
        return await client.get(path)
    if path.startswith("/api/"):
        return await client.request(method, path, json={"command": command} if command else {})
    token = TOKEN.search((await client.get("/logga-in")).text)
    form = {"command_id": str(uuid4()), **(command or {})} | ({"blankett": token[1]} if token else {})
    return await client.request(method, path, data=form)
