#!/bin/sh
# Fetch the foreign validators and programs that tests ask: by apt as root, and by npm into tests/conformance.
# Where one can't be had its tests are skipped with the reason, except under CI, where this fails.
set -u
cd "$(dirname "$0")/.."
. scripts/apt.sh
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
  if root_apt; then
    # shellcheck disable=SC2086  # one word a package
    apt_install $missing && missing=""
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

# Each beside the others: they wait for the network more than for this machine.
for setup in tests/conformance/*/setup.sh; do
  [ ! -f "$setup" ] || { sh "$setup" || touch "$setup.failed"; } &
done
wait
for failed in tests/conformance/*/setup.sh.failed; do
  [ ! -f "$failed" ] || { missing="$missing ${failed%.failed}"; rm -f "$failed"; }
done

if [ -n "$missing" ] && [ -n "${CI:-}" ]; then
  echo "under CI every tool must be there; missing:$missing" >&2
  exit 1
fi
