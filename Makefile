# Every target is one line of what a contributor does; `make` alone lists them.
PY ?= python

.DEFAULT_GOAL := help
.PHONY: help setup check fix test slow integration docs bench

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: ## install the project with its test and semantic extras, in the tested versions
	$(PY) -m pip install -q -c constraints.txt -e '.[test,semantic]'

check: ## what every commit must pass: format, lint, types, walls, fast tests
	ruff format --check .
	ruff check .
	mypy
	lint-imports
	pytest -q -n auto

fix: ## format and mend what can be mended by a machine
	ruff check --fix .
	ruff format .

test: ## the fast tests alone
	pytest -q -n auto

slow: ## the slow tests
	pytest -q -m slow

integration: ## the tests against real servers (Node 20 and PostgreSQL needed, else skipped with the reason)
	pytest -q -rs -m integration

docs: ## write the generated pages again (docs/cli.md, docs/scores tables, README sessions)
	$(PY) scripts/make_docs.py

bench: ## the benchmarks, one after the other (needs the bench extra)
	for each in startup scoring store search cost intervals circles reading rescore; do $(PY) benchmarks/$$each.py; done
