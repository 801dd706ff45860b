"""The body of one of our pages in the body grammar, with the quotes, demands, images and sources it places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pressmark import fragments
from pressmark.importing.bodies import body_text
from pressmark.importing.figures import image_data
from pressmark.importing.inline import Collector
from pressmark.importing.manuscript import Rich, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from pressmark.importing.own_graph import Graph, Node

_SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}


class OwnImages:
    """The images of a page: embedded ones become files again."""

    def __init__(self, graph: Graph) -> None:
        """Begin with none; *graph* knows their media types."""
        self.graph = graph
        self.files: list[tuple[str, bytes]] = []

    def saved(self, image: HtmlElement, name: str) -> str:
        """Return the file name of *image*, its bytes kept under it if the page embeds them."""
        src = image.get("src") or ""
        data = image_data(src)
        if data is None:
            return src
        kind = re.match(r"data:(image/\w+)", src)
        file = f"{name}.{_SUFFIXES.get(kind[1] if kind else '', 'png')}"
        self.files.append((file, data))
        return file


class OwnBody:
    """Reads sections and collects what they place."""

    def __init__(self, graph: Graph, article: HtmlElement, images: OwnImages) -> None:
        """Begin; the *graph* describes what the *article*'s elements only show."""
        self.graph, self.article, self.images = graph, article, images
        self.pictures: dict[str, Node] = {}
        parts = graph.many(graph.root.get("hasPart"))
        self.quotes = {graph.fragment(one): one for one in parts if one.get("@type") == "Quotation"}
        demands = {graph.fragment(one): one for one in parts if one.get("@type") == "Statement"}
        # The page may place them in another order than that in which they are numbered, which is the source's.
        self.demands = dict(sorted(demands.items(), key=lambda pair: self._number(pair[0])))

    def document(self) -> Node:
        """Return the keys of the source that the body and its lists hold."""
        body = next((one for one in self.article.iter("div") if "body" in (one.get("class") or "").split()), None)
        sections = [self._section(head, held) for head, held in _parted(body)] if body is not None else []
        notes = self.article.find(f".//section[@id='{fragments.NOTES}']")
        return {
            # The page of a withdrawn article shows none; the format wants one.
            "sections": sections or [{"body": "(…)"}],
            "parties": self._parties(),
            "quotes": {key: self._quote(node) for key, node in self.quotes.items()},
            "demands": [self._demand(key, node) for key, node in self.demands.items()],
            "images": self.pictures,
            "sources": {one.get("id"): self._source(one) for one in self._listed("sources") if one.get("id")},
            "notes": self._blocks(notes) if notes is not None else None,
        }

    def _number(self, demand: str) -> int:
        """Return the number that the page gives a demand."""
        item = self.article.find(f".//li[@id='{demand}']")
        parent = item.getparent() if item is not None else None
        return (
            int(parent.get("start") or 1) + list(parent).index(item) if item is not None and parent is not None else 0
        )

    def _section(self, head: HtmlElement, held: list[HtmlElement]) -> Node:
        made: Node = {"id": head.get("id")}
        if re.fullmatch(r"section-\d+", made["id"] or "section-1"):
            del made["id"]
        if head.tag == "h2":
            made["heading"] = self._line(head).text
        return {**made, "body": self._blocks(held)}

    def _blocks(self, elements: Iterable[HtmlElement]) -> str:
        return "\n\n".join(block for one in elements if isinstance(one.tag, str) and (block := self._block(one)))

    def _block(self, one: HtmlElement) -> str:
        classes = (one.get("class") or "").split()
        if _is_quote(one):
            # The words before translation stand in paragraphs after it.
            if {"original", "original-label"} & set(classes):
                return ""
            return f"{{quote:{one.get('id') or self.quote_id(one.find('q'))}}}"
        if one.tag == "p":
            return self._paragraph(one) if "ends" not in classes else ""
        if one.tag in {"h3", "h4", "h5", "h6"}:
            return "#" * int(one.tag[1]) + " " + self._paragraph(one)
        if one.tag == "figure":
            return self._picture(one)
        if one.tag in {"ol", "ul"} and "demands" in classes:
            ids = [item.get("id") for item in one if item.tag == "li"]
            return "{demands}" if len(ids) == len(self.demands) else "\n\n".join(f"{{demand:{key}}}" for key in ids)
        if one.tag in {"ol", "ul"}:
            return self._list(one)
        if one.tag == "blockquote":
            return "\n".join(f"> {line}".rstrip() for line in self._blocks(one).split("\n"))
        return self._blocks(one) if one.tag == "div" else ""

    def _list(self, element: HtmlElement) -> str:
        items = []
        number = int(element.get("start") or 1)
        loose = False
        for item in element:
            marker = f"{number}. " if element.tag == "ol" else "- "
            whole = any(child.tag == "p" and not _is_quote(child) for child in item)
            loose = loose or whole
            text = self._blocks(item) if whole else self._tight(item)
            items.append(marker + text.replace("\n", "\n" + " " * len(marker)))
            number += 1
        return re.sub(r"(?m)^ +$", "", ("\n\n" if loose else "\n").join(items))

    def _tight(self, item: HtmlElement) -> str:
        inner = [child for child in item if child.tag in {"ol", "ul", "blockquote", "figure"} or _is_quote(child)]
        line = self._written(self._line(item, frozenset(inner)))
        return "\n".join([line, *(self._block(child) for child in inner)])

    def _picture(self, figure: HtmlElement) -> str:
        image, key = figure.find(".//img"), figure.get("id") or "image"
        if image is None:
            return ""
        node = self.graph.at(key)
        caption = next((one for one in figure.iter("p") if one.get("class") == "caption"), None)
        made = {
            "file": self.images.saved(image, key),
            "alt": image.get("alt"),
            "url": node.get("url"),
            "caption": self._line(caption).text if caption is not None else None,
            "credit": self._credit(figure),
            "license": node.get("license") or self._license(figure),
            "size": next((c[5:] for c in (figure.get("class") or "").split() if c.startswith("size-")), None),
        }
        self.pictures[key] = {name: value for name, value in made.items() if value}
        return f"{{image:{key}}}"

    @staticmethod
    def _credit(figure: HtmlElement) -> str | None:
        """Return the credit: of the figure's facts the one that is no link, for a licence is."""
        words = [
            " ".join(str(one.text_content()).split())
            for one in figure.iter("dd")
            if one.find(".//a[@class='url']") is None
        ]
        return words[0] if words else None

    @staticmethod
    def _license(figure: HtmlElement) -> str | None:
        link = figure.find(".//dd//a[@class='url']")
        return link.get("href") if link is not None else None

    def quote_id(self, element: HtmlElement) -> str:
        """Return the id of the quote whose words *element* shows again."""
        plain = _letters(str(element.text_content()))
        return next((key for key, node in self.quotes.items() if _letters(str(node.get("text"))) == plain), "quote")

    def _paragraph(self, element: HtmlElement) -> str:
        return self._written(self._line(element))

    @staticmethod
    def _written(rich: Rich) -> str:
        marks = [(span.start, span.end, span.value) for span in rich.spans if span.style == "mark"]
        return body_text(Rich(rich.text, tuple(span for span in rich.spans if span.style != "mark")), marks)

    def _line(self, element: HtmlElement, skip: Iterable[HtmlElement] = ()) -> Rich:
        line = _OwnLine(self)
        line.children(element, skip)
        return line.take()

    def _parties(self) -> Node:
        authors = {self.graph.fragment(one) for one in self.graph.many(self.graph.root.get("author"))}
        listed = {one.get("id"): self.graph.at(one.get("id") or "") for one in self._listed("people") if one.get("id")}
        return {key: self.graph.party(node) for key, node in listed.items() if key not in authors and node}

    def _quote(self, node: Node) -> Node:
        original = self.graph.full(node.get("translationOfWork"))
        citation = node.get("citation")
        made: dict[str, Any] = {
            "text": node.get("text"),
            "speaker": self.graph.fragment(node.get("spokenByCharacter") or {}),
            "said": node.get("dateCreated"),
            "context": node.get("description"),
            "source": self.graph.fragment(citation) if isinstance(citation, dict) else None,
            "disputed": True if "creator" not in node else None,
            "original": {"language": original.get("inLanguage"), "text": original.get("text")} if original else None,
            "translator": node.get("creditText") or self.graph.full(node.get("translator")).get("name"),
        }
        return {name: value for name, value in made.items() if value}

    def _demand(self, key: str, node: Node) -> Node:
        action = self.graph.full(node.get("mainEntity"))
        element = self.article.find(f".//li[@id='{key}']")
        classes = (element.get("class") or "").split() if element is not None else []
        time = element.find(".//dl//time") if element is not None else None
        made: dict[str, Any] = {
            "id": key,
            "text": node.get("text"),
            "action": action.get("name"),
            "by": _one_or_many([self.graph.fragment(one) for one in self.graph.many(node.get("creator"))]),
            "of": [self.graph.fragment(one) for one in self.graph.many(action.get("agent"))],
            "due": time.get("datetime") if time is not None else None,
            "status": next((name for name in ("met", "refused") if name in classes), None),
        }
        return {name: value for name, value in made.items() if value}

    def _source(self, item: HtmlElement) -> Node:
        node = self.graph.at(item.get("id") or "")
        times = [time.get("datetime") for time in item.iter("time")]
        published = node.get("datePublished")
        accessed = next((time for time in times if time != published), None)
        author = self.graph.full(node.get("author")).get("name") or node.get("creditText")
        made = {
            "title": node.get("name"), "url": node.get("url"), "author": author, "published": published,
            "accessed": accessed, "archived": node.get("archivedAt"),
        }  # fmt: skip
        return {name: value for name, value in made.items() if value}

    def _listed(self, name: str) -> list[HtmlElement]:
        section = next((one for one in self.article.iter("section") if one.get("class") == name), None)
        return list(section.iter("li")) if section is not None else []


class _OwnLine(Collector):
    """Collects a line of ours: quotes and notes become marks again."""

    def __init__(self, body: OwnBody) -> None:
        super().__init__()
        self._body = body

    def element(self, element: HtmlElement, skip: Iterable[HtmlElement] = ()) -> None:
        classes = (element.get("class") or "").split() if isinstance(element.tag, str) else []
        if element.tag == "q" and "quote" in classes:
            key = element.get("id") or self._body.quote_id(element)
            self.mark(str(element.text_content()), f"{{quote:{key}}}")
        elif element.tag == "sup" and "note-ref" in classes:
            for link in element.iter("a"):
                self.point(Span(0, 0, "note", (link.get("href") or "").lstrip("#")))
        else:
            super().element(element, skip)


def _parted(body: HtmlElement) -> Iterator[tuple[HtmlElement, list[HtmlElement]]]:
    """Yield the sections of *body*: what begins each and bears its id, and the blocks up to the next."""
    begun: tuple[HtmlElement, list[HtmlElement]] | None = None
    for one in body:
        if "part" in (one.get("class") or "").split():
            if begun is not None:
                yield begun
            begun = (one, [])
        elif begun is not None:
            begun[1].append(one)
    if begun is not None:
        yield begun


def _is_quote(one: HtmlElement) -> bool:
    return bool(one.tag == "p" and "quote" in (one.get("class") or "").split())


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _one_or_many(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values
