# Gigline. Needs Python 3.11 or newer (with venv) and make; everything else it brings itself. `make` lists what it can do.

.DEFAULT_GOAL := help
.PHONY: help install demo test test-unit lint format bench web screenshots wheel lock clean

SUPPORTED := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for one in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$one -c '$(SUPPORTED)' 2>/dev/null && command -v $$one && break; done)

# Pinned, like everything in uv.lock.
UV_VERSION := 0.13.9
UV_HOME := .tools/uv-$(UV_VERSION)
UV := $(UV_HOME)/bin/uv
RUN := .venv/bin
DIST ?= dist

export UV_PYTHON_DOWNLOADS := never
# Behind a company's proxy the machine knows certificates that uv does not bring.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt),)
export UV_SYSTEM_CERTS ?= true
endif
unexport VIRTUAL_ENV

help:  ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

install: $(UV)  ## Set everything up; leaves .venv/bin/gigline
	@$(UV) sync --frozen --python "$(PYTHON)"
	@$(RUN)/python scripts/build_web.py build

demo: install  ## Start the platform with two example brands and a simulated crowd
	@$(RUN)/gigline demo

test: install  ## Run all tests (browser tests where Chromium is there)
	@$(RUN)/python scripts/run_tests.py

test-unit: install  ## Run the fast tests only: no database, no browser
	@$(RUN)/pytest -q tests/unit

lint: install  ## Check style, types, import directions and the house's own rules
	@$(RUN)/ruff check --quiet .
	@$(RUN)/ruff format --check --quiet .
	@$(RUN)/mypy
	@$(RUN)/lint-imports
	@$(RUN)/python -m scripts.house
	@$(RUN)/python scripts/build_web.py typecheck

format: install  ## Let ruff put things in order
	@$(RUN)/ruff check --fix --quiet .
	@$(RUN)/ruff format .

bench: install  ## Measure the message path, latency, start and memory, beside pgbench and the goals
	@$(RUN)/python -m bench

web: install  ## Build the console and the widget (nothing when they are up to date)

screenshots: install  ## Take the pictures in docs/images anew (needs Chromium)
	@GIGLINE_SCREENSHOTS=1 $(RUN)/pytest -q tests/browser/test_pictures.py tests/browser/test_one_conversation.py

wheel: $(UV)  ## Build the wheel into dist/
	@$(UV) build --quiet --wheel --python "$(PYTHON)" --out-dir "$(DIST)"

lock: $(UV)  ## Resolve the dependencies anew into uv.lock
	@$(UV) lock --python "$(PYTHON)"

clean:  ## Remove what was built and installed (your data folder stays)
	rm -rf .venv .tools dist web/node_modules src/gigline/web .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache

$(UV):
	@test -n "$(PYTHON)" || { echo "Gigline needs Python 3.11 or newer with venv" \
		"(on Debian: python3 and python3-venv)."; exit 1; }
	@"$(PYTHON)" -m venv --clear $(UV_HOME)
	@$(UV_HOME)/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@
