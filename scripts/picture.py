"""Draw the first page of the example article into docs/first-page.png, for the README."""

from __future__ import annotations

from pathlib import Path

from pressmark import reader
from pressmark.theme import Options, load_theme
from pressmark.writers import pdf, png

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Write the picture."""
    article = reader.read(ROOT / "source" / "article.yaml")
    first = png.pages(pdf.write(article, Options(load_theme())), scale=96 / 72)[0]
    first.quantize(64).save(ROOT / "docs" / "first-page.png", optimize=True)


if __name__ == "__main__":
    main()
