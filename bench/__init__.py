"""Benchmarks, and the corpora they run on; bench/README.md has the figures and the commands."""
