"""Views of the list of contracts that people have kept, each their own: a name, and how the list is asked for."""

from typing import TYPE_CHECKING, Any

from projections.reading import Row

if TYPE_CHECKING:
    import asyncpg

MOST = 30  # of one person

SAVE = """
INSERT INTO saved_view SELECT $1, $2, $3
WHERE (SELECT count(*) FROM saved_view WHERE person = $1 AND name <> $2) < $4
ON CONFLICT (person, name) DO UPDATE SET query = $3
"""


async def saved_views(pool: "asyncpg.Pool[Any]", person: str) -> list[Row]:
    return await pool.fetch("SELECT name, query FROM saved_view WHERE person = $1 ORDER BY name", person)


async def save_view(pool: "asyncpg.Pool[Any]", person: str, name: str, query: str) -> bool:
    """Under a name that is there already, it is changed. False where somebody has too many."""
    return bool(await pool.execute(SAVE, person, name, query, MOST) == "INSERT 0 1")


async def forget_view(pool: "asyncpg.Pool[Any]", person: str, name: str) -> None:
    await pool.execute("DELETE FROM saved_view WHERE person = $1 AND name = $2", person, name)
