# Every target that a person needs; `make help` lists them.
PYTHON ?= python3
export PYTHON
BIN := .venv/bin
RUN := .venv/.run-$(shell cat requirements/run.txt pyproject.toml | cksum | cut -d' ' -f1)
DEV := .venv/.dev-$(shell cat requirements/dev.txt pyproject.toml | cksum | cut -d' ' -f1)

.DEFAULT_GOAL := help
.PHONY: help build test lint types format golden docs picture conformance soak dist lock clean

help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: $(RUN) ## turn source/article.yaml into PDF, HTML and JSON-LD in build/
	$(BIN)/pressmark build

test: $(DEV) conformance ## run the tests
	$(BIN)/pytest -n 2 --dist loadgroup

lint: $(DEV) ## check style, spelling and the direction of imports
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/lint-imports
	git ls-files -z '*.md' '*.py' '*.sh' 'schema/*' 'templates/*' | xargs -0 $(BIN)/codespell

types: $(DEV) ## check types
	$(BIN)/mypy

format: $(DEV) ## lay the code out
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

golden: $(DEV) ## write the golden files anew; then read `git diff tests`
	$(BIN)/pytest -q --update-golden tests/golden
	git diff --stat tests

picture: $(DEV) ## draw the README's picture of the first page anew
	$(BIN)/python scripts/picture.py

docs: $(DEV) ## write the reference of the commands in docs/commands.md anew
	$(BIN)/python scripts/command_docs.py

conformance: $(DEV) ## fetch the validators that nobody here wrote
	scripts/tools.sh

soak: $(DEV) conformance ## run the long tests in full and write their table into docs/testing.md
	$(BIN)/pytest -n 0 -m soak

dist: $(DEV) ## build wheel, sdist, SBOM and the list of licences into dist/, the same bytes every time
	scripts/dist.sh

lock: ## lock the dependencies anew (needs uv)
	requirements/lock.sh

clean: ## remove the outputs and the virtual environment
	rm -rf .venv
	find build -mindepth 1 ! -name .gitkeep -delete

# A dev environment serves building too, so that `make build` after `make test` sets nothing up again.
$(RUN):
	@test -f $(DEV) || scripts/setup.sh run
	@touch $@

$(DEV):
	scripts/setup.sh dev
	@touch $@
