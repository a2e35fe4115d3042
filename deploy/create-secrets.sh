#!/bin/sh
# Makes every secret of an installation, once: deploy/create-secrets.sh FOLDER
# Nobody but the folder's owner gets past it; its files can be read by whichever user a container runs as.
set -eu
[ $# = 1 ] || { echo "usage: $0 FOLDER (a new one, outside the checkout)" >&2; exit 2; }
folder=$1
[ ! -e "$folder" ] || {
    echo "$folder is there: made once only, since a new key would make all that is encrypted unreadable" >&2
    exit 1
}
umask 077
mkdir "$folder"

password() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'; }
keep() { cat > "$folder/$1" && chmod 0444 "$folder/$1"; }
url() { echo "postgresql://insats_$1:$(password)@postgres:5432/$2?sslmode=disable" | keep "$1_url"; }

password | keep postgres_password
password | keep temporal_password
url owner insats
url writer insats
url reader insats
url keys insats_keys
url sealer insats
head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' | keep key_encryption_key
echo "Made. Keep a copy of $folder/key_encryption_key apart from the backups: without it they cannot be read."
