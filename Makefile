# Python 3.11+ and make are all a machine needs. `make up` runs everything, `make test` proves it.
PYTHON ?= python3
BIN := .venv/bin
LOCK := requirements-dev.lock

.PHONY: up test install lint lock docs client pictures prove record-histories simulate bench

up: install
	@$(BIN)/insats up $(ARGS)

# Two processes, a file at a time to each; each has its own PostgreSQL and Temporal.
test: install lint
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

install: .venv/installed

.venv/installed: $(LOCK) pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(None if sys.version_info >= (3, 11) else 'Insats needs Python 3.11 or newer: make up PYTHON=python3.11')"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

lint: install
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy .

# The lock names versions and hashes, never an index host.
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header -o requirements-production.lock
	uv pip compile pyproject.toml --extra embedded --universal --python-version 3.11 --generate-hashes --no-header -o requirements.lock
	uv pip compile pyproject.toml --extra embedded --extra dev --universal --python-version 3.11 --generate-hashes --no-header -o requirements-dev.lock

# docs/process.md, drawn from the code.
docs: install
	@$(BIN)/python -m docs.process_page

# client/, from the API's own description.
client: install
	@$(BIN)/python -m docs.typed_client

# Every page of the municipality's in both colours and three widths, over the demo's story: docs/pages/. Needs Chromium.
pictures: install
	@$(BIN)/python -m docs.pictures

# Histories of the workflow at every phase, kept for the replay test. VERSION names their folder.
record-histories: install
	@$(BIN)/python -m tests.workflows.record $(VERSION)

# Two thousand lives where `make test` and `make prove` lead 80.
prove-model: export INSATS_RUNS ?= 2000

# A hundred thousand random dates where `make test` and `make prove` work out 20,000.
prove-dates: export INSATS_DATES ?= 100000

# Two hundred logs of each kind of tampering, and a thousand clean ones, where `make test` takes 20 and 100.
prove-tampering: export INSATS_LOGS ?= 200

# A transaction open for a minute elsewhere while 32 write, where `make test` and `make prove` take three seconds.
prove-append-only: export INSATS_OPEN_FOR ?= 60

# SEEDS years, each with its own faults: `make simulate SEEDS=100`; one again, with all that happens: `make simulate SEED=7`.
simulate: install
	@$(BIN)/python -m simulator $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),10)) --days $(or $(DAYS),365)

# A thousand years where `make test` and `make prove` live four; every planted fault where they plant four.
prove-simulator: export INSATS_SEEDS ?= 1000

# Twenty years on the real Temporal server where `make test` and `make prove` live one.
prove-simulator-real: export INSATS_REAL_YEARS ?= 20

# Ten thousand broken notices and spreadsheets, each refused within two seconds of processor time, where `make test` and
# `make prove` read 300 and only see that none takes twenty: how fast a machine is, is no matter of the suite.
prove-hostile: export INSATS_MUTATIONS ?= 10000
prove-hostile: export INSATS_SECONDS ?= 2

# Both languages, both colours, desk and phone, each with each, where `make test` and `make prove` take two of the eight.
prove-accessible: export INSATS_EVERY_LOOK ?= 1

# With a mouse, with a keyboard alone, on a telephone and without JavaScript, where `make test` and `make prove` walk two ways.
prove-walks: export INSATS_EVERY_WAY ?= 1

# Ten thousand requests by each role, with all checks, where `make test` and `make prove` make a few hundred.
prove-schemathesis: export INSATS_CASES ?= 10000
prove-schemathesis: export PYTEST_ADDOPTS ?= -n 2 --dist load

# Two hundred faults over 50,000 commands and 5,000 last days where `make prove` takes a tenth; `KILLS=12` for a look.
prove-faults: export INSATS_KILLS ?= $(or $(KILLS),200)

# How fast: commands beside the floor and what a team might pick instead, command to mail, and where a command's time goes.
bench: install
	-@nice -n 10 $(BIN)/python prove.py commands mail-time
	@nice -n 10 $(BIN)/python -m benchmarks.where

# Every promise of docs/guarantees.md: `make prove`, or one of them: `make prove-kill`.
prove: install
	@$(BIN)/python prove.py

prove-%: install
	@$(BIN)/python prove.py $*
