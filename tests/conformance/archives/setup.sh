#!/bin/sh
# Set up the validators of archives' formats in an environment of their own: they want other versions of what pressmark
# has, and more than it should carry.
set -eu
cd "$(dirname "$0")"
venv=../.cache/archives
stamp=$venv/.stamp
if [ -f "$stamp" ] && [ ! requirements.txt -nt "$stamp" ]; then exit 0; fi
echo "setting up the archives' validators" >&2
"${PYTHON:-python3}" -m venv --clear "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
touch "$stamp"
