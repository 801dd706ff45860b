#!/bin/sh
# Set up the Python programs that read pages, in an environment of their own: what they depend on is not ours to carry.
# Without the resolver, which some versions of pip break on at lxml's extras; the list is complete and locked.
set -eu
cd "$(dirname "$0")"
venv=../.cache/readers
stamp=$venv/.stamp
if [ -f "$stamp" ] && [ ! requirements.txt -nt "$stamp" ]; then exit 0; fi
echo "setting up the page readers" >&2
"${PYTHON:-python3}" -m venv --clear "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
touch "$stamp"
