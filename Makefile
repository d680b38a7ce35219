# Two commands are all a new machine needs: `make report` and `make test`.
# Both create .venv from pinned, hashed requirements when it is missing or older than its pins.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SAMPLE := data/sample
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
export MPLBACKEND := Agg
# Where an image forbids it, every process that a test starts compiles the whole package again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: report test test-long lint bench bench-scale audit mutants sample words dictionary system lock clean help

help:            ## list the commands
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*##/\t/'

$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; set PYTHON=...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

report: $(VENV)/run.stamp      ## the main job: the sample clinic's report under build/report
	$(BIN)/dnoutcomes report $(SAMPLE)/clinic.csv --plan $(SAMPLE)/plan.toml --out build/report

lint: $(VENV)/dev.stamp        ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint                     ## everything that must hold, in minutes
	$(BIN)/pytest -n 2 --dist worksteal -m "not long" -q

test-long: $(VENV)/dev.stamp   ## coverage and type I error by simulation
	$(BIN)/pytest -n 2 -m long -q

bench: $(VENV)/dev.stamp       ## speed and memory beside other software, kept under benchmarks/
	$(BIN)/python benchmarks/run.py

bench-scale: $(VENV)/dev.stamp ## time and memory from a file to a table, 10^5 to 10^7 rows (ROWS="100000000" for others)
	$(BIN)/python benchmarks/scale.py $(ROWS)

audit: $(VENV)/dev.stamp       ## hold every number of reports against known truths; goes on where it stopped (AUDIT=--fresh begins anew)
	PYTHONPATH=tests/simulation $(BIN)/python -m audit $(AUDIT)

mutants: $(VENV)/dev.stamp     ## plant bugs that a reviewer would fear, one at a time, and see the tests fail (MUTANT="name of one")
	$(BIN)/python -m mutants $(if $(MUTANT),"$(MUTANT)")

sample: $(VENV)/run.stamp      ## write data/sample again (the same bytes every time)
	$(BIN)/dnoutcomes simulate --preset clinic --out $(SAMPLE)
	$(BIN)/dnoutcomes simulate --preset messy --out $(SAMPLE)

words: $(VENV)/run.stamp          ## bring the language files up to date with the code
	$(BIN)/python -m dnoutcomes.language

dictionary: $(VENV)/run.stamp  ## write the pages that come from the schema and the registry again
	$(BIN)/python -m dnoutcomes.schema > docs/data-dictionary.md
	$(BIN)/python -m dnoutcomes.instruments.page > docs/instruments.md
	$(BIN)/python -m dnoutcomes.settings_reference > docs/plan-and-mapping.md

system:                        ## what only the tests want from the system (Debian, Ubuntu)
	apt-get update -qq
	apt-get install -y -qq chromium libreoffice-writer poppler-utils

lock:                          ## pin again, for every Python from 3.11; needs uv
	uv pip compile --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-annotate --no-header \
	  requirements/run.in pyproject.toml --extra report -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-annotate --no-header \
	  pyproject.toml --extra report --extra formats --extra notebooks --extra dev \
	  -c requirements/run.txt -o requirements/dev.txt

clean:                         ## remove what the commands made
	rm -rf $(VENV) build
