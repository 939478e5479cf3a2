# The two commands of the README are `make demo` and `make test`; Python 3.11+ and make are all they need.
PYTHON ?= python3
BIN := .venv/bin
DEMO := scenarios/dicc-2023-requests.yaml
JOBS ?= auto
SAMPLE ?= 40
SEED ?= 0

.DEFAULT_GOAL := help
.PHONY: help demo test format lint types tests mutants schema clean

help:
	@echo "make demo   install into .venv, plan the real 2023 fair, say where to look"
	@echo "make test   everything CI runs: formatter, linter, strict types, tests with branch coverage"
	@echo "make format lint types tests   one of these alone"
	@echo "make mutants   some small faults in the rules, one at a time: which of them do the tests not notice?"
	@echo "make schema write the JSON Schema beside the scenarios"
	@echo "make clean  remove what these made"

.venv/.plan: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -m compileall -q expo_planner
	@touch $@

.venv/.test: .venv/.plan
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

.venv/.clients: .venv/.test tests/clients/package.json
	@mkdir -p .venv/clients && cp tests/clients/package.json .venv/clients
	@if command -v npm > /dev/null; then \
	  npm install --prefix .venv/clients --silent --no-audit --no-fund --no-package-lock \
	    || echo "npm could not install the calendar programmes; their tests are skipped"; \
	else echo "npm is not here; the tests of calendar programmes in JavaScript are skipped"; fi
	@touch $@

demo: .venv/.plan
	$(BIN)/plan solve $(DEMO)
	@echo
	@echo "Open out/dicc-2023-requests/agenda.html and out/dicc-2023-requests/board.svg in a browser;"
	@echo "the calendars of all rooms are in out/dicc-2023-requests/calendars."

test: lint types tests

format: .venv/.test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: .venv/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/.test
	$(BIN)/mypy

tests: .venv/.test .venv/.clients
	$(BIN)/coverage erase
	$(BIN)/python -m pytest -n $(JOBS) --cov --cov-report=term --cov-fail-under=95

mutants: .venv/.test
	cd tests && ../$(BIN)/python -m differential.mutants --sample $(SAMPLE) --seed $(SEED)

schema: .venv/.plan
	$(BIN)/plan schema > scenarios/scenario.schema.json

clean:
	rm -rf .venv out .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis
