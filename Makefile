# The two commands of the README are `make demo` and `make test`; Python 3.11+ and make are all they need.
PYTHON ?= python3
BIN := .venv/bin
DEMO := scenarios/dicc-2023-requests.yaml
JOBS ?= auto
SAMPLE ?= 40
SEED ?= 0
# What a release rests on has commands of its own: see CONTRIBUTING.md.
OLDEST ?= python3.11
LOW := .venv-lowest/bin
TOOLS := .venv-tools/bin
PIP := python -m pip install --quiet --disable-pip-version-check
# Planning has one library, ortools, and that has one version in range; the rest of these are long and need no library.
LONG := benchmarks board_browser board_editing board_forms board_keyboard board_server board_tasks board_together \
  breaks broken_files cases_tables cases_texts changes clients clock counting determinism differential docs editing exact explain \
  hard_disk hostile improve intake_compose intake_dresses intake_text interruption merge mutants nearness overfull overlaps \
  parts portfolio repair repeats scenario_fuzz scenario_refusals scenario_writing seats several_rooms site_browser site_embed solve stress sweep sweep_page \
  two_languages ways_out where

.DEFAULT_GOAL := help
.PHONY: help demo board test format lint types docs tests versions mutants reference pictures schema lowest lock audit package clean

help:
	@echo "make demo   install into .venv, plan the real 2023 fair, say where to look"
	@echo "make board  plan a copy of the real 2023 fair, in out/board/, on the planning board in the browser"
	@echo "make test   what every change has to pass: formatter, linter, strict types, documentation, tests"
	@echo "make format lint types docs tests   one of these alone"
	@echo "make versions   the tests with every Python from 3.11 on that is here; PYTHONS=… names others"
	@echo "make mutants   some small faults in the rules, one at a time: which of them do the tests not notice?"
	@echo "make docs   build the documentation into out/docs; broken links fail"
	@echo "make reference   write the pages of the documentation that are made from the code"
	@echo "make pictures   take the pictures of the planning board for the documentation; needs chromium"
	@echo "make schema write the JSON Schema beside the scenarios"
	@echo "make package   build the wheel and the sdist, install and try both where nothing else is"
	@echo "make lowest    test with the oldest libraries that pyproject.toml allows"
	@echo "make lock      write the versions of .ci/lowest.txt and .ci/lock.txt anew"
	@echo "make audit     look for known vulnerabilities in .ci/lock.txt"
	@echo "make clean  remove what these made"

.venv/.plan: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv .venv
	$(if $(LOCKED),$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/lock.txt)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -m compileall -q expo_planner
	@touch $@

.venv/.test: .venv/.plan
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

.venv/.docs: .venv/.test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
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

.venv/.web: .venv/.plan
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[web]'
	@touch $@

# A copy: what is changed and published there stays there until `make clean`.
board: .venv/.web
	@mkdir -p out/board && test -e out/board/dicc-2023.yaml || cp scenarios/dicc-2023.yaml out/board/
	$(BIN)/plan serve out/board/dicc-2023.yaml --open

test: lint types docs tests

format: .venv/.test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: .venv/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/.test
	$(BIN)/mypy

docs: .venv/.docs
	$(BIN)/zensical build --clean --strict
	@echo "Open out/docs/index.html in a browser."

tests: .venv/.test .venv/.docs .venv/.clients
	$(BIN)/coverage erase
	$(BIN)/python -m pytest -n $(JOBS) -m 'not exhaustive' --cov --cov-report=term --cov-fail-under=95
	$(BIN)/python -m pytest -n $(JOBS) -m exhaustive

# Others by their paths: make versions PYTHONS="/opt/python3.13/bin/python3 …"
PYTHONS ?= python3.11 python3.12 python3.13 python3.14

versions:
	@for python in $(PYTHONS); do \
	  version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2> /dev/null) \
	    || { echo "$$python does not run here"; continue; }; \
	  test -d .venv-$$version || $$python -m venv .venv-$$version; \
	  echo "$$($$python --version)"; \
	  .venv-$$version/bin/$(PIP) --editable '.[test]' \
	    && .venv-$$version/bin/python -m pytest -q -n $(JOBS) || exit 1; \
	done

mutants: .venv/.test
	cd tests && ../$(BIN)/python -m differential.mutants --sample $(SAMPLE) --seed $(SEED)

reference: .venv/.test
	$(BIN)/python tests/reference.py

pictures: .venv/.test
	$(BIN)/python tests/pictures.py

schema: .venv/.plan
	$(BIN)/plan schema > scenarios/scenario.schema.json

.venv-lowest/.made: .ci/lowest.txt pyproject.toml
	@$(OLDEST) --version > /dev/null 2>&1 || { echo "$(OLDEST) is needed, the oldest that is supported: make lowest OLDEST=…"; exit 1; }
	$(OLDEST) -m venv .venv-lowest
	$(LOW)/$(PIP) --requirement .ci/lowest.txt
	$(LOW)/$(PIP) --no-deps --editable .
	@touch $@

# Old libraries warn of what newer ones drop: that is no mistake of ours. The oldest hypothesis fails to repeat examples.
lowest: .venv-lowest/.made
	$(LOW)/python -m pytest -q -n $(JOBS) --hypothesis-profile random -W ignore::DeprecationWarning -W ignore::PendingDeprecationWarning $(LONG:%=--ignore=tests/test_%.py)

.venv-tools/.made: Makefile
	$(PYTHON) -m venv .venv-tools
	$(TOOLS)/$(PIP) 'build>=1.2' 'pip-audit>=2.9' 'uv>=0.9'
	@touch $@

COMPILE := $(TOOLS)/uv pip compile pyproject.toml --quiet --upgrade --extra test --python-version 3.11 --no-header --no-annotate

lock: .venv-tools/.made
	$(COMPILE) --resolution lowest-direct --output-file .ci/lowest.txt
	$(COMPILE) --extra docs --universal --generate-hashes --output-file .ci/lock.txt

audit: .venv-tools/.made
	$(TOOLS)/python .ci/audit.py $(TOOLS)/pip-audit .ci/lock.txt

package: .venv-tools/.made .venv/.test
	$(TOOLS)/python .ci/package.py $(BIN)/mypy

clean:
	rm -rf .venv .venv-* dist out .coverage* .mypy_cache .pytest_cache .ruff_cache .hypothesis
