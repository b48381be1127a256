# Heliograph: `make help` lists what can be done here.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
PACKAGES := core models resolvers schema rest_compat jobs web server

.DEFAULT_GOAL := help
.PHONY: help install run test lint format types floors units schema lock migrations clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: $(INSTALLED) ## Make the environment in .venv from the pinned versions

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; found $$($(PYTHON) --version 2>&1). Set PYTHON=/path/to/python3.11."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

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

schema: $(INSTALLED) ## Print the GraphQL schema to the file that is committed
	$(BIN)/heliograph schema print > schema/schema.graphql

lock: $(INSTALLED) ## Renew constraints.txt from pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --universal --upgrade --all-extras --no-header --no-annotate --python-version 3.11 \
		pyproject.toml -o constraints.txt

migrations: $(INSTALLED) ## Write the migration that the models ask for: make migrations NAME=what_changes
	$(BIN)/tortoise -c models.migrations.CONFIGURATION makemigrations models -n $(NAME)

clean: ## Remove what was made here, but not the data
	rm -rf $(VENV) .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage
