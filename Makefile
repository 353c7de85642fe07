# Two commands for a newcomer: `make demo` and `make test`. Both set everything up by themselves.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
# CLUSTER=1 also installs Apache Spark (needs Java 17 to run) and its tests.
REQUIREMENTS := requirements/$(if $(CLUSTER),cluster,dev).txt
READY := .venv/.ready-$(if $(CLUSTER),cluster,dev)
export DJANGO_SETTINGS_MODULE := argos.server.settings

.PHONY: help demo test check bench docs pictures requirements clean
help:
	@echo "make demo    set up, simulate a territory, pool, publish, serve the pages   (REAL=1: spring 2020)"
	@echo "make test    set up, run the tests           (CLUSTER=1: with Apache Spark)"
	@echo "make check   formatting, lint, types, import rules"
	@echo "make bench   speed and memory, each against its named peer"
	@echo "make pictures  take every page again; needs Chromium, and somebody to look at them"
	@echo "make docs    write docs/reference again from the code"

$(READY): pyproject.toml $(REQUIREMENTS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Argos needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the packages of $(REQUIREMENTS), once …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(REQUIREMENTS)
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

demo: $(READY)
	@$(BIN)/python scripts/demo.py $(if $(REAL),--real)

# Two workers, so that no library of numbers wants both cores. In the order of the folders the long
# modules come first, and both workers end together; loadscope's own has those of few tests last.
test: $(READY)
	OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python -m bench

docs: $(READY)
	$(BIN)/python scripts/make_docs.py

pictures: $(READY)
	$(BIN)/python scripts/make_pictures.py

# Hashes without the address of any registry.
requirements:
	@command -v uv >/dev/null || { echo "make requirements needs uv (pip install uv)"; exit 1; }
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements/base.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --extra dev -o requirements/dev.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --extra dev --extra cluster -o requirements/cluster.txt

clean:
	rm -rf .venv demo-home bench/out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
