#!/bin/sh
# Set up the virtual environment in .venv: `setup.sh run` to build, `setup.sh test` for the tests, `setup.sh dev` for
# the validators and linters too.
# Everything is locked with hashes. Pango and HarfBuzz, which draw the text, come from the system: by apt where
# we are root on Debian or Ubuntu, otherwise the command to install them is printed.
set -eu
cd "$(dirname "$0")/.."
what=${1:-run}
python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

. scripts/apt.sh

# The command that installs the text engines on this system, for people to copy.
native_command() {
  if command -v apt-get >/dev/null 2>&1; then say "  sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
  elif command -v dnf >/dev/null 2>&1; then say "  sudo dnf install pango harfbuzz"
  elif command -v pacman >/dev/null 2>&1; then say "  sudo pacman -S pango harfbuzz"
  elif command -v apk >/dev/null 2>&1; then say "  sudo apk add pango harfbuzz harfbuzz-subset"
  elif command -v zypper >/dev/null 2>&1; then say "  sudo zypper install libpango-1_0-0 libharfbuzz-subset0"
  elif command -v brew >/dev/null 2>&1; then say "  brew install pango"
  else say "  (the packages of Pango and of HarfBuzz with its subset library, for your system)"
  fi
}

has_native() {
  "$python" - <<'PY'
import ctypes, sys
names = {
    "linux": ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"),
    "darwin": ("libpango-1.0.dylib", "libpangoft2-1.0.dylib", "libharfbuzz-subset.dylib"),
}.get(sys.platform, ())
places = ("", "/opt/homebrew/lib/", "/usr/local/lib/") if sys.platform == "darwin" else ("",)
for name in names:
    for place in places:
        try:
            ctypes.CDLL(place + name)
            break
        except OSError:
            continue
    else:
        sys.exit(f"missing: {name}")
PY
}

if ! command -v "$python" >/dev/null 2>&1; then
  if root_apt; then apt_install python3 python3-venv; else
    say "Python 3.11 or newer is needed; on Debian and Ubuntu: sudo apt-get install python3 python3-venv"; exit 1
  fi
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  say "Python 3.11 or newer is needed; this is $("$python" --version). Name another: make PYTHON=python3.12 build"; exit 1
}

if ! has_native 2>/dev/null; then
  if root_apt; then apt_install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; fi
  has_native || { say "Pango or HarfBuzz's subset library is missing. Install them, then run this again:"; native_command; exit 1; }
fi

if ! [ -x .venv/bin/python ]; then
  "$python" -c 'import ensurepip, venv' 2>/dev/null || {
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if root_apt; then apt_install "python$version-venv"; else
      say "Python's venv module is missing. Install it, then run this again:"; say "  sudo apt-get install python$version-venv"; exit 1
    fi
  }
  say "setting up .venv"
  "$python" -m venv .venv
fi
# Of the tools for tests most modules are never imported: those that are get compiled then.
compile=--compile
[ "$what" = run ] || compile=--no-compile
# The lists are complete: without the resolver, which some versions of pip break on at lxml's extras.
.venv/bin/python -m pip install --quiet --disable-pip-version-check "$compile" --no-deps --require-hashes -r "requirements/$what.txt"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
