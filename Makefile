# Two commands do everything: `make demo` and `make test`. Both set up what they need first.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV := $(shell command -v uv || echo .uv/bin/uv)
RUN := $(UV) run --frozen --no-sync

.PHONY: help demo test lint lock docs bench clean

help:  ## list the verbs
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/'

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv

demo: $(filter .uv/bin/uv,$(UV))  ## set up, then synth → ingest → screen a city of 20,000 people into demo/
	$(UV) sync --frozen --quiet --no-dev --inexact
	$(RUN) mingjing demo --out demo

test: $(filter .uv/bin/uv,$(UV))  ## set up, then check style, types, architecture and run all tests
	$(UV) sync --frozen --quiet
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(RUN) lint-imports
	$(RUN) pytest -n $${MINGJING_TEST_WORKERS:-2} --dist loadgroup -rs

lint:  ## mend style, then check types and architecture
	$(RUN) ruff check --fix .
	$(RUN) ruff format .
	$(RUN) mypy
	$(RUN) lint-imports

lock:  ## register changed rules in rules.lock
	$(RUN) mingjing rules lock

docs:  ## regenerate the reference pages and the rule manual
	$(RUN) mingjing manual

bench:  ## generate 100 M fee lines, screen them, print seconds and ratios
	$(RUN) mingjing bench

clean:  ## remove what the verbs made
	rm -rf demo .venv .uv .mypy_cache .ruff_cache .pytest_cache
