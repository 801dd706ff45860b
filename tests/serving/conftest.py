"""The preview shares the article of the commands' tests, and their way of starting what goes on."""

from tests.cli.conftest import article, start

__all__ = ["article", "start"]
