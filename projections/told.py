"""What is told of each contract, where lists and comparisons look for it: organisations, dates, value, codes."""

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.contract import Contract
from domain.facts import ContractFacts
from domain.policy import Policy
from projections.story import Story
from projections.together import Write

if TYPE_CHECKING:
    from event_store.streams import Connection

UPSERT = """
INSERT INTO contract_told (contract_id, number_key, suppliers, supplier_numbers, buyer_unit, diarienummer, starts_on,
                           amount, currency, cpv, objectives, source, void, procurement, terms)
VALUES ($1::uuid, $2::text, $3::text[], $4::text[], $5::text, $6::text, $7::date, $8::numeric, $9::text, $10::text[],
        $11::text[], $12::text, $13::boolean, $14::text, $15::boolean)
ON CONFLICT (contract_id) DO UPDATE SET
    number_key = excluded.number_key, suppliers = excluded.suppliers, supplier_numbers =
    excluded.supplier_numbers, buyer_unit = excluded.buyer_unit, diarienummer = excluded.diarienummer,
    starts_on = excluded.starts_on, amount = excluded.amount, currency = excluded.currency, cpv =
    excluded.cpv, objectives = excluded.objectives, source = excluded.source, void = excluded.void,
    procurement = excluded.procurement, terms = excluded.terms
WHERE (contract_told.number_key, contract_told.suppliers, contract_told.supplier_numbers, contract_told.buyer_unit,
       contract_told.diarienummer, contract_told.starts_on, contract_told.amount, contract_told.currency,
       contract_told.cpv, contract_told.objectives, contract_told.source, contract_told.void,
       contract_told.procurement, contract_told.terms)
      IS DISTINCT FROM (excluded.number_key, excluded.suppliers, excluded.supplier_numbers,
          excluded.buyer_unit, excluded.diarienummer, excluded.starts_on, excluded.amount, excluded.currency,
          excluded.cpv, excluded.objectives, excluded.source, excluded.void, excluded.procurement,
          excluded.terms)
"""


def told_row(state: Contract, facts: ContractFacts, contract: UUID) -> Write:
    return Write(UPSERT, _row(state, facts, contract))


def told_rows(story: Story, _: Policy) -> list[tuple[Any, ...]]:
    state, recorded = story[-1]
    return [_row(state, state.facts, recorded[-1].stream)] if state.facts else []


def _row(state: Contract, facts: ContractFacts, contract: UUID) -> tuple[Any, ...]:
    return (
        contract,
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
