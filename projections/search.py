"""What a contract is searched and sorted by: its words, as PostgreSQL stems Swedish, and two names as Swedes sort."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from domain.facts import ContractFacts
from domain.policy import Policy
from projections.story import Story
from projections.together import Write
from projections.told import number_key

MOST_WORDS = 12  # of a question; nobody types more

# Words stand there stemmed and as they are written: what is typed may be the beginning of either. As written is word
# for word: PostgreSQL's own parser takes the 6e3 of a contract numbered 6e3c57 for a number with an exponent.
AS_WRITTEN = r"regexp_replace(${n}, '(\S{{1,255}})\S*', '''\1'':1', 'g')::tsvector"
WORDS = " || ".join(
    f"setweight(to_tsvector('swedish', ${n}::text) || {AS_WRITTEN.format(n=n)}, '{weight}')"
    for n, weight in enumerate("ABCD", 2)
)
UPSERT = f"""
INSERT INTO contract_search
VALUES ($1::uuid, {WORDS}, $6::text, $7::text)
ON CONFLICT (contract_id) DO UPDATE
    SET words = excluded.words, by_supplier = excluded.by_supplier, by_number = excluded.by_number
    WHERE (contract_search.words, contract_search.by_supplier, contract_search.by_number)
        IS DISTINCT FROM (excluded.words, excluded.by_supplier, excluded.by_number)
"""  # noqa: S608 - ours alone

SWEDISH = str.maketrans({"å": "{", "ä": "|", "ö": "}", "æ": "|", "ø": "}", "é": "e", "è": "e", "ü": "y"})


def search_row(facts: ContractFacts, contract: UUID) -> Write:
    return Write(UPSERT, _row(facts, contract))


def search_rows(story: Story, _: Policy) -> list[tuple[Any, ...]]:
    state, recorded = story[-1]
    return [_row(state.facts, recorded[-1].stream)] if state.facts else []


def _row(facts: ContractFacts, contract: UUID) -> tuple[Any, ...]:
    suppliers = [each.name for each in facts.suppliers]
    numbers = (facts.contract_number, number_key(facts.contract_number), facts.source.procedure_id)
    return (
        contract,
        spelled([facts.title]),
        spelled([*suppliers, *(each.number for each in facts.suppliers)]),
        spelled(each.name for each in facts.buyers),
        spelled([*numbers, facts.diarienummer, facts.procurement_title]),
        in_order(", ".join(suppliers)),
        in_order(facts.contract_number),
    )


def words_of(text: str) -> list[str]:
    """Letters and figures alone, in small letters: `KA-2026/17` is three words."""
    return re.findall(r"[^\W_]+", text.casefold())


def spelled(texts: Iterable[str]) -> str:
    return " ".join(word for text in texts for word in words_of(text))


def in_order(name: str) -> str:
    """Sorts bytewise as Swedes sort: å, ä, ö after z, and 31 before 117; what has no name comes last."""
    folded = name.casefold().translate(SWEDISH)
    return re.sub(r"\d+", lambda found: found[0].zfill(10), folded)[:400] or "~"
