"""Package one structured article as PDF, HTML, JSON-LD and text, and for archives."""

__version__ = "0.1.0"
