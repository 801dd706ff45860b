"""The words and forms of the article's language: labels, dates, digits, lists, quotation marks.

Labels come from gettext catalogues (``catalogues/*.po``, compiled to the ``.mo`` beside them), forms from
the CLDR through Babel. Nothing depends on the machine's own language or time zone.
"""

from __future__ import annotations

from pressmark.i18n.locale import Locale, QuotationMarks, labels, languages, locale_of, own_name, quotation, supports

__all__ = ["Locale", "QuotationMarks", "labels", "languages", "locale_of", "own_name", "quotation", "supports"]
