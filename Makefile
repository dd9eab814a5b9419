# Everything a fresh machine with Python 3.11+ and make needs; `make` alone lists it.
# Recipes use relative paths only, so the checkout may lie in a folder with spaces in its name.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 1
THREADS ?= 4
PYTEST_ARGS ?=
BENCH_ARGS ?=
# Of glibc. Without it each thread that writes the search index keeps one: a worker that had indexed
# 200 publications held 310 MB, and with it 125.
HEAPS := 2

PY := .venv/bin/python
PIP_INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
PYTEST := $(PY) -m pytest -n auto
LOCK := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-strip-extras

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve dev test bench screenshots lint format lock

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' Makefile

serve: .venv/installed ## Set up what is missing and run the site at http://127.0.0.1:8000 (HOST, PORT)
	@$(PY) manage.py first_run
	@echo "JobDesc runs at http://$(HOST):$(PORT) (editors: /admin/); stop it with Ctrl-C." >&2
	@exec env MALLOC_ARENA_MAX=$(HEAPS) $(PY) -m granian --interface wsgi --no-ws \
		--host $(HOST) --port $(PORT) --workers $(WORKERS) --blocking-threads $(THREADS) \
		--respawn-failed-workers jobdesc.wsgi:application

dev: export DEBUG := 1
dev: .venv/installed-dev ## Run the site for development: reloads on every change, shows errors
	@$(PY) manage.py first_run
	@exec $(PY) manage.py runserver $(HOST):$(PORT)

test: .venv/installed-dev ## Run the tests; PYTEST_ARGS="-k words" chooses some of them
	@status=0; \
	env -u TEST_DATABASE_URL -u TEST_REDIS_URL $(PYTEST) $(PYTEST_ARGS) || status=$$?; \
	if [ -n "$$TEST_DATABASE_URL$$TEST_REDIS_URL" ]; then \
		$(PYTEST) -m "database and not browser" $(PYTEST_ARGS) || status=$$?; \
	fi; \
	$(PY) -m tests.available; \
	exit $$status

bench: .venv/installed-dev ## Measure how fast the site is; BENCH_ARGS="--roles 1000,10000" chooses
	@$(PY) -m benchmarks $(BENCH_ARGS)

screenshots: .venv/installed-dev ## Take the pictures of docs/editing.md anew, in the chromium of this machine
	@SCREENSHOTS="$(CURDIR)/docs/screenshots" $(PY) -m pytest -q -n 0 tests/browser/test_guide.py

lint: .venv/installed-dev ## Check style, types, layers, templates and migrations
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo
	@if [ -d templates ]; then $(MAKE) --no-print-directory lint-templates; fi
	$(PY) manage.py makemigrations --check --dry-run

.PHONY: lint-templates
lint-templates:
	$(PY) -m djlint --lint --quiet templates
	find templates -name '*.html' -print0 | xargs -0 .venv/bin/djade --target-version 5.2 --check

format: .venv/installed-dev ## Put code and templates into the house's form
	$(PY) -m ruff check --fix
	$(PY) -m ruff format
	find templates -name '*.html' -print0 | xargs -0 -r .venv/bin/djade --target-version 5.2

lock: .venv/installed-dev ## Write the lock files anew from pyproject.toml (UPGRADE=1: newest versions)
	$(LOCK) $(if $(UPGRADE),--upgrade) --output-file requirements.txt pyproject.toml
	$(LOCK) $(if $(UPGRADE),--upgrade) --constraints requirements.txt --group dev \
		--output-file requirements-dev.txt pyproject.toml

# --- The virtual environment: made once, filled anew whenever a lock file changes -----------------

.venv/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "JobDesc needs Python 3.11 or newer; name one with: make serve PYTHON=python3.12" >&2; \
		exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments; on Debian and Ubuntu install what is" >&2; \
		echo "missing with: apt-get install python3-venv" >&2; \
		exit 1; }
	@$(PYTHON) -m venv --clear .venv

.venv/installed: requirements.txt .venv/pyvenv.cfg
	@echo "Installing what requirements.txt locks…" >&2
	@$(PIP_INSTALL) --requirement requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/pyvenv.cfg
	@echo "Installing what requirements-dev.txt locks…" >&2
	@$(PIP_INSTALL) --requirement requirements-dev.txt
	@touch $@ .venv/installed
