"""The parts of a Word document that are the same for every article of a language: styles, numbering, settings, fonts.

Style names are Word's own where it has them, so that it shows them in the reader's language and lists headings in its
outline (ECMA-376, part 1, 17.7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pressmark.containers import element, words

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMESPACES = {
    "xmlns:w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "xmlns:r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "xmlns:wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "xmlns:a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "xmlns:pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
_W = {"xmlns:w": NAMESPACES["xmlns:w"]}
# Fonts that Word brings on every system, each with what else may stand in for it where it is missing: LibreOffice's are
# as wide. *Serif* is for text, *sans* for headings.
_SERIF, _SANS = "Cambria", "Calibri"
_FONTS = (
    (_SERIF, "Caladea,Georgia,Times New Roman", "roman"),
    (_SANS, "Carlito,Arial,Helvetica", "swiss"),
    ("Times New Roman", "Liberation Serif", "roman"),
)
# What Word draws scripts with that its Latin fonts lack, by the language's subtag.
_COMPLEX = {
    "bn": "Nirmala UI", "hi": "Nirmala UI", "mr": "Nirmala UI", "ne": "Nirmala UI", "ta": "Nirmala UI",
    "te": "Nirmala UI", "kn": "Nirmala UI", "ml": "Nirmala UI", "gu": "Nirmala UI", "pa": "Nirmala UI",
    "si": "Nirmala UI", "th": "Leelawadee UI", "km": "Leelawadee UI", "lo": "Leelawadee UI", "my": "Myanmar Text",
}  # fmt: skip
_EAST = {"ja": "Yu Mincho", "ko": "Batang", "zh": "SimSun", "zh-hant": "PMingLiU", "zh-tw": "PMingLiU"}
# Styles that Word doesn't have.
_OURS = {
    *("Embargo", "Outlet", "Kicker", "Byline", "Details", "Abstract", "Dateline", "QuoteAttribution", "OriginalLabel"),
    *("QuotedList", "Demand", "DemandDetails", "Figure", "EndMark", "QuoteReference"),
}
_QUIET, _LINK = "595959", "0B4F8A"
BULLETS, NUMBERS = 1, 2


def indent(level: int) -> int:
    """Return how far the words of a list at *level* (from 0) stand in, in twentieths of a point."""
    return 454 * (level + 1)


def styles(language: str, *, rtl: bool, accent: str, scale: float) -> str:
    """Return the part that holds the styles for a document in *language*; *accent* is a colour (``RRGGBB``)."""
    made = _Styles(scale)
    serif, sans = _fonts(_SERIF, language), _fonts(_SANS, language)
    lang = element("w:lang", {"w:val": language, "w:eastAsia": language, "w:bidi": language})
    turned = "<w:bidi/>" if rtl else ""
    made.defaults(
        f"{serif}{made.size(22)}{lang}",
        f'<w:widowControl/>{turned}<w:spacing w:after="160" w:line="288" w:lineRule="auto"/>',
    )
    made.add("Normal", "Normal", "", "", based=None, default=True)
    quiet = f'<w:color w:val="{_QUIET}"/>'
    colored = f'<w:color w:val="{accent}"/>'
    small = f"{sans}{quiet}{made.size(19)}"
    frame = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="6" w:color="{accent}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    made.add("Title", "Title", _kept(0, 120), f"{sans}<w:b/><w:bCs/>{made.size(52)}", after="Subtitle")
    made.add("Subtitle", "Subtitle", _kept(0, 200), f"{sans}{quiet}{made.size(28)}", after="Byline")
    for level, points in enumerate((32, 26, 23, 22, 22), 1):
        outline = f'<w:outlineLvl w:val="{level - 1}"/>'
        look = f"{sans}<w:b/><w:bCs/>{made.size(points)}"
        made.add(f"Heading{level}", f"heading {level}", _kept(320 if level == 1 else 240, 80) + outline, look)
    made.add("Embargo", "Embargo", f"<w:pBdr>{frame}</w:pBdr>{_space(0, 240)}", f"{sans}<w:b/><w:bCs/>{colored}")
    made.add("Outlet", "Outlet", _kept(0, 60), f"{sans}<w:b/><w:bCs/>{made.size(24)}")
    made.add("Kicker", "Kicker", _kept(360, 60), f"{sans}<w:b/><w:bCs/>{colored}{made.size(19)}", after="Title")
    made.add("Byline", "Byline", _space(0, 60), f"{sans}{made.size(21)}")
    made.add("Details", "Details", _together(0, 160), small)
    made.add("Abstract", "Abstract", _space(160, 240), f"{sans}{made.size(21)}")
    made.add("Dateline", "Dateline", _kept(160, 40), f"{sans}<w:b/><w:bCs/>{made.size(19)}", after="Normal")
    made.add("Quote", "Quote", f"<w:keepNext/><w:keepLines/>{_set_in(200, 40)}", f"<w:i/><w:iCs/>{made.size(24)}")
    made.add("QuoteAttribution", "Quote Attribution", f"<w:keepLines/>{_set_in(0, 240)}", small)
    made.add("OriginalLabel", "Original Label", f"<w:keepNext/>{_set_in(0, 40)}", small)
    made.add("BlockText", "Block Text", _set_in(0, 160), "")
    made.add("QuotedList", "Quoted List", "", "", based="BlockText")
    made.add("ListNumber", "List Number", _together(0, 160), "")
    made.add("ListBullet", "List Bullet", _together(0, 160), "")
    made.add("ListContinue", "List Continue", _space(0, 80), "")
    made.add("Demand", "Demand", f"<w:keepNext/><w:keepLines/>{_space(160, 60)}", "<w:b/><w:bCs/>")
    made.add("DemandDetails", "Demand Details", f"<w:keepLines/>{_together(0, 200)}", small)
    made.add("Figure", "Figure", _kept(200, 80), "")
    made.add("Caption", "caption", f"<w:keepLines/>{_together(0, 240)}", small)
    made.add("EndMark", "End Mark", f'{_space(240, 240)}<w:jc w:val="center"/>', small)
    made.add("Header", "header", _space(0, 0), small)
    made.add("Footer", "footer", f'{_space(0, 0)}<w:jc w:val="center"/>', small)
    made.add("FootnoteText", "footnote text", '<w:spacing w:after="40" w:line="240" w:lineRule="auto"/>', made.size(18))
    made.character("DefaultParagraphFont", "Default Paragraph Font", "", default=True)
    made.character("FootnoteReference", "footnote reference", '<w:vertAlign w:val="superscript"/>')
    made.character("QuoteReference", "Quote Reference", '<w:vertAlign w:val="superscript"/>')
    made.character("Hyperlink", "Hyperlink", f'<w:color w:val="{_LINK}"/><w:u w:val="single"/>')
    return element("w:styles", _W, *made.parts)


class _Styles:
    """Styles as they are added; sizes are in half-points, times *scale*."""

    def __init__(self, scale: float) -> None:
        self.parts: list[str] = []
        self._scale = scale

    def size(self, half_points: int) -> str:
        """Return the size of letters, those of complex scripts as well."""
        value = max(2, round(half_points * self._scale))
        return f'<w:sz w:val="{value}"/><w:szCs w:val="{value}"/>'

    def defaults(self, letters: str, paragraphs: str) -> None:
        self.parts.append(
            f"<w:docDefaults><w:rPrDefault><w:rPr>{letters}</w:rPr></w:rPrDefault>"
            f"<w:pPrDefault><w:pPr>{paragraphs}</w:pPr></w:pPrDefault></w:docDefaults>"
        )

    def add(
        self,
        id_: str,
        name: str,
        paragraphs: str,
        letters: str,
        *,
        based: str | None = "Normal",
        after: str = "",
        default: bool = False,
    ) -> None:
        """Add a paragraph style; a writer who ends one goes on in the style *after*."""
        head = element("w:name", {"w:val": name})
        head += element("w:basedOn", {"w:val": based}) if based else ""
        head += element("w:next", {"w:val": after}) if after else ""
        body = f"<w:pPr>{paragraphs}</w:pPr>" if paragraphs else ""
        body += f"<w:rPr>{letters}</w:rPr>" if letters else ""
        self._add("paragraph", id_, f"{head}<w:qFormat/>{body}", default=default)

    def character(self, id_: str, name: str, letters: str, *, default: bool = False) -> None:
        """Add a style of letters."""
        look = f"<w:rPr>{letters}</w:rPr>" if letters else ""
        self._add("character", id_, element("w:name", {"w:val": name}) + look, default=default)

    def _add(self, kind: str, id_: str, inner: str, *, default: bool) -> None:
        own = "1" if id_ in _OURS else None
        about = {"w:type": kind, "w:default": "1" if default else None, "w:customStyle": own, "w:styleId": id_}
        self.parts.append(element("w:style", about, inner))


def _space(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _together(before: int, after: int) -> str:
    """Return the space around paragraphs of a style that follow one another without any."""
    return f"{_space(before, after)}<w:contextualSpacing/>"


def _kept(before: int, after: int) -> str:
    return f"<w:keepNext/><w:keepLines/>{_space(before, after)}"


def _set_in(before: int, after: int) -> str:
    return f'{_space(before, after)}<w:ind w:left="{indent(0)}" w:right="{indent(0)}"/>'


def _fonts(latin: str, language: str) -> str:
    subtags = language.lower().split("-")
    east = next((_EAST[tag] for tag in ("-".join(subtags[:2]), subtags[0]) if tag in _EAST), latin)
    complex_ = _COMPLEX.get(subtags[0], "Times New Roman" if latin == _SERIF else "Arial")
    return element("w:rFonts", {"w:ascii": latin, "w:hAnsi": latin, "w:eastAsia": east, "w:cs": complex_})


def fonts() -> str:
    """Return the part that says what may stand in for a font that is missing."""
    made = (
        element(
            "w:font",
            {"w:name": name},
            element("w:altName", {"w:val": others}),
            element("w:family", {"w:val": family}),
            element("w:pitch", {"w:val": "variable"}),
        )
        for name, others, family in _FONTS
    )
    return element("w:fonts", _W, *made)


def theme(accent: str) -> str:
    """Return the part that holds the theme (part 1, 14.2.7): fonts and colours that programs offer."""
    shown = {"dk1": "000000", "lt1": "FFFFFF", "dk2": _QUIET, "lt2": "F2F2F2"}
    shown |= {f"accent{n}": accent for n in range(1, 7)} | {"hlink": _LINK, "folHlink": _LINK}
    colors = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in shown.items())
    faces = "".join(
        f'<a:{name}><a:latin typeface="{font}"/><a:ea typeface=""/><a:cs typeface=""/></a:{name}>'
        for name, font in (("majorFont", _SANS), ("minorFont", _SERIF))
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{fill}</a:ln>'
    forms = (
        f"<a:fillStyleLst>{fill * 3}</a:fillStyleLst>"
        f"<a:lnStyleLst>{line * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
    )
    parts = (
        element("a:clrScheme", {"name": "pressmark"}, colors),
        element("a:fontScheme", {"name": "pressmark"}, faces),
        element("a:fmtScheme", {"name": "pressmark"}, forms),
    )
    about = {"xmlns:a": NAMESPACES["xmlns:a"], "name": "pressmark"}
    return element("a:theme", about, element("a:themeElements", {}, *parts))


def numbering(lists: list[tuple[int, int, int]]) -> str:
    """Return the part that numbers *lists*, each one's kind (`BULLETS`, `NUMBERS`), level and first number.

    The first of them is the list 1. Each has a definition of its own: lists that share one count on from each other.
    """
    made = []
    for n, (kind, level, start) in enumerate(lists, 1):
        levels = "".join(_level(kind, one, start if one == level else 1) for one in range(level + 1))
        known = f'<w:nsid w:val="{n:08X}"/><w:multiLevelType w:val="multilevel"/>'
        made.append(element("w:abstractNum", {"w:abstractNumId": n}, known, levels))
    numbers = range(1, len(lists) + 1)
    made += [element("w:num", {"w:numId": n}, element("w:abstractNumId", {"w:val": n})) for n in numbers]
    return element("w:numbering", _W, *made)


def _level(kind: int, level: int, start: int) -> str:
    form, shown = ("decimal", f"%{level + 1}.") if kind == NUMBERS else ("bullet", "•–"[level % 2])
    at = f'<w:ind w:left="{indent(level)}" w:hanging="{indent(0)}"/>'
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{shown}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr>{at}</w:pPr></w:lvl>'
    )


def settings(language: str, known: Mapping[str, str]) -> str:
    """Return the part that holds the settings; its words are in *language*, *known* is kept as variables."""
    tag = {"w:val": language, "w:eastAsia": language, "w:bidi": language}
    separators = element("w:footnotePr", {}, '<w:footnote w:id="-1"/><w:footnote w:id="0"/>')
    # Without it Word takes a document for one of 2007.
    mode = {"w:name": "compatibilityMode", "w:uri": "http://schemas.microsoft.com/office/word", "w:val": "15"}
    compatible = element("w:compat", {}, element("w:compatSetting", mode))
    stop = '<w:defaultTabStop w:val="454"/>'
    kept = (element("w:docVar", {"w:name": f"pressmark-{name}", "w:val": value}) for name, value in known.items())
    variables = element("w:docVars", {}, *kept)
    return element("w:settings", _W, stop, separators, compatible, variables, element("w:themeFontLang", tag))


def footnotes(notes: list[str]) -> str:
    """Return the part that holds the footnotes, whose paragraphs are *notes*, from number 1 on."""
    lines = ("separator", "continuationSeparator")
    made = [
        f'<w:footnote w:type="{kind}" w:id="{n}"><w:p><w:pPr><w:spacing w:after="0"/></w:pPr>'
        f"<w:r><w:{kind}/></w:r></w:p></w:footnote>"
        for n, kind in enumerate(lines, -1)
    ]
    made += [element("w:footnote", {"w:id": n}, note) for n, note in enumerate(notes, 1)]
    return element("w:footnotes", NAMESPACES, *made)


def margins(kind: str, runs: str, *, rtl: bool) -> str:
    """Return a part for the head or foot of pages: *kind* is “hdr” or “ftr”."""
    turned = "<w:bidi/>" if rtl else ""
    style = element("w:pStyle", {"w:val": "Header" if kind == "hdr" else "Footer"})
    return element(f"w:{kind}", NAMESPACES, f"<w:p><w:pPr>{style}{turned}</w:pPr>{runs}</w:p>")


def page_number() -> str:
    """Return the runs that show a page's number and how many pages there are."""
    fields = [
        element("w:fldSimple", {"w:instr": f" {name} "}, f"<w:r><w:t>{words('1')}</w:t></w:r>")
        for name in ("PAGE", "NUMPAGES")
    ]
    return '<w:r><w:t xml:space="preserve"> / </w:t></w:r>'.join(fields)
