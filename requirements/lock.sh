#!/bin/sh
# Lock every dependency with its hashes: run.txt for `make build`, dev.txt for everything else.
# Needs uv (pip install uv). Run it after changing the dependencies in pyproject.toml.
set -eu
cd "$(dirname "$0")/.."
lock() { uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-annotate "$@"; }
lock --group install pyproject.toml -o requirements/run.txt
lock --all-extras --group dev pyproject.toml -c requirements/run.txt -o requirements/dev.txt
