"""The text that newspaper4k, goose3 and trafilatura find in pages: HTML files in, one JSON object out."""

import json
import sys
from pathlib import Path

import newspaper
import trafilatura
from goose3 import Goose

ADDRESS = "https://page.example.com/article"

goose = Goose({"enable_image_fetching": False})
found = {}
for path in sys.argv[1:]:
    html = Path(path).read_text(encoding="utf-8")
    article = newspaper.Article(ADDRESS, fetch_images=False, language="en")
    article.download(input_html=html)
    article.parse()
    found[path] = {
        "newspaper4k": article.text,
        "goose3": goose.extract(url=ADDRESS, raw_html=html).cleaned_text,
        "trafilatura": trafilatura.extract(html) or "",
    }
json.dump(found, sys.stdout, ensure_ascii=False)
