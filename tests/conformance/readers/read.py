"""What trafilatura, newspaper4k and extruct find in pages: HTML files as arguments, one JSON object as output."""

import json
import sys
from pathlib import Path

import extruct
import newspaper
import trafilatura

ADDRESS = "https://page.example.com/article"

found = {}
for path in sys.argv[1:]:
    html = Path(path).read_text(encoding="utf-8")
    read = trafilatura.extract_metadata(html, default_url=ADDRESS)
    article = newspaper.Article(ADDRESS, fetch_images=False, language="en")
    article.download(input_html=html)
    article.parse()
    found[path] = {
        "trafilatura": {
            "title": read.title,
            "author": read.author,
            "sitename": read.sitename,
            "date": read.date,
        },
        "newspaper4k": {
            "title": article.title,
            "authors": article.authors,
            "date": article.publish_date and article.publish_date.date().isoformat(),
        },
        "extruct": extruct.extract(html, syntaxes=["json-ld", "opengraph"], uniform=False),
    }
json.dump(found, sys.stdout, ensure_ascii=False, default=str)
