# pressmark with its print, preview, import, picture and evidence parts (requirements/run.txt), for whoever runs it: no
# account, no home, nothing of its own to write to. Clusters and the East Asian fonts are not in it.
#   docker build -t pressmark .
#   docker run --rm -v "$PWD:/work" -u "$(id -u):$(id -g)" pressmark build
FROM python:3.13-slim-bookworm AS wheel
WORKDIR /src
COPY . .
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .

FROM python:3.13-slim-bookworm
# The text engines: Pango doesn't pull in HarfBuzz's subset library, and without it the PDF's bytes differ.
# Their versions are the release's: Debian keeps no others.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/*
COPY requirements/run.txt /tmp/run.txt
COPY --from=wheel /wheel /tmp/wheel
RUN pip install --no-cache-dir --require-hashes -r /tmp/run.txt \
 && pip install --no-cache-dir --no-deps /tmp/wheel/*.whl \
 && rm -r /tmp/run.txt /tmp/wheel \
 # Whoever runs this is not who built it: the bytecode is compiled now, once and for all.
 && python -m compileall -q /usr/local/lib/python3.13/site-packages
# A uid without an account has “/” for a home, which it can't write to; Fontconfig wants a place for its cache.
ENV HOME=/tmp XDG_CACHE_HOME=/tmp PYTHONDONTWRITEBYTECODE=1
WORKDIR /work
# Nobody special, who owns nothing: `docker run -u` names whoever owns the files, and without it nothing runs as root.
USER 65534:65534
ENTRYPOINT ["pressmark"]
CMD ["--help"]
