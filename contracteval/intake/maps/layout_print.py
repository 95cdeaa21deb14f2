"""A short name for a layout: the same for the same headers and labels, whoever fills them in and whatever the year."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from contracteval.intake.book import Book, Sheet
from contracteval.intake.maps.places import index_of
from contracteval.intake.names import fold

_DIGITS = re.compile(r"\d+")
_MOST = 500


def layout_of(book: Book) -> str:
    """Return twelve characters that stand for the headers of every visible sheet; labels where a sheet has no header."""
    texts = sorted({text for sheet in book.sheets if sheet.visible for text in _texts(sheet)})
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def _texts(sheet: Sheet) -> Iterator[str]:
    tables = index_of(sheet).tables
    headers = [table.headers[c] for table in tables if table.header_rows for c in table.columns if table.headers[c]]
    yield from (_plain(header) for header in headers)
    if not headers:
        for _, cells in list(sheet.rows())[:_MOST]:
            first = cells[min(cells)]
            if isinstance(first.value, str):
                yield _plain(first.text)


def _plain(text: str) -> str:
    """Fold a text and leave the numbers out: next year's header has another year."""
    return _DIGITS.sub("#", fold(text))
