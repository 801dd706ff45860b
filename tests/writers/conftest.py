"""What is written is held to the page: parsed as the page's own tests have it."""

from tests.page.conftest import page

__all__ = ["page"]
