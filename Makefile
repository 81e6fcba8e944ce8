# `make` alone lists what can be made. What stands behind each line: tools/*.py, standard library only.
PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help run demo test test-fast check bench format translations lock

help: ## list these targets
	@awk -F ' ?## ' '/^[a-z-]+: ?## /{sub(":.*","",$$1); printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: ## start the programme: installs, migrates, publishes the courses, prints the address
	@exec $(PYTHON) tools/run.py

demo: ## the same with the demo's data made anew
	@exec $(PYTHON) tools/run.py --fresh-demo

test: ## every test: SQLite, PostgreSQL, journeys in Chromium (does its own set-up)
	@exec $(PYTHON) tools/test.py

test-fast: ## the tests without the browser
	@exec $(PYTHON) tools/test.py --fast

check: ## formatting, lint, types, floors, migrations, translations, dependencies, templates
	@exec $(PYTHON) tools/check.py

bench: ## the benchmarks; each prints ratios
	@exec $(PYTHON) tools/bench.py

format: ## put the code into our form
	@exec $(PYTHON) tools/check.py --format

translations: ## bring the interface's catalogues up to date with the code
	@exec $(PYTHON) tools/check.py --translations

lock: ## pin the dependencies of pyproject.toml anew, with hashes
	@exec $(PYTHON) tools/lock.py
