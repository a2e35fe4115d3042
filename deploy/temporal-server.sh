#!/bin/sh
# The server takes its password from the environment only: from the secret's file into this one process.
set -eu
POSTGRES_PWD=$(cat /run/secrets/temporal_password)
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
