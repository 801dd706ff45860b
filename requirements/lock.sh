#!/bin/sh
# Lock every dependency with its hashes: run.txt for `make build`, test.txt for `make test`, dev.txt for everything else;
# and lowest.txt, the oldest versions that pyproject.toml allows, which the gate tries once.
# Needs uv (pip install uv). Run it after changing the dependencies in pyproject.toml. What is locked stays as it is
# where it still fits; to take newer versions, remove the file first.
set -eu
cd "$(dirname "$0")/.."
lock() { uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --no-annotate "$@"; }
lock --universal --extra serve --extra import --extra png --extra evidence --group install pyproject.toml -o requirements/run.txt
lock --universal --extra serve --extra import --extra png --extra evidence --extra cjk --group install --group test pyproject.toml \
  -c requirements/run.txt -o requirements/test.txt
lock --universal --all-extras --group dev pyproject.toml -c requirements/test.txt -o requirements/dev.txt
lock --resolution lowest-direct --python-version 3.11 --extra serve --extra import --extra png --extra evidence --group install \
  --group smoke pyproject.toml -o requirements/lowest.txt
