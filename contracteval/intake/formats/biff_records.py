"""What xlrd leaves in an old Excel file: the text of formulas, and dropdowns. Read from the records of each sheet."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Any

from contracteval.intake.book import Area
from contracteval.model.record import dataclass

_BIFF8 = 80
_FORMULA, _SHARED, _ARRAY, _VALIDATION, _END, _START = 0x0006, 0x04BC, 0x0221, 0x01BE, 0x000A, 0x0809
_IN_SHARED_FORMULA = b"\x01"
_FORMULA_HEAD = 22
_LIST = 3
# xlrd writes 1 as 1.0 and Lots!A1 as Lots!A1:A1; texts are passed over
_QUIRK = re.compile(r'"(?:[^"]|"")*"|(?<![\w.])([0-9]+)\.0(?![\w.])|(\$?[A-Z]{1,3}\$?[0-9]+):\2(?![0-9])')


@dataclass(frozen=True, slots=True)
class Found:
    """Formulas by (row, column) from 1, and the source of each dropdown with its areas."""

    formulas: dict[tuple[int, int], str]
    dropdowns: list[tuple[str, tuple[Area, ...]]]


def read_records(book: Any, sheet_number: int) -> Found:
    """Read the records of one sheet of an xlrd book that still holds its stream (``on_demand``)."""
    found = Found({}, [])
    if book.biff_version != _BIFF8:
        return found
    reader = _Reader(book, found)
    for code, data in _records(book.mem, book._sh_abs_posn[sheet_number]):
        reader.read(code, data)
    reader.finish()
    return found


class _Reader:
    """Reads one record after the other; a formula that cells share is known only once all are read."""

    def __init__(self, book: Any, found: Found) -> None:
        from xlrd import formula

        self._book = book
        self._found = found
        self._xlrd = formula
        self._last = (0, 0)
        self._shared: dict[tuple[int, int], tuple[bytes, int]] = {}
        self._waiting: list[tuple[int, int, tuple[int, int]]] = []

    def read(self, code: int, data: bytes) -> None:
        """Read one record; those that say nothing of formulas and dropdowns are passed over."""
        if code == _FORMULA and len(data) >= _FORMULA_HEAD:
            self._read_formula(data)
        elif code == _SHARED:
            self._shared[self._last] = (data[10:], self._xlrd.FMLA_TYPE_SHARED)
        elif code == _ARRAY:
            self._shared[self._last] = (data[14:], self._xlrd.FMLA_TYPE_CELL)
        elif code == _VALIDATION:
            self._read_validation(data)

    def finish(self) -> None:
        """Write the formulas that cells share."""
        for row, column, first in self._waiting:
            if first in self._shared:
                self._keep(row, column, *self._shared[first])

    def _read_formula(self, data: bytes) -> None:
        row, column = self._last = struct.unpack_from("<HH", data)
        tokens = data[_FORMULA_HEAD : _FORMULA_HEAD + struct.unpack_from("<H", data, _FORMULA_HEAD - 2)[0]]
        if tokens[:1] == _IN_SHARED_FORMULA and len(tokens) >= 5:
            self._waiting.append((row, column, struct.unpack_from("<HH", tokens, 1)))
        else:
            self._keep(row, column, tokens, self._xlrd.FMLA_TYPE_CELL)

    def _keep(self, row: int, column: int, tokens: bytes, kind: int) -> None:
        text = self._text(tokens, kind, row, column)
        if text is not None:
            self._found.formulas[row + 1, column + 1] = f"={text}"

    def _text(self, tokens: bytes, kind: int, row: int = 0, column: int = 0) -> str | None:
        try:
            text = self._xlrd.decompile_formula(self._book, tokens, len(tokens), kind, browx=row, bcolx=column)
        except Exception:  # xlrd gives up on tokens that it does not know; the value still stands
            return None
        return _QUIRK.sub(lambda match: match[1] or match[2] or match[0], str(text)) if text else None

    def _read_validation(self, data: bytes) -> None:
        try:
            flags, tokens, areas = _validation(data)
        except struct.error:
            return  # a dropdown that is cut off; the values still stand
        source = self._text(tokens, self._xlrd.FMLA_TYPE_DATA_VAL) if flags & 0xF == _LIST else None
        if source is not None:
            self._found.dropdowns.append((source.replace("\0", ","), areas))


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a sheet to its end; what is embedded in it, such as a chart, is passed over."""
    depth = 0
    while position + 4 <= len(stream):
        code, size = struct.unpack_from("<HH", stream, position)
        depth += (code == _START) - (code == _END)
        if depth == 1:
            yield code, stream[position + 4 : position + 4 + size]
        if depth <= 0:
            return
        position += 4 + size


def _validation(data: bytes) -> tuple[int, bytes, tuple[Area, ...]]:
    flags = struct.unpack_from("<I", data)[0]
    position = 4
    for _ in range(4):  # titles and texts of the prompt and of the error
        length, wide = struct.unpack_from("<HB", data, position)
        position += 3 + length * (2 if wide & 1 else 1)
    size = struct.unpack_from("<H", data, position)[0]
    tokens = data[position + 4 : position + 4 + size]
    position += 4 + size
    position += 4 + struct.unpack_from("<H", data, position)[0]
    count = struct.unpack_from("<H", data, position)[0]
    corners = (struct.unpack_from("<HHHH", data, position + 2 + 8 * i) for i in range(count))
    return flags, tokens, tuple((top + 1, left + 1, bottom + 1, right + 1) for top, bottom, left, right in corners)
