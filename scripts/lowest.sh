#!/bin/sh
# Try the oldest versions that pyproject.toml allows, in an environment of their own: build, and a handful of tests.
set -eu
cd "$(dirname "$0")/.."
venv=.venv-lowest
stamp=$venv/.stamp-$(cat requirements/lowest.txt pyproject.toml | cksum | cut -d' ' -f1)
if [ ! -f "$stamp" ]; then
  "${PYTHON:-python3}" -m venv --clear "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes \
    -r requirements/lowest.txt
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
  touch "$stamp"
fi
"$venv/bin/pressmark" build --force -o build/.lowest --to pdf,html,jsonld,text,png source/article.yaml
rm -r build/.lowest
"$venv/bin/pytest" -q -p no:cacheprovider tests/schema tests/reader/test_article.py tests/pdf/test_attachments.py \
  tests/importing/test_op_ed.py tests/archive/test_packing.py tests/api/test_api.py
