"""How a text file is written: its encoding, the sign between its cells, the sign of its decimals. Found, and said."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from io import StringIO

from contracteval.intake.formats.limits import LIMITS, Refusal
from contracteval.model.record import dataclass

SEPARATORS = (";", "\t", ",", "|")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "cp1252": "Windows-1252", "mac_roman": "Mac Roman"}
_OF_OUR_LANGUAGES = frozenset("éèêëàâäçùûüîïôöœæÉÈÊËÀÂÇÙÛÎÏÔŒÆ€£«»’‘“”–—°…•·²³\u00a0")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_SAMPLE_LETTERS = 200_000
_SAMPLE_ROWS = 300
_NUL_SHARE = 0.3
_NUMBER_START = frozenset("-0123456789")

_DECIMALS = {
    ",": re.compile(r"-?(?:\d+|\d{1,3}(?:[. \u00a0\u202f]\d{3})+),\d+"),
    ".": re.compile(r"-?(?:\d+|\d{1,3}(?:[, \u00a0\u202f]\d{3})+)\.\d+"),
}
_GROUPED = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding it was written in; ``certain`` is false where two encodings were possible."""

    text: str
    encoding: str
    certain: bool


def decode(content: bytes) -> Decoded:
    """Find the encoding: by its mark, as UTF-8, else the old one of Windows or of the Mac that gives our letters."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decoded(content, encoding, certain=True)
    if b"\0" in content[:4096]:
        start = content[:4096]
        little = start[1::2].count(0) >= start[::2].count(0)
        if start.count(0) < _NUL_SHARE * len(start):
            raise Refusal("not-a-workbook")
        return _decoded(content, "utf-16-le" if little else "utf-16-be", certain=True)
    try:
        return _decoded(content, "utf-8", certain=True)
    except Refusal as refusal:
        if refusal.kind != "encoding-unknown":
            raise
    readings = {encoding: reading for encoding in ("cp1252", "mac_roman") if (reading := _try(content, encoding))}
    best = max(readings, key=lambda encoding: _likeness(readings[encoding]))
    return _decoded(content, best, certain=False)


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _decoded(content: bytes, encoding: str, *, certain: bool) -> Decoded:
    text = _try(content, encoding)
    if text is None:
        raise Refusal("encoding-unknown")
    if _CONTROL.search(text):
        raise Refusal("not-a-workbook")
    if len(text) > LIMITS.letters:
        raise Refusal("workbook-too-large")
    return Decoded(text, _NAMES.get(encoding, encoding.upper()[:6]), certain)


def _likeness(text: str) -> int:
    """Count the letters of French and English beyond ASCII, less all others."""
    foreign = Counter(letter for letter in text if letter > "\x7f")
    return sum(count if letter in _OF_OUR_LANGUAGES else -count for letter, count in foreign.items())


def separator_of(text: str) -> str | None:
    """Find the sign between the cells: the one that cuts most rows into one same number of cells.

    None where no sign makes columns. A decimal comma between two digits does not count as a sign between cells.
    """
    scores: dict[str, tuple[float, int]] = {}
    for separator in SEPARATORS:
        sample = text[:_SAMPLE_LETTERS]
        if separator == ",":
            sample = re.sub(r"(?<=\d),(?=\d)", ".", sample)
        widths = Counter(len(row) for row in _sample_rows(sample, separator))
        columns = {width: count for width, count in widths.items() if width > 1}
        if columns:
            width = max(columns, key=lambda width: (columns[width], width))
            scores[separator] = (columns[width] / widths.total(), width)
    if not scores and re.search(r"\d,\d", text[:_SAMPLE_LETTERS]):
        return ","
    return max(scores, key=lambda separator: scores[separator]) if scores else None


def _sample_rows(text: str, separator: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
            if any(row):
                rows.append(row)
            if len(rows) >= _SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    return rows


def decimal_signs(rows: Iterable[Sequence[str]]) -> dict[int, frozenset[str]]:
    """Return, by column, the signs that certainly stand before decimals; ``1.234`` alone says nothing."""
    found: dict[int, set[str]] = {}
    for row in rows:
        for column, field in enumerate(row, 1):
            text = field.strip()
            if text[:1] in _NUMBER_START and not _GROUPED.fullmatch(text):
                signs = (sign for sign, pattern in _DECIMALS.items() if pattern.fullmatch(text))
                found.setdefault(column, set()).update(signs)
    return {column: frozenset(signs) for column, signs in found.items() if signs}
