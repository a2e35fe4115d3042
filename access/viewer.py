"""Who looks, told to PostgreSQL on every connection that is read with: its rows answer to that (migration 0180)."""

import json
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from access.asker import Asker

if TYPE_CHECKING:
    import asyncpg

NOBODY = "{}"  # sees nothing
EVERYTHING = json.dumps({"reach": "all", "texts": "all"})  # whoever runs the installation, on its machine
OUTSIDE = json.dumps({"reach": "open", "texts": "none"})  # a webhook's: nothing that carries a secrecy mark

_viewer: ContextVar[str] = ContextVar("viewer", default=NOBODY)


def looks(asker: Asker | None) -> None:
    """From now on, in this request."""
    _viewer.set(told(asker) if asker else NOBODY)


def told(asker: Asker) -> str:
    return json.dumps(
        {
            "reach": asker.reach.name.lower(),
            "texts": asker.texts.name.lower(),
            "departments": sorted(asker.departments),
            "people": sorted(asker.people),
            "contracts": sorted(map(str, asker.contracts)),
        }
    )


async def narrow(connection: "asyncpg.pool.PoolConnectionProxy[Any]") -> None:
    """Each time a connection leaves the pool; it comes back with every setting gone."""
    await connection.execute("SELECT set_config('insats.viewer', $1, false)", _viewer.get())


async def from_outside(connection: "asyncpg.pool.PoolConnectionProxy[Any]") -> None:
    """As `narrow`, for what leaves by webhook."""
    await connection.execute("SELECT set_config('insats.viewer', $1, false)", OUTSIDE)
