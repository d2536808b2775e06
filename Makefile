# The two commands of the README are `make demo` and `make test`; both make their own environment.
# The first Python that runs and is new enough; a name on the path need not be one that works.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
OUT ?= smartspec-demo

.DEFAULT_GOAL := help
.PHONY: help demo test check docs lock bench clean

help: ## Say what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/.runtime ## Make the evidence pack from the shipped data (OUT=folder)
	$(BIN)/smartspec demo -o $(OUT)

test: check ## Check style, types, floors and docs, then run every test
	$(BIN)/python -m pytest -n 2 --dist loadfile -q

check: $(VENV)/.dev docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.dev ## Build the documentation into docs/_build/html
	$(BIN)/python docs/generate.py
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html

bench: $(VENV)/.dev ## Measure speed and memory as ratios
	$(BIN)/python benchmarks/run.py

lock: ## Renew the lock files (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --extra report --extra sdmx --group build pyproject.toml -o requirements/runtime.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --extra report --extra sdmx --extra spark --group build --group test --group lint --group docs \
	  -c requirements/runtime.txt pyproject.toml -o requirements/dev.txt

clean: ## Remove what was made
	rm -rf $(VENV) build dist docs/_build docs/reference/generated smartspec-demo

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "smartspec needs Python 3.11 or newer; none was found. Set PYTHON=..."; exit 2; }
	@$(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "Python cannot make an environment here; on Debian: apt install python3-venv"; exit 2; }

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/runtime.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@
