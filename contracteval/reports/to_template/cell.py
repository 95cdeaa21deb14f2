"""The markup of one filled cell: a number in the cell's own style, or a text that never becomes a formula."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from xml.sax.saxutils import escape

from contracteval.model.house_template import Hole
from contracteval.reports.to_json import number
from contracteval.reports.to_template.content import Content
from contracteval.reports.to_workbook.page import a1, clean

# Excel reads _x000D_ in a text as one character: what reads so by chance is written so that it stays as it is.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FIRST_DAY, _FIRST_DAY_1904 = date(1899, 12, 30), date(1904, 1, 1)


def cell_markup(hole: Hole, content: Content, prefix: bytes, from_1904: bool) -> bytes:
    """Return the element of a cell; what we put in is ASCII, so that it fits a part of any encoding."""
    style = "" if hole.style is None else f' s="{escape(hole.style)}"'
    attributes = f'c r="{a1(hole.row - 1, hole.column - 1)}"{style}'
    value = _held(content, dates=hole.shows_dates, from_1904=from_1904)
    if value is None:
        made = f"<@{attributes}/>"
    elif isinstance(value, str):
        text = _LOOKS_ESCAPED.sub("_x005F_", clean(value).replace("\r\n", "\n").replace("\r", "\n"))
        body = escape(text, {"@": "&#64;"})
        made = f'<@{attributes} t="inlineStr"><@is><@t xml:space="preserve">{body}</@t></@is></@c>'
    else:
        made = f"<@{attributes}><@v>{float(value)!r}</@v></@c>"
    # A prefix may be in any letters, and stands in the encoding of the part: it is put in as it is there.
    return made.encode("ascii", "xmlcharrefreplace").replace(b"@", prefix)


def _held(content: Content, *, dates: bool, from_1904: bool) -> Fraction | str | None:
    """Return what the cell holds: a date as a serial number where the cell shows dates, words where no double is as large."""
    value = content.value
    if isinstance(value, date):
        return Fraction((value - (_FIRST_DAY_1904 if from_1904 else _FIRST_DAY)).days) if dates else content.text
    return content.text if isinstance(value, Fraction) and number(value) is None else value
