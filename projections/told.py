"""What is told of each contract, where lists and comparisons look for it: organisations, dates, value, codes."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from domain.contract import Contract
from domain.facts import ContractFacts
from event_store.codec import Recorded

if TYPE_CHECKING:
    from event_store.streams import Connection

UPSERT = """
INSERT INTO contract_told (contract_id, number_key, suppliers, supplier_numbers, buyer_unit, diarienummer, starts_on,
                           amount, currency, cpv, objectives, source, void, procurement, terms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (contract_id) DO UPDATE SET
    number_key = $2, suppliers = $3, supplier_numbers = $4, buyer_unit = $5, diarienummer = $6, starts_on = $7,
    amount = $8, currency = $9, cpv = $10, objectives = $11, source = $12, void = $13,
    procurement = $14, terms = $15
WHERE (contract_told.number_key, contract_told.suppliers, contract_told.supplier_numbers, contract_told.buyer_unit,
       contract_told.diarienummer, contract_told.starts_on, contract_told.amount, contract_told.currency,
       contract_told.cpv, contract_told.objectives, contract_told.source, contract_told.void,
       contract_told.procurement, contract_told.terms)
      IS DISTINCT FROM ($2, $3::text[], $4::text[], $5, $6, $7, $8, $9, $10::text[], $11::text[], $12, $13, $14, $15)
"""


async def project_told(connection: "Connection", state: Contract, recorded: Sequence[Recorded]) -> None:
    if (facts := state.facts) is None:
        return
    await connection.execute(
        UPSERT,
        recorded[-1].stream,
        number_key(facts.contract_number),
        [each.name for each in facts.suppliers],
        supplier_numbers(facts),
        facts.buyer_unit,
        facts.diarienummer,
        facts.starts_on,
        facts.value.amount if facts.value else None,
        facts.value.currency if facts.value else "",
        list(facts.cpv),
        list(facts.social_objectives),
        facts.source.kind,
        state.void,
        facts.procurement_title,
        any(lot.performance_terms or lot.reserved_execution == "yes" for lot in facts.lots),
    )


def number_key(number: str) -> str:
    """The same for `KA 2024/17` and `ka-2024-17`."""
    return re.sub(r"[\W_]", "", number.casefold())


def supplier_numbers(facts: ContractFacts) -> list[str]:
    """In the order of their names; empty where there is none."""
    return [each.number for each in facts.suppliers]


async def known_supplier(connection: "Connection", number: str) -> str:
    """The name of an organisation as a contract told it last; empty when none has."""
    name: str | None = await connection.fetchval(
        "SELECT told.suppliers[array_position(supplier_numbers, $1)]"
        " FROM contract_told AS told JOIN contract ON id = contract_id"
        " WHERE supplier_numbers @> ARRAY[$1] ORDER BY changed_at DESC LIMIT 1",
        number,
    )
    return name or ""
