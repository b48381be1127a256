# Heliograph: `make help` lists what can be done here.

# The first one that is new enough; looked for only where it is needed.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$name"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install run test lint format types floors units bench schema lock migrations clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: $(INSTALLED) ## Make the environment in .venv from the pinned versions

$(INSTALLED): pyproject.toml constraints.txt | $(BIN)/python
	@if command -v uv >/dev/null; then \
		uv pip install --quiet --python $(BIN)/python --constraint constraints.txt --editable '.[dev]'; \
	else \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'; \
	fi
	@touch $@

# Debian keeps what venv needs in a package of its own.
$(BIN)/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or later is needed, and not found; install it, or name it: make PYTHON=/path/to/python3.11" >&2; \
		exit 1; }
	@"$(PYTHON)" -c 'import ensurepip' 2>/dev/null || { \
		package=$$("$(PYTHON)" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		if [ "$$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then \
			apt-get update --quiet && apt-get install --yes --quiet "$$package"; \
		else \
			echo "Python's venv module is missing; on Debian, as root: apt-get install $$package" >&2; exit 1; \
		fi; }
	"$(PYTHON)" -m venv $(VENV)

run: $(INSTALLED) ## Serve GraphQL, REST v4 and the worker, with an embedded database and Redis
	@exec $(BIN)/heliograph serve

test: lint types floors units ## Everything that must hold: lint, types, floors and all tests on real parts

lint: $(INSTALLED) ## Look for mistakes and for what is not formatted
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(INSTALLED) ## Format the code, and mend what can be mended without thinking
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(INSTALLED) ## Check the types
	$(BIN)/mypy

floors: $(INSTALLED) ## Check that imports go down only
	$(BIN)/lint-imports

units: $(INSTALLED) ## Run the tests on SQLite, PostgreSQL and Redis, and measure what they cover
	$(BIN)/python -m tests.prepare
	$(BIN)/pytest --numprocesses=2 --dist=worksteal --cov --cov-report=term:skip-covered

bench: $(INSTALLED) ## Measure every promise on both databases, beside its target; make bench QUICK=--quick for a first look
	$(BIN)/python -m tests.prepare
	$(BIN)/python benchmarks/everything.py $(QUICK)

schema: $(INSTALLED) ## Print the GraphQL schema to the file that is committed
	$(BIN)/heliograph schema print > schema/schema.graphql.new
	mv schema/schema.graphql.new schema/schema.graphql

lock: $(INSTALLED) ## Renew constraints.txt from pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --universal --upgrade --all-extras --no-header --no-annotate --python-version 3.11 \
		pyproject.toml -o constraints.txt

migrations: $(INSTALLED) ## Write the migration that the models ask for: make migrations NAME=what_changes
	$(BIN)/tortoise -c models.migrations.CONFIGURATION makemigrations models -n $(NAME)

clean: ## Remove what was made here, but not the data
	rm -rf $(VENV) .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage
