# Needs Python 3.11 or later, make and a package index. Writes .venv/ and build/ only; `make clean` removes both.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test conformance bench mutants lint types messages clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY) ## write a form as page, text and FHIR into build/demo
	$(BIN)/python -m alliance_forms demo --out build/demo

test: $(READY) ## run every test, the examples in the documentation included
	$(BIN)/python -m pytest README.md CONTRIBUTING.md docs
	$(BIN)/python -m pytest --numprocesses 2

conformance: $(READY) ## let other engines calculate the scores of our FHIR Questionnaires; needs Node 20 or later
	tests/conformance/run.sh $(BIN)/python

bench: $(READY) ## print what scoring costs beside other people's code; needs Node 20 or later
	npm install --prefix build/bench --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error fhirpath@5.2.2
	$(BIN)/python benchmarks/one_response.py
	$(BIN)/python benchmarks/million_rows.py
	$(BIN)/python benchmarks/fhir_resources.py

mutants: $(READY) ## change scoring in small ways, one at a time, and list the changes that no test notices; takes half an hour
	$(BIN)/python -m pip install --quiet --disable-pip-version-check mutmut==3.8.1
	HYPOTHESIS_PROFILE=mutants ALLIANCE_FORMS_NO_PLUGINS=1 $(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results

lint: $(READY) ## check style, format and the arrows between rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(READY) ## check types
	$(BIN)/mypy

# No locations and no dates in the templates, so that a run without a change changes nothing.
messages: $(READY) ## collect what is to be translated and bring the catalogues up to date
	$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --no-default-keywords \
	  --keywords _ --keywords t --keywords text \
	  --no-location --omit-header --sort-output --width 110 --output-file locales/alliance_forms.pot .
	$(BIN)/python tools/messages.py

clean: ## remove what the other targets wrote
	rm -rf .venv build dist mutants .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# pip below 25.1, as Python 3.11 brings it, does not know --group.
# The plug-ins that the tests try are installed as anyone's would be; hatchling, which builds them, is there by then.
$(READY): pyproject.toml hatch_build.py constraints.txt $(shell find tests/distributions -type f ! -name '*.pyc')
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable . --group dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-deps --no-build-isolation \
	  --force-reinstall $(dir $(wildcard tests/distributions/*/pyproject.toml))
	@touch $@
