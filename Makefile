# Needs Python 3.11 or later, make and a package index. Writes .venv/ and build/ only; `make clean` removes both.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
HOSTS := build/hosts/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test conformance bench mutants lint types messages instruments clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY) ## write a form as page, text and FHIR into build/demo
	$(BIN)/python -m alliance_forms demo --out build/demo

test: $(READY) ## run every test, the examples in the documentation included
	$(BIN)/python -m pytest README.md CONTRIBUTING.md docs
	$(BIN)/python -m pytest --numprocesses 2

conformance: $(READY) ## let other engines calculate our scores and a browser judge our pages; needs Node 20 or later
	tests/conformance/run.sh $(BIN)/python

bench: $(READY) ## print what scoring and drawing a page cost beside other people's code; needs Node 20 or later
	npm install --prefix build/bench --ignore-scripts --no-audit --no-fund --no-package-lock --loglevel=error fhirpath@5.2.2
	$(BIN)/python benchmarks/one_response.py
	$(BIN)/python benchmarks/million_rows.py
	$(MAKE) --no-print-directory $(HOSTS)
	build/hosts/bin/python benchmarks/rendering.py
	$(BIN)/python benchmarks/fhir_resources.py

# Once with the examples only, which take a hundredth of the time; then once more with the laws, for what no example noticed.
# A run that was stopped goes on where it was; POLARS_MAX_THREADS since each change is tried in a process of its own.
mutants: export HYPOTHESIS_PROFILE = mutants
mutants: export ALLIANCE_FORMS_NO_PLUGINS = 1
mutants: export POLARS_MAX_THREADS = 1
mutants: $(READY) ## change scoring in small ways, one at a time, and list the changes that no test notices; takes half an hour
	$(BIN)/python -m pip install --quiet --disable-pip-version-check mutmut==3.8.1
	LAWS=no $(BIN)/python tools/mutate.py
	$(BIN)/python tools/mutate.py again
	$(BIN)/python tools/mutants.py

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

instruments: $(READY) ## write docs/instruments/ anew from the bundled documents
	$(BIN)/python tools/instrument_pages.py

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

# Django, Flask and FastAPI with this library, for the pages in examples/ and for comparing; nothing else needs them.
$(HOSTS): pyproject.toml tests/conformance/hosts-requirements.txt
	$(PYTHON) -m venv build/hosts
	build/hosts/bin/python -m pip install --quiet --disable-pip-version-check \
	  --requirement tests/conformance/hosts-requirements.txt --editable .
	@touch $@
