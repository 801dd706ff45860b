#!/bin/sh
# Build what a release consists of, into dist/: wheel, sdist, a CycloneDX SBOM, the licences and the digests.
# It builds the last commit, not the working tree, with the commit's time: the same commit gives the same bytes.
set -eu
cd "$(dirname "$0")/.."
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
clean=$(mktemp -d)
trap 'rm -rf "$clean"' EXIT
mkdir "$clean/tree"
git archive HEAD | tar -x -C "$clean/tree"
rm -rf dist
.venv/bin/python -m build --no-isolation --outdir dist "$clean/tree" >/dev/null

# What is listed is what a user gets: an environment with the locked run-time dependencies and nothing else.
"${PYTHON:-python3}" -m venv "$clean/env"
"$clean/env/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
"$clean/env/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps dist/*.whl
.venv/bin/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml --mc-type application --of JSON -o dist/pressmark.cdx.json "$clean/env/bin/python"
.venv/bin/pip-licenses --python "$clean/env/bin/python" --order license --format plain-vertical --with-urls --output-file dist/licences.txt >/dev/null
(cd dist && sha256sum -- *) > "$clean/sums" && mv "$clean/sums" dist/SHA256SUMS
cat dist/SHA256SUMS
