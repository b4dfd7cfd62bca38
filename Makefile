# What a person and CI call. `make help` lists the targets; the work is done by the package (`policybook --help`).
# Needs Python >= 3.11 and git; PYTHON=python3.13 picks another Python, VENV=dir another place for the environment.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
BASE ?= HEAD
# How many processes the tests use.
JOBS ?= 2
# What writes the locks, in one version, so that two people get the same lines.
UV := uv==0.13.9
COMPILE := -m uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-annotate

ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PY := $(BIN)/python
POLICYBOOK := $(PY) -m policybook
READY := $(VENV)/.ready
TESTS_READY := $(VENV)/.ready-test
LAB_READY := $(VENV)/.ready-lab
INSTALL := $(PY) -m pip install --disable-pip-version-check --no-compile --progress-bar off --no-build-isolation --require-hashes

# Compiled Python is kept in _build, once for all targets, whatever the machine's habit: else each command compiles all it imports.
export PYTHONPYCACHEPREFIX := $(CURDIR)/_build/.pycache
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help book site pyodide serve lab test lint format check bench diff lock sbom mutants clean distclean

help: ## List the targets
	@echo "make TARGET, where TARGET is one of"
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{printf "  %-10s %s\n", $$1, $$2}'

book: $(READY) ## Build everything that has changed: tables, notebooks, website in _build/html
	@$(POLICYBOOK) book

site: $(READY) ## Build the website from the stored outputs, if anything in it has changed
	@$(POLICYBOOK) site

pyodide: $(READY) ## Bring Python for browsers (npm, 12 MB), for the page that reads a pasted policy
	@$(POLICYBOOK) pyodide

serve: $(READY) ## Show the built website on this machine (PORT=8000)
	@$(POLICYBOOK) serve --port $(PORT)

lab: $(LAB_READY) ## Open the chapters in JupyterLab, with this environment
	$(PY) -m jupyterlab notebooks

# The closing line of pytest is the last line that is printed. A file's tests, and a notebook's cells, stay together. The long ones
# come first (tests/helpers.py), and the site is built by the first process that asks for it, while the others go on.
test: lint ## Run all tests: lint, units, gold, tables, notebooks (nbval), site, browser
	$(PY) -m pytest tests notebooks -n $(JOBS) --dist loadscope --no-loadscope-reorder -p no:randomly \
		--nbval --nbval-current-env --nbval-sanitize-with tests/nbval_sanitize.cfg

lint: $(TESTS_READY) ## Check style, format, spelling and the order of the rooms
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m codespell_lib
	$(BIN)/lint-imports

format: $(TESTS_READY) ## Format the code and mend what can be mended by itself
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

check: $(READY) ## Check records, hashes, schemas, and that the tables are fresh
	@$(POLICYBOOK) check

bench: $(READY) ## Time each stage
	@$(POLICYBOOK) bench

diff: $(READY) ## What changed in tables, numbers and claims since a revision (BASE=HEAD)
	@$(POLICYBOOK) diff --base $(BASE)

lock: $(READY) ## Write the locks, requirements*.txt, from pyproject.toml (UPGRADE=1 takes the newest versions)
	$(PY) -m pip install --quiet "$(UV)"
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(PY) $(COMPILE) pyproject.toml --extra baseline --extra segmenters \
		$(if $(UPGRADE),--upgrade) --output-file requirements.txt
	for group in test lab build; do \
		UV_CUSTOM_COMPILE_COMMAND="make lock" $(PY) $(COMPILE) --group $$group --constraint requirements.txt \
			$(if $(UPGRADE),--upgrade) --output-file requirements-$$group.txt || exit 1; \
	done
	$(PY) -m policybook.commands.sbom --digests > tests/project/locks.sha256

sbom: $(READY) ## Write what the environment is made of to _build/sbom.json (CycloneDX)
	@mkdir -p _build
	@$(PY) -m policybook.commands.sbom > _build/sbom.json

mutants: $(TESTS_READY) ## Plant the errors of data/mutants.yml one by one, and ask that a test sees each (ONLY=word)
	@$(PY) tests/mutants.py $(ONLY)

clean: ## Remove what was built, and caches
	rm -rf _build .pytest_cache .ruff_cache .hypothesis
	find src tests notebooks -name __pycache__ -prune -exec rm -rf {} +
	find notebooks -name .ipynb_checkpoints -prune -exec rm -rf {} +

distclean: clean ## Remove the environment too
	rm -rf $(VENV)

$(READY): requirements.txt requirements-build.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; try make PYTHON=python3.13" if sys.version_info < (3, 11) else 0)'
	@echo "[0] Python packages into $(VENV): a minute or two, once"
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --disable-pip-version-check --quiet --require-hashes --requirement requirements-build.txt
	$(INSTALL) --requirement requirements.txt
	$(PY) -m pip install --disable-pip-version-check --quiet --no-build-isolation --no-deps --editable .
	@touch $(READY)

$(TESTS_READY): $(READY) requirements-test.txt
	@echo "[0] what only tests need: half a minute, once"
	$(INSTALL) --quiet --requirement requirements-test.txt
	@touch $@

$(LAB_READY): $(READY) requirements-lab.txt
	@echo "[0] JupyterLab, once"
	$(INSTALL) --quiet --requirement requirements-lab.txt
	@touch $@
