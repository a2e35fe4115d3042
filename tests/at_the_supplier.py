"""Somebody at a supplier: invited, at their pages, with what they attach."""

import zlib
from typing import Any
from uuid import UUID, uuid4

from api.identity import Identities
from domain.vocabulary import Form
from tests.engine.test_whole_contract import answers
from tests.served import Served
from tests.visitor import Visitor
from web.visit import session_cookie

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0>>endobj\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x02\x08\0\0\0\0\x57\xdd\x52\xf8"
    b"\0\0\0\x0eIDAT" + zlib.compress(b"\0\0\0\0\0\0") + b"\0\0\0\0\0\0\0\0IEND\xae\x42\x60\x82"
)


def an_address() -> str:
    """Nobody else's. Of letters: ten digits may be somebody's personal number."""
    return "".join(chr(ord("a") + byte % 26) for byte in uuid4().bytes) + "@lev.example"


async def done(served: Served, contract: UUID, command: str, **told: Any) -> None:
    answer = await served.do(contract, command, **told)
    assert answer.status_code == 201, answer.text


async def invited(served: Served, contract: UUID, address: str, name: str = "Kontakt K.") -> None:
    await done(served, contract, "confirm_supplier_contact", name=name, address=address)


async def at_their_pages(served: Served, contract: UUID, address: str) -> Visitor:
    """Signed in without the mail, which has tests of its own."""
    query = "SELECT person FROM supplier_contact WHERE contract_id = $1 AND address = $2"
    person = await served.handler.pool.fetchval(query, contract, address)
    identities = Identities(served.handler.pool, served.handler.policies)
    visitor = Visitor(served.url)
    secret = await identities.redeem(await identities.new_link(person), "page")
    visitor.cookies.set(session_cookie(served.settings), secret or "")
    return visitor


async def record_held(served: Served, contract: UUID, note: str = "De tar emot i höst.") -> None:
    """Written down by the municipality, and confirmed by it."""
    day = (await served.today()).isoformat()
    record = {"held_on": day, "participants": ["klk", "supplier"], "answers": answers(Form.INTERNSHIP)}
    await done(served, contract, "record_dialogue", **record, note=note)
    await done(served, contract, "confirm_record", party="municipality")


async def delivering(served: Served, number: str = "") -> UUID:
    """Three places of internship are promised, and a report is due."""
    contract, day = await served.contract_in_dialogue(number), (await served.today()).isoformat()
    await record_held(served, contract)
    await done(served, contract, "confirm_record", party="supplier")
    await done(served, contract, "agree_commitment", form="internship", places=3, starts_on=day, ends_on=day)
    await done(served, contract, "conclude_commitments")
    await done(served, contract, "plan_follow_up", reports_on=[day])
    return contract


def filled(**told: str) -> dict[str, str]:
    return {"command_id": str(uuid4()), **told}


def six_answers(**more: str) -> dict[str, str]:
    """As the form sends them: two places of internship, nothing else right now."""
    told = {f"{form}.answer": "not_possible" for form in Form}
    told |= {f"{form}.reason": "Vi har inga uppdrag just nu." for form in Form}
    told |= {"internship.answer": "possible", "internship.number": "2"}
    return filled(**told, **more)
