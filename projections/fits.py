"""Promised places that a need on the menu could have: of its form, still to be filled, not matched with any yet."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

NEEDS, OF_A_NEED = 50, 5  # that are looked for; that are shown

# `doors`: the open steps by whose departments and people one may match.
FITS = """
SELECT need.id AS need, fit.* FROM need, LATERAL (
    SELECT promise.contract_id, commitment, promise.places - came_about AS left, promise.ends_on,
           coalesce(nullif(suppliers, ''), title) AS name, number,
           (SELECT coalesce(json_agg(json_build_object('step', step, 'departments', open_step.departments,
                                                       'people', people)), '[]')
            FROM open_step WHERE open_step.contract_id = promise.contract_id AND step IN ('agree', 'place')) AS doors
    FROM promise JOIN contract ON contract.id = promise.contract_id
    WHERE form = need.form AND promise.ends_on >= need.starts_on AND promise.places > came_about
      AND phase IN ('commitment', 'delivery')
      AND NOT EXISTS (SELECT FROM need_match WHERE need_match.contract_id = promise.contract_id
                      AND need_match.commitment = promise.commitment)
    ORDER BY promise.ends_on, promise.contract_id, commitment LIMIT $2
) AS fit
WHERE need.id = ANY($1)
"""


async def fits(pool: "asyncpg.Pool[Any]", needs: Sequence[UUID]) -> list[Row]:
    return await pool.fetch(FITS, needs[:NEEDS], OF_A_NEED)
