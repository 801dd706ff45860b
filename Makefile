# Every target that a person needs; `make help` lists them.
PYTHON ?= python3
export PYTHON
BIN := .venv/bin
RUN := .venv/.run-$(shell cat requirements/run.txt pyproject.toml | cksum | cut -d' ' -f1)
TEST := .venv/.test-$(shell cat requirements/test.txt pyproject.toml | cksum | cut -d' ' -f1)
DEV := .venv/.dev-$(shell cat requirements/dev.txt pyproject.toml | cksum | cut -d' ' -f1)
# pytest's workers: one a processor, and at least two, for some tests wait.
JOBS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); [ "$$n" -gt 2 ] && echo "$$n" || echo 2)
TESTED = -n $(JOBS) --dist loadgroup

.DEFAULT_GOAL := help
.PHONY: help build test quick conformance-test lowest coverage lint types format golden docs picture conformance soak \
  dist lock clean

help: ## say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: $(RUN) ## turn source/article.yaml into PDF, HTML and JSON-LD in build/
	$(BIN)/pressmark build

test: $(TEST) ## run the tests
	$(BIN)/pytest $(TESTED)

quick: $(TEST) ## run the tests of what is changed most: the format, the outputs and the house (a minute)
	$(BIN)/pytest $(TESTED) -q tests/schema tests/reader tests/golden tests/metadata tests/page tests/reports tests/whole/test_house.py

conformance-test: $(DEV) conformance ## run the slow rest: validators that nobody here wrote, the wheel, a cluster
	$(BIN)/pytest $(TESTED) -m "(conformance or gate) and not soak"

lowest: ## build and test with the oldest versions that pyproject.toml allows
	scripts/lowest.sh

coverage: $(DEV) ## say which lines no test runs
	$(BIN)/pytest $(TESTED) -q -p tests.measured --cov --cov-report=term:skip-covered --cov-report=html:build/.coverage

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

golden: $(TEST) ## write the golden files and docs/rules.md anew; then read `git diff`
	$(BIN)/pytest -q -n 0 --update-golden tests/golden tests/reader/test_docs.py
	git diff --stat tests docs

picture: $(TEST) ## draw the README's picture of the first page anew
	$(BIN)/python scripts/picture.py

docs: $(TEST) ## write docs/commands.md anew from the commands, the keys of docs/format.md from the schema
	$(BIN)/python scripts/command_docs.py
	$(BIN)/python scripts/format_docs.py

conformance: ## fetch the validators that nobody here wrote (as root on Debian or Ubuntu: by apt)
	scripts/tools.sh

soak: $(DEV) conformance ## run the long tests in full and write their table into docs/testing.md
	$(BIN)/pytest -n 0 -m soak

dist: $(DEV) ## build wheel, sdist, SBOM and the list of licences into dist/, the same bytes every time
	scripts/dist.sh

lock: ## lock the dependencies anew (needs uv)
	requirements/lock.sh

clean: ## remove the outputs and the virtual environments
	rm -rf .venv .venv-lowest
	find build -mindepth 1 ! -name .gitkeep -delete

# What an environment for more holds serves for less, too: `make build` after `make test` sets nothing up again.
$(RUN):
	@test -f $(TEST) || test -f $(DEV) || scripts/setup.sh run
	@touch $@

$(TEST):
	@test -f $(DEV) || scripts/setup.sh test
	@touch $@

$(DEV):
	scripts/setup.sh dev
	@touch $@
