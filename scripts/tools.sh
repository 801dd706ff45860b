#!/bin/sh
# Fetch the foreign validators and programs that tests ask: by apt as root, and by npm into tests/conformance.
# Where one can't be had its tests are skipped with the reason, except under CI, where this fails.
set -u
cd "$(dirname "$0")/.."
missing=""

want() { # want COMMAND PACKAGE
  command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
want qpdf qpdf
want chromium chromium
want javac default-jdk-headless
want node nodejs
want npm npm
want zsh zsh
want fish fish

if [ -n "$missing" ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing by apt:$missing" >&2
    DEBIAN_FRONTEND=noninteractive apt-get update -qq
    # shellcheck disable=SC2086  # one word a package
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null && missing=""
  else
    echo "some tests will be skipped; to run them too: sudo apt-get install$missing" >&2
  fi
fi

if command -v npm >/dev/null 2>&1 && [ -f tests/conformance/package-lock.json ]; then
  stamp=tests/conformance/node_modules/.package-lock.json
  if [ ! -f "$stamp" ] || [ tests/conformance/package-lock.json -nt "$stamp" ]; then
    npm --prefix tests/conformance ci --silent --no-audit --no-fund --ignore-scripts || missing="$missing npm-packages"
    [ ! -f "$stamp" ] || touch "$stamp"
  fi
fi

for setup in tests/conformance/*/setup.sh; do
  [ ! -f "$setup" ] || sh "$setup" || missing="$missing $setup"
done

if [ -n "$missing" ] && [ -n "${CI:-}" ]; then
  echo "under CI every tool must be there; missing:$missing" >&2
  exit 1
fi
