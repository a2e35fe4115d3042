"""The roles and databases of an installation. What a role may do to a table is granted by migrations."""

import asyncpg

from embedded import postgres
from embedded.data_folder import DataFolder

ROLES = ("owner", "writer", "reader", "keys", "sealer")
OWNERS = {"insats": "insats_owner", "insats_keys": "insats_keys"}


async def create(data: DataFolder, port: int) -> None:
    """Idempotent. Raises asyncpg.PostgresError."""
    connection = await postgres.connect(data, port)
    try:
        await _create_roles(connection, data)
        await _create_databases(connection)
    finally:
        await connection.close()


async def _create_roles(connection: asyncpg.Connection, data: DataFolder) -> None:
    there = {row["rolname"] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
    for role in ROLES:
        if f"insats_{role}" not in there:
            await connection.execute(f"CREATE ROLE insats_{role} LOGIN PASSWORD '{data.secret(role)}'")


async def _create_databases(connection: asyncpg.Connection) -> None:
    """Whoever reads one database does not even connect to the other."""
    there = {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
    for name, owner in OWNERS.items():
        if name not in there:
            await connection.execute(f"CREATE DATABASE {name} OWNER {owner}")
        await connection.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
    await connection.execute(
        "GRANT CONNECT ON DATABASE insats TO insats_writer, insats_reader, insats_sealer"
    )
