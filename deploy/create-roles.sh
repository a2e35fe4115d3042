#!/bin/sh
# Roles and databases, with the passwords that the URLs carry: in effect embedded/roles.py, and Temporal's own.
# Can be done again at any time, which is how a changed password takes effect. PGHOST and PGUSER name the
# server and its superuser; SECRETS is the folder that create-secrets.sh made.
set -eu

password() { # ROLE: from the URL of its file; whatever would need URL-decoding is refused
    sed -nE "s|^postgresql://insats_$1:([A-Za-z0-9_-]{16,})@.*|\1|p" "$SECRETS/$1_url" | grep . || {
        echo "$SECRETS/$1_url: expected postgresql://insats_$1:PASSWORD@…, with a PASSWORD of" \
            "at least 16 letters, digits, _ or -" >&2
        exit 1
    }
}

OWNER=$(password owner)
WRITER=$(password writer)
READER=$(password reader)
KEYS=$(password keys)
SEALER=$(password sealer)
TEMPORAL=$(cat "$SECRETS/temporal_password")
PGPASSWORD=$(cat "$SECRETS/postgres_password")
export OWNER WRITER READER KEYS SEALER TEMPORAL PGPASSWORD
exec psql --no-psqlrc --quiet --tuples-only --dbname=postgres --set=ON_ERROR_STOP=1 --file="$(dirname "$0")/roles.sql"
