FROM postgres:18.6-trixie AS postgres

# The Python that the tests run on.
FROM python:3.11.16-slim-trixie

# pg_dump of the server's version, from where its image has it: a backup goes before every migration.
COPY --from=postgres /usr/local/share/keyrings/postgres.gpg.asc /usr/local/share/keyrings/
COPY --from=postgres /etc/apt/sources.list.d/pgdg.list /etc/apt/sources.list.d/
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-18 git openssh-client \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY requirements-production.lock .
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements-production.lock
COPY . .
RUN python -m compileall -q . \
    && install -m 0755 deploy/insats /usr/local/bin/insats \
    && install -d -o 10001 -g 10001 -m 0700 /var/lib/insats /var/lib/insats/backups /var/lib/insats/erasures \
    && install -d -o 10002 -g 10002 -m 0700 /var/lib/insats-sealer
ENV PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
