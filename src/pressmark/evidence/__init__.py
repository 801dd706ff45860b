"""Quotations held against the kept copies of their sources: what stands there word for word, and where."""
