# Python 3.11+ and make are all a machine needs. `make up` runs everything, `make test` proves it.
PYTHON ?= python3
BIN := .venv/bin
LOCK := requirements-dev.lock

.PHONY: up test install lint lock docs prove record-histories simulate

up: install
	@$(BIN)/insats up $(ARGS)

# Two processes, a file at a time to each; each has its own PostgreSQL and Temporal.
test: install lint
	@$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

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

# Histories of the workflow at every phase, kept for the replay test. VERSION names their folder.
record-histories: install
	@$(BIN)/python -m tests.workflows.record $(VERSION)

# Two thousand lives where `make test` and `make prove` lead 80.
prove-model: export INSATS_RUNS ?= 2000

# A hundred thousand random dates where `make test` and `make prove` work out 20,000.
prove-dates: export INSATS_DATES ?= 100000

# Two hundred logs of each kind of tampering, and a thousand clean ones, where `make test` takes 20 and 100.
prove-tampering: export INSATS_LOGS ?= 200

# SEEDS years, each with its own faults: `make simulate SEEDS=100`; one again, with all that happens: `make simulate SEED=7`.
simulate: install
	@$(BIN)/python -m simulator $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),10)) --days $(or $(DAYS),365)

# A thousand years where `make test` and `make prove` live four; every planted fault where they plant four.
prove-simulator: export INSATS_SEEDS ?= 1000

# Twenty years on the real Temporal server where `make test` and `make prove` live one.
prove-simulator-real: export INSATS_REAL_YEARS ?= 20

# Ten thousand broken notices and spreadsheets where `make test` and `make prove` read 300.
prove-hostile: export INSATS_MUTATIONS ?= 10000

# Every promise of docs/guarantees.md: `make prove`, or one of them: `make prove-kill`.
prove: install
	@$(BIN)/python prove.py

prove-%: install
	@$(BIN)/python prove.py $*
