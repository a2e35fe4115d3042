#!/bin/sh
# Temporal's tables, made or brought up to this version's. SQL_* say where.
set -eu
SQL_PASSWORD=$(cat /run/secrets/temporal_password)
export SQL_PASSWORD

upgrade() { # DATABASE FOLDER
    temporal-sql-tool --db "$1" setup-schema -v 0.0
    temporal-sql-tool --db "$1" update-schema -d "/etc/temporal/schema/postgresql/v12/$2/versioned"
}
upgrade temporal temporal
upgrade temporal_visibility visibility
