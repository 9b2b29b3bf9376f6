# Everything that a person types. `make run` and `make test` work on a fresh machine; what they need, they install.
SHELL := /bin/bash
PY := .venv/bin/python
BIN := .venv/bin
PYTEST := $(PY) -m pytest -p no:benchmark
APP := dist/advocate/advocate
HYPOTHESIS_TESTS = $(shell grep -rlE '^from hypothesis|^import hypothesis' tests --include='test_*.py')
FAULT_TESTS = $(shell find tests -name 'test_kill*.py' -o -name 'test_*crash.py' -o -name 'test_bad_input.py')
# Keeps the output of jobs apart; the make of macOS is too old to.
TOGETHER = $(if $(findstring output-sync,$(.FEATURES)),--output-sync=target)
# What the frozen application is made of.
SOURCES = $(shell find advocate resources -type f ! -name '*.pyc' | sed 's/ /\\ /g')

.PHONY: help run test quick lint style types contracts translations app bench faults fuzz pictures lock clean setup setup-dev

help:
	@echo 'make run       set up and start the demo (ARGS="--out DIR" names the folder used without a display)'
	@echo 'make test      set up and run all that CI runs: lint, types, contracts, frozen build, tests'
	@echo 'make quick     the fast part of the tests'
	@echo 'make lint      ruff, mypy, import contracts, translations'
	@echo 'make app       build the frozen application into dist/advocate'
	@echo 'make bench     measure, each figure beside its raw limit (ONLY=name for one)'
	@echo 'make faults    kill and fill-the-disk tests, many rounds'
	@echo 'make fuzz      property tests with many more examples; SECONDS=600 ONLY=whatsapp: damaged files for one importer'
	@echo 'make pictures  pictures of every page into out/pictures'
	@echo 'make lock      resolve the dependencies anew (UPGRADE=1 for newer ones)'
	@echo 'make clean     remove everything that was built'

setup:
	@scripts/setup.sh run

setup-dev:
	@scripts/setup.sh dev

run: setup
	@$(PY) -m advocate demo $(ARGS)

# Linting and building side by side; then pytest alone, whose closing line is the result.
test: setup-dev
	@$(MAKE) --no-print-directory --keep-going -j2 $(TOGETHER) app style types contracts translations
	@$(PYTEST) -n 2 --dist loadfile -q $(ARGS)

quick: setup-dev
	@$(PYTEST) -q -m 'not slow and not frozen' $(ARGS)

lint: style types contracts translations

style: | setup-dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .

types: | setup-dev
	@$(BIN)/mypy --no-error-summary

contracts: | setup-dev
	@$(BIN)/lint-imports --no-logo

translations: | setup-dev
	@$(PY) scripts/translations.py

app: $(APP)

$(APP): build.spec pyproject.toml requirements-dev.lock $(SOURCES) | setup-dev
	@echo 'building the frozen application'
	@$(PY) -m PyInstaller --noconfirm --clean --log-level ERROR --distpath dist --workpath build/pyinstaller build.spec
	@touch $(APP)

bench: setup-dev
	@$(PY) benchmarks/run.py $(ONLY)

faults: setup-dev
	@ADVOCATE_KILLS=$${ADVOCATE_KILLS:-50} $(PYTEST) -q --timeout=3600 $(FAULT_TESTS) $(ARGS)

fuzz: setup-dev
	@if [ -n "$(SECONDS)" ]; then \
	  ADVOCATE_FUZZ_SECONDS=$(SECONDS) $(PYTEST) -q -s -n 0 tests/importers/test_fuzz_importers.py \
	    -k 'for_a_while$(if $(ONLY), and $(ONLY))' $(ARGS); \
	else \
	  $(PYTEST) -q -m 'not frozen and not slow' --hypothesis-profile=fuzz --timeout=3600 $(HYPOTHESIS_TESTS) $(ARGS); \
	fi

pictures: setup-dev
	@QT_QPA_PLATFORM=offscreen $(PY) -m advocate demo --out out/pictures $(ARGS)

lock: setup-dev
	@scripts/lock.sh

clean:
	rm -rf build dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find advocate tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
